//! Values that say something about a secret instead of being one: words, placeholders, references
//! and masks that are there already. They are evidence (`token=undefined`, `auth=token`,
//! `"password": "change-me-now"`) and stay.

/// Words that stand where a value would stand.
const WORDS: &[&str] = &[
    "absent",
    "accepted",
    "any",
    "api-key",
    "api_key",
    "apikey",
    "auth",
    "authorization",
    "auto",
    "available",
    "basic",
    "bearer",
    "blank",
    "bool",
    "boolean",
    "bootstrap",
    "bootstrap-token",
    "cached",
    "changed",
    "cleared",
    "config",
    "configured",
    "cookie",
    "correct",
    "default",
    "denied",
    "deprecated",
    "device",
    "device-token",
    "digest",
    "disabled",
    "dynamic",
    "empty",
    "enabled",
    "encrypted",
    "env",
    "environment",
    "error",
    "exec",
    "expired",
    "expires",
    "failed",
    "failure",
    "false",
    "file",
    "filtered",
    "forbidden",
    "found",
    "gateway",
    "generated",
    "given",
    "header",
    "hidden",
    "ignored",
    "incorrect",
    "inherit",
    "inline",
    "int",
    "integer",
    "interactive",
    "invalid",
    "keychain",
    "keyref",
    "keyring",
    "loaded",
    "local",
    "locked",
    "login",
    "loopback",
    "malformed",
    "masked",
    "mismatch",
    "mismatched",
    "missing",
    "n/a",
    "na",
    "nil",
    "no",
    "nobody",
    "none",
    "not",
    "null",
    "number",
    "oauth",
    "oauth2",
    "object",
    "ok",
    "okay",
    "opaque",
    "optional",
    "pairing",
    "passed",
    "password",
    "pending",
    "plaintext",
    "present",
    "prompt",
    "provided",
    "query",
    "redacted",
    "ref",
    "refresh",
    "refreshed",
    "rejected",
    "remote",
    "removed",
    "required",
    "reset",
    "resolved",
    "revoked",
    "rotated",
    "saved",
    "secret",
    "secretref",
    "session",
    "set",
    "shared",
    "skipped",
    "somebody",
    "stale",
    "static",
    "stdin",
    "store",
    "stored",
    "str",
    "string",
    "supplied",
    "text",
    "token",
    "tokenref",
    "true",
    "type",
    "unauthorized",
    "unavailable",
    "undefined",
    "unknown",
    "unset",
    "unused",
    "updated",
    "valid",
    "validated",
    "verified",
    "wrong",
    "x-api-key",
    "yes",
];

/// How placeholders of documentation begin.
const PLACEHOLDERS: &[&str] = &[
    "change-me",
    "changeme",
    "change_me",
    "your",
    "my-token-here",
    "example",
    "insert",
    "replace",
    "placeholder",
    "dummy",
    "gateway.",
    "process.env",
    "env:",
    "env.",
    "$",
    "file:",
    "exec:",
    "op://",
    "vault:",
    "keychain:",
    "secretref",
    "ref+",
    "os.environ",
    "os.getenv",
    "import.meta",
    "config.",
    "this.",
    "args.",
    "opts.",
    "options.",
    "params.",
    "cfg.",
    "ctx.",
    "req.",
    "env[",
    "%{",
    "{{",
    "@",
    "!secret",
    "todo",
    "tbd",
    "paste",
    "enter",
    "put-",
    "put_",
    "xxx",
    "~/",
    "./",
];

fn begins_as_placeholder(lower: &str) -> bool {
    let first = lower.as_bytes().first();
    PLACEHOLDERS.iter().any(|start| start.as_bytes().first() == first && lower.starts_with(start))
}

