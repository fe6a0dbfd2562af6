//! Why a request was not answered: one type, rendered as a page or as a problem document.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::pages;
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
    kind: &'static str,
    /// Whether the same request can succeed later, and after how many seconds.
    retry_after: Option<u32>,
    allow: Option<&'static str>,
}

/// An error as RFC 9457 describes it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Names the kind of problem; stable.
    #[schema(example = "urn:error-doctor:problem:empty-paste")]
    pub(super) r#type: String,
    /// The kind of problem in a few words.
    pub(super) title: String,
    /// The HTTP status.
    pub(super) status: u16,
    /// What is wrong and what to do.
    pub(super) detail: String,
    /// Whether the same request can succeed later.
    pub(super) retryable: bool,
}

impl Failure {
    fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Failure {
        Failure { status, title, detail: detail.into(), kind, retry_after: None, allow: None }
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

    pub(super) fn busy() -> Failure {
        Failure::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "too-busy",
            "Too many pastes at the moment",
            "Wait a second and send it again.",
        )
        .retry(1)
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

    pub(super) fn wrong_method(allow: &'static str) -> Failure {
        let mut failure = Failure::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "This address takes another method",
            format!("Use {allow}."),
        );
        failure.allow = Some(allow);
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

    fn retry(mut self, seconds: u32) -> Failure {
        self.retry_after = Some(seconds);
        self
    }

    fn problem(&self) -> Problem {
        Problem {
            r#type: format!("urn:error-doctor:problem:{}", self.kind),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            retryable: self.retry_after.is_some(),
        }
    }

    /// As a problem document, for programs.
    pub(super) fn into_problem(self) -> Response {
        let mut response = (self.status, Json(self.problem())).into_response();
        let content_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        self.with_headers(response)
    }

    /// As a page, for people. `depth` is the number of folders in the request's path.
    pub(super) fn into_page(self, depth: usize) -> Response {
        let page = pages::error_page(&self, depth);
        let response = (self.status, page).into_response();
        self.with_headers(response)
    }

    fn with_headers(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}

/// A failure that is answered as a problem document.
pub(super) struct ApiFailure(pub(super) Failure);

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        self.0.into_problem()
    }
}

impl From<Failure> for ApiFailure {
    fn from(failure: Failure) -> Self {
        ApiFailure(failure)
    }
}
