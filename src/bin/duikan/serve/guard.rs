//! What holds for every answer: who may ask, and what a browser may do with it.

use super::api_error::ApiError;
use super::token::Token;
use axum::Router;
use axum::extract::Request;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::header;
use axum::http::uri::Authority;
use axum::middleware;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use std::net::IpAddr;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Nothing is loaded or run but what this server sends, and no other page may show this one in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The longest address of a request, in bytes: all that the interface takes, escaped, has room in it.
const LONGEST_URL: usize = 48 * 1024;

/// What is known to everybody: whether the server is well.
const OPEN_TO_ALL: &str = "/health";

/// Who may ask.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// The address that is listened on.
    pub(super) address: IpAddr,
    /// What a request must bear, if anything.
    pub(super) token: Option<Token>,
}

/// The router with all that holds for every answer.
pub(super) fn guarded(router: Router, rules: Rules) -> Router {
    let router = router.layer(CatchPanicLayer::custom(|_| ApiError::internal(&"a panic").into_response()));
    confined(router.layer(middleware::from_fn_with_state(rules, admitted)))
}

/// The router with what a browser may do with its answers.
pub(super) fn confined(router: Router) -> Router {
    let always = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    router
        .layer(always(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(header::REFERRER_POLICY, "no-referrer"))
        .layer(always(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
}

async fn admitted(State(rules): State<Rules>, request: Request, next: Next) -> Response {
    let is_known = rules.know(request.headers());
    let mut response = match rules.refusal(&request) {
        None => next.run(request).await,
        Some(trouble) => trouble.into_response(),
    };
    // Whoever is not known has a place among the connections for one answer.
    if !is_known {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

impl Rules {
    /// Why a request is not answered.
    fn refusal(&self, request: &Request) -> Option<ApiError> {
        let (headers, uri) = (request.headers(), request.uri());
        if is_from_another_page(request) {
            return Some(ApiError::other_page());
        }
        if self.address.is_loopback() && !is_for_this_machine(request) {
            return Some(ApiError::wrong_host());
        }
        if uri.path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_URL) {
            return Some(ApiError::url_too_long(LONGEST_URL));
        }
        let is_open = request.method().is_safe() && uri.path() == OPEN_TO_ALL;
        (!is_open && !self.know(headers)).then(ApiError::unauthorized)
    }

    /// Whether a request bears what it must.
    fn know(&self, headers: &HeaderMap) -> bool {
        self.token.as_ref().is_none_or(|token| token.is_borne_by(headers))
    }
}

/// A page elsewhere may keep this server busy, with the token that a browser has kept: a browser says when a
/// request comes from another page and is not somebody following a link. Frames and forms navigate too, but not to
/// a document of their own, or not by a method that only reads.
fn is_from_another_page(request: &Request) -> bool {
    let says = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_foreign = says("sec-fetch-site").is_some_and(|site| !["same-origin", "none"].contains(&site));
    let goes = (says("sec-fetch-mode"), says("sec-fetch-dest"));
    is_foreign && !(request.method().is_safe() && goes == (Some("navigate"), Some("document")))
}

/// A page elsewhere may give its own name the address of this machine, and would then read what only people
/// here may read: the name it was asked for gives it away.
fn is_for_this_machine(request: &Request) -> bool {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let authority = request.uri().authority().map(Authority::as_str);
    host.is_some_and(is_this_machine) && authority.is_none_or(is_this_machine)
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}
