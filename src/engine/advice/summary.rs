//! The answer in one or two sentences.

use super::super::tuning::advice::MAX_SUMMARY;
use crate::answer::{Confidence, Finding, Severity};
use crate::wording::say;

/// The answer in one or two sentences, for people who read no further.
pub(in crate::engine) fn summarise(
    product: &str,
    findings: &[Finding],
    has_question: bool,
) -> String {
    let Some(first) = findings.first() else {
        return say("nothing-recognised", &[("product", product.into())]);
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
