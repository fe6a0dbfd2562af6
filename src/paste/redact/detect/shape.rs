//! Secrets that are told by their shape alone: drawn characters under any name or none, tokens in
//! hexadecimal digits, and addresses of the public internet.
//!
//! Ids and digests are drawn as well, and they are evidence. They are known by their form (UUID,
//! ULID, hexadecimal digits of the usual lengths), by the word in front (`conn=`, `"requestId":`), by
//! their own prefix (`req_`, `toolu_`, `sha512-`), or as part of a path or a file's name.

use std::ops::Range;

use super::random::{Makeup, drawn_characters, looks_random};
use super::value::is_uuid;
use super::{Secret, SecretKind, address};

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
    let hex = longest_hex(token);
    if hex == 48 && token.len() == 48 {
        return Some(Secret { range: run, kind: SecretKind::GatewayToken });
    }
    let drawn = looks_random(token) || is_tagged_drawn(token);
    let tagged_hex = hex >= 32 && hex < token.len() && is_tagged_hex(token);
    let lone = !drawn && token.len() >= 32 && is_lone(text, &run) && is_lone_secret(token);
    if !(drawn || tagged_hex || lone) {
        return None;
    }
    let padding = text.as_bytes()[run.end..].iter().take(2).take_while(|b| **b == b'=').count();
    let end = run.end + padding.max(super::rest_of_drawn(&text[run.start..], token.len()));
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

