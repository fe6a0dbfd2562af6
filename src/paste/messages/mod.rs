//! Shown text → messages: what is matched.
//!
//! A message is one message: a line without the prefixes that terminals, containers, journals and
//! chats put before it; or the message and fields of one JSON log line; or the seam of two lines
//! that a terminal wrapped. Punctuation is folded to ASCII and runs of blanks to one, so that a
//! pattern needs to know one spelling only.

mod banner;
mod json_log;
mod json_text;
mod prefix;

use std::ops::Range;

use regex::Regex;

use super::position::OffsetMap;

/// One message of the normal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its byte range in the normal text.
    pub range: Range<usize>,
    /// Where it comes from.
    pub kind: MessageKind,
}

/// Where a message comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// One line of the paste.
    Line,
    /// Message and fields of a JSON log line.
    JsonLog,
    /// The program's banner with its version, cut before the joke. No evidence of a problem.
    Banner,
    /// The joke under the banner. Evidence of nothing.
    Tagline,
    /// The end of one line and the beginning of the next. Only what crosses byte `at` of the normal
    /// text is new here.
    Seam {
        /// Where the second line begins.
        at: usize,
    },
    /// The same message as the message before it, but for its time. Not matched again.
    Repeat,
}

impl MessageKind {
    /// Whether it is evidence of anything.
    #[must_use]
    pub fn is_matched(self) -> bool {
        match self {
            MessageKind::Line | MessageKind::JsonLog | MessageKind::Seam { .. } => true,
            MessageKind::Banner | MessageKind::Tagline | MessageKind::Repeat => false,
        }
    }
}

pub(super) struct Normal {
    pub(super) text: String,
    pub(super) map: OffsetMap,
    pub(super) messages: Vec<Message>,
}

/// Longest message, in bytes: a longer line becomes several, so that whatever is done for a message costs
/// the same in a log that lost its line ends.
const MAX_MESSAGE: usize = 4_096;
/// What two messages of one line have in common, in bytes: a message that one of them cuts is whole in
/// the other.
const OVERLAP: usize = 512;
/// How much of the two lines a seam holds, in bytes.
const SEAM_REACH: usize = 160;
/// Beyond this many lines a paste is a log file, not a copied screen: nothing is wrapped.
const MAX_LINES_WITH_SEAMS: usize = 4_000;

/// Cuts the shown text into messages; what `banners` find tells product and version only.
pub(super) fn normalise(shown: &str, banners: &[Regex]) -> Normal {
    let mut normal = Normal {
        text: String::with_capacity(shown.len() + shown.len() / 8),
        map: OffsetMap::default(),
        messages: Vec::new(),
    };
    let lines: Vec<Range<usize>> = line_ranges(shown).collect();
    let heads: Vec<usize> = lines.iter().map(|line| prefix::length(&shown[line.clone()])).collect();
    let kinds = banner::classify(shown, &lines, &heads, banners);
    let mut previous: Option<String> = None;
    // Messages up to the end of each line.
    let mut ends = Vec::with_capacity(lines.len());
    for ((line, head), banner_line) in lines.iter().zip(&heads).zip(&kinds) {
        let kind = match banner_line {
            Some(banner::BannerLine::Version { start, end }) => {
                normal.push_plain(shown, *start..*end);
                MessageKind::Banner
            }
            Some(banner::BannerLine::Tagline) => {
                normal.push_plain(shown, line.clone());
                MessageKind::Tagline
            }
            None => normal.push_message(shown, line.clone(), *head),
        };
        let message = normal.last_text();
        let repeats = !message.is_empty() && previous.as_deref() == Some(message);
        previous = Some(message.to_owned());
        normal.close_line(if repeats { MessageKind::Repeat } else { kind });
        ends.push(normal.messages.len());
    }
    if lines.len() <= MAX_LINES_WITH_SEAMS {
        normal.push_seams(shown, &lines, &ends);
    }
    normal
}

fn line_ranges(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    text.split('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end + 1;
        range
    })
}

impl Normal {
    fn message_start(&self) -> usize {
        self.messages.last().map_or(0, |message| message.range.end + 1)
    }

    fn last_text(&self) -> &str {
        &self.text[self.message_start()..]
    }

