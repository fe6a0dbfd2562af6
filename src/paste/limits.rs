//! What is too much, what is nothing, and what is no text.

use std::borrow::Cow;

use crate::lines;
use crate::wording::say;

/// Largest paste that is read whole, in bytes (512 KiB: about 1,000 lines of JSON log). Of a longer
/// one the first and the last half of this are read: an error stands at the end of a log as often
/// as at its start.
pub const MAX_PASTE_BYTES: usize = 512 * 1024;

/// Shorter pastes are never taken for a binary file, in characters: one odd character says nothing.
const MIN_BINARY: usize = 32;

/// Why a paste cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", say(&format!("{}.detail", self.kind()), &[]))]
pub enum Refusal {
    /// Nothing but white space and control characters.
    Empty,
    /// Largely undecodable bytes, or mostly NULs.
    Binary,
}

impl Refusal {
    /// The kind of problem, as it is named to programs; the id of its words.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Refusal::Empty => "empty-paste",
            Refusal::Binary => "binary-paste",
        }
    }
}

/// A raw paste within the limits: one piece, or head and tail of an over-long one.
#[derive(Debug)]
pub(super) struct Cut<'r> {
    pub(super) head: &'r str,
    pub(super) tail: Option<Tail<'r>>,
}

/// The end of an over-long paste, beginning with a whole line where that is possible.
#[derive(Debug)]
pub(super) struct Tail<'r> {
    pub(super) text: &'r str,
    /// 1-based line of the raw paste that the tail begins on.
    pub(super) line: usize,
    /// 1-based column, in characters, that the tail begins on.
    pub(super) column: usize,
}

impl Cut<'_> {
    pub(super) fn is_truncated(&self) -> bool {
        self.tail.is_some()
    }
}

/// Cuts the middle out of an over-long paste.
pub(super) fn cut(raw: &str) -> Cut<'_> {
    if raw.len() <= MAX_PASTE_BYTES {
        return Cut { head: raw, tail: None };
    }
    let half = MAX_PASTE_BYTES / 2;
    let head_end = raw.floor_char_boundary(half);
    let mut tail_start = raw.ceil_char_boundary(raw.len() - half);
    // Half a line would be matched as if it were a whole one; a giant line stays cut.
    let line_end = lines::end(raw.as_bytes(), tail_start);
    if line_end < raw.len() && line_end - tail_start < half / 2 {
        tail_start = line_end + 1;
    }
    let (line, column) = lines::position(raw, tail_start);
    Cut { head: &raw[..head_end], tail: Some(Tail { text: &raw[tail_start..], line, column }) }
}

/// Refuses what holds no text. `clean` is the cleaned form of `raw`.
pub(super) fn check(raw: &str, clean: &str) -> Result<(), Refusal> {
    // Control characters are text, as a terminal's log has them: what stands between them is read.
    let count = |counted: char| raw.chars().take(MAX_PASTE_BYTES).filter(|c| *c == counted).count();
    let all = raw.chars().take(MAX_PASTE_BYTES).count();
    // UTF-16 without a byte order mark is half NULs and still readable once they are dropped.
    let is_noise = count(char::REPLACEMENT_CHARACTER) * 5 > all || count('\0') * 5 > all * 3;
    if is_noise && all >= MIN_BINARY {
        return Err(Refusal::Binary);
    }
    if clean.trim().is_empty() { Err(Refusal::Empty) } else { Ok(()) }
}

