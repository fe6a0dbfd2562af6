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
pub fn confidence_words(confidence: &Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "Certain: the text itself says so",
        Confidence::Likely => "Likely: good evidence, but not proof",
        Confidence::Possible => "Possible: some words fit, it can be something else",
    }
}

/// What a severity means, for people.
#[must_use]
pub fn severity_words(severity: &Severity) -> &'static str {
    match severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Info => "Harmless",
    }
}

/// What the claim that an advice fails rests on: followed by us, or something else.
#[must_use]
pub fn advice_words(advice: &DoesNotHelp) -> Option<String> {
    if advice.failed_on.is_empty() {
        return advice.source.map(|source| rests_on(source).to_owned());
    }
    Some(format!("Tried in vain on version {}.", advice.failed_on.join(", ")))
}

fn rests_on(source: Source) -> &'static str {
    match source {
        Source::Experiment => "It rests on experiments with its parts.",
        Source::Code => "It rests on the program's code.",
        Source::Docs => "It rests on documentation.",
        Source::Reports => "It rests on users' reports.",
    }
}

/// Whether a fix was executed by us: on which versions and when, or why not and what it rests on instead.
#[must_use]
pub fn proof_words(fix: &FoundFix) -> Option<String> {
    if !fix.proved_on.is_empty() {
        let date = fix.proved_at.as_deref().map_or(String::new(), |date| format!(" ({date})"));
        return Some(format!(
            "Executed with success on version {}{date}.",
            fix.proved_on.join(", ")
        ));
    }
    let reason = fix.unproved.as_deref()?;
    let source = fix.source.map_or(String::new(), |source| format!(" {}", rests_on(source)));
    Some(format!("Not executed by us: {reason}.{source}"))
}

/// What was left out of a diagnosis, and what to do about it, for people.
#[must_use]
pub fn left_out_words(part: &LeftOut) -> &'static str {
    match part {
        LeftOut::Evidence => {
            "This text takes more work than any log of its size, so known messages were not looked for \
             everywhere in it. Paste only the lines around the error."
        }
        LeftOut::Findings => {
            "The text holds the messages of very many problems; only the likeliest are listed. Paste only the \
             lines around the error."
        }
        LeftOut::Mending => {
            "Not every mistyped word was put right: there are too many. Paste only the error message."
        }
        LeftOut::Search => {
            "The search for similar problems stopped early. Paste only the lines around the error."
        }
    }
}

/// What a step does, for people.
#[must_use]
pub fn risk_words(risk: &Risk) -> &'static str {
    match risk {
        Risk::Reads => "only looks",
        Risk::Changes => "changes settings",
        Risk::Restarts => "interrupts the service",
        Risk::Deletes => "deletes data",
    }
}
