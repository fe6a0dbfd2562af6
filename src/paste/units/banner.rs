//! The banner `🦞 OpenClaw 2026.9.6 (eb377ac) — <joke>` and the joke under it.
//!
//! The jokes talk about missing API keys, rate limits and pairing codes; the line itself tells the
//! version. (Seen in every version from 2026.1.24 to 2026.9.6.)

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// What a line of the banner is.
pub(super) enum BannerLine {
    /// Product and version; the message ends at this byte of the shown text, the joke is left out.
    Version { end: usize },
    /// The joke, on a line of its own.
    Tagline,
}

static BANNER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\s*(?:\S{1,4}\s{0,2})?(?:OpenClaw|Clawdbot|Moltbot) [0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}\S{0,12} \((?:[0-9a-f]{5,12}|unknown)\)",
    )
    .expect("a constant pattern that the tests compile")
});

/// Marks the banner lines among `lines`.
pub(super) fn classify(shown: &str, lines: &[Range<usize>]) -> Vec<Option<BannerLine>> {
    let mut kinds: Vec<Option<BannerLine>> = lines.iter().map(|_| None).collect();
    let last_text = lines.iter().rposition(|line| !shown[line.clone()].trim().is_empty());
    for index in 0..lines.len() {
        let line = &shown[lines[index].clone()];
        let Some(found) = line.contains('(').then(|| BANNER.find(line)).flatten() else { continue };
        kinds[index] = Some(BannerLine::Version { end: lines[index].start + found.end() });
        let joke_is_here = !line[found.end()..].trim().is_empty();
        let text = |index: usize| lines.get(index).map(|line| &shown[line.clone()]);
        let is_blank = |index: usize| text(index).is_none_or(|line| line.trim().is_empty());
        let goes_on = last_text.is_some_and(|last| last >= index + 3);
        let is_indented = text(index + 1).is_some_and(|line| line.starts_with("  "));
        // A line under a bare banner is the joke when an empty line sets it apart from what follows.
        // What stands there alone is what the person wanted to show.
        if !joke_is_here && !is_blank(index + 1) && is_blank(index + 2) && (goes_on || is_indented)
        {
            kinds[index + 1] = Some(BannerLine::Tagline);
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::super::{UnitKind, normalise};

    fn kinds(shown: &str) -> Vec<(UnitKind, String)> {
        let normal = normalise(shown);
        let units = normal.units.iter().filter(|unit| !unit.range.is_empty());
        units.map(|unit| (unit.kind, normal.text[unit.range.clone()].to_owned())).collect()
    }

    #[test]
    fn a_joke_behind_the_version_is_cut_off() {
        let kinds =
            kinds("🦞 OpenClaw 2026.3.13 (61d171a) — Your missing API keys are judging you.");
        assert_eq!(kinds, [(UnitKind::Banner, "🦞 OpenClaw 2026.3.13 (61d171a)".to_owned())]);
    }

    #[test]
    fn a_joke_under_the_version_is_a_tagline_and_the_message_behind_it_is_not() {
        let kinds =
            kinds("OpenClaw 2026.9.6 (eb377ac)\n   Rate-limited again.\n\nGateway start blocked");
        assert_eq!(kinds[1].0, UnitKind::Tagline);
        assert_eq!(kinds[2], (UnitKind::Line, "Gateway start blocked".to_owned()));
    }

    #[test]
    fn an_error_that_ends_the_paste_is_no_joke() {
        let kinds = kinds("OpenClaw 2026.9.6 (eb377ac)\nError: gateway closed (1008)\n");
        assert_eq!(kinds[1].0, UnitKind::Line);
    }

    #[test]
    fn an_error_directly_under_the_version_is_no_joke() {
        let kinds =
            kinds("OpenClaw 2026.9.6 (eb377ac)\nError: gateway closed (1008)\nGateway target: x");
        assert_eq!(kinds[1].0, UnitKind::Line);
    }

    #[test]
    fn each_form_of_the_banner_is_told_from_other_lines() {
        for line in [
            "🦞 OpenClaw 2026.9.6 (eb377ac)",
            "🦞  OpenClaw 2026.9.6 (eb377ac)",
            "OpenClaw 2026.9.6 (eb377ac)",
            "  OpenClaw 2026.9.6 (eb377ac)",
            "Clawdbot 2026.1.24-3 (885167d)",
            "Moltbot 2026.1.27 (0123456789ab)",
            "OpenClaw 2026.2.1-beta.2 (unknown)",
        ] {
            assert_eq!(kinds(line), [(UnitKind::Banner, line.trim().replace("  ", " "))]);
        }
        for line in [
            "OpenClaw 2026.9.6",
            "OpenClaw 2026.9.6 (now)",
            "OpenClaw 2026.9.6 (eb37)",
            "OpenClaw v9 (eb377ac)",
            "NotClaw 2026.9.6 (eb377ac)",
            "running on OpenClaw 2026.9.6 (eb377ac)",
        ] {
            assert_eq!(kinds(line), [(UnitKind::Line, line.to_owned())]);
        }
    }

    #[test]
    fn an_indented_line_under_the_version_is_the_joke_also_at_the_end() {
        let kinds = kinds("OpenClaw 2026.9.6 (eb377ac)\n   Rate-limited again.\n\n");
        assert_eq!(kinds[1].0, UnitKind::Tagline);
    }

    #[test]
    fn under_a_joke_on_the_line_itself_comes_no_other() {
        let kinds = kinds("OpenClaw 2026.9.6 (eb377ac) — joke\n  Rate-limited\n\nlast");
        assert_eq!(kinds[1].0, UnitKind::Line);
    }

    #[test]
    fn a_line_is_the_joke_only_where_more_follows_behind_a_gap() {
        let version = "OpenClaw 2026.9.6 (eb377ac)";
        for (rest, kind) in [
            ("joke\n\nmessage", UnitKind::Tagline),
            ("error\n\n\n", UnitKind::Line),
            ("error", UnitKind::Line),
            ("error\nmore\n\nmessage", UnitKind::Line),
            ("\nmessage\n\nmore", UnitKind::Line),
        ] {
            assert_eq!(kinds(&format!("{version}\n{rest}"))[1].0, kind, "{rest:?}");
        }
        assert_eq!(kinds(&format!("first\n{version}\njoke\n\nmessage"))[2].0, UnitKind::Tagline);
    }
}