/// Bytes → text: UTF-16 when a byte order mark says so, else UTF-8; never fails.
pub(super) fn decode(raw: &[u8]) -> Cow<'_, str> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match raw {
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        _ => String::from_utf8_lossy(raw),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Paste;
    use super::*;

    #[test]
    fn nothing_and_white_space_are_refused_as_empty() {
        for raw in ["", " \n\t \r\n", "\u{1b}[0m\u{200b}\u{feff}"] {
            assert_eq!(Paste::read(raw).unwrap_err(), Refusal::Empty, "{raw:?}");
        }
    }

    #[test]
    fn binary_is_refused() {
        let png: Vec<u8> =
            (0..2000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(Paste::read_bytes(&png).unwrap_err(), Refusal::Binary);
        assert_eq!(Paste::read_bytes(&[0; 100]).unwrap_err(), Refusal::Binary);
    }

    #[test]
    fn control_characters_between_words_do_not_make_a_text_binary() {
        let raw = "g\u{1}a\u{84}t\u{1f}e\u{80}w\u{99}a\u{5}y\u{3}".repeat(8);
        assert_eq!(Paste::read(&raw).unwrap().shown(), "gateway".repeat(8));
    }

    #[test]
    fn a_few_odd_characters_do_not_make_a_short_text_binary() {
        assert_eq!(Paste::read("x\u{326a0}\u{91}^").unwrap().shown(), "x\u{326a0}^");
    }

    #[test]
    fn powershell_output_in_utf_16_is_text() {
        let bytes: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain("pairing required".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(Paste::read_bytes(&bytes).unwrap().shown(), "pairing required");
    }

    #[test]
    fn an_over_long_paste_keeps_its_head_and_its_tail_with_true_line_numbers() {
        let raw = format!("first line\n{}last line", "filler filler filler\n".repeat(60_000));
        let paste = Paste::read(&raw).unwrap();
        assert!(paste.is_truncated());
        let lines: Vec<_> = paste.shown_lines().collect();
        assert_eq!((lines[0].number, lines[0].text), (1, "first line"));
        let last = lines.last().unwrap();
        assert_eq!((last.number, last.text), (60_002, "last line"));
    }

    #[test]
    fn a_paste_of_the_limit_is_read_whole_and_one_byte_more_is_cut() {
        assert!(!cut(&"x".repeat(MAX_PASTE_BYTES)).is_truncated());
        let more = "x".repeat(MAX_PASTE_BYTES + 1);
        let cut = cut(&more);
        assert_eq!(cut.head.len(), MAX_PASTE_BYTES / 2);
        assert_eq!(cut.tail.unwrap().text.len(), MAX_PASTE_BYTES / 2);
    }

    #[test]
    fn the_tail_of_a_giant_line_keeps_its_column() {
        let half = MAX_PASTE_BYTES / 2;
        let raw = format!("first\n{}the end", "é".repeat(MAX_PASTE_BYTES));
        let cut = cut(&raw);
        let tail = cut.tail.unwrap();
        assert_eq!((tail.line, tail.text.len()), (2, half - 1), "an é is not torn apart");
        let before = raw.chars().count() - tail.text.chars().count() - "first\n".len();
        assert_eq!(tail.column, before + 1);
        let paste = Paste::read(&raw).unwrap();
        let at = paste.normal().find("the end").unwrap();
        let place = paste.locate(at..at + 7);
        assert_eq!((place.line, place.column), (2, MAX_PASTE_BYTES + 1));
    }

    #[test]
    fn the_tail_begins_with_a_whole_line_where_one_begins_soon() {
        let half = MAX_PASTE_BYTES / 2;
        let of = |line_end: usize| {
            let mut raw = "x".repeat(2 * MAX_PASTE_BYTES);
            let tail = raw.len() - half;
            raw.replace_range(tail + line_end..=tail + line_end, "\n");
            let cut = cut(&raw).tail.map(|tail| (tail.text.len(), tail.line, tail.column));
            cut.unwrap()
        };
        assert_eq!(of(0), (half - 1, 2, 1));
        assert_eq!(of(half / 2 - 1), (half / 2, 2, 1));
        assert_eq!(of(half / 2), (half, 1, 2 * MAX_PASTE_BYTES - half + 1));
    }

    #[test]
    fn a_fifth_of_undecodable_or_three_fifths_of_nul_characters_are_no_text() {
        let of = |odd: char, count: usize| {
            let raw: String =
                std::iter::repeat_n(odd, count).chain("a".repeat(100 - count).chars()).collect();
            Paste::read(&raw).map(|_| ()).err()
        };
        assert_eq!(of('\u{fffd}', 20), None);
        assert_eq!(of('\u{fffd}', 21), Some(Refusal::Binary));
        assert_eq!(of('\0', 60), None);
        assert_eq!(of('\0', 61), Some(Refusal::Binary));
        let short =
            |length: usize| Paste::read(&("\u{fffd}".repeat(length - 1) + "a")).map(|_| ()).err();
        assert_eq!(short(MIN_BINARY - 1), None);
        assert_eq!(short(MIN_BINARY), Some(Refusal::Binary));
    }

    #[test]
    fn utf_16_is_read_in_both_orders_and_what_it_cannot_tell_is_replaced() {
        let units = || "pairing 🦞".encode_utf16();
        let big: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain(units().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(decode(&big), "pairing 🦞");
        let odd = [&big[..], &[0]].concat();
        assert_eq!(decode(&odd), "pairing 🦞", "half a unit is left out");
        assert_eq!(decode(&[0xFF, 0xFE, 0x00, 0xD8, 0x61, 0x00]), "\u{fffd}a");
        assert_eq!(decode(b"a\xffb"), "a\u{fffd}b");
    }
}
