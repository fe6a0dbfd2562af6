//! The answer: its fields are the JSON contract of the API. What the service knows is
//! turned into these types by the engine, and pages, Markdown and plain text are made of them.
//!
//! Knows nothing of where it comes from.

mod catalogue;
mod context;
mod detail;
mod finding;
mod fix;
mod reading;
mod unrecognised;

use serde::Serialize;
use utoipa::ToSchema;

pub use catalogue::{Category, Entry, SymptomSummary};
pub use context::{Conclusion, Context, VersionBounds};
pub use detail::Detail;
pub use finding::{Confidence, DoesNotHelp, Evidence, Finding, Link, LookAlike, Severity};
pub use fix::{FoundCause, FoundCheck, FoundFix, FoundStep, Risk, Snippet, SnippetKind, Source};
pub use reading::{LeftOut, Redaction};
pub use unrecognised::{LadderStep, NearSymptom, NotableLine, Unrecognised};

/// Version of the answer's form. It changes when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// What was found in a paste.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Diagnosis {
    /// The program that the answer is about: that of the first finding.
    #[serde(skip)]
    #[schema(ignore)]
    pub product: Subject,
    /// Version of this form.
    pub schema_version: u32,
    /// Fingerprint of the knowledge that the answer rests on.
    pub knowledge_version: String,
    /// The answer in at most 280 characters, plain text.
    pub summary: String,
    /// Every problem found, best first. Empty: nothing was recognised.
    pub findings: Vec<Finding>,
    /// Where the paste comes from.
    pub context: Context,
    /// What to find out next, when the evidence does not decide.
    pub next_question: Option<NextQuestion>,
    /// What can be said when nothing above `possible` was found. Absent otherwise.
    pub unrecognised: Option<Unrecognised>,
    /// What was masked before anything else saw the paste.
    pub redactions: Vec<Redaction>,
    /// Whether the middle of an over-long paste was left out.
    pub truncated: bool,
    /// What was left out because the paste takes more work than any log of its size. Usually empty.
    pub left_out: Vec<LeftOut>,
}

/// The program that an answer is about.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Its name in paths and files.
    pub id: String,
    /// As people write it.
    pub name: String,
    /// Commands that narrow any problem of it down, in order.
    pub ladder: Vec<LadderStep>,
}

/// One question whose answer decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NextQuestion {
    /// What to find out, and what to look for in the answer.
    pub ask: String,
    /// The command whose output decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// The page of a symptom.
#[must_use]
pub fn page_of(id: &str) -> String {
    format!("/symptoms/{id}")
}

#[cfg(test)]
mod tests;
