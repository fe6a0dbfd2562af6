//! Ids, digests and public keys: drawn as secrets are, and evidence all the same. They are known by their
//! form (UUID, ULID), by their own prefix (`req_`, `sha512-`), by the word in front (`conn=`,
//! `"requestId":`), and by the block that they stand in.

use std::ops::Range;

use super::random::drawn_characters;
use super::value::is_uuid;

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
pub(super) fn is_id(token: &str) -> bool {
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

/// Whether a word names ids.
pub(super) fn is_id_word(word: &str) -> bool {
    ID_WORDS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether the word in front of the value says that it is an id.
pub(super) fn is_named_id(text: &str, start: usize) -> bool {
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
    [word, &word[hump..]].into_iter().any(|word| is_id_word(&String::from_utf8_lossy(word)))
}

/// Inside a certificate or a public key, whose lines are no secret.
pub(super) fn is_inside_public_block(text: &str, run: &Range<usize>) -> bool {
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
        for list in [ID_PREFIXES, ID_WORDS] {
            assert!(list.is_sorted(), "{:?}", list.windows(2).find(|pair| pair[0] > pair[1]));
        }
    }

    #[test]
    fn ids_are_known_by_their_form() {
        for id in [
            "req_0123456789abcdefABCDEF",
            "chatcmpl-9x8Y7z6W5v4U3t2S",
            "MSG_x.1",
            "01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
            "b6068684-e83c-43ac-826d-19fa71c6ad36",
            "x-b6068684-e83c-43ac-826d-19fa71c6ad36",
            "npub1k7Qw2Zp9Lm4Xr8Tb1Vn6",
            "iVBORw0KGgoAAAANSUhEUg",
            "sha512-k7Qw2Zp9Lm4Xr8Tb1Vn6",
        ] {
            assert!(is_id(id), "{id}");
        }
        for secret in [
            "req",
            "reqk7Qw2Zp9",
            "req_key_k7Qw2Zp9",
            "chat-api-k7Qw2Zp9",
            "sk_live_k7Qw2Zp9",
            "01ARZ3NDEKTSV4RRFFQ69G5FA",
            "81ARZ3NDEKTSV4RRFFQ69G5FAV",
            "01ARZ3NDEKTSV4RRFFQ69G5FAI",
            "01ARZ3NDEKTSV4RRFFQ69G5FAo",
            "b6068684-e83c-43ac-826d-19fa71c6ad3",
            "b6068684e83c43ac826d19fa71c6ad36",
        ] {
            assert!(!is_id(secret), "{secret}");
        }
    }

    #[test]
    fn the_word_in_front_names_an_id() {
        for before in [
            "conn=",
            "\"requestId\":\"",
            "requestId: ",
            "sha256:",
            "id ",
            "device [",
            "image(",
            "#",
            "$",
            "a$ ",
            "file={",
            "data:image/png;base64,",
            "etag: W/\"",
            "xyzId=",
            "ID=",
        ] {
            let expected = !matches!(before, "#");
            let text = format!("{before}k7Qw2Zp9");
            assert_eq!(is_named_id(&text, before.len()), expected, "{before}");
        }
        for before in ["token=", "idx=", "my", "", "id / ", "id          ", "paid=", "id, "] {
            let text = format!("{before}k7Qw2Zp9");
            assert!(!is_named_id(&text, before.len()), "{before}");
        }
    }

    #[test]
    fn the_lines_of_public_keys_and_certificates_are_no_secret() {
        let inside = |before: &str, token: &str| {
            let text = format!("{before}{token}");
            is_inside_public_block(&text, &(before.len()..text.len()))
        };
        assert!(inside("ssh-rsa ", "AAAAB3NzaC1yc2E"));
        assert!(inside("ecdsa-sha2-nistp256 ", "AAAAE2VjZHNh"));
        assert!(inside("", "MIICxyz"));
        assert!(inside("BEGIN CERTIFICATE-----\n", "MIIDxyz"));
        assert!(!inside("ecdsa-sha2-nistp256 ", "BAAAE2VjZHNh"));
        assert!(!inside("", "AAAAE2VjZHNh"));
        assert!(!inside("", "MIIDxyz"));
        assert!(!inside("BEGIN CERTIFICATE-----\n", "MIIExyz"));
        assert!(!inside(&format!("ssh-rsa {}", " ".repeat(24)), "AAAAB3Nza"));
    }
}
