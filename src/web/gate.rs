//! What stands before every route: is there a connection to serve, is the request a right one, and may
//! its peer send it.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use super::caching::CachePolicy;
use super::connections::Over;
use super::failure::Failure;
use super::peers::{self, Allowance, Peer};
use super::{App, body, requests};

/// The address at the other end of a request's connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Connected(pub(super) IpAddr);

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE: HeaderName = HeaderName::from_static("ratelimit");

/// The least time after which a request hears that it came too often or that there is no room. Who then
/// asks again at once, against the advice, costs as little as who waits: the good answers do not fall.
/// (With 1,024 connections of one peer each refusal costs 0.1 ms; without a pause they ate a third.)
const REFUSAL_DELAY: Duration = Duration::from_secs(1);

/// Lets a request through to the routes, or refuses it.
pub(super) async fn pass(state: State<App>, request: Request, next: Next) -> Response {
    let asked = Instant::now();
    let response = judge(state, request, next).await;
    let failure = response.extensions().get::<Failure>();
    if failure.is_some_and(|failure| failure.retry_after.is_some()) {
        tokio::time::sleep_until(asked + REFUSAL_DELAY).await;
    }
    response
}

async fn judge(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let is_probe = matches!(request.uri().path(), "/healthz" | "/readyz");
    if !is_probe && let Some(over) = request.extensions().get::<Over>() {
        // The body stays where it is: the connection ends with this answer.
        return over.failure().into_response();
    }
    if let Err(failure) = requests::check(&request) {
        return refuse(&app, request, failure).await;
    }
    let connected = request.extensions().get::<Connected>().copied();
    let peer = connected.map_or(Peer::UNKNOWN, |Connected(address)| {
        let trusted = &app.limits().trusted_proxies;
        Peer::of(peers::client(address, request.headers(), trusted))
    });
    request.extensions_mut().insert(peer);
    if is_probe {
        return next.run(request).await;
    }
    let charged = app.charge(peer, 1);
    let (mut response, charged) = match charged {
        Ok(charged) => (next.run(request).await, charged),
        Err(failure) => (refuse(&app, request, failure).await, None),
    };
    // What is the same for everybody is kept by browsers and proxies, and the rate with it.
    let is_kept = CachePolicy::of(&response).is_shared();
    let failure = response.extensions().get::<Failure>();
    let refused = failure.and_then(|failure| failure.allowance.as_deref().copied());
    if let Some(allowance) = refused.or(charged).filter(|_| !is_kept) {
        tell(allowance, &mut response);
    }
    response
}

async fn refuse(app: &App, request: Request, failure: Failure) -> Response {
    let (head, body) = request.into_parts();
    body::discard(&head.headers, body, app.limits()).await;
    failure.into_response()
}

/// As the draft of the IETF's HTTPAPI group writes it.
fn tell(allowance: Allowance, response: &mut Response) {
    let Allowance { quota, window, left, reset, .. } = allowance;
    let policy = HeaderValue::try_from(format!("\"default\";q={quota};w={window}"));
    let rate = HeaderValue::try_from(format!("\"default\";r={left};t={reset}"));
    if let (Ok(policy), Ok(rate)) = (policy, rate) {
        response.headers_mut().insert(POLICY, policy);
        response.headers_mut().insert(RATE, rate);
    }
}
