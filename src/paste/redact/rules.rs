//! The shapes of secrets. Each rule names the value as the group `v` (or `w`, `x` in further
//! alternatives); `accept` tells real secrets from words, and names the kind.
//!
//! The shapes of provider keys follow the public documentation of the providers and the masks that
//! OpenClaw's own log redaction applies, so that nothing stays readable here that OpenClaw hides.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::accept;

pub(super) struct Rule {
    /// The rule runs only on lines that hold one of these (ASCII case does not matter).
    pub(super) triggers: &'static [&'static str],
    pub(super) regex: LazyLock<Regex>,
    /// Given the line, the match and the value: the kind, or nothing when it is no secret.
    pub(super) accept: fn(&str, &Captures<'_>, &str) -> Option<&'static str>,
}

macro_rules! pattern {
    ($text:expr) => {
        LazyLock::new(|| Regex::new($text).expect("a constant pattern that the tests compile"))
    };
}

/// A private key in PEM form, also when its end was not pasted.
pub(super) static PRIVATE_KEY: LazyLock<Regex> = pattern!(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\z)"
);

/// What `openclaw doctor --generate-gateway-token` makes: 24 random bytes in hex.
pub(super) static HEX_TOKEN: LazyLock<Regex> = pattern!(r"(?-u:\b)[0-9a-fA-F]{48}(?-u:\b)");

/// A line that is nothing but a token (the output of `openssl rand`, of `gateway auth-token --show`).
pub(super) static LONE_SECRET: LazyLock<Regex> =
    pattern!(r"(?m)^[ \t]*(?P<v>[A-Za-z0-9_+/-]{32,200}={0,2})[ \t]*$");

/// IPv4 and IPv6 candidates; which of them are public is decided by parsing.
pub(super) static ADDRESS: LazyLock<Regex> = pattern!(
    r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}|(?:[0-9a-fA-F]{1,4}:){2,7}(?::?[0-9a-fA-F]{1,4})?(?:::?[0-9a-fA-F]{1,4}){0,5}"
);

