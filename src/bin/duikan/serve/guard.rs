//! What holds for every answer: who may ask, and what a browser may do with it.

use super::trouble::Trouble;
use axum::Router;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::header;
use axum::middleware;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use std::net::IpAddr;
use std::net::SocketAddr;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// Nothing is loaded or run but what this server sends, and no other page may show this one in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; \
                      img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The router with all that holds for every answer.
pub(super) fn guarded(router: Router, address: SocketAddr) -> Router {
    let always = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
    };
    let router = router.layer(CatchPanicLayer::custom(|_| Trouble::internal(&"a panic").into_response()));
    let router = if address.ip().is_loopback() {
        router.layer(middleware::from_fn(only_for_this_machine))
    } else {
        router
    };
    router
        .layer(always(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(always(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(header::REFERRER_POLICY, "no-referrer"))
        .layer(always(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
}

/// A page elsewhere may give its own name the address of this machine, and would then read what only people
/// here may read: the name it was asked for gives it away. Or it may keep this server busy: a browser says when
/// a request comes from another page and is not somebody following a link.
async fn only_for_this_machine(request: Request, next: Next) -> Response {
    if is_from_here(request.headers()) {
        next.run(request).await
    } else {
        Trouble::wrong_host().into_response()
    }
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_foreign =
        header("sec-fetch-site") == Some("cross-site") && header("sec-fetch-mode") != Some("navigate");
    !is_foreign && header("host").is_some_and(is_this_machine)
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}
