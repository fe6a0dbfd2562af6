//! The answer. Its fields are the JSON contract of the API.

mod entry;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

pub use entry::Entry;
use serde::Serialize;
use utoipa::ToSchema;

use crate::budget::LeftOut;
use crate::context::Context;
use crate::knowledge::{
    DoesNotHelp, Link, LookAlike, NextQuestion, Risk, Severity, Snippet, Source,
};
use crate::paste::Redaction;
use crate::product::Product;
use crate::version::Version;
use crate::wording::say;

/// Version of the answer's form. It changes when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// Longest summary, in characters.
const MAX_SUMMARY: usize = 280;

/// What was found in a paste.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Diagnosis {
    /// The product of the first finding.
    #[serde(skip)]
    #[schema(ignore)]
    pub product: Arc<Product>,
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

/// One problem with its evidence, causes and fixes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Finding {
    /// Id of the symptom.
    pub id: String,
    /// One line that says what is wrong.
    pub title: String,
    /// Id of the category.
    pub category: String,
    /// How bad it is.
    pub severity: Severity,
    /// How sure the answer is.
    pub confidence: Confidence,
    /// Strength of the evidence, 0 to 100.
    pub score: u8,
    /// Why it was found and stands where it stands.
    pub reasons: Vec<String>,
    /// The places of the paste that show it.
    pub evidence: Vec<Evidence>,
    /// What the evidence names: ids, hints, ports.
    pub captures: BTreeMap<String, String>,
    /// What happened and why.
    pub summary: String,
    /// Symptoms that look the same at a glance, with what tells them apart.
    pub not_to_confuse_with: Vec<LookAlike>,
    /// What can have led to it, what fits this paste first.
    pub causes: Vec<FoundCause>,
    /// What cures it, in the order in which to try.
    pub fixes: Vec<FoundFix>,
    /// Popular advice that fails.
    pub does_not_help: Vec<DoesNotHelp>,
    /// Ids of other findings that follow from this one.
    pub consequences: Vec<String>,
    /// Where to read on.
    pub links: Vec<Link>,
    /// Path of the symptom's page.
    pub page: String,
    /// Ids of all signals that were found, also those whose places were left out.
    #[serde(skip)]
    #[schema(ignore)]
    pub signals: Vec<String>,
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Some words fit; it can be something else.
    Possible,
    /// The evidence is good, but not proof.
    Likely,
    /// The text itself leaves no doubt.
    Certain,
}

impl Confidence {
    /// The word in the API and on the page.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// A place of the paste that shows a symptom.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Evidence {
    /// 1-based line of the paste.
    pub line: usize,
    /// 1-based column, in Unicode scalar values.
    pub column: usize,
    /// Length in Unicode scalar values, after redaction.
    pub length: usize,
    /// The line, redacted; of a long one the part around the place.
    pub text: String,
    /// Id of the signal.
    pub signal: String,
    /// How often the same signal was met.
    pub times: usize,
    /// The place in the shown text, for highlighting.
    #[serde(skip)]
    #[schema(ignore)]
    pub shown: Range<usize>,
}

impl Finding {
    /// The evidence for people, who need not read a line twice because two signals stand in it.
    pub fn quoted(&self) -> impl Iterator<Item = &Evidence> {
        let mut seen = BTreeSet::new();
        self.evidence.iter().filter(move |place| seen.insert(place.line))
    }
}

/// A cause as it fits the paste.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundCause {
    /// Id within the symptom.
    pub id: String,
    /// One line.
    pub title: String,
    /// How it leads to the symptom.
    pub why: String,
    /// What in the paste speaks for it. Absent: nothing speaks for or against it.
    pub fits: Option<String>,
    /// Versions in which it is possible.
    pub applies_to: Option<String>,
    /// What the claim rests on.
    pub source: Option<Source>,
}

/// A fix, narrowed to the paste and filled with what it tells.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundFix {
    /// Id within the symptom.
    pub id: String,
    /// One line that says what is done.
    pub title: String,
    /// Id of the cause that it removes.
    pub cause: Option<String>,
    /// Versions that it is for. Absent: all.
    pub applies_to: Option<String>,
    /// Said when the fix depends on a version that the paste does not tell.
    pub note: Option<String>,
    /// What to do, in order.
    pub steps: Vec<FoundStep>,
    /// How to see that it worked.
    pub check: Option<FoundCheck>,
    /// Versions of OpenClaw on which it was executed with success.
    #[schema(value_type = Vec<String>)]
    pub proved_on: Vec<Version>,
    /// When it was executed, as `YYYY-MM-DD`.
    pub proved_at: Option<String>,
    /// Why it cannot be executed in a lab.
    pub unproved: Option<String>,
    /// What the claim rests on.
    pub source: Option<Source>,
}

/// One thing to do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundStep {
    /// What to do, in words.
    pub text: String,
    /// What it does to the machine.
    pub risk: Risk,
    /// Versions that it is for, when the paste does not tell the version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_to: Option<String>,
    /// What to run or write.
    pub snippets: Vec<Snippet>,
    /// What it prints or shows when it works.
    pub expect: Option<String>,
    /// How to take it back.
    pub undo: Option<String>,
    /// What can be lost.
    pub warning: Option<String>,
}

/// How to see that a fix worked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundCheck {
    /// What to look at.
    pub text: String,
    /// What to run.
    pub snippets: Vec<Snippet>,
    /// What it prints or shows when the problem is gone.
    pub expect: String,
}

/// The page of a symptom.
#[must_use]
pub fn page_of(id: &str) -> String {
    format!("/symptoms/{id}")
}

/// The answer in one or two sentences, for people who read no further.
#[must_use]
pub fn summarise(product: &Product, findings: &[Finding], has_question: bool) -> String {
    let Some(first) = findings.first() else {
        return say("nothing-recognised", &[("product", product.name.as_str().into())]);
    };
    let is_short = |text: &String| text.chars().count() <= MAX_SUMMARY;
    let lead = match first.severity {
        Severity::Info => "harmless",
        Severity::Error | Severity::Warning => first.confidence.word(),
    };
    let summary = say("summary", &[("lead", lead.into()), ("title", first.title.as_str().into())]);
    let sure = findings[1..].iter().filter(|finding| finding.confidence > Confidence::Possible);
    let more = match sure.count() {
        0 => None,
        count => Some(say("summary-more", &[("count", count.into())])),
    };
    if first.confidence == Confidence::Possible && findings.len() > 1 && has_question {
        // A fix of one of several guesses would be a shot in the dark.
        let guesses = |most: usize| {
            let titles: Vec<&str> = findings.iter().take(most).map(|f| f.title.as_str()).collect();
            say("summary-guesses", &[("titles", titles.join(&say("or-else", &[])).into())])
        };
        if let Some(text) = [3, 2].into_iter().map(guesses).find(is_short) {
            return text;
        }
    }
    let try_first = first
        .fixes
        .first()
        .map(|fix| say("summary-try-first", &[("fix", fix.title.as_str().into())]));
    let joined = |parts: [Option<&String>; 3]| {
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    [
        joined([Some(&summary), try_first.as_ref(), more.as_ref()]),
        joined([Some(&summary), None, more.as_ref()]),
    ]
    .into_iter()
    .find(is_short)
    .unwrap_or_else(|| summary.chars().take(MAX_SUMMARY).collect())
}

#[cfg(test)]
mod tests;
