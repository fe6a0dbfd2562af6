//! Values that a terminal broke over two lines, with and without the edges of a box.

use std::ops::Range;

use super::evidence::is_evidence;
use super::random::{Makeup, drawn_characters, looks_random};
use super::value::{is_place, is_uuid};
use super::{Attempts, Detector, Masks, Secret, shape};

/// A terminal breaks no line below this width, in bytes.
const NARROWEST: usize = 16;

/// What stands behind the value on its line, before the line ends.
const EDGES: [char; 7] = [' ', '\t', '\r', '│', '┃', '║', '|'];

/// Finds what goes on behind `secrets`, which are sorted, on the next line; and secrets that only the
/// two pieces together show.
pub(super) fn find(
    detector: &Detector,
    text: &str,
    secrets: &[Secret],
    attempts: &mut Attempts,
) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut next = 0;
    let mut line_start = 0;
    let mut reached = 0;
    for line_end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let line = line_start..line_end;
        line_start = line_end + 1;
        if line.len() < NARROWEST {
            continue;
        }
        let end = line.start + text[line.clone()].trim_end_matches(EDGES).len();
        while next < secrets.len() && secrets[next].range.end < end {
            next += 1;
        }
        let here = secrets.get(next).filter(|secret| secret.range.start < end);
        // A quotation mark that closes the value ends it.
        let Some(first) = first_run(text, line_end + 1) else { continue };
        match here {
            Some(secret)
                if secret.range.end == end && end > reached && secret.kind.is_credential() =>
            {
                let kind = secret.kind;
                for range in continuation(text, first) {
                    reached = range.end;
                    found.push(Secret { range, kind });
                }
            }
            Some(_) => {}
            None if end > reached => {
                joined(detector, attempts, text, line, end, first, &mut found);
            }
            None => {}
        }
    }
    found
}

/// The first run of a value's signs on the line that begins at `line`.
fn first_run(text: &str, line: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = line;
    // Edges and indents are short.
    for (at, c) in text[line..].char_indices().take(24) {
        start = line + at;
        if !EDGES.contains(&c) || c == '\r' {
            break;
        }
    }
    let length = bytes[start..].iter().take_while(|byte| is_value_byte(**byte)).count();
    (length >= 4).then_some(start..start + length)
}

fn is_value_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'-' | b'+' | b'/' | b'.' | b'~' | b'=' | b'%')
}

/// The pieces that go on a value, line after line.
fn continuation(text: &str, first: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut piece = first;
    loop {
        let value = &text[piece.clone()];
        let rest = &text[piece.end..];
        let follows = rest.chars().next();
        if !is_piece(value, follows) {
            return pieces;
        }
        pieces.push(piece.clone());
        let edge = rest.len() - rest.trim_start_matches(EDGES).len();
        if !rest[edge..].starts_with('\n') {
            return pieces;
        }
        match first_run(text, piece.end + edge + 1) {
            Some(next) => piece = next,
            None => return pieces,
        }
    }
}

/// Whether what begins a line can be the rest of a value: drawn characters or hexadecimal digits, and
/// nothing that lines begin with.
fn is_piece(piece: &str, follows: Option<char>) -> bool {
    let signs = piece.trim_end_matches(['=', '.']);
    if matches!(follows, Some(':' | '(' | '@')) {
        return false;
    }
    let ends_in_uuid = signs.len() > 36 && is_uuid(&signs[signs.len() - 36..]);
    if drawn_characters(signs) >= 16 || ends_in_uuid {
        return true;
    }
    if signs.contains('=') {
        return false;
    }
    if signs.len() < 6 || is_evidence(signs) || is_place(signs) || is_uuid(signs) {
        return false;
    }
    let joined: Vec<u8> = signs.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let makeup = Makeup::of(&joined);
    let hex = makeup.is_hex && makeup.digits > 0 && makeup.digits < joined.len();
    hex || makeup.is_drawn() || looks_random(signs)
}

/// `KEN=abc`: the end of a variable's name and its value.
fn is_end_of_name(piece: &str) -> bool {
    const LONGEST: usize = 16;
    piece.split_once('=').is_some_and(|(name, value)| {
        name.len() <= LONGEST
            && value.len() >= 4
            && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    })
}

/// Tries the last piece of a line and the first of the next as one text.
fn joined(
    detector: &Detector,
    attempts: &mut Attempts,
    text: &str,
    line: Range<usize>,
    end: usize,
    first: Range<usize>,
    found: &mut Vec<Secret>,
) {
    const BEFORE: usize = 120;
    const AFTER: usize = 400;
    let follows = text[first.end..].chars().next();
    let bytes = text.as_bytes();
    let piece = &text[first.clone()];
    if end == line.start || !is_value_byte(bytes[end - 1]) {
        return;
    }
    // The break can also lie in the name.
    let in_name = bytes[end - 1] == b'_' || bytes[end - 1].is_ascii_uppercase();
    let in_name = in_name && is_end_of_name(piece);
    if !in_name && !is_piece(piece, follows) {
        return;
    }
    let from = text.floor_char_boundary(end.saturating_sub(BEFORE).max(line.start));
    let mut first = first.start..first.end.min(first.start + AFTER);
    if in_name {
        // A value may hold any sign.
        let rest = &bytes[first.start..bytes.len().min(first.start + AFTER)];
        let graphic = rest.iter().take_while(|byte| byte.is_ascii_graphic()).count();
        first.end = first.start + graphic;
    }
    let mut both = text[from..end].to_owned();
    let seam = both.len();
    both.push_str(&text[first.clone()]);
    let mut pieces = Vec::new();
    attempts.clear();
    detector.apply_rules(&both, &Masks::default(), attempts, &mut pieces);
    shape::find(&both, &mut pieces);
    for secret in pieces {
        if in_name && secret.kind.is_credential() && secret.range.start > seam {
            let at = first.start + (secret.range.start - seam);
            found.push(Secret { range: at..at + secret.range.len(), kind: secret.kind });
        } else if secret.kind.is_credential()
            && secret.range.start < seam
            && secret.range.end > seam
        {
            let head = from + secret.range.start..end;
            found.push(Secret { range: head, kind: secret.kind });
            let tail = first.start..first.start + (secret.range.end - seam);
            found.push(Secret { range: tail, kind: secret.kind });
        }
    }
}