/// A word, a placeholder, a reference, or a mask that somebody already put there.
pub(super) fn is_evidence(value: &str) -> bool {
    let trimmed = value.trim();
    let lower = trimmed.to_ascii_lowercase();
    let bare = lower.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '*', '`']);
    bare.is_empty()
        || WORDS.binary_search(&bare).is_ok()
        || value.contains(['…', '<', '>', '•', '●'])
        || value.contains("...")
        || value.contains("***")
        || trimmed.starts_with(['[', '{', '('])
        || lower.contains("redacted")
        || lower.contains("placeholder")
        || lower.ends_with("-here")
        || lower.ends_with("_here")
        || begins_as_placeholder(&lower)
        || lower.bytes().all(|byte| matches!(byte, b'*' | b'x' | b'.' | b'-' | b'_' | b'?' | b'#'))
        || is_environment_name(trimmed)
}

/// `%OPENCLAW_TOKEN%` and `OPENCLAW_GATEWAY_TOKEN`: the name of a variable, not its value.
fn is_environment_name(value: &str) -> bool {
    let windows = value.strip_prefix('%').and_then(|rest| rest.strip_suffix('%'));
    if windows.is_some_and(|name| !name.contains('%')) {
        return true;
    }
    let name = value;
    name.len() >= 6
        && name.contains('_')
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Words that follow `--token` in a sentence.
const SENTENCE_WORDS: &[&str] = &[
    "a",
    "above",
    "again",
    "also",
    "an",
    "and",
    "are",
    "arg",
    "argument",
    "as",
    "at",
    "auth",
    "because",
    "below",
    "both",
    "but",
    "by",
    "can",
    "cannot",
    "does",
    "explicitly",
    "flag",
    "flags",
    "for",
    "from",
    "gatewaytoken",
    "has",
    "if",
    "in",
    "instead",
    "is",
    "it",
    "mode",
    "must",
    "needs",
    "not",
    "of",
    "on",
    "only",
    "option",
    "or",
    "overrides",
    "parameter",
    "requires",
    "so",
    "start",
    "that",
    "the",
    "then",
    "this",
    "to",
    "value",
    "was",
    "when",
    "which",
    "will",
    "with",
    "without",
    "you",
    "your",
];

/// Whether it is a word that goes on in a sentence.
pub(super) fn is_sentence_word(value: &str) -> bool {
    let lower = value.trim_end_matches(['.', ',', ';', ':', '!', '?']).to_ascii_lowercase();
    SENTENCE_WORDS.binary_search(&lower.as_str()).is_ok()
}

/// Accounts of images and distributions: they tell where it runs and name nobody.
const SYSTEM_ACCOUNTS: &[&str] = &[
    "admin",
    "app",
    "azureuser",
    "container",
    "core",
    "debian",
    "deck",
    "default",
    "ec2-user",
    "homeassistant",
    "linuxbrew",
    "me",
    "nobody",
    "node",
    "opc",
    "pi",
    "public",
    "root",
    "runner",
    "shared",
    "ubuntu",
    "user",
    "username",
    "vscode",
    "www-data",
    "you",
];

/// Whether an account name is that of a person: none of an image, and none of `accounts`.
pub(super) fn is_person(name: &str, accounts: &[String]) -> bool {
    let lower = name.to_ascii_lowercase();
    let placeholder =
        lower.bytes().all(|byte| matches!(byte, b'x' | b'*' | b'.')) || lower.contains('…');
    let is_known =
        SYSTEM_ACCOUNTS.binary_search(&lower.as_str()).is_ok() || accounts.contains(&lower);
    !is_known && !placeholder
}

/// Whether what looks like an e-mail address is one: units of systemd and files of packages are
/// written the same way.
pub(super) fn is_mail_address(address: &str) -> bool {
    const NOT_DOMAINS: &[&str] =
        &["cjs", "js", "json", "mjs", "service", "socket", "target", "tgz", "timer", "ts"];
    let lower = address.to_ascii_lowercase();
    let domain = lower.rsplit('.').next().unwrap_or_default();
    // Ids of chats, and the account of every repository.
    let chat = ["@g.us", "@c.us", "@s.whatsapp.net"].iter().any(|end| lower.ends_with(end));
    NOT_DOMAINS.binary_search(&domain).is_err() && !chat && !lower.starts_with("git@")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_for_their_search() {
        for list in [WORDS, SENTENCE_WORDS, SYSTEM_ACCOUNTS] {
            assert!(list.is_sorted(), "{:?}", list.windows(2).find(|pair| pair[0] > pair[1]));
        }
    }

    #[test]
    fn words_placeholders_references_and_masks_are_evidence() {
        for value in [
            "undefined",
            "Missing.",
            "${TOKEN}",
            "$TOKEN",
            "%TOKEN%",
            "<token>",
            "***",
            "abc123…wxyz",
            "__OPENCLAW_REDACTED__",
            "[gateway-token-1]",
            "your-token-here",
            "change-me-now",
            "xxxxxxxx",
            "env:FOO_2",
            "op://vault/item/field",
            "process.env.OPENAI_API_KEY",
            "OPENCLAW_GATEWAY_TOKEN",
        ] {
            assert!(is_evidence(value), "{value}");
        }
        for value in ["hunter2", "abc1", "correct horse", "s3cret!"] {
            assert!(!is_evidence(value), "{value}");
        }
    }

    #[test]
    fn each_way_in_which_a_value_says_something_is_enough() {
        for value in [
            "",
            "  ",
            "...",
            "!?",
            "none",
            "None",
            "none,",
            "no…",
            "a<b",
            "a>b",
            "•••",
            "●●",
            "abc...def",
            "ab***",
            "[x",
            "{x",
            "(x",
            "is-redacted-1",
            "a-placeholder-1",
            "key-here",
            "key_here",
            "YOUR_key1",
            "xX.-_?#*",
            "~/abc1",
            "./abc1",
            "%ABC1%",
            "ABC_DEF",
        ] {
            assert!(is_evidence(value), "{value:?}");
        }
        for value in [
            "nonesuch1",
            "1none",
            "a.b",
            "ab**c1",
            "x[",
            "redact1",
            "heretic-1",
            "ABCDEF1",
            "ABC_DE1",
            "AB_CD",
            "%A%B%",
            "%ABC1",
            "xyz1",
            "ABCDEFG",
        ] {
            assert!(!is_evidence(value), "{value:?}");
        }
    }

    #[test]
    fn every_placeholder_is_one_whatever_follows() {
        for start in PLACEHOLDERS {
            assert!(is_evidence(&format!("{start}7Qw2Zp9")), "{start}");
        }
    }

    #[test]
    fn accounts_of_images_and_programs_name_nobody() {
        let accounts = ["openclaw".to_owned()];
        for name in
            ["root", "Ubuntu", "ec2-user", "www-data", "openclaw", "OpenClaw", "xxx", "***", "a…"]
        {
            assert!(!is_person(name, &accounts), "{name}");
        }
        for name in ["alex", "rooted", "max", "openclaw2"] {
            assert!(is_person(name, &accounts), "{name}");
        }
        assert!(is_person("openclaw", &[]));
    }

    #[test]
    fn what_is_written_like_an_address_is_one_unless_it_is_a_unit_a_file_or_a_chat() {
        for address in ["a@b.de", "a.b@c.example", "x@services.io"] {
            assert!(is_mail_address(address), "{address}");
        }
        for address in [
            "openclaw@main.service",
            "a@b.socket",
            "a@b.JS",
            "ws@8.19.0.tgz",
            "1@g.us",
            "1@c.us",
            "1@s.whatsapp.net",
            "git@github.com",
            "a@b.timer",
            "a@b.target",
            "a@b.json",
            "a@b.mjs",
            "a@b.cjs",
            "a@b.ts",
        ] {
            assert!(!is_mail_address(address), "{address}");
        }
    }

    #[test]
    fn words_of_a_sentence_are_told_whatever_stands_behind_them() {
        for word in ["or", "Or", "with,", "is:", "the!?"] {
            assert!(is_sentence_word(word), "{word}");
        }
        for word in ["", "hunter", "or2", "-or"] {
            assert!(!is_sentence_word(word), "{word}");
        }
    }
}
