//! Raw text → [`Paste`]: what a person pasted, made safe to show and easy to match.
//!
//! Three texts, each mapped back to the one before it:
//! 1. *raw*: what came in. It is not kept: it may hold secrets.
//! 2. *shown*: raw without terminal escapes and hidden characters, secrets masked. The page shows
//!    this one, evidence is quoted from it.
//! 3. *normal*: shown, cut into [`Message`]s (log prefixes, quote marks, boxes and wraps undone, JSON
//!    log lines read). Only this one is matched.
//!
//! What a program's own lines look like comes from outside, as a [`Layout`]. Knows nothing of symptoms, of
//! files or of the web.

mod clean;
mod limits;
mod messages;
mod position;
mod redact;

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use regex::Regex;

pub use limits::{MAX_PASTE_BYTES, Refusal};
pub use messages::{Message, MessageKind};
pub use redact::{BadSecretRule, Redaction, SecretKind, SecretRules};

use position::{LineMap, OffsetMap};
use redact::Redactor;

/// A person's paragraph is no longer, in bytes, unless all that was pasted is a person's letter.
const MAX_PARAGRAPH: usize = 1_500;
/// Longest letter of a person, in bytes.
const MAX_LETTER: usize = 6_000;

/// What the pastes of some programs look like.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Lines that tell product and version, up to the end of the match, and nothing else.
    pub banners: Vec<Regex>,
    /// Accounts that a program or its image brings along: they name no person.
    pub accounts: Vec<String>,
    /// Shapes of secrets that only these programs have.
    pub secrets: Vec<SecretRules>,
}

/// Reads the pastes of some programs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Reader {
    banners: Arc<[Regex]>,
    redactor: Redactor,
}

/// Reads pastes of which nothing is known.
static PLAIN: LazyLock<Reader> = LazyLock::new(|| Reader::new(Layout::default()));

impl Reader {
    /// A reader for a layout.
    #[must_use]
    pub fn new(layout: Layout) -> Reader {
        Reader {
            banners: layout.banners.into(),
            redactor: Redactor::new(&layout.secrets, layout.accounts),
        }
    }

    /// Reads a paste: cuts it to the limits, cleans, redacts and normalises it.
    ///
    /// # Errors
    /// [`Refusal::Empty`] when nothing but white space is left, [`Refusal::Binary`] when the text is
    /// largely undecodable bytes or mostly NULs.
    pub fn read(&self, raw: &str) -> Result<Paste, Refusal> {
        let cut = limits::cut(raw);
        let clean = clean::clean(&cut);
        limits::check(raw, &clean.text)?;
        let redacted = self.redactor.redact(&clean.text, &clean.map);
        let normal = messages::normalise(&redacted.text, &self.banners);
        Ok(Paste {
            line_starts: line_starts(&redacted.text),
            shown: redacted.text,
            shown_map: redacted.map,
            normal: normal.text,
            normal_map: normal.map,
            messages: normal.messages,
            redactions: redacted.redactions,
            truncated: cut.is_truncated(),
        })
    }

    /// Reads a paste from bytes: UTF-8, or UTF-16 with a byte order mark (PowerShell's `>`).
    /// Invalid sequences become replacement characters.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn read_bytes(&self, raw: &[u8]) -> Result<Paste, Refusal> {
        self.read(&limits::decode(raw))
    }
}

/// A paste, ready to be matched and shown. Immutable; holds no secret that redaction recognised.
#[derive(Debug, Clone)]
pub struct Paste {
    shown: String,
    shown_map: LineMap,
    /// Where each line of the shown text begins.
    line_starts: Vec<usize>,
    normal: String,
    normal_map: OffsetMap,
    messages: Vec<Message>,
    redactions: Vec<Redaction>,
    truncated: bool,
}

/// A place in what the user pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// 1-based line of the raw paste.
    pub line: usize,
    /// 1-based column of the raw paste, in Unicode scalar values.
    pub column: usize,
    /// Length in Unicode scalar values, in the shown text.
    pub length: usize,
    /// The same place as a byte range of [`Paste::shown`]. Never spans lines.
    pub shown: Range<usize>,
}

/// One line of the shown text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLine<'p> {
    /// 1-based line of the raw paste that it begins on.
    pub number: usize,
    /// The text without its line end.
    pub text: &'p str,
    /// Its byte range in [`Paste::shown`].
    pub range: Range<usize>,
}

impl Paste {
    /// Reads the paste of a program of which nothing is known: see [`Reader::read`].
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn read(raw: &str) -> Result<Paste, Refusal> {
        PLAIN.read(raw)
    }

    /// Reads it from bytes: see [`Reader::read_bytes`].
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn read_bytes(raw: &[u8]) -> Result<Paste, Refusal> {
        PLAIN.read_bytes(raw)
    }

