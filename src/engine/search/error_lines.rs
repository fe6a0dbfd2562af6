//! The lines of a paste that speak of trouble.

use super::super::tuning::error_lines::*;
use std::collections::BTreeSet;

use super::read_lines::ReadLines;
use super::trouble;
use crate::paste::Message;

/// Whether a text speaks of trouble at all, be it as a message or as a person's complaint: programs
/// say “stop” and “not configured” when all is well. A line in another script than the Latin one is a
/// person's, and people write when something is wrong.
pub(super) fn is_about_trouble(lines: &ReadLines<'_>, messages: &[usize]) -> bool {
    messages.iter().any(|at| {
        let foreign = |c: &char| c.is_alphabetic() && *c > '\u{24f}';
        let text = lines.text(*at);
        let count = if text.is_ascii() { 0 } else { text.chars().filter(foreign).count() };
        count * 3 > text.chars().count()
            || lines.speaks_of_trouble(*at)
            || lines.paste().is_prose(lines.message(*at)) && trouble::complains(lines.lower(*at))
    })
}

/// The messages that a search reads: all of a short paste, those that speak of trouble of a long one.
pub(super) fn messages(lines: &ReadLines<'_>) -> Vec<usize> {
    if lines.paste().normal().len() <= WHOLE {
        return lines.messages().collect();
    }
    let mut left = WHOLE;
    lines
        .messages()
        .filter(|at| lines.speaks_of_trouble(*at))
        .take_while(|at| {
            let length = lines.message(*at).range.len();
            let fits = length <= left;
            left = left.saturating_sub(length);
            fits
        })
        .collect()
}

/// The first different lines that speak of trouble, at most `most`.
pub(in crate::engine) fn first_different<'p>(
    lines: &ReadLines<'p>,
    most: usize,
) -> Vec<&'p Message> {
    let mut seen = BTreeSet::new();
    lines
        .messages()
        .filter(|at| lines.speaks_of_trouble(*at))
        .filter(|at| seen.insert(lines.text(*at)))
        .take(most)
        .map(|at| lines.message(at))
        .collect()
}
