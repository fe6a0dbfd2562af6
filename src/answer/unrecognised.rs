//! What can be said of a paste in which no known message stands.

use serde::Serialize;
use utoipa::ToSchema;

/// What can be said of a paste in which no known message stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Unrecognised {
    /// The lines that look most like an error, redacted.
    pub lines: Vec<NotableLine>,
    /// The symptoms whose texts have most in common with the paste.
    pub nearest: Vec<NearSymptom>,
    /// Commands that narrow it down, in the order in which OpenClaw's documentation runs them.
    pub ladder: Vec<LadderStep>,
    /// A report for OpenClaw's maintainers, in Markdown; holds the redacted lines only.
    pub report: String,
}

/// A line that speaks of trouble.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NotableLine {
    /// 1-based line of the paste.
    pub line: usize,
    /// The line, redacted; of a long one the beginning.
    pub text: String,
}

/// A symptom that was not recognised, but is near.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NearSymptom {
    /// Id of the symptom.
    pub id: String,
    /// One line that says what is wrong.
    pub title: String,
    /// Why it was not recognised.
    pub why_not: String,
    /// Path of the symptom's page.
    pub page: String,
}

/// A command of the ladder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LadderStep {
    /// What to run.
    pub command: String,
    /// What to look for in what it prints.
    pub look_for: String,
}
