//! The banner of a program, such as `🦞 OpenClaw 2026.9.6 (eb377ac) — <joke>`, and the joke under it.
//!
//! The line tells product and version; jokes talk about missing API keys, rate limits and pairing codes.

use std::ops::Range;

use regex::Regex;

/// What a line of the banner is.
pub(super) enum BannerLine {
    /// Product and version: this range of the shown text. The head of a log line before it and the joke
    /// behind it are left out.
    Version { start: usize, end: usize },
    /// The joke, on a line of its own.
    Tagline,
}

/// Marks the banner lines among `lines`, whose messages begin behind `heads`.
pub(super) fn classify(
    shown: &str,
    lines: &[Range<usize>],
    heads: &[usize],
    banners: &[Regex],
) -> Vec<Option<BannerLine>> {
    let mut kinds: Vec<Option<BannerLine>> = lines.iter().map(|_| None).collect();
    let last_text = lines.iter().rposition(|line| !shown[line.clone()].trim().is_empty());
    for index in 0..lines.len() {
        let line = &shown[lines[index].clone()];
        // As it stands, or behind the head of a log line.
        let found = [0, heads[index]].into_iter().find_map(|head| {
            let found = banners.iter().find_map(|banner| banner.find(&line[head..]))?;
            Some(head + found.start()..head + found.end())
        });
        let Some(found) = found else { continue };
        kinds[index] = Some(BannerLine::Version {
            start: lines[index].start + found.start,
            end: lines[index].start + found.end,
        });
        let joke_is_here = !line[found.end..].trim().is_empty();
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
    use regex::Regex;

    use super::super::{MessageKind, normalise};

    fn kinds(shown: &str) -> Vec<(MessageKind, String)> {
        let banner = Regex::new(r"^\s*(?:\S{1,4}\s{0,2})?OpenClaw [0-9.]+ \([0-9a-f]+\)").unwrap();
        let normal = normalise(shown, &[banner]);
        let messages = normal.messages.iter().filter(|message| !message.range.is_empty());
        messages
            .map(|message| (message.kind, normal.text[message.range.clone()].to_owned()))
            .collect()
    }

    #[test]
    fn a_joke_behind_the_version_is_cut_off() {
        let kinds =
            kinds("🦞 OpenClaw 2026.3.13 (61d171a) — Your missing API keys are judging you.");
        assert_eq!(kinds, [(MessageKind::Banner, "🦞 OpenClaw 2026.3.13 (61d171a)".to_owned())]);
    }

    #[test]
    fn a_joke_under_the_version_is_a_tagline_and_the_message_behind_it_is_not() {
        let kinds =
            kinds("OpenClaw 2026.9.6 (eb377ac)\n   Rate-limited again.\n\nGateway start blocked");
        assert_eq!(kinds[1].0, MessageKind::Tagline);
        assert_eq!(kinds[2], (MessageKind::Line, "Gateway start blocked".to_owned()));
    }

    #[test]
    fn a_banner_in_a_log_has_a_head_before_it() {
        let kinds = kinds("2026-11-20T14:18:42Z OpenClaw 2026.9.6 (eb377ac) — A joke.\nclosed");
        assert_eq!(kinds[0], (MessageKind::Banner, "OpenClaw 2026.9.6 (eb377ac)".to_owned()));
        assert_eq!(kinds[1].1, "closed");
    }

    #[test]
    fn an_error_that_ends_the_paste_is_no_joke() {
        let kinds = kinds("OpenClaw 2026.9.6 (eb377ac)\nError: gateway closed (1008)\n");
        assert_eq!(kinds[1].0, MessageKind::Line);
    }

    #[test]
    fn an_error_directly_under_the_version_is_no_joke() {
        let kinds =
            kinds("OpenClaw 2026.9.6 (eb377ac)\nError: gateway closed (1008)\nGateway target: x");
        assert_eq!(kinds[1].0, MessageKind::Line);
    }

    #[test]
    fn an_indented_line_under_the_version_is_the_joke_also_at_the_end() {
        let kinds = kinds("OpenClaw 2026.9.6 (eb377ac)\n   Rate-limited again.\n\n");
        assert_eq!(kinds[1].0, MessageKind::Tagline);
    }

    #[test]
    fn under_a_joke_on_the_line_itself_comes_no_other() {
        let kinds = kinds("OpenClaw 2026.9.6 (eb377ac) — joke\n  Rate-limited\n\nlast");
        assert_eq!(kinds[1].0, MessageKind::Line);
    }

    #[test]
    fn a_line_is_the_joke_only_where_more_follows_behind_a_gap() {
        let version = "OpenClaw 2026.9.6 (eb377ac)";
        for (rest, kind) in [
            ("joke\n\nmessage", MessageKind::Tagline),
            ("error\n\n\n", MessageKind::Line),
            ("error", MessageKind::Line),
            ("error\nmore\n\nmessage", MessageKind::Line),
            ("\nmessage\n\nmore", MessageKind::Line),
        ] {
            assert_eq!(kinds(&format!("{version}\n{rest}"))[1].0, kind, "{rest:?}");
        }
        assert_eq!(kinds(&format!("first\n{version}\njoke\n\nmessage"))[2].0, MessageKind::Tagline);
    }

    #[test]
    fn what_follows_a_banner_is_joined_with_none_of_its_lines() {
        let banner = Regex::new("^a banner").unwrap();
        let normal = normalise("a banner\na message", &[banner]);
        assert!(normal.messages.iter().all(|m| !matches!(m.kind, MessageKind::Seam { .. })));
    }

    #[test]
    fn each_program_has_its_banner() {
        let banners = ["^first [0-9]", "^second [0-9]"].map(|line| Regex::new(line).unwrap());
        let normal = normalise("second 2 and a joke\nfirst 1\nthird 3", &banners);
        let kinds: Vec<MessageKind> = normal.messages.iter().map(|m| m.kind).collect();
        assert_eq!(kinds, [MessageKind::Banner, MessageKind::Banner, MessageKind::Line]);
        assert!(normal.text.starts_with("second 2\nfirst 1\n"), "{}", normal.text);
    }
}
