//! The answer in one or two sentences.

use super::super::tuning::advice::MAX_SUMMARY;
use crate::answer::{Confidence, Finding, Severity};

/// The answer in one or two sentences, for people who read no further.
pub(in crate::engine) fn summarise(
    product: &str,
    findings: &[Finding],
    has_question: bool,
) -> String {
    let Some(first) = findings.first() else {
        return format!(
            "No known {} problem was recognised in this text. Paste more of the log around the error, or the \
             output of the command that fails.",
            product
        );
    };
    let lead = match (first.severity, first.confidence) {
        (Severity::Info, _) => "Nothing to fix: ",
        (_, Confidence::Certain) => "",
        (_, Confidence::Likely) => "Likely: ",
        (_, Confidence::Possible) => "Possibly: ",
    };
    let others = match findings
        .iter()
        .skip(1)
        .filter(|finding| finding.confidence > Confidence::Possible)
        .count()
    {
        0 => String::new(),
        1 => " One more problem is in the paste.".to_owned(),
        more => format!(" {more} more problems are in the paste."),
    };
    if first.confidence == Confidence::Possible && findings.len() > 1 && has_question {
        // A fix of one of several guesses would be a shot in the dark.
        for most in [3, 2] {
            let titles: Vec<&str> = findings.iter().take(most).map(|f| f.title.as_str()).collect();
            let text = format!("Possibly: {}. The next question decides.", titles.join("; or: "));
            if text.chars().count() <= MAX_SUMMARY {
                return text;
            }
        }
    }
    let try_first =
        first.fixes.first().map_or(String::new(), |fix| format!(" Try first: {}.", fix.title));
    let title = first.title.as_str();
    for text in [format!("{lead}{title}.{try_first}{others}"), format!("{lead}{title}.{others}")] {
        if text.chars().count() <= MAX_SUMMARY {
            return text;
        }
    }
    format!("{lead}{title}.").chars().take(MAX_SUMMARY).collect()
}