/// Rules that run line by line, most specific first: of two secrets that begin at the same place
/// the longer one is masked.
pub(super) static RULES: [Rule; 14] = [
    Rule {
        triggers: &["eyJ"],
        regex: pattern!(
            r"(?-u:\b)(?P<v>eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)?)"
        ),
        accept: |_, _, _| Some("jwt"),
    },
    Rule {
        // A setup code is the base64 of a JSON object that holds a bootstrap token.
        triggers: &["eyJ"],
        regex: pattern!(r"(?-u:\b)(?P<v>eyJ[A-Za-z0-9_+/-]{28,}={0,2})"),
        accept: |_, _, _| Some("setup-code"),
    },
    Rule {
        triggers: &[
            "sk-",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "xox",
            "xapp-",
            "gsk_",
            "AIza",
            "ya29.",
            "1//0",
            "pplx-",
            "hf_",
            "r8_",
            "npm_",
            "pypi-",
            "k_live_",
            "k_test_",
            "SG.",
            "xai-",
            "AKIA",
            "ASIA",
            "LTAI",
            "AKID",
            "tvly-",
            "nvapi-",
            "AGE-SECRET-KEY-",
        ],
        regex: pattern!(concat!(
            r"(?-u:\b)(?P<v>sk-[A-Za-z0-9_-]{8,}|gh[pousr]_[A-Za-z0-9]{10,}|github_pat_[A-Za-z0-9_]{10,}",
            r"|glpat-[A-Za-z0-9_-]{10,}|xox[a-z]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{8,}|gsk_[A-Za-z0-9]{10,}",
            r"|AIza[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_.-]{10,}|1//0[A-Za-z0-9_-]{20,}|pplx-[A-Za-z0-9]{10,}",
            r"|hf_[A-Za-z0-9]{10,}|r8_[A-Za-z0-9]{10,}|npm_[A-Za-z0-9]{20,}|pypi-[A-Za-z0-9_-]{16,}",
            r"|[sr]k_(?:live|test)_[A-Za-z0-9]{8,}|SG\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
            r"|xai-[A-Za-z0-9]{10,}|(?:AKIA|ASIA|LTAI|AKID)[A-Za-z0-9]{12,}|tvly-[A-Za-z0-9-]{10,}",
            r"|nvapi-[A-Za-z0-9_-]{10,}|AGE-SECRET-KEY-[A-Z0-9]{20,})"
        )),
        accept: |_, _, value| {
            (value.starts_with("sk-") || accept::has_digit(value)).then_some("api-key")
        },
    },
    Rule {
        // A Telegram bot token, also inside `api.telegram.org/bot<id>:<secret>/`.
        triggers: &[":AA", "/bot", "telegram"],
        regex: pattern!(r"(?:(?-u:\b)|bot)(?P<v>[0-9]{6,12}:[A-Za-z0-9_-]{20,})"),
        accept: |_, _, _| Some("bot-token"),
    },
    Rule {
        triggers: &["discord", "bot ", "token"],
        regex: pattern!(
            r"(?-u:\b)(?P<v>[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})"
        ),
        accept: |_, _, _| Some("bot-token"),
    },
    Rule {
        triggers: &["hooks.slack.com/", "/api/webhooks/"],
        regex: pattern!(
            r"(?:hooks\.slack\.com/(?:services|workflows)/|/api/webhooks/)(?P<v>[A-Za-z0-9_/-]{8,})"
        ),
        accept: |_, _, _| Some("webhook-url"),
    },
    Rule {
        triggers: &["://"],
        regex: pattern!(
            r#"[A-Za-z][A-Za-z0-9+.-]{1,20}://(?P<v>[^/\s:@"'<>\[\]]*:[^/\s@"'<>\[\]]+)@"#
        ),
        accept: |_, _, _| Some("url-credentials"),
    },
    Rule {
        triggers: &["authorization", "x-openclaw-token", "x-api-key", "cookie", "bearer", "basic "],
        regex: pattern!(concat!(
            r#"(?i)(?:(?:authorization|x-openclaw-token|x-api-key|cookie)["'\\]{0,2}\s{0,3}[:=]\s{0,3}["'\\]{0,2}"#,
            r"(?:(?:bearer|basic|bot|token)\s+)?(?P<v>[A-Za-z0-9._~+/=-]{6,})",
            r"|(?-u:\b)(?:bearer|basic)\s+(?P<w>[A-Za-z0-9._~+/=-]{8,}))"
        )),
        accept: |_, found, value| accept::bearer(found.name("v").is_some(), value),
    },
    Rule {
        triggers: &[
            "--token",
            "--password",
            "--api-key",
            "--gateway-token",
            "--bot-token",
            "-token ",
            "--secret",
        ],
        regex: pattern!(concat!(
            r#"(?i)--(?P<key>[a-z-]{0,24}(?:token|password|api-key|secret))(?P<sep>=|\s+)"#,
            r#"(?:"(?P<v>[^"\n]{1,200})"|'(?P<w>[^'\n]{1,200})'|(?P<x>[^\s"'<>\[\]$|&;`*,.(){}]{3,200}))"#
        )),
        accept: |_, found, value| accept::flag(&found["key"], &found["sep"], value),
    },
    Rule {
        triggers: &["token", "secret", "password", "passwd", "passphrase", "key", "credential"],
        regex: pattern!(concat!(
            r"(?i)(?P<key>[A-Z0-9_.\[\]-]{0,60}?(?:token|secret|password|passwd|passphrase|api[_-]?key|apikey",
            r"|access[_-]?key|private[_-]?key|secret[_-]?key|encrypt[_-]?key|credential))",
            r#"(?P<close>\\?["'`]?)\s{0,3}(?P<sep>=>|=|:)\s{0,3}(?:"#,
            r#"\\?"(?P<v>[^"\\\n]{1,400})|'(?P<w>[^'\n]{1,400})|(?P<x>[^\s"'`\\,;&)\](}{\[<>$|]{1,400}))"#
        )),
        accept: accept::assignment,
    },
    Rule {
        triggers: &["@"],
        regex: pattern!(
            r"(?P<v>[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}(?P<tld>[A-Za-z]{2,24}))(?:[^A-Za-z0-9_-]|$)"
        ),
        accept: accept::email,
    },
    Rule {
        triggers: &["+", "@s.whatsapp.net", "@c.us", "@lid"],
        regex: pattern!(concat!(
            r"(?:^|[^0-9A-Za-z:.+_-])(?P<v>\+[0-9](?:[ ().-]{0,2}[0-9]){8,14})(?:[^0-9]|$)",
            r"|(?P<w>[0-9]{8,18})(?::[0-9]{1,3})?@(?:s\.whatsapp\.net|c\.us|lid)"
        )),
        accept: |_, _, _| Some("phone"),
    },
    Rule {
        triggers: &["/home/", "/Users/", "\\Users\\", "\\Users\\\\"],
        regex: pattern!(
            r#"(?:/home/|/Users/|\\Users\\{1,2})(?P<v>[^/\\\s:"'<>|\[\]`,;)(*$]{1,64})"#
        ),
        accept: |_, _, value| accept::user_name(value),
    },
    Rule {
        triggers: &["@"],
        regex: pattern!(
            r"^(?:\([^)]{1,40}\) )?(?P<v>[a-z_][a-z0-9_.-]{0,31})@[A-Za-z0-9_.-]{1,64}:[^\s]{0,80}[$#](?:\s|$)"
        ),
        accept: |_, _, value| accept::user_name(value),
    },
];
