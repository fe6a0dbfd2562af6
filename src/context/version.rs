//! Which version printed a paste: named, or bounded by wordings.

use super::VersionBounds;
use super::clues::FoundClues;
use crate::paste::{MessageKind, Paste};
use crate::product::{Product, Role, VersionWords};
use crate::version::Version;

/// How far in front of a version its words are looked for, in bytes.
const NEAR: usize = 48;

/// The version that the paste names as the running one, with its line.
pub(super) fn named(paste: &Paste, product: &Product) -> Option<(Version, usize)> {
    let words = &product.versions;
    let text = paste.normal();
    let mut best: Option<(u8, Version, usize)> = None;
    for found in words.pattern().find_iter(text) {
        let message = &paste.messages()[paste.message_at(found.start())];
        let before = &text[message.range.start.min(found.start())..found.start()];
        let after = &text[found.end()..message.range.end.max(found.end())];
        let Some(worth) = worth(words, message.kind, before, after) else { continue };
        let Ok(version) = words.scheme.parse(found.as_str()) else { continue };
        if best.is_none_or(|(known, ..)| worth > known) {
            best = Some((worth, version, found.start()));
        }
    }
    best.map(|(_, version, at)| (version, paste.line_of(at)))
}

/// How surely a version in this place is the running one. `None`: it is another one, or a date.
fn worth(words: &VersionWords, message: MessageKind, before: &str, after: &str) -> Option<u8> {
    let glued_before =
        before.bytes().last().is_some_and(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let glued_after =
        after.bytes().next().is_some_and(|b| b.is_ascii_digit() || b.is_ascii_alphabetic())
            || after.starts_with('.') && after[1..].starts_with(|c: char| c.is_ascii_digit());
    let is_date = after.trim_start_matches(['T', ' ', '-']).len() < after.len()
        && after.trim_start_matches(['T', ' ', '-']).as_bytes().get(2) == Some(&b':');
    if glued_before || glued_after || is_date {
        return None;
    }
    match message {
        MessageKind::Banner => return Some(9),
        MessageKind::Tagline | MessageKind::Seam { .. } => return None,
        MessageKind::Line | MessageKind::JsonLog | MessageKind::Repeat => {}
    }
    let near = tail(before, NEAR);
    match words.role(near) {
        Some(Role::Target | Role::Other) => None,
        Some(Role::Running) => Some(8),
        Some(Role::Named) => Some(7),
        Some(Role::Reported) => Some(5),
        None if !words.scheme.is_telling() => None,
        None if near.ends_with('v') || near.to_ascii_lowercase().contains("version") => Some(4),
        None => Some(2),
    }
}

fn tail(text: &str, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(bytes))..]
}

/// The bounds that the wordings of the paste give.
pub(super) fn bounds(found: &FoundClues<'_>) -> Option<VersionBounds> {
    let mut bounds: Option<VersionBounds> = None;
    for (wording, line) in found.wordings() {
        let known = bounds.get_or_insert(VersionBounds { at_least: None, before: None, line });
        known.at_least = known.at_least.max(wording.since);
        known.before = match (known.before, wording.before) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    // Wordings that contradict each other come from two programs: nothing is known then.
    bounds.filter(|b| !matches!((b.at_least, b.before), (Some(low), Some(high)) if low >= high))
}
