//! A problem that was found: how sure it is, where it shows, what it is not.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

use super::{FoundCause, FoundFix, Source};

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

impl Finding {
    /// The evidence for people, who need not read a line twice because two signals stand in it.
    pub fn quoted(&self) -> impl Iterator<Item = &Evidence> {
        let mut seen = BTreeSet::new();
        self.evidence.iter().filter(move |place| seen.insert(place.line))
    }
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

/// How bad a symptom is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Harmless, or only a notice: there is nothing to fix.
    Info,
    /// Works, but something is off.
    Warning,
    /// Something does not work.
    Error,
}

impl Severity {
    /// The word in the API and in the pages' classes.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
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

/// A symptom that this one is taken for, and the words that tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LookAlike {
    /// Id of the other symptom.
    pub id: String,
    /// What the other one says or shows that this one does not.
    pub tell: String,
}

/// Popular advice that fails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DoesNotHelp {
    /// The advice, as people meet it.
    pub advice: String,
    /// Why it fails.
    pub why: String,
    /// What the claim that it fails rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Versions on which the lab followed it, in vain.
    pub failed_on: Vec<String>,
    /// Why the lab did not follow it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unproved: Option<String>,
}

/// A page to read on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Link {
    /// What it is.
    pub title: String,
    /// Where it is.
    pub url: String,
}
