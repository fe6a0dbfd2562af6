//! The body of a refusal, for programs.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::failure::Failure;

/// An error as RFC 9457 describes it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(in crate::web) struct ProblemDocument {
    /// Names the kind of problem; stable.
    #[schema(example = "urn:error-doctor:problem:empty-paste")]
    pub(in crate::web) r#type: String,
    /// The kind of problem in a few words.
    pub(in crate::web) title: String,
    /// The HTTP status.
    pub(in crate::web) status: u16,
    /// What is wrong and what to do.
    pub(in crate::web) detail: String,
    /// Whether the same request can succeed later.
    pub(in crate::web) retryable: bool,
}

impl ProblemDocument {
    pub(in crate::web) fn of(failure: &Failure) -> ProblemDocument {
        ProblemDocument {
            r#type: format!("urn:error-doctor:problem:{}", failure.kind),
            title: failure.title.to_owned(),
            status: failure.status.as_u16(),
            detail: failure.detail.clone(),
            retryable: failure.retry_after.is_some(),
        }
    }
}