    /// Ends a line: one message, or several of a long one.
    fn close_line(&mut self, kind: MessageKind) {
        let mut start = self.message_start();
        let end = self.text.len();
        while end - start > MAX_MESSAGE {
            let cut = self.text.floor_char_boundary(start + MAX_MESSAGE);
            self.messages.push(Message { range: start..cut, kind });
            start = self.text.floor_char_boundary(cut - OVERLAP);
        }
        self.messages.push(Message { range: start..end, kind });
        self.text.push('\n');
    }

    fn push_message(&mut self, shown: &str, line: Range<usize>, head: usize) -> MessageKind {
        let start = line.start + head;
        let end = line.start + prefix::end(&shown[line.clone()]).max(start - line.start);
        let message = &shown[start..end];
        if let Some(pieces) = json_log::read(message) {
            for piece in pieces {
                self.push_separator(start + piece.anchors[0].1);
                self.push_pieces(&piece, start);
            }
            return MessageKind::JsonLog;
        }
        self.push_plain(shown, start..end);
        MessageKind::Line
    }

    fn push_separator(&mut self, origin: usize) {
        if !self.last_text().is_empty() {
            self.map.anchor(self.text.len(), origin);
            self.text.push(' ');
        }
    }

    fn push_plain(&mut self, shown: &str, range: Range<usize>) {
        self.push_piece(&shown[range.clone()], range.start);
    }

    /// Pushes a piece of a JSON line that begins at byte `start` of the shown text.
    fn push_pieces(&mut self, piece: &json_log::Piece, start: usize) {
        let ends = piece.anchors.iter().skip(1).map(|(at, _)| *at).chain([piece.text.len()]);
        for ((at, origin), end) in piece.anchors.iter().zip(ends) {
            self.push_folded(&piece.text[*at..end], start + origin);
        }
        self.trim_end();
    }

    /// Pushes text folded, whose byte n is byte `origin + n` of the shown text.
    fn push_piece(&mut self, text: &str, origin: usize) {
        self.push_folded(text, origin);
        self.trim_end();
    }

    fn trim_end(&mut self) {
        if self.text.ends_with(' ') && !self.last_text().is_empty() {
            self.text.pop();
        }
    }

    /// Pushes text with one blank for a run of white space, ASCII for typographic and full-width
    /// punctuation, HTML entities and escaped quotes read.
    fn push_folded(&mut self, text: &str, origin: usize) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let here = origin + (text.len() - rest.len());
            self.map.anchor(self.text.len(), here);
            let plain = rest.bytes().position(needs_folding).unwrap_or(rest.len());
            if plain > 0 {
                self.text.push_str(&rest[..plain]);
                rest = &rest[plain..];
                continue;
            }
            let (folded, length) = fold(rest, c);
            match folded {
                Folded::Blank
                    if self.text.ends_with([' ', '\n']) || self.last_text().is_empty() => {}
                Folded::Blank => self.text.push(' '),
                Folded::Char(c) => self.text.push(c),
            }
            rest = &rest[length..];
        }
    }

    /// Adds a message for each place where a message may go on in the next line.
    fn push_seams(&mut self, shown: &str, lines: &[Range<usize>], ends: &[usize]) {
        let width = lines.iter().map(|line| shown[line.clone()].chars().count()).max().unwrap_or(0);
        for pair in 0..lines.len().saturating_sub(1) {
            let next = ends[pair];
            let (first, second) = (self.messages[next - 1].clone(), self.messages[next].clone());
            let both_lines = first.kind == MessageKind::Line && second.kind == MessageKind::Line;
            let next_line = &shown[lines[pair + 1].clone()];
            if !both_lines
                || first.range.is_empty()
                || second.range.is_empty()
                || prefix::begins_log_line(next_line)
            {
                continue;
            }
            let full = shown[lines[pair].clone()].chars().count() + 1 >= width && width >= 40;
            let left = self.text.ceil_char_boundary(
                first.range.end.saturating_sub(SEAM_REACH).max(first.range.start),
            );
            let right = self
                .text
                .floor_char_boundary((second.range.start + SEAM_REACH).min(second.range.end));
            self.copy(left..first.range.end);
            let hard_wrap = full && !next_line.starts_with(' ');
            if !hard_wrap {
                self.map.anchor(self.text.len(), self.map.origin(second.range.start));
                self.text.push(' ');
            }
            let at = self.text.len();
            self.copy(second.range.start..right);
            self.close_line(MessageKind::Seam { at });
        }
    }

    /// Copies a piece of the normal text to its end, with its origins.
    fn copy(&mut self, range: Range<usize>) {
        self.map.copy(range.clone(), self.text.len());
        let piece = self.text[range].to_owned();
        self.text.push_str(&piece);
    }
}

