//! What makes one token a secret without a name: how its parts are drawn.

use std::ops::Range;

use super::random::Makeup;

/// The length of the longest part that is hexadecimal digits with letters among them.
pub(super) fn longest_hex(token: &str) -> usize {
    token
        .as_bytes()
        .split(|byte| !byte.is_ascii_alphanumeric())
        .filter(|part| part.len() >= 32)
        .map(|part| {
            if part.iter().all(u8::is_ascii_hexdigit)
                && part.iter().any(u8::is_ascii_digit)
                && part.iter().any(u8::is_ascii_alphabetic)
            {
                part.len()
            } else {
                0
            }
        })
        .max()
        .unwrap_or(0)
}

/// `dop_v1_` or `key-` in front of 32 and more hexadecimal digits.
pub(super) fn is_tagged_hex(token: &str) -> bool {
    let Some(at) = token.rfind(['_', '-', '.']) else { return false };
    let (tag, rest) = token.split_at(at);
    let rest = &rest[1..];
    rest.len() >= 32
        && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
        && tag.bytes().any(|byte| byte.is_ascii_alphabetic())
        && tag.len() <= 24
        && !tag.contains('/')
        && !tag.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// `dvc_mobile_` in front of 14 and more drawn characters of all kinds.
pub(super) fn is_tagged_drawn(token: &str) -> bool {
    let Some((tag, rest)) = token.rsplit_once('_') else { return false };
    let makeup = Makeup::of(rest.as_bytes());
    rest.len() >= 14
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && makeup.is_drawn()
        && makeup.upper > 0
        && makeup.lower > 0
        && tag.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// The output of `openssl rand`: the line holds nothing else.
pub(super) fn is_lone(text: &str, run: &Range<usize>) -> bool {
    let before = &text[text.floor_char_boundary(run.start.saturating_sub(16))..run.start];
    let after = &text[run.end..text.ceil_char_boundary((run.end + 16).min(text.len()))];
    let opens = before.trim_end_matches([' ', '\t', '│', '|']);
    let closes = after.trim_start_matches([' ', '\t', '\r', '=', '│', '|']);
    (opens.is_empty() && run.start < 16 || opens.ends_with('\n'))
        && (closes.is_empty() && text.len() - run.end < 16 || closes.starts_with('\n'))
}

/// A token without blanks: letters and digits mixed, and no digest of git.
pub(super) fn is_lone_secret(token: &str) -> bool {
    let hex = token.bytes().all(|byte| byte.is_ascii_hexdigit());
    let letters = token.bytes().any(|byte| byte.is_ascii_alphabetic());
    let digits = token.bytes().any(|byte| byte.is_ascii_digit());
    letters && digits && hex && token.len() != 40
}
