//! Laws of the server, for any request: `fuzz/run http` looks for one that breaks them.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::app;
use super::guard::Rules;
use super::state::ServerState;
use crate::screen::Talk;
use axum::Router;
use axum::body::Body;
use axum::body::to_bytes;
use axum::http::HeaderMap;
use axum::http::Method;
use axum::http::Request;
use axum::http::StatusCode;
use axum::http::header;
use bolero::check;
use duikan::Collection;
use duikan::Language;
use duikan::Synonyms;
use serde_json::Value;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use tokio::runtime;
use tower::ServiceExt;

const JSON: &str = "application/json";
/// What an answer may be.
const MEDIA: [&str; 8] = [
    JSON,
    "application/tei+xml",
    "application/x-collatex+json",
    "image/svg+xml",
    "text/css; charset=utf-8",
    "text/csv; charset=utf-8",
    "text/html; charset=utf-8",
    "text/javascript; charset=utf-8",
];
/// What every answer says to a browser.
const GUARD: [&str; 4] =
    ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-resource-policy"];

/// A request as it is sent: method and path, headers, a blank line, the body.
#[test]
fn fuzz_http() {
    let folder = tempfile::tempdir().unwrap();
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
    Collection::build(folder.path()).texts(texts).run().unwrap();
    let talk = Talk::plain(Language::English);
    let synonyms = Synonyms::parse("渡口, 码头").unwrap();
    let state = ServerState::new(Collection::open(folder.path()).unwrap(), synonyms, talk);
    let app = AssertUnwindSafe(app(state, Rules { address: [127, 0, 0, 1].into(), token: None }));
    let runtime = runtime::Builder::new_current_thread().enable_time().build().unwrap();
    check!(name = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/http")).with_iterations(0).for_each(
        |input: &[u8]| {
            let Some(request) = request(input) else { return };
            let asked = (request.method().clone(), is_foreign(request.headers()));
            let answer = runtime.block_on(Answer::to(request, app.clone()));
            answer.is_sound(asked);
        },
    );
}

/// The request, when it is one; it names this machine unless it says otherwise.
fn request(input: &[u8]) -> Option<Request<Body>> {
    let (head, body) = match input.windows(2).position(|pair| pair == b"\n\n") {
        Some(at) => (&input[..at], &input[at + 2..]),
        None => (input, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let (method, path) = std::str::from_utf8(lines.next()?).ok()?.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(path);
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        request = request.header(&line[..colon], line[colon + 1..].trim_ascii());
    }
    let headers = request.headers_mut()?;
    for (name, value) in [(header::HOST, "localhost:7117"), (header::CONTENT_TYPE, JSON)] {
        headers.entry(name).or_insert(value.parse().unwrap());
    }
    request.body(Body::from(body.to_vec())).ok()
}

/// Whether it certainly is not for this machine, or comes from another page.
fn is_foreign(headers: &HeaderMap) -> bool {
    let host = headers[header::HOST].to_str().unwrap_or_default().to_ascii_lowercase();
    let name = host.split(':').next().unwrap_or_default();
    let is_name = name != "localhost" && name.contains(|c: char| ('g'..='z').contains(&c));
    let says = |name: &str, what: &str| headers.get(name).is_some_and(|value| value == what);
    is_name || (says("sec-fetch-site", "cross-site") && !says("sec-fetch-dest", "document"))
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    async fn to(request: Request<Body>, app: Router) -> Answer {
        let (head, body) = app.oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: head.status, headers: head.headers, body }
    }

    fn is_sound(&self, (method, is_foreign): (Method, bool)) {
        let status = self.status;
        // 503 says that an answer takes too long.
        let may_be =
            [status.is_success(), status.is_client_error(), status == StatusCode::SERVICE_UNAVAILABLE];
        assert!(may_be.contains(&true), "{status}: {}", String::from_utf8_lossy(&self.body));
        let refused = [StatusCode::MISDIRECTED_REQUEST, StatusCode::FORBIDDEN];
        assert!(!is_foreign || refused.contains(&status), "{status}");
        assert!(GUARD.iter().all(|name| self.headers.contains_key(*name)), "{:?}", self.headers);
        let media = self.headers[header::CONTENT_TYPE].to_str().unwrap();
        assert!(MEDIA.contains(&media), "{media}");
        assert!(status.is_success() || media == JSON, "{status} in {media}");
        if media == JSON && method != Method::HEAD {
            let object: Value = serde_json::from_slice(&self.body).unwrap();
            let says = |name: &str| object[name].as_str().is_some_and(|text| !text.is_empty());
            let is_trouble = ["message", "code", "type"].into_iter().all(says);
            assert!(is_trouble != status.is_success(), "{status}: {object}");
        }
    }
}
