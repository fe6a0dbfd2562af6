//! What every answer gets: security headers, a request id, a log line without content, and a 500
//! instead of a broken connection when a handler panics.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Response};
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;
use tracing::Span;

use super::failure::Failure;
use super::{App, caching, gate, refusals};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// No inline script or style, no foreign origin; `connect-src` lets audits read robots.txt.
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
                   connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                   require-trusted-types-for 'script'";

const SECURITY_HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// Wraps the routes, outermost last.
pub(super) fn apply(router: Router, app: App) -> Router {
    let trace = TraceLayer::new_for_http()
        .make_span_with(|request: &Request<Body>| {
            let id = request.extensions().get::<RequestId>().map(|id| id.0.as_str());
            // The route, not the path: a path can hold what somebody pasted into the address bar.
            let route =
                request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str);
            tracing::info_span!("request", id, method = %request.method(), route)
        })
        .on_request(())
        .on_failure(())
        .on_response(|response: &Response<Body>, latency: Duration, _: &Span| {
            let status = response.status().as_u16();
            let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
            tracing::info!(status, micros, "answered");
        });
    let routes = router
        .layer(middleware::from_fn_with_state(app.clone(), gate::pass))
        .layer(CatchPanicLayer::custom(|_| Failure::internal().into_response()))
        .layer(trace)
        .layer(middleware::from_fn(request_id));
    // A router's own layers do not see which methods it allows: that is added around them.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::from_fn_with_state(app, refusals::give_form))
        .layer(middleware::from_fn(security_headers))
}

async fn security_headers(request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    caching::write(&mut response);
    response
}

/// The id under which a request is logged. A client's own would be a stranger's text in the log.
#[derive(Debug, Clone)]
struct RequestId(String);

/// Numbers requests and hides the number behind the hasher's random keys. (A UUID crate needs
/// /dev/urandom in a static binary; an empty image has none.)
static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);
static NEXT: AtomicU64 = AtomicU64::new(0);

async fn request_id(mut request: Request, next: Next) -> Response<Body> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let id = format!("{:016x}{:016x}", KEYS.hash_one((0, number)), KEYS.hash_one((1, number)));
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