fn needs_folding(byte: u8) -> bool {
    // Non-ASCII lead bytes of the punctuation that is folded, blanks, `&` of entities, `\` of
    // escaped quotes. Continuation bytes never come first in what is left.
    matches!(byte, b' ' | b'\t' | b'&' | b'\\' | 0xC2 | 0xE2 | 0xE3 | 0xEF | b'\n' | b'\r')
}

enum Folded {
    Blank,
    Char(char),
}

fn fold(rest: &str, c: char) -> (Folded, usize) {
    let folded = match c {
        ' ' | '\t' | '\n' | '\r' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => {
            Folded::Blank
        }
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{2032}' => Folded::Char('\''),
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => {
            Folded::Char('"')
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Folded::Char('-'),
        // Full-width ASCII, as Chinese and Japanese keyboards type it.
        '\u{ff01}'..='\u{ff5e}' => Folded::Char(char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)),
        '&' => return entity(rest),
        '\\' => return escaped_quote(rest),
        c => Folded::Char(c),
    };
    (folded, c.len_utf8())
}

fn entity(rest: &str) -> (Folded, usize) {
    const LONGEST: usize = 10;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b';');
    if let Some(end) = end {
        let decoded = html_escape::decode_html_entities(&rest[..=end]);
        let mut chars = decoded.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            let folded = if c.is_whitespace() { Folded::Blank } else { Folded::Char(c) };
            return (folded, end + 1);
        }
    }
    (Folded::Char('&'), 1)
}

