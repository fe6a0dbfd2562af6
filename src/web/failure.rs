//! Why a request was not answered: all kinds, and their words.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::peers::Allowance;
use crate::paste::Refusal;
use crate::wording::{Value, say};

/// A request that was not answered. Holds nothing of what was pasted.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    /// What is wrong, in a few words.
    pub(super) title: String,
    /// What is wrong and what to do.
    pub(super) detail: String,
    /// The last part of the problem's type.
    pub(super) kind: &'static str,
    /// Whether the same request can succeed later, and after how many seconds.
    pub(super) retry_after: Option<u64>,
    /// A header that the status calls for.
    pub(super) header: Option<Box<(HeaderName, HeaderValue)>>,
    /// What the peer may still send, when it was charged.
    pub(super) allowance: Option<Box<Allowance>>,
}

impl Failure {
    /// A refusal with the words of its kind.
    fn new(status: StatusCode, kind: &'static str, arguments: &[(&'static str, Value)]) -> Failure {
        Failure::saying(status, kind, say(&format!("{kind}.detail"), arguments))
    }

    /// A refusal of a kind that has several reasons.
    fn saying(status: StatusCode, kind: &'static str, detail: String) -> Failure {
        Failure {
            status,
            title: say(kind, &[]),
            detail,
            kind,
            retry_after: None,
            header: None,
            allowance: None,
        }
    }

    pub(super) fn refused(refusal: Refusal) -> Failure {
        Failure::new(StatusCode::UNPROCESSABLE_ENTITY, refusal.kind(), &[])
    }

    /// `reason`: an attribute of the kind.
    fn malformed(reason: &str, arguments: &[(&'static str, Value)]) -> Failure {
        let kind = "malformed-request";
        let detail = say(&format!("{kind}.{reason}"), arguments);
        Failure::saying(StatusCode::BAD_REQUEST, kind, detail)
    }

    /// The body ended too early.
    pub(super) fn broken_off() -> Failure {
        Failure::malformed("broken-off", &[])
    }

    /// The parts of a form cannot be read.
    pub(super) fn bad_parts() -> Failure {
        Failure::malformed("bad-parts", &[])
    }

    /// The body is no JSON; `place`: from where on.
    pub(super) fn bad_json(place: String) -> Failure {
        Failure::malformed("bad-json", &[("place", place.into())])
    }

    /// What stands in the place of an id is no text.
    pub(super) fn bad_address() -> Failure {
        Failure::malformed("bad-address", &[])
    }

    fn invalid(reason: &str, arguments: &[(&'static str, Value)]) -> Failure {
        let kind = "invalid-request";
        let detail = say(&format!("{kind}.{reason}"), arguments);
        Failure::saying(StatusCode::UNPROCESSABLE_ENTITY, kind, detail)
    }

    /// The body is another JSON than asked for; `place`: where.
    pub(super) fn not_an_object(place: String) -> Failure {
        Failure::invalid("not-an-object", &[("place", place.into())])
    }

    /// A field is none of the values that it can have.
    pub(super) fn none_of(field: &str, known: &[&str]) -> Failure {
        let known = known.join(", ");
        Failure::invalid("one-of", &[("field", field.into()), ("known", known.into())])
    }

    /// A version is none of any product.
    pub(super) fn no_version(examples: &str) -> Failure {
        Failure::invalid("version", &[("examples", examples.into())])
    }

    pub(super) fn unsupported_type(accepted: &str) -> Failure {
        Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            &[("accepted", accepted.into())],
        )
    }

    pub(super) fn not_acceptable() -> Failure {
        Failure::new(StatusCode::NOT_ACCEPTABLE, "not-acceptable", &[])
    }

    pub(super) fn too_large(limit: usize) -> Failure {
        let mebibytes = limit / (1024 * 1024);
        Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", &[("mebibytes", mebibytes.into())])
    }

    pub(super) fn too_slow() -> Failure {
        Failure::new(StatusCode::REQUEST_TIMEOUT, "too-slow", &[]).retry(1)
    }

    /// `retry_after`: seconds.
    pub(super) fn busy(retry_after: u64) -> Failure {
        let seconds = [("seconds", retry_after.into())];
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, "too-busy", &seconds).retry(retry_after)
    }

    /// There is no memory for the body.
    pub(super) fn out_of_room() -> Failure {
        Failure::busy(1)
    }

    pub(super) fn rate_limited(allowance: Allowance, retry_after: u64) -> Failure {
        let seconds = [("seconds", retry_after.into())];
        let mut failure = Failure::new(StatusCode::TOO_MANY_REQUESTS, "rate-limited", &seconds)
            .retry(retry_after);
        failure.allowance = Some(Box::new(allowance));
        failure
    }

    pub(super) fn peer_has_too_many_connections() -> Failure {
        let kind = "too-many-connections";
        let detail = say("too-many-connections.of-your-address-detail", &[]);
        let mut failure = Failure::saying(StatusCode::TOO_MANY_REQUESTS, kind, detail).retry(1);
        failure.title = say("too-many-connections.of-your-address", &[]);
        failure
    }

    pub(super) fn too_many_connections() -> Failure {
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, "too-many-connections", &[]).retry(3)
    }

    pub(super) fn unsupported_encoding() -> Failure {
        let mut failure =
            Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-encoding", &[]);
        let identity = HeaderValue::from_static("identity");
        failure.header = Some(Box::new((header::ACCEPT_ENCODING, identity)));
        failure
    }

    pub(super) fn bad_host() -> Failure {
        Failure::new(StatusCode::BAD_REQUEST, "bad-host", &[])
    }

    pub(super) fn unmet_expectation() -> Failure {
        Failure::new(StatusCode::EXPECTATION_FAILED, "unmet-expectation", &[])
    }

    pub(super) fn long_target() -> Failure {
        Failure::new(StatusCode::URI_TOO_LONG, "long-target", &[])
    }

    pub(super) fn large_headers() -> Failure {
        Failure::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "large-headers", &[])
    }

    pub(super) fn cross_site() -> Failure {
        Failure::new(StatusCode::FORBIDDEN, "cross-site", &[])
    }

    pub(super) fn not_found() -> Failure {
        Failure::new(StatusCode::NOT_FOUND, "not-found", &[])
    }

    pub(super) fn unknown_symptom() -> Failure {
        Failure::new(StatusCode::NOT_FOUND, "unknown-symptom", &[])
    }

    /// `allow`: the methods that the address takes.
    pub(super) fn wrong_method(allow: &str) -> Failure {
        let methods = [("methods", allow.into())];
        let mut failure =
            Failure::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", &methods);
        let value = HeaderValue::from_str(allow).ok();
        failure.header = value.map(|value| Box::new((header::ALLOW, value)));
        failure
    }

    pub(super) fn internal() -> Failure {
        Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", &[])
    }

    fn retry(mut self, seconds: u64) -> Failure {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Failure {
    /// A bare answer that carries the failure: [`super::refusals`] gives it its form.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
