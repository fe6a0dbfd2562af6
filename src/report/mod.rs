//! A diagnosis as text: Markdown for chats and issues, plain text for terminals, short or full.
//!
//! Pure. What a stranger pasted never becomes markup: it stands in code blocks, or escaped.

mod markdown;
mod text;

pub use markdown::{catalogue_markdown, diagnosis_markdown, entry_markdown};
pub use text::diagnosis_text;

use crate::answer::{
    Confidence, Detail, Diagnosis, DoesNotHelp, FoundFix, LeftOut, Risk, Severity, Source,
};
use crate::wording::say;

/// Findings in a short answer.
const SHORT_FINDINGS: usize = 3;

/// Cuts a diagnosis to the wanted detail.
#[must_use]
pub fn with_detail(mut diagnosis: Diagnosis, detail: Detail) -> Diagnosis {
    if detail == Detail::Short {
        diagnosis.findings.truncate(SHORT_FINDINGS);
        for finding in &mut diagnosis.findings {
            finding.evidence.truncate(1);
            finding.causes.truncate(1);
            finding.fixes.truncate(1);
            finding.links.truncate(1);
        }
    }
    diagnosis
}

/// What a confidence means, for people.
#[must_use]
pub fn confidence_words(confidence: &Confidence) -> String {
    say(&format!("confidence-{}", confidence.word()), &[])
}

/// What a severity means, for people.
#[must_use]
pub fn severity_words(severity: &Severity) -> String {
    say(&format!("severity-{}", severity.word()), &[])
}

/// What a step does, for people.
#[must_use]
pub fn risk_words(risk: &Risk) -> String {
    say(&format!("risk-{}", risk.word()), &[])
}

/// What the claim that an advice fails rests on: followed by us, or something else.
#[must_use]
pub fn advice_words(advice: &DoesNotHelp) -> Option<String> {
    if advice.failed_on.is_empty() {
        return advice.source.map(rests_on);
    }
    Some(say("tried-in-vain", &[("versions", advice.failed_on.join(", ").into())]))
}

fn rests_on(source: Source) -> String {
    let id = match source {
        Source::Experiment => "rests-on-experiment",
        Source::Code => "rests-on-code",
        Source::Docs => "rests-on-docs",
        Source::Reports => "rests-on-reports",
    };
    say(id, &[])
}

/// What to look for in the output of a command.
fn look_for(what: &str) -> String {
    say("look-for", &[("what", what.into())])
}

/// Whether a fix was executed by us: on which versions and when, or why not and what it rests on instead.
#[must_use]
pub fn proof_words(fix: &FoundFix) -> Option<String> {
    if !fix.proved_on.is_empty() {
        let versions = ("versions", fix.proved_on.join(", ").into());
        return Some(match fix.proved_at.as_deref() {
            Some(date) => say("executed-at", &[versions, ("date", date.into())]),
            None => say("executed", &[versions]),
        });
    }
    let reason = fix.unproved.as_deref()?;
    let words = say("not-executed", &[("reason", reason.into())]);
    Some(match fix.source {
        Some(source) => format!("{words} {}", rests_on(source)),
        None => words,
    })
}

/// What was left out of a diagnosis, and what to do about it, for people.
#[must_use]
pub fn left_out_words(part: &LeftOut) -> String {
    let id = match part {
        LeftOut::Evidence => "left-out-evidence",
        LeftOut::Findings => "left-out-findings",
        LeftOut::Mending => "left-out-mending",
        LeftOut::Search => "left-out-search",
    };
    say(id, &[])
}