fn escaped_quote(rest: &str) -> (Folded, usize) {
    match rest.as_bytes().get(1) {
        Some(b'"') => (Folded::Char('"'), 2),
        _ => (Folded::Char('\\'), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(shown: &str) -> Normal {
        normalise(shown, &[])
    }

    fn messages(shown: &str) -> Vec<String> {
        let normal = plain(shown);
        let messages = normal
            .messages
            .iter()
            .filter(|message| !matches!(message.kind, MessageKind::Seam { .. }));
        messages.map(|message| normal.text[message.range.clone()].to_owned()).collect()
    }

    fn seams(shown: &str) -> Vec<String> {
        let normal = plain(shown);
        let messages = normal
            .messages
            .iter()
            .filter(|message| matches!(message.kind, MessageKind::Seam { .. }));
        messages.map(|message| normal.text[message.range.clone()].to_owned()).collect()
    }

    #[test]
    fn typographic_and_full_width_punctuation_becomes_ascii() {
        assert_eq!(
            messages("“blocked”：set gateway.mode=local （current：unset）  – it’s"),
            ["\"blocked\":set gateway.mode=local (current:unset) - it's"]
        );
    }

    #[test]
    fn entities_and_escaped_quotes_are_read() {
        assert_eq!(
            messages("&lt;root&gt;: &quot;x&#39; &amp; \\\"y\\\" &nosuch;"),
            ["<root>: \"x' & \"y\" &nosuch;"]
        );
    }

    #[test]
    fn repeated_messages_are_matched_once_whatever_their_time() {
        let normal = plain("10:00:01 pairing required\n10:00:02 pairing required\n10:00:03 other");
        let kinds: Vec<_> = normal.messages.iter().take(3).map(|message| message.kind).collect();
        assert_eq!(kinds, [MessageKind::Line, MessageKind::Repeat, MessageKind::Line]);
    }

    #[test]
    fn a_message_wrapped_with_indent_is_joined_with_a_blank() {
        let shown = "unauthorized: gateway token mismatch\n  (set gateway.remote.token to match)";
        assert_eq!(
            seams(shown),
            ["unauthorized: gateway token mismatch (set gateway.remote.token to match)"]
        );
    }

    #[test]
    fn a_line_cut_at_the_terminal_width_is_joined_without_one() {
        let shown = "Gateway failed to start: unauthorized: gateway token mis\nmatch";
        assert_eq!(seams(shown), ["Gateway failed to start: unauthorized: gateway token mismatch"]);
    }

    #[test]
    fn a_long_line_is_read_in_parts_that_overlap() {
        let message = "unauthorized: gateway token mismatch";
        for before in [MAX_MESSAGE - 10, MAX_MESSAGE, 3 * MAX_MESSAGE - OVERLAP - 20] {
            let shown = format!("{}{message}{}", "é".repeat(before / 2), "x".repeat(9_000));
            let parts = messages(&shown);
            assert!(parts.iter().all(|part| part.len() <= MAX_MESSAGE), "{before}");
            assert!(parts.iter().any(|part| part.contains(message)), "{before}");
        }
    }

    #[test]
    fn log_lines_are_not_joined_with_each_other() {
        assert!(seams("10:00:01 a\n10:00:02 b").is_empty());
    }

    #[test]
    fn the_rows_of_a_box_are_read_without_their_frame() {
        assert_eq!(
            messages("│  Gateway service embeds OPENCLAW_GATEWAY_TOKEN and should be  │"),
            ["Gateway service embeds OPENCLAW_GATEWAY_TOKEN and should be"]
        );
    }

    #[test]
    fn every_sign_that_keyboards_and_word_processors_put_in_is_folded() {
        let folds: &[(&str, &str)] = &[
            ("\u{2018}\u{2019}\u{201a}\u{2032}", "''''"),
            ("\u{201c}\u{201d}\u{201e}\u{2033}\u{ab}\u{bb}", "\"\"\"\"\"\""),
            ("\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}", "-------"),
            ("\u{ff01}\u{ff08}\u{ff1a}\u{ff21}\u{ff5e}", "!(:A~"),
        ];
        for (written, read) in folds {
            assert_eq!(messages(&format!("x{written}y")), [format!("x{read}y")]);
        }
        for kept in ["é", "日本語", "🦞", "\u{2500}", "…", "a\\nb", "€", "、"] {
            assert_eq!(messages(&format!("x{kept}y")), [format!("x{kept}y")]);
        }
    }

    #[test]
    fn every_kind_of_blank_is_one_blank() {
        for blank in [
            " ", "  ", "\t", " \t ", "\r", "\u{a0}", "\u{2000}", "\u{2003}", "\u{200a}",
            "\u{202f}", "\u{3000}", "&nbsp;", " &nbsp; ",
        ] {
            assert_eq!(messages(&format!("a{blank}b")), ["a b"], "{blank:?}");
            assert_eq!(messages(&format!("a{blank}")), ["a"], "{blank:?}");
            assert_eq!(messages(&format!("{blank}\nb")), ["", "b"], "{blank:?}");
        }
    }

    #[test]
    fn an_ampersand_that_begins_no_entity_is_itself() {
        for text in ["a & b", "a&b;", "&;", "&", "x=1&y=2;", "&alongentity;", "&amp"] {
            assert_eq!(messages(text), [text]);
        }
        assert_eq!(messages("&#34;&#x27;&amp;&lt;&gt;"), ["\"'&<>"]);
        // The longest that is read has ten bytes.
        assert_eq!(messages("&#0000034;&#00000034;"), ["\"&#00000034;"]);
    }

    /// Each letter and digit of the normal text comes from the same one of the shown text.
    fn assert_in_place(shown: &str) {
        let normal = plain(shown);
        for (at, c) in normal.text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
            let origin = normal.map.origin(at);
            assert!(shown[origin..].starts_with(c), "{c} of byte {at} in {:?}", normal.text);
        }
    }

    #[test]
    fn every_word_keeps_its_place() {
        for shown in [
            "“blocked”：  set gateway.mode=local （current：unset）  – it’s",
            "&lt;root&gt;: &quot;x&#39;  &amp; \\\"y\\\" &nosuch;",
            r#"10:00:01 {"0":"a b","1":{"code":1008,"why":"say \"x\" – twice"},"2":"end"}"#,
            "unauthorized: gateway token mismatch\n  (set gateway.remote.token – to match)",
            "Gateway failed to start: “unauthorized”: gateway token mis\nmatch",
            "🦞 first line\n│ boxed  text │",
        ] {
            assert_in_place(shown);
        }
    }

    #[test]
    fn the_pieces_of_a_json_line_are_kept_apart_by_one_blank() {
        assert_eq!(messages(r#"{"0":" a ","1":"","2":{"code":1008},"3":"b"}"#), ["a code=1008 b"]);
        assert_eq!(plain(r#"{"0":"a"}"#).messages[0].kind, MessageKind::JsonLog);
    }

    #[test]
    fn only_the_same_message_directly_before_makes_a_repeat() {
        use MessageKind::{JsonLog, Line, Repeat};
        let kinds = |shown: &str| -> Vec<MessageKind> {
            plain(shown).messages.iter().map(|message| message.kind).collect()
        };
        assert_eq!(kinds("1:00:01 a\n1:00:02 b\n1:00:03 a"), [Line, Line, Line]);
        assert_eq!(kinds("1:00:01 a\n1:00:02 a\n1:00:03 a"), [Line, Repeat, Repeat]);
        assert_eq!(kinds("{\"0\":\"a\"}\n{\"0\":\"a\"}"), [JsonLog, Repeat]);
        assert_eq!(kinds("\n\n"), [Line, Line, Line], "empty lines say nothing");
    }

    #[test]
    fn lines_are_joined_at_full_width_without_a_blank_and_with_one_before_an_indent() {
        // 56 characters: the widest line of what was copied.
        let full = "Gateway failed to start: unauthorized: gateway token mis";
        assert_eq!(seams(&format!("{full}\nmatch")), [format!("{full}match")]);
        assert_eq!(seams(&format!("{full}\n  match")), [format!("{full} match")]);
        // One column less than the widest is full as well: a wide character would not have fitted.
        let other = |width: usize| format!("10:00:00 {}", "x".repeat(width - 9));
        assert_eq!(seams(&format!("{full}\nmatch\n{}", other(57))), [format!("{full}match")]);
        assert_eq!(seams(&format!("{full}\nmatch\n{}", other(58))), [format!("{full} match")]);
    }

    #[test]
    fn a_line_of_less_than_forty_columns_is_no_full_one() {
        for (width, joint) in [(39, " "), (40, "")] {
            let line = "x".repeat(width);
            assert_eq!(seams(&format!("{line}\nmatch")), [format!("{line}{joint}match")]);
        }
    }

    #[test]
    fn nothing_is_joined_with_an_empty_line_a_json_line_or_a_repeat() {
        for shown in [
            "a message\n\nanother",
            "a message\n{\"0\":\"b\"}",
            "{\"0\":\"b\"}\na message",
            "a message\na message",
            "a message\n[ws] closed",
            "a message",
            "",
        ] {
            assert!(seams(shown).is_empty(), "{shown:?}: {:?}", seams(shown));
        }
    }

    #[test]
    fn a_seam_knows_where_the_second_line_begins_and_how_far_it_reaches() {
        let (first, second) = ("é".repeat(200), "ü".repeat(200));
        let normal = plain(&format!("{first}\n  {second}"));
        let unit = normal.messages.last().unwrap();
        let MessageKind::Seam { at } = unit.kind else { panic!("no seam: {:?}", unit.kind) };
        assert_eq!(&normal.text[unit.range.start..at], "é".repeat(SEAM_REACH / 2) + " ");
        assert_eq!(&normal.text[at..unit.range.end], "ü".repeat(SEAM_REACH / 2));
    }

    #[test]
    fn a_log_file_has_no_seams_and_a_screen_has() {
        let lines =
            |count: usize| (0..count).map(|n| format!("line {n}")).collect::<Vec<_>>().join("\n");
        assert!(seams(&lines(MAX_LINES_WITH_SEAMS + 1)).is_empty());
        assert_eq!(seams(&lines(MAX_LINES_WITH_SEAMS)).len(), MAX_LINES_WITH_SEAMS - 1);
    }

    #[test]
    fn a_line_of_the_longest_unit_is_one_unit_and_a_longer_one_two() {
        for (length, units) in [(MAX_MESSAGE, 1), (MAX_MESSAGE + 1, 2)] {
            assert_eq!(messages(&"x".repeat(length)).len(), units);
        }
        let parts = messages(&format!("{}{}", "a".repeat(MAX_MESSAGE), "b".repeat(100)));
        assert_eq!(parts[1], "a".repeat(OVERLAP) + &"b".repeat(100));
    }
}