    /// What may be shown: the paste without escapes, secrets masked.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The shown text line by line, with the line numbers of the raw paste.
    pub fn shown_lines(&self) -> impl Iterator<Item = ShownLine<'_>> {
        let ends = self.line_starts.iter().skip(1).map(|next| next - 1).chain([self.shown.len()]);
        self.line_starts.iter().zip(ends).map(|(start, end)| ShownLine {
            number: self.shown_map.line(*start),
            text: &self.shown[*start..end],
            range: *start..end,
        })
    }

    /// The byte range of the line of [`Paste::shown`] that holds byte `at` of it.
    #[must_use]
    pub fn shown_line_around(&self, at: usize) -> Range<usize> {
        let next = self.line_starts.partition_point(|start| *start <= at);
        let start = next.checked_sub(1).map_or(0, |line| self.line_starts[line]);
        start..self.line_starts.get(next).map_or(self.shown.len(), |next| next - 1)
    }

    /// The byte range of the line of [`Paste::shown`] that a byte of [`Paste::normal`] comes from.
    #[must_use]
    pub fn shown_line_of(&self, offset: usize) -> Range<usize> {
        self.shown_line_around(self.normal_map.origin(offset))
    }

    /// 1-based line of the raw paste that a byte of [`Paste::normal`] comes from.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.shown_map.line(self.normal_map.origin(offset))
    }

    /// The text that is matched: all messages, each on a line of its own.
    #[must_use]
    pub fn normal(&self) -> &str {
        &self.normal
    }

    /// The messages of [`Paste::normal`], in order.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// The text of one message.
    #[must_use]
    pub fn text_of(&self, message: &Message) -> &str {
        &self.normal[message.range.clone()]
    }

    /// The index of the message that holds a byte offset of [`Paste::normal`].
    #[must_use]
    pub fn message_at(&self, offset: usize) -> usize {
        self.messages.partition_point(|message| message.range.start <= offset).saturating_sub(1)
    }

    /// Whether somebody wrote a message, rather than a program: no log fields, no `[subsystem]` in front,
    /// and no endless line in a long paste.
    #[must_use]
    pub fn is_prose(&self, message: &Message) -> bool {
        if message.range.len() > MAX_PARAGRAPH && self.normal.len() > MAX_LETTER {
            return false;
        }
        let text = self.text_of(message);
        let is_field = |word: &str| {
            word.split_once('=').is_some_and(|(key, value)| {
                !value.is_empty()
                    && !key.is_empty()
                    && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
        };
        message.kind != MessageKind::JsonLog
            && !text.starts_with('[')
            && text.split(' ').filter(|word| is_field(word)).count() < 3
    }

    /// Where a byte range of [`Paste::normal`] stands in what the user pasted. A range that crosses
    /// a line end is cut to its first line.
    #[must_use]
    pub fn locate(&self, range: Range<usize>) -> Place {
        let start = self.shown.floor_char_boundary(self.normal_map.origin(range.start));
        let line_end = self.shown_line_around(start).end;
        let last = range.end.saturating_sub(1).max(range.start);
        let end = self.normal_map.origin(last) + 1;
        let end = self.shown.ceil_char_boundary(end).clamp(start, line_end);
        let (line, column) = self.shown_map.position(&self.shown, start);
        Place { line, column, length: self.shown[start..end].chars().count(), shown: start..end }
    }

    /// What was masked, by kind, in a fixed order.
    #[must_use]
    pub fn redactions(&self) -> &[Redaction] {
        &self.redactions
    }

    /// Whether the middle of an over-long paste was left out.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place_of(raw: &str, needle: &str) -> Place {
        let paste = Paste::read(raw).unwrap();
        let at = paste.normal().find(needle).expect("the needle is in the normal text");
        paste.locate(at..at + needle.len())
    }

    #[test]
    fn a_place_is_counted_in_what_the_user_pasted() {
        let place = place_of("first\n\u{1b}[31m  unauthorized: device\u{1b}[0m", "unauthorized");
        assert_eq!((place.line, place.column, place.length), (2, 8, 12));
    }

    #[test]
    fn a_place_behind_a_masked_secret_keeps_its_column() {
        let raw = "token=0123456789abcdef0123456789abcdef0123456789abcdef reason=token_mismatch";
        let place = place_of(raw, "reason=token_mismatch");
        assert_eq!(place.column, raw.find("reason").unwrap() + 1);
    }

    #[test]
    fn a_message_inside_a_json_log_line_is_found_where_it_stands() {
        let raw = r#"{"0":"{\"subsystem\":\"gateway/ws\"}","1":"unauthorized conn=1 reason=token_mismatch","_meta":{"logLevelName":"WARN"}}"#;
        let place = place_of(raw, "unauthorized conn=1");
        assert_eq!(place.column, raw.find("unauthorized").unwrap() + 1);
    }

    #[test]
    fn windows_line_ends_do_not_shift_anything() {
        let place = place_of("a\r\nb\r\npairing required", "pairing required");
        assert_eq!((place.line, place.column), (3, 1));
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_place_lies_on_character_boundaries(raw in any::<String>()) {
            if let Ok(paste) = Paste::read(&raw) {
                for message in paste.messages() {
                    let place = paste.locate(message.range.clone());
                    prop_assert!(paste.shown().get(place.shown.clone()).is_some());
                    prop_assert!(place.line >= 1 && place.column >= 1);
                    prop_assert!(place.line <= raw.split('\n').count());
                }
            }
        }

        #[test]
        fn log_like_text_is_read_and_places_point_into_it(
            raw in r#"([ -~]{0,20}(token=|Bearer |\u{1b}\[3[0-9]m|\{"1":"|/home/|sk-|> |│ |&quot;|“|：|\n){0,3}){0,12}"#
        ) {
            if let Ok(paste) = Paste::read(&raw) {
                for message in paste.messages() {
                    let place = paste.locate(message.range.clone());
                    prop_assert!(paste.shown().get(place.shown).is_some());
                }
            }
        }

        #[test]
        fn redaction_twice_is_redaction_once(
            raw in r#"([ -~]{0,12}(token=[a-z0-9]{1,40}|"password": "[ -!#-~]{0,12}"|Bearer [a-zA-Z0-9]{8,30}|sk-[a-z0-9]{8,20}|https://[a-z]{2,5}:[a-z]{2,5}@h|/home/[a-z]{3,6}/|8\.8\.4\.4|\+49[0-9 ]{9,12}|[a-z]{3}@[a-z]{3}\.de|\n){0,2}){0,8}"#
        ) {
            if let Ok(once) = Paste::read(&raw)
                && let Ok(twice) = Paste::read(once.shown())
            {
                prop_assert_eq!(once.shown(), twice.shown());
            }
        }
    }
}
