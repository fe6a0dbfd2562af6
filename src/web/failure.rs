//! Why a request was not answered: all kinds, and their words.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::peers::Allowance;
use crate::paste::Refusal;

/// A request that was not answered. Holds nothing of what was pasted.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    /// What is wrong, in a few words.
    pub(super) title: &'static str,
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
    fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Failure {
        Failure {
            status,
            title,
            detail: detail.into(),
            kind,
            retry_after: None,
            header: None,
            allowance: None,
        }
    }

    pub(super) fn refused(refusal: Refusal) -> Failure {
        let (kind, title) = match refusal {
            Refusal::Empty => ("empty-paste", "The paste is empty"),
            Refusal::Binary => ("binary-paste", "This is not text"),
        };
        let mut detail = refusal.to_string();
        if let Some(first) = detail.get(..1) {
            detail = first.to_uppercase() + &detail[1..] + ".";
        }
        Failure::new(StatusCode::UNPROCESSABLE_ENTITY, kind, title, detail)
    }

    pub(super) fn malformed(detail: impl Into<String>) -> Failure {
        Failure::new(
            StatusCode::BAD_REQUEST,
            "malformed-request",
            "The request is malformed",
            detail,
        )
    }

    pub(super) fn invalid(detail: impl Into<String>) -> Failure {
        Failure::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid-request",
            "The request is not valid",
            detail,
        )
    }

    pub(super) fn unsupported_type(accepted: &str) -> Failure {
        Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "The content type is not supported",
            format!("Send the paste as {accepted}."),
        )
    }

    pub(super) fn not_acceptable() -> Failure {
        Failure::new(
            StatusCode::NOT_ACCEPTABLE,
            "not-acceptable",
            "No wanted form of the answer exists",
            "Answers come as application/json, text/markdown or text/plain.",
        )
    }

    pub(super) fn too_large(limit: usize) -> Failure {
        Failure::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            "The paste is too large",
            format!(
                "A request can hold {} MiB. Paste the part of the log around the error: a few hundred lines are plenty.",
                limit / (1024 * 1024)
            ),
        )
    }

    pub(super) fn too_slow() -> Failure {
        Failure::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            "The request took too long to arrive",
            "Send it again, or paste a shorter part.",
        )
        .retry(1)
    }

    /// `retry_after`: seconds.
    pub(super) fn busy(retry_after: u64) -> Failure {
        Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too-busy",
            "Too many pastes at the moment",
            format!("Wait {} and send it again.", seconds(retry_after)),
        )
        .retry(retry_after)
    }

    /// There is no memory for the body.
    pub(super) fn out_of_room() -> Failure {
        Failure::busy(1)
    }

    pub(super) fn rate_limited(allowance: Allowance, retry_after: u64) -> Failure {
        let mut failure = Failure::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate-limited",
            "You sent too many requests",
            format!("Wait {} and send it again.", seconds(retry_after)),
        )
        .retry(retry_after);
        failure.allowance = Some(Box::new(allowance));
        failure
    }

    pub(super) fn peer_has_too_many_connections() -> Failure {
        Failure::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too-many-connections",
            "Too many connections from your address",
            "Close some, or send the pastes one after another.",
        )
        .retry(1)
    }

    pub(super) fn too_many_connections() -> Failure {
        Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too-many-connections",
            "Too many connections at the moment",
            "Wait a few seconds and send it again.",
        )
        .retry(3)
    }

    pub(super) fn unsupported_encoding() -> Failure {
        let mut failure = Failure::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-encoding",
            "The content encoding is not supported",
            "Send the body as it is, without Content-Encoding.",
        );
        let identity = HeaderValue::from_static("identity");
        failure.header = Some(Box::new((header::ACCEPT_ENCODING, identity)));
        failure
    }

    pub(super) fn bad_host() -> Failure {
        Failure::new(
            StatusCode::BAD_REQUEST,
            "bad-host",
            "The request does not name its host",
            "Send one Host header with the host of the address.",
        )
    }

    pub(super) fn unmet_expectation() -> Failure {
        Failure::new(
            StatusCode::EXPECTATION_FAILED,
            "unmet-expectation",
            "The request expects what is not offered",
            "The only expectation that can be met is 100-continue.",
        )
    }

    pub(super) fn long_target() -> Failure {
        Failure::new(
            StatusCode::URI_TOO_LONG,
            "long-target",
            "The address is too long",
            "Send a paste in the body of a POST to /api/v1/diagnose.",
        )
    }

    pub(super) fn large_headers() -> Failure {
        Failure::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "large-headers",
            "The request's headers are too large",
            "Send fewer or shorter headers.",
        )
    }

    pub(super) fn cross_site() -> Failure {
        Failure::new(
            StatusCode::FORBIDDEN,
            "cross-site",
            "Another site sent this form",
            "Open this site and paste the error there.",
        )
    }

    pub(super) fn not_found() -> Failure {
        Failure::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "There is nothing here",
            "The address leads nowhere. The list of all symptoms is at /symptoms.",
        )
    }

    pub(super) fn unknown_symptom() -> Failure {
        Failure::new(
            StatusCode::NOT_FOUND,
            "unknown-symptom",
            "There is no such symptom",
            "No symptom has this id. The list of all symptoms is at /symptoms.",
        )
    }

    /// `allow`: the methods that the address takes.
    pub(super) fn wrong_method(allow: &str) -> Failure {
        let mut failure = Failure::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "This address takes another method",
            format!("Use {allow}."),
        );
        let value = HeaderValue::from_str(allow).ok();
        failure.header = value.map(|value| Box::new((header::ALLOW, value)));
        failure
    }

    pub(super) fn internal() -> Failure {
        Failure::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something broke here",
            "This is a defect of Error Doctor, not of your paste. Nothing of it was kept.",
        )
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

fn seconds(number: u64) -> String {
    if number == 1 { "a second".to_owned() } else { format!("{number} seconds") }
}
