//! Which values are secrets, and which are words, placeholders or masks that must stay: they are
//! evidence (`token=undefined`, `auth=token`, `"password": "change-me-now"`).

use regex::Captures;

/// Values that say something about a secret instead of being one.
const WORDS: &[&str] = &[
    "undefined",
    "null",
    "none",
    "nil",
    "true",
    "false",
    "yes",
    "no",
    "n/a",
    "na",
    "unset",
    "set",
    "not",
    "missing",
    "mismatch",
    "required",
    "invalid",
    "expired",
    "empty",
    "token",
    "password",
    "secret",
    "string",
    "object",
    "env",
    "file",
    "exec",
    "store",
    "default",
    "local",
    "remote",
    "auto",
    "loopback",
    "configured",
    "unavailable",
    "redacted",
    "hidden",
    "masked",
    "disabled",
    "enabled",
    "unauthorized",
    "rejected",
    "revoked",
    "stale",
    "ok",
    "bearer",
    "device-token",
    "bootstrap-token",
    "changed",
];

/// Words that follow `--token` in a sentence.
const SENTENCE_WORDS: &[&str] = &[
    "and",
    "or",
    "with",
    "to",
    "from",
    "flag",
    "option",
    "is",
    "for",
    "the",
    "a",
    "an",
    "on",
    "in",
    "must",
    "instead",
    "start",
    "as",
    "if",
    "requires",
    "arg",
    "argument",
    "value",
    "when",
    "gatewaytoken",
    "both",
    "does",
    "are",
    "was",
    "explicitly",
    "parameter",
    "that",
    "this",
    "your",
    "at",
    "of",
    "but",
    "only",
];

pub(super) fn has_digit(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit())
}

/// At least one digit and one letter, and none of the shapes of ids that are evidence.
pub(super) fn is_random_looking(value: &str) -> bool {
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_uuid = value.len() == 36 && value.bytes().filter(|byte| *byte == b'-').count() == 4;
    let is_path = value.starts_with('/') || value.matches('/').count() > 2;
    let is_git_id = value.len() == 40 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    has_digit(value) && letters && !is_uuid && !is_path && !is_git_id
}

/// A word, a placeholder, or a mask that somebody already put there.
fn is_evidence(value: &str) -> bool {
    let lower = value.trim().to_ascii_lowercase();
    WORDS.contains(&lower.as_str())
        || lower.is_empty()
        || value.contains('…')
        || value.contains("...")
        || value.contains("***")
        || value.contains(['<', '>'])
        || value.starts_with("${")
        || value.starts_with('$')
        || value.starts_with('[')
        || lower.contains("redacted")
        || lower.starts_with("change-me")
        || lower.starts_with("changeme")
        || lower.starts_with("your")
        || lower.starts_with("gateway.")
        || lower.bytes().all(|byte| matches!(byte, b'*' | b'x' | b'.' | b'-' | b'_' | b'?'))
}

pub(super) fn bearer(named_header: bool, value: &str) -> Option<&'static str> {
    let secret = has_digit(value) || value.len() >= 20 || (named_header && !is_evidence(value));
    (secret && !is_evidence(value)).then_some("bearer-token")
}

pub(super) fn flag(key: &str, separator: &str, value: &str) -> Option<&'static str> {
    if is_evidence(value) || value.starts_with('-') {
        return None;
    }
    let sentence =
        separator != "=" && SENTENCE_WORDS.contains(&value.to_ascii_lowercase().as_str());
    (!sentence).then(|| kind_of(key))
}

/// `KEY=value`, `"key": "value"`, `key: value`.
pub(super) fn assignment(line: &str, found: &Captures<'_>, value: &str) -> Option<&'static str> {
    let key = found.name("key")?;
    let quoted = found.name("x").is_none();
    let quoted_key = found.name("close").is_some_and(|close| !close.as_str().is_empty());
    if is_evidence(value) || (!quoted && found["sep"].starts_with('=') && value.starts_with('=')) {
        return None;
    }
    let secret = match (&found["sep"], quoted) {
        ("=" | "=>", _) => true,
        // `"token": "abc"`; in a sentence (`bad token: 'x'`) the quoted value is one as well.
        (_, true) => true,
        (_, false) if quoted_key => true,
        // YAML, or the answer of a prompt: nothing but the pair on the line.
        (_, false) => {
            let before = line[..key.start()].trim_start_matches([' ', '\t', '-', '|', '│', '#']);
            let value_end = found.name("x").map_or(line.len(), |value| value.end());
            let alone = before.is_empty() && line[value_end..].trim().is_empty();
            (alone && value.len() >= 4)
                || (value.len() >= 8 && has_digit(value))
                || value.len() >= 24
        }
    };
    secret.then(|| kind_of(key.as_str()))
}

fn kind_of(key: &str) -> &'static str {
    let key = key.to_ascii_lowercase();
    let last = key.rsplit(['.', ']', '[']).next().unwrap_or(&key);
    let gateway =
        ["token", "gateway_token", "gatewaytoken", "gateway-token", "authtoken", "auth_token"];
    if last.ends_with("password") || last.ends_with("passwd") || last.ends_with("passphrase") {
        "password"
    } else if gateway.contains(&last) || last.ends_with("_gateway_token") {
        "gateway-token"
    } else if last.ends_with("key") {
        "api-key"
    } else {
        "secret"
    }
}

pub(super) fn email(_line: &str, found: &Captures<'_>, _value: &str) -> Option<&'static str> {
    const NOT_DOMAINS: &[&str] =
        &["service", "socket", "timer", "target", "js", "mjs", "cjs", "ts", "json", "tgz", "net"];
    let tld = found["tld"].to_ascii_lowercase();
    let is_jid = found["v"].ends_with("@s.whatsapp.net");
    (tld == "net" && !is_jid || !NOT_DOMAINS.contains(&tld.as_str())).then_some("email")
}

pub(super) fn user_name(value: &str) -> Option<&'static str> {
    // Accounts of images and distributions tell where it runs and name nobody.
    const SYSTEM: &[&str] = &[
        "node",
        "root",
        "ubuntu",
        "debian",
        "pi",
        "admin",
        "app",
        "user",
        "openclaw",
        "clawdbot",
        "moltbot",
        "runner",
        "vscode",
        "linuxbrew",
        "shared",
        "public",
        "default",
        "ec2-user",
        "opc",
        "azureuser",
        "homeassistant",
        "www-data",
        "nobody",
        "deck",
        "core",
        "container",
        "username",
        "you",
        "me",
    ];
    let lower = value.to_ascii_lowercase();
    let placeholder =
        lower.bytes().all(|byte| matches!(byte, b'x' | b'*' | b'.')) || lower.contains('…');
    (!SYSTEM.contains(&lower.as_str()) && !placeholder).then_some("user-name")
}