/// The length of the longest part that is hexadecimal digits with letters among them.
fn longest_hex(token: &str) -> usize {
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
fn is_tagged_hex(token: &str) -> bool {
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
fn is_tagged_drawn(token: &str) -> bool {
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
fn is_lone(text: &str, run: &Range<usize>) -> bool {
    let before = &text[text.floor_char_boundary(run.start.saturating_sub(16))..run.start];
    let after = &text[run.end..text.ceil_char_boundary((run.end + 16).min(text.len()))];
    let opens = before.trim_end_matches([' ', '\t', '│', '|']);
    let closes = after.trim_start_matches([' ', '\t', '\r', '=', '│', '|']);
    (opens.is_empty() && run.start < 16 || opens.ends_with('\n'))
        && (closes.is_empty() && text.len() - run.end < 16 || closes.starts_with('\n'))
}

/// A token without blanks: letters and digits mixed, and no digest of git.
fn is_lone_secret(token: &str) -> bool {
    let hex = token.bytes().all(|byte| byte.is_ascii_hexdigit());
    let letters = token.bytes().any(|byte| byte.is_ascii_alphabetic());
    let digits = token.bytes().any(|byte| byte.is_ascii_digit());
    letters && digits && hex && token.len() != 40
}

/// Prefixes of ids and digests.
const ID_PREFIXES: &[&str] = &[
    "acct",
    "agent",
    "agentid",
    "asst",
    "audio",
    "batch",
    "bundle",
    "call",
    "ch",
    "chat",
    "chatcmpl",
    "chunk",
    "cmpl",
    "cntr",
    "commit",
    "compl",
    "conn",
    "container",
    "conv",
    "conversation",
    "cron",
    "cus",
    "event",
    "evt",
    "file",
    "fp",
    "ftjob",
    "gen",
    "hash",
    "id",
    "image",
    "img",
    "index",
    "item",
    "job",
    "layer",
    "mcptoolu",
    "md5",
    "message",
    "msg",
    "npub",
    "oc",
    "om",
    "on",
    "org",
    "ou",
    "pip",
    "plan",
    "price",
    "proj",
    "project",
    "req",
    "request",
    "resp",
    "response",
    "rs",
    "rsp",
    "run",
    "sess",
    "session",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "span",
    "srvtoolu",
    "step",
    "subagent",
    "task",
    "thread",
    "tool",
    "toolu",
    "trace",
    "turn",
    "upload",
    "uuid",
    "vs",
    "wamid",
    "ws",
];

/// Parts that say that it is a key though it begins as an id does.
const KEY_PARTS: &[&str] = &[
    "api", "auth", "key", "live", "pat", "priv", "private", "secret", "sk", "test", "tok", "token",
];

/// Ids and digests that are known by their own form.
fn is_id(token: &str) -> bool {
    let first_end = token.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(token.len());
    let first = token[..first_end].to_ascii_lowercase();
    let tagged = first_end < token.len()
        && ID_PREFIXES.binary_search(&first.as_str()).is_ok()
        && !token.split(['_', '-', '.']).any(|part| KEY_PARTS.contains(&part));
    const STARTS: [&str; 10] = [
        // What Nostr makes public, and images and documents in base64.
        "npub1",
        "note1",
        "nevent1",
        "nprofile1",
        "naddr1",
        "iVBORw0KGgo",
        "/9j/4",
        "R0lGODlh",
        "UklGR",
        "JVBERi0",
    ];
    tagged
        || is_ulid(token)
        || holds_uuid(token)
        || STARTS.iter().any(|start| token.starts_with(start))
}

/// 26 signs of Crockford's base32, the first of them small.
fn is_ulid(token: &str) -> bool {
    token.len() == 26
        && token.as_bytes()[0] <= b'7'
        && token.bytes().all(|byte| {
            byte.is_ascii_digit()
                || (byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'L' | b'O' | b'U'))
        })
}

fn holds_uuid(token: &str) -> bool {
    token.len() >= 36
        && (0..=token.len() - 36)
            .any(|at| token.is_char_boundary(at) && is_uuid(&token[at..at + 36]))
        && drawn_characters(token) == 0
}

const EXTENSIONS: &[&str] = &[
    "bin", "cjs", "conf", "css", "csv", "db", "dll", "dylib", "env", "exe", "gif", "go", "gz",
    "html", "ico", "jpeg", "jpg", "js", "json", "json5", "jsonl", "jsx", "key", "lock", "log",
    "map", "md", "mjs", "mp3", "mp4", "mts", "node", "ogg", "opus", "pdf", "pem", "plist", "png",
    "ps1", "py", "rs", "sh", "so", "sock", "sqlite", "svg", "tar", "tgz", "tmp", "toml", "ts",
    "tsx", "txt", "wasm", "wav", "webp", "xml", "yaml", "yml", "zip",
];

fn has_extension(token: &str) -> bool {
    let (name, extension) = token.rsplit_once('.').unwrap_or((token, ""));
    let lower = extension.to_ascii_lowercase();
    !name.is_empty() && EXTENSIONS.binary_search(&lower.as_str()).is_ok()
}

/// Paths, names of files and of hosts.
fn is_path(text: &str, run: &Range<usize>) -> bool {
    let token = &text[run.clone()];
    if has_extension(token) {
        return true;
    }
    let before = &text.as_bytes()[run.start.saturating_sub(3)..run.start];
    // A drive, a Windows path, a module of Node.
    let room = before.ends_with(b"!")
        && !before[..before.len() - 1].last().is_some_and(u8::is_ascii_alphanumeric);
    if room || before.ends_with(b"\\") || before.ends_with(b"@") {
        return true;
    }
    if !token.contains('/') {
        return is_host(token);
    }
    let segments = || token.split('/').filter(|segment| !segment.is_empty());
    token.starts_with(['/', '~', '.'])
        || segments().any(|segment| segment.len() >= 4 && is_written(segment))
}

/// A segment that a person named.
fn is_written(segment: &str) -> bool {
    let makeup = Makeup::of(segment.as_bytes());
    let letters = segment.bytes().filter(u8::is_ascii_alphabetic).count();
    let one_case = segment.bytes().skip(1).all(|byte| !byte.is_ascii_uppercase());
    letters >= 4 && one_case && !makeup.is_drawn() && makeup.digits * 3 <= segment.len()
}

/// `d1a2b3c4.cloudfront.net`: lower-case labels, the last one letters.
fn is_host(token: &str) -> bool {
    let Some((labels, top)) = token.rsplit_once('.') else { return false };
    let lower = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    (2..=6).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_lowercase())
        && labels.split('.').all(lower)
}

/// Words that name ids, digests and what else is drawn and no secret.
const ID_WORDS: &[&str] = &[
    "accept",
    "base64",
    "boundary",
    "build",
    "channel",
    "chat",
    "checksum",
    "chunk",
    "commit",
    "conn",
    "connection",
    "container",
    "correlation",
    "cursor",
    "device",
    "digest",
    "etag",
    "event",
    "file",
    "fileid",
    "filename",
    "fingerprint",
    "guid",
    "hash",
    "host",
    "hostname",
    "id",
    "ids",
    "image",
    "instance",
    "integrity",
    "jti",
    "kid",
    "layer",
    "md5",
    "message",
    "model",
    "msg",
    "msgid",
    "nonce",
    "path",
    "pod",
    "pubkey",
    "public",
    "publickey",
    "ray",
    "ref",
    "req",
    "request",
    "requestid",
    "rev",
    "revision",
    "room",
    "run",
    "runid",
    "serial",
    "sessionid",
    "sha",
    "sha1",
    "sha256",
    "sha384",
    "sha512",
    "shasum",
    "source",
    "span",
    "spanid",
    "thread",
    "thumbprint",
    "trace",
    "traceid",
    "traceparent",
    "url",
    "uuid",
    "version",
];

/// Whether the word in front of the value says that it is an id.
fn is_named_id(text: &str, start: usize) -> bool {
    const REACH: usize = 48;
    let before = &text.as_bytes()[start.saturating_sub(REACH)..start];
    let signs = b" \t\"'`=:\\({[#-";
    let end = before.len() - before.iter().rev().take(8).take_while(|b| signs.contains(b)).count();
    if before[end..].contains(&b'$')
        || before[..end].ends_with(b"$")
        || before.ends_with(b"base64,")
        || before.ends_with(b"W/\"")
    {
        return true;
    }
    let word = before[..end].iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
    let word = &before[end - word..end];
    // The last hump of `requestId`.
    let hump = word.iter().rposition(|byte| byte.is_ascii_uppercase()).unwrap_or(0);
    let is_id_word = |word: &[u8]| {
        let lower = String::from_utf8_lossy(word).to_ascii_lowercase();
        ID_WORDS.binary_search(&lower.as_str()).is_ok()
    };
    is_id_word(word) || is_id_word(&word[hump..])
}

/// Inside a certificate or a public key, whose lines are no secret.
fn is_inside_public_block(text: &str, run: &Range<usize>) -> bool {
    const REACH: usize = 24;
    let before = &text[text.floor_char_boundary(run.start.saturating_sub(REACH))..run.start];
    let token = &text[run.clone()];
    before.contains("ssh-")
        || token.starts_with("AAAA") && before.contains("sha2-")
        || token.starts_with("MIIC")
        || token.starts_with("MIID") && before.contains("CERTIFICATE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_for_their_search() {
        for list in [ID_PREFIXES, EXTENSIONS, ID_WORDS] {
            assert!(list.is_sorted(), "{:?}", list.windows(2).find(|pair| pair[0] > pair[1]));
        }
    }
}
