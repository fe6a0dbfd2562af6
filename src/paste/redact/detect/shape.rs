//! Secrets that are told by their shape alone: drawn characters under any name or none, tokens in
//! hexadecimal digits, and addresses of the public internet.
//!
//! Ids and digests are drawn as well, and they are evidence. They are known by their form (UUID,
//! ULID, hexadecimal digits of the usual lengths), by the word in front (`conn=`, `"requestId":`), by
//! their own prefix (`req_`, `toolu_`, `sha512-`), or as part of a path or a file's name.

use std::ops::Range;

use super::ids::{is_id, is_inside_public_block, is_named_id};
use super::place::{has_extension, is_path};
use super::random::{drawn_characters, looks_random};
use super::token::{is_lone, is_lone_secret, is_mixed_hex, is_tagged_drawn, is_tagged_hex};
use super::{Secret, SecretKind, address, extent};

/// Runs below this length are not looked at.
const SHORTEST: usize = 16;

/// What the bytes of a text are to this finder.
fn is_token_byte(byte: u8) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [false; 256];
        let mut byte = 0;
        while byte < 256 {
            let b = byte as u8;
            table[byte] =
                b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'/' | b'.' | b'~');
            byte += 1;
        }
        table
    };
    TABLE[byte as usize]
}

/// Finds everything that is told by its shape.
pub(super) fn find(text: &str, found: &mut Vec<Secret>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_token_byte(bytes[at]) {
            at += 1;
            continue;
        }
        // The letter of `\n` in front of it is none of its own.
        let escape = at > 0 && bytes[at - 1] == b'\\' && matches!(bytes[at], b'n' | b'r' | b't');
        let start = if escape { at + 1 } else { at };
        let mut dots = 0;
        while at < bytes.len() && is_token_byte(bytes[at]) {
            dots += usize::from(bytes[at] == b'.');
            at += 1;
        }
        if dots >= 3 {
            address::find_v4(text, start..at, found);
        }
        let length = at.saturating_sub(start);
        if length >= SHORTEST {
            judge(text, start..at, found);
        } else if length == 4 && matches!(bytes[start], b'2' | b'3') && bytes.get(at) == Some(&b':')
        {
            address::find_v6(text, start, found);
        }
    }
}

fn judge(text: &str, run: Range<usize>, found: &mut Vec<Secret>) {
    let run = trimmed(text, run);
    let token = &text[run.clone()];
    if token.starts_with("//") && text[..run.start].ends_with(':') {
        found.extend(url_segments(token, run.start));
    } else {
        found.extend(judge_token(text, run));
    }
}

/// Segments of a URL's path that are drawn and long: the address itself is the key. Shorter ones are
/// ids.
fn url_segments(token: &str, start: usize) -> Vec<Secret> {
    const SHORTEST_SEGMENT: usize = 24;
    let mut at = start;
    let mut found = Vec::new();
    for (index, segment) in token.split('/').enumerate() {
        let drawn = index > 2
            && segment.len() >= SHORTEST_SEGMENT
            && drawn_characters(segment) >= SHORTEST_SEGMENT
            && !is_id(segment)
            && !has_extension(segment);
        if drawn {
            found.push(Secret { range: at..at + segment.len(), kind: SecretKind::Secret });
        }
        at += segment.len() + 1;
    }
    found
}

fn judge_token(text: &str, run: Range<usize>) -> Option<Secret> {
    let token = &text[run.clone()];
    if token.len() < SHORTEST
        || token.bytes().all(|byte| byte.is_ascii_lowercase() || !byte.is_ascii_alphanumeric())
            && token.len() < 24
    {
        // Words and names; drawn lower-case letters alone are judged from 24 on.
        return None;
    }
    if token.len() == 48 && is_mixed_hex(token) {
        return Some(Secret { range: run, kind: SecretKind::GatewayToken });
    }
    let drawn = looks_random(token) || is_tagged_drawn(token);
    let tagged_hex = is_tagged_hex(token);
    let lone = !drawn && token.len() >= 32 && is_lone(text, &run) && is_lone_secret(token);
    if !(drawn || tagged_hex || lone) {
        return None;
    }
    let padding = text.as_bytes()[run.end..].iter().take(2).take_while(|b| **b == b'=').count();
    let end = run.end + padding.max(extent::rest_of_drawn(&text[run.start..], token.len()));
    let kept = is_id(token)
        || is_path(text, &run)
        || is_named_id(text, run.start)
        || is_inside_public_block(text, &run);
    (!kept).then_some(Secret { range: run.start..end, kind: SecretKind::Secret })
}

/// Without the punctuation of the sentence around it.
fn trimmed(text: &str, run: Range<usize>) -> Range<usize> {
    let token = &text[run.clone()];
    let end = run.start + token.trim_end_matches(['.', '-', '/', '~']).len();
    let token = &text[run.start..end.max(run.start)];
    let start = end - token.trim_start_matches(['-', '+', '.']).len();
    start..end
}
