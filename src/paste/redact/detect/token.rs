//! What makes one token a secret without a name: how its parts are drawn.

use std::ops::Range;

use super::ids::is_id_word;
use super::random::Makeup;

/// `dop_v1_` or `key-` in front of 32 and more hexadecimal digits, 28 when the tag is of words.
pub(super) fn is_tagged_hex(token: &str) -> bool {
    let Some(at) = token.rfind(['_', '-', '.']) else { return false };
    let (tag, rest) = token.split_at(at);
    let rest = &rest[1..];
    let shortest = if names_no_id(tag) { 28 } else { 32 };
    rest.len() >= shortest
        && is_mixed_hex(rest)
        && tag.bytes().any(|byte| byte.is_ascii_alphabetic())
        && tag.len() <= 24
        && !tag.contains('/')
        && !tag.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Hexadecimal digits with letters among them.
pub(super) fn is_mixed_hex(digits: &str) -> bool {
    digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// `packagist_ack`: words joined by `_`, none of which names an id.
fn names_no_id(tag: &str) -> bool {
    let is_word =
        |part: &str| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    tag.contains('_') && tag.split('_').all(|part| is_word(part) && !is_id_word(part))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_words_makes_hexadecimal_digits_a_secret_and_the_name_of_an_id_does_not() {
        for token in
            ["acme_ack_d83e05d48bc71dfe87df663c90ca", "dop_d83e05d48bc71dfe87df663c90ca0f1e"]
        {
            assert!(is_tagged_hex(token), "{token}");
        }
        for token in [
            "user_trace_d83e05d48bc71dfe87df663c90ca",
            "layer_d83e05d48bc71dfe87df663c90ca",
            "a/b_d83e05d48bc71dfe87df663c90ca0f1e",
        ] {
            assert!(!is_tagged_hex(token), "{token}");
        }
    }

    #[test]
    fn drawn_characters_behind_a_tag_are_a_secret_and_names_are_not() {
        assert!(is_tagged_drawn("dvc_mobile_k7Qw2Zp9Lm4Xr8T"));
        assert!(!is_tagged_drawn("gateway_connection_established"));
    }

    #[test]
    fn a_tag_has_letters_and_is_short_and_the_rest_is_long_and_mixed() {
        let hex = "d83e05d48bc71dfe87df663c90ca0f1e";
        for token in
            [format!("key-{hex}"), format!("k.{hex}"), format!("{}g_{hex}", "k".repeat(23))]
        {
            assert!(is_tagged_hex(&token), "{token}");
        }
        for token in [
            hex.to_owned(),
            format!("key-{}", &hex[1..]),
            format!("key{hex}"),
            format!("12-{hex}"),
            format!("abc-{hex}"),
            format!("{}gg_{hex}", "k".repeat(23)),
            format!("key-{}", "0".repeat(32)),
            format!("key-{}", "a".repeat(32)),
            format!("key-{}g", &hex[1..]),
        ] {
            assert!(!is_tagged_hex(&token), "{token}");
        }
        let short = &hex[..28];
        assert!(is_tagged_hex(&format!("my_key_{short}")));
        for tag in ["key", "m_key", "my_Key", "my_id", "my_", "my_k3y"] {
            assert!(!is_tagged_hex(&format!("{tag}_{short}")), "{tag}");
        }
        assert!(!is_tagged_hex(&format!("my_key_{}", &hex[..27])));
    }

    #[test]
    fn what_is_drawn_behind_a_tag_has_letters_of_both_cases_and_no_signs() {
        for token in ["a_k7Qw2Zp9Lm4Xr8", "a-b_k7Qw2Zp9Lm4Xr8"] {
            assert!(is_tagged_drawn(token), "{token}");
        }
        for token in [
            "k7Qw2Zp9Lm4Xr8",
            "a_k7Qw2Zp9Lm4Xr",
            "a_k7qw2zp9lm4xr8",
            "a_K7QW2ZP9LM4XR8",
            "1_k7Qw2Zp9Lm4Xr8",
            "a_k7Qw2Zp-Lm4Xr8",
            "_k7Qw2Zp9Lm4Xr8",
        ] {
            assert!(!is_tagged_drawn(token), "{token}");
        }
    }

    #[test]
    fn a_token_is_alone_where_its_line_holds_nothing_else() {
        let alone = |before: &str, after: &str| {
            let text = format!("{before}token{after}");
            is_lone(&text, &(before.len()..before.len() + 5))
        };
        for (before, after) in [
            ("", ""),
            ("\n", "\n"),
            ("x\n  │ ", " │\nx"),
            ("| ", " |"),
            ("\t", "=\r\n"),
            (&*" ".repeat(15), &*" ".repeat(15)),
        ] {
            assert!(alone(before, after), "{before:?} {after:?}");
        }
        for (before, after) in [
            ("x ", ""),
            ("", " x"),
            (&*" ".repeat(16), ""),
            ("", &*" ".repeat(16)),
            ("x\n", "x"),
            ("x", "\n"),
        ] {
            assert!(!alone(before, after), "{before:?} {after:?}");
        }
    }

    #[test]
    fn a_lone_secret_is_hexadecimal_and_no_digest_of_git() {
        assert!(is_lone_secret(&"0a".repeat(16)) && is_lone_secret(&"0a".repeat(32)));
        for token in ["0a".repeat(20), "00".repeat(16), "aa".repeat(16), "0g".repeat(16)] {
            assert!(!is_lone_secret(&token), "{token}");
        }
    }
}
