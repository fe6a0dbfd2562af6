//! Which version printed a paste: named, or bounded by wordings.

use std::sync::LazyLock;

use regex::Regex;

use super::VersionBounds;
use super::clues::Found;
use crate::paste::{Paste, UnitKind};
use crate::version::Version;

static VERSION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"20[2-9][0-9]\.[0-9]{1,2}\.[0-9]{1,2}(?:-(?:beta\.)?[0-9]{1,3})?")
        .expect("a constant pattern that the tests compile")
});

/// Words before a version that is not the running one.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:newer OpenClaw \(|written by (?:version|openclaw) |last written by \S{0,12} ?|(?:since|before|until|from|min|requires?|required|needs?|fixed in|latest(?: is)?|available:?|expected) v?)$",
    )
    .expect("a constant pattern that the tests compile")
});

/// Words before the version that an update would bring.
static TARGET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:target(?: version)?|available(?: version)?|latest)(?: is)?:? ?v?$")
        .expect("a constant pattern that the tests compile")
});

/// Words before the running one.
static RUNNING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:current version(?: is|:) ?|is running v?|this OpenClaw binary \(|gateway version:? ?v?|(?:updated|upgraded|update|upgrade|moving|moved|auf|升级到|更新到)(?: \S{1,12})? (?:to )?v?| to v?)$",
    )
    .expect("a constant pattern that the tests compile")
});

static PRODUCT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:openclaw|clawdbot|moltbot)[ @/\w()-]{0,16}v?$")
        .expect("a constant pattern that the tests compile")
});

/// The named version with its line, and the bounds that wordings give.
pub(super) fn find(
    paste: &Paste,
    found: &Found,
) -> (Option<(Version, usize)>, Option<VersionBounds>) {
    (named(paste), bounds(found))
}

fn named(paste: &Paste) -> Option<(Version, usize)> {
    let text = paste.normal();
    let mut best: Option<(u8, Version, usize)> = None;
    for found in VERSION.find_iter(text) {
        let unit = &paste.units()[paste.unit_at(found.start())];
        let before = &text[unit.range.start..found.start()];
        let after = &text[found.end()..unit.range.end.max(found.end())];
        let Some(worth) = worth(unit.kind, before, after) else { continue };
        let Ok(version) = found.as_str().parse() else { continue };
        if best.is_none_or(|(known, ..)| worth > known) {
            best = Some((worth, version, found.start()));
        }
    }
    best.map(|(_, version, at)| (version, paste.line_of(at)))
}

/// How surely a version in this place is the running one. `None`: it is another one, or a date.
fn worth(unit: UnitKind, before: &str, after: &str) -> Option<u8> {
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
    match unit {
        UnitKind::Banner => return Some(9),
        UnitKind::Tagline | UnitKind::Seam { .. } => return None,
        UnitKind::Line | UnitKind::JsonLog | UnitKind::Repeat => {}
    }
    let near = tail(before, 48);
    if TARGET.is_match(near) {
        None
    } else if RUNNING.is_match(near) {
        Some(8)
    } else if OTHER.is_match(near) {
        None
    } else if PRODUCT.is_match(near) {
        Some(7)
    } else if near.contains("client=") || near.ends_with("version=") {
        // The client's; usually the gateway's as well.
        Some(5)
    } else if near.ends_with('v') || near.to_ascii_lowercase().contains("version") {
        Some(4)
    } else {
        Some(2)
    }
}

fn tail(text: &str, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(bytes))..]
}

/// First version that prints a wording and first that no longer does: read in the code of the
/// versions from 2026.1.24 to 2026.9.6. A bound lies behind the last version known without (with) it.
const ERAS: &[(&str, Option<&str>, Option<&str>)] = &[
    ("request-error-class", Some("2026.2.27"), None),
    ("plain-error-class", None, Some("2026.3.13")),
    ("peer-field", Some("2026.3.23"), None),
    ("guidance-field", Some("2026.8.1"), None),
    ("local-hint", Some("2026.8.1"), None),
    ("not-reachable-text", Some("2026.8.1"), None),
    ("could-not-start", Some("2026.4.30"), Some("2026.9.6")),
    ("command-failed", Some("2026.7.2"), None),
    ("tokenized-url", None, Some("2026.2.26")),
    ("pairing-detail", Some("2026.3.23"), None),
];

fn bounds(found: &Found) -> Option<VersionBounds> {
    let mut bounds: Option<VersionBounds> = None;
    for (era, line) in found.eras() {
        let Some((_, low, high)) = ERAS.iter().find(|(name, ..)| *name == era) else { continue };
        let parse = |text: &Option<&str>| text.and_then(|text| text.parse::<Version>().ok());
        let (low, high) = (parse(low), parse(high));
        let known = bounds.get_or_insert(VersionBounds { at_least: None, before: None, line });
        known.at_least = known.at_least.max(low);
        known.before = match (known.before, high) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    // Wordings that contradict each other come from two programs: nothing is known then.
    bounds.filter(|b| !matches!((b.at_least, b.before), (Some(low), Some(high)) if low >= high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_era_is_well_formed() {
        for (name, low, high) in ERAS {
            for text in [low, high].into_iter().flatten() {
                assert!(text.parse::<Version>().is_ok(), "{name}: {text}");
            }
        }
    }
}
