use super::super::Paste;
use super::detect::{self, Detector};

fn shown(raw: &str) -> String {
    Paste::read(raw).expect("the case holds text").shown().to_owned()
}

fn assert_masked(raw: &str, secret: &str, kind: &str) {
    let shown = shown(raw);
    assert!(!shown.contains(secret), "{secret:?} is readable in {shown:?}");
    assert!(shown.contains(&format!("[{kind}-")), "no {kind} mask in {shown:?}");
}

#[test]
fn gateway_tokens_are_masked_wherever_they_stand() {
    let hex = "0123456789abcdef0123456789abcdef0123456789abcdef";
    assert_masked(hex, hex, "gateway-token");
    for (raw, secret) in [
        ("OPENCLAW_GATEWAY_TOKEN=abc", "abc"),
        (
            "OPENCLAW_GATEWAY_TOKEN=0123456789abcdef0123456789abcdef0123456789abcdef",
            "0123456789abcdef0123456789abcdef",
        ),
        ("export OPENCLAW_GATEWAY_TOKEN=\"s3cret word\"", "s3cret word"),
        ("Environment=OPENCLAW_GATEWAY_TOKEN=old-one", "old-one"),
        (r#"{"auth":{"token":"abc1"}}"#, "abc1"),
        ("token: 'hunter'", "hunter"),
        ("    token: hunterhunter", "hunterhunter"),
        ("http://127.0.0.1:18789/#token=abc", "abc"),
        ("http://127.0.0.1:18789/?token=abc&x=1", "abc"),
        ("openclaw gateway health --token my-token", "my-token"),
        ("openclaw health --token=plain", "plain"),
        (r#"{"1":"{\"token\":\"inner-one\"}"}"#, "inner-one"),
        ("gateway.auth.token = longtoken", "longtoken"),
    ] {
        assert_masked(raw, secret, "gateway-token");
    }
}

#[test]
fn passwords_keys_and_headers_are_masked() {
    for (raw, secret, kind) in [
        ("OPENCLAW_GATEWAY_PASSWORD=pw-env", "pw-env", "password"),
        (r#""password": "my pass word""#, "my pass word", "password"),
        ("--password hunter", "hunter", "password"),
        ("Authorization: Bearer abcdefghijkl", "abcdefghijkl", "bearer-token"),
        ("curl -H 'authorization: Basic dXNlcjpwYXNz'", "dXNlcjpwYXNz", "bearer-token"),
        ("with bearer 12ab34cd56ef", "12ab34cd56ef", "bearer-token"),
        ("key sk-ant-api03-AAAAbbbbCCCC", "sk-ant-api03-AAAAbbbbCCCC", "api-key"),
        ("ghp_0123456789abcdefghij", "ghp_0123456789abcdefghij", "api-key"),
        ("AIzaSyA0123456789abcdefghijk", "AIzaSyA0123456789abcdefghijk", "api-key"),
        (
            "https://api.telegram.org/bot123456789:AAEabcdefghijklmnopqrstuvwxyz012345/getMe",
            "AAEabcdefghijklmnopqrstuvwxyz012345",
            "bot-token",
        ),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.abcDEF123", "eyJzdWIiOiIxMjMifQ", "jwt"),
        ("redis://user:pass@10.0.0.5:6379", "user:pass", "url-credentials"),
        ("OPENAI_API_KEY=short1", "short1", "api-key"),
        ("botToken: \"123:abc\"", "123:abc", "secret"),
        ("https://hooks.slack.com/services/T000/B000/XXXXYYYY", "T000/B000", "webhook-url"),
    ] {
        assert_masked(raw, secret, kind);
    }
}

#[test]
fn a_private_key_is_masked_over_all_its_lines_and_line_numbers_go_on() {
    let raw =
        "a\n-----BEGIN PRIVATE KEY-----\nMIIabc\ndef\n-----END PRIVATE KEY-----\npairing required";
    let paste = Paste::read(raw).unwrap();
    assert!(!paste.shown().contains("MIIabc"));
    let last = paste.shown_lines().last().map(|line| (line.number, line.text.to_owned()));
    assert_eq!(last, Some((6, "pairing required".to_owned())));
}

#[test]
fn personal_data_is_masked() {
    for (raw, secret, kind) in [
        ("mail alex.smith@example.org now", "alex.smith@example.org", "email"),
        ("from +49 151 2345 6789", "151 2345 6789", "phone"),
        ("491512345678@s.whatsapp.net", "491512345678", "phone"),
        ("remote=8.8.4.4 x", "8.8.4.4", "public-ip"),
        ("peer=203.0.113.9:5000->10.0.0.1:18789", "203.0.113.9", "public-ip"),
        ("from 2001:db8:85a3::8a2e:370:7334 ok", "2001:db8:85a3", "public-ip"),
        ("Config: /home/alex/.openclaw/openclaw.json", "alex", "user-name"),
        ("C:\\Users\\Maria\\.openclaw", "Maria", "user-name"),
        ("/Users/tim/.openclaw", "tim", "user-name"),
        ("alex@box:~$ openclaw status", "alex@", "user-name"),
    ] {
        assert_masked(raw, secret, kind);
    }
}

#[test]
fn evidence_is_kept() {
    for text in [
        "unauthorized conn=b6068684-e83c-43ac-826d-19fa71c6ad36 peer=127.0.0.1:35704->127.0.0.1:18789 remote=192.168.1.5 client=cli cli v2026.9.6 auth=token reason=token_mismatch authMode=token authProvided=token",
        "unauthorized: gateway token mismatch (set gateway.remote.token to match gateway.auth.token)",
        "unauthorized: gateway token missing (provide gateway auth token)",
        "http://127.0.0.1:18789/?token=undefined",
        r#""token": "__OPENCLAW_REDACTED__""#,
        r#""token": "***""#,
        "token=abc123…wxyz",
        "OPENCLAW_GATEWAY_TOKEN=change-me-now",
        "OPENCLAW_GATEWAY_TOKEN=${TOKEN}",
        "Fix: pass --token or --password with --url (or gatewayToken in tools).",
        "pass --token/--password *** start with auth.",
        "Environment=OPENCLAW_GATEWAY_TOKEN=<old_token>",
        "tailnet 100.101.102.103 10.1.2.3 172.18.0.1 ::1 fe80::1 0.0.0.0:18789",
        "HeadlessChrome/156.0.0.0 Safari/537.36 v1.2.3.4 openclaw@2026.9.6",
        "/home/node/.openclaw /root/.openclaw",
        "16:42:01 2026-11-20T14:18:42.583+00:00 20:15",
        "deviceId 51928acd3512d8cc6fad81b04bc02a4a0d0df11212aa4c3460bfc83199f76f5b requestId",
        "openclaw-gateway@main.service at ws@8.19.0/node_modules/ws/lib/websocket.js",
        "maxTokens: 4096, \"prompt_tokens\": 5",
        "bearer authentication failed",
        "reason=device_token_mismatch",
        "device token mismatch: rotate",
    ] {
        assert_eq!(shown(text), text);
    }
}

/// Lines of gateways, clients, package managers and terminals in which nothing is a secret.
#[test]
fn what_logs_hold_beside_secrets_is_kept() {
    let kept = include_str!("../../../tests/redaction/evidence.txt");
    for line in kept.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        assert_eq!(shown(line), line);
    }
    assert_eq!(shown(kept), kept, "all lines together");
}

#[test]
fn equal_values_get_equal_numbers_and_different_ones_do_not() {
    let shown = shown("OPENCLAW_GATEWAY_TOKEN=first\n\"token\": \"second\"\n#token=first");
    assert_eq!(
        shown,
        "OPENCLAW_GATEWAY_TOKEN=[gateway-token-1]\n\"token\": \"[gateway-token-2]\"\n#token=[gateway-token-1]"
    );
}

#[test]
fn what_was_masked_is_counted_by_kind() {
    let paste = Paste::read("a@b.de c@d.de token=x1").unwrap();
    let counts: Vec<_> = paste.redactions().iter().map(|r| (r.kind.name(), r.count)).collect();
    assert_eq!(counts, [("email", 2), ("gateway-token", 1)]);
}

#[test]
fn the_name_of_a_variable_stays_when_its_value_fills_the_line() {
    assert_eq!(
        shown("OPENCLAW_GATEWAY_TOKEN=0123456789abcdef0123456789abcdef0123456789abcdef"),
        "OPENCLAW_GATEWAY_TOKEN=[gateway-token-1]"
    );
}

#[test]
fn an_empty_last_line_behind_a_mask_has_its_own_number() {
    let paste = Paste::read("a\ntoken=abc\n").unwrap();
    let numbers: Vec<_> = paste.shown_lines().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn every_rule_finds_its_hits_and_leaves_its_keeps() {
    let detector = Detector::new(&[], Vec::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
    let errors: Vec<String> =
        detect::prove(&detector, |_| true).iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn a_mask_behind_the_sign_of_an_escape_is_read_again_as_a_mask() {
    for sign in ["^[", "←[", "\\e[", "\\u001b[", "\u{1b}["] {
        let once = shown(&format!("{sign}sk-aa000a00bb111b11 and {sign}31mred"));
        assert_eq!(shown(&once), once, "{sign:?}");
    }
}

#[test]
fn a_product_brings_shapes_of_its_own() {
    let rule = |id: &str| {
        format!(
            "[[rule]]\nid = \"{id}\"\nkind = \"setup-code\"\nliterals = [\"pair:\"]\nregex = 'pair:(?<secret>[a-z]{{6}})'\n\
             hits = [\"pair:⟦abcdef⟧\"]\nkeeps = [\"pair: abc\"]\n"
        )
    };
    let rules = |file: &str, id: &str| super::SecretRules::check(file, &rule(id)).unwrap();
    // Two products can name a rule alike.
    let layout = crate::paste::Layout {
        secrets: vec![rules("a/secrets.toml", "pair"), rules("b/secrets.toml", "pair")],
        ..Default::default()
    };
    let paste = crate::paste::Reader::new(layout).read("scan pair:qwerty now").unwrap();
    assert_eq!(paste.shown(), "scan pair:[setup-code-1] now");
    let wrong = super::SecretRules::check("a.toml", &rule("jwt").replace("⟦abcdef⟧", "⟦abc⟧"));
    let wrong = wrong.unwrap_err();
    assert!(wrong.iter().any(|bad| bad.rule.as_deref() == Some("jwt")), "{wrong:?}");
}

/// Texts of all rules, masks, and what texts are joined by.
fn fragments() -> Vec<String> {
    const JOINTS: &[&str] = &[
        "[gateway-token-1]",
        "[user-name-7]",
        "[api-key-",
        "-1]",
        "\n",
        "\n│ ",
        "│\n",
        "\"",
        "\\\"",
        "\\n",
        "=",
        ": ",
        "：",
        " ",
        "token",
        "密码",
        "…",
        "***",
        "@",
        "\u{1b}[31m",
        "\u{1b}[0m",
        "🦞",
        "é",
        "&quot;",
        "%3D",
        "k7Qw2Zp9Lm4Xr8Tb1Vn6",
        "0123456789abcdef0123456789abcdef",
    ];
    let detector = Detector::new(&[], Vec::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
    let hits = detector.rules().iter().flat_map(|rule| &rule.hits).map(|hit| hit.text.clone());
    let joints = JOINTS.iter().flat_map(|joint| std::iter::repeat_n(*joint, 8));
    hits.chain(joints.map(str::to_owned)).collect()
}

static FRAGMENTS: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(fragments);

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 400, ..Default::default() })]

    #[test]
    fn pieces_of_all_rules_are_masked_for_good(
        pieces in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), 0usize..90), 1..9)
    ) {
        let text: String = pieces
            .iter()
            .flat_map(|(index, cut)| {
                let fragment = index.get(&FRAGMENTS);
                // Two in three stay whole.
                fragment.chars().take(if *cut < 30 { *cut } else { usize::MAX })
            })
            .collect();
        if let Ok(once) = Paste::read(&text)
            && let Ok(twice) = Paste::read(once.shown())
        {
            proptest::prop_assert_eq!(once.shown(), twice.shown());
            proptest::prop_assert!(twice.redactions().is_empty());
        }
    }
}

#[test]
fn masks_that_uncover_one_place_after_the_other_end_soon_and_show_nothing() {
    let mut raw = ":1@s.whatsapp.net=".repeat(4_000);
    raw.truncate(65_536);
    let begun = std::time::Instant::now();
    let once = Paste::read(&raw).unwrap();
    assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    assert!(Paste::read(once.shown()).unwrap().redactions().is_empty());
}

/// Of each rule for keys the examples, written with every other prefix that the rule knows.
#[test]
fn a_key_is_masked_whichever_prefix_of_its_maker_it_has() {
    let detector = Detector::new(&[], Vec::new()).unwrap_or_else(|errors| panic!("{errors:?}"));
    let mut shown = Vec::new();
    let rules = detector.rules().iter().enumerate();
    for (index, rule) in rules.filter(|(_, rule)| &*rule.file == "provider-keys.toml") {
        for literal in &rule.literals {
            let is_masked = rule.hits.iter().any(|hit| {
                if hit.text.contains(literal) {
                    return true;
                }
                // The last one before the value ends, and there the longest: `xoxe.xoxp-` begins with `xoxe`.
                let place =
                    |known: &String| Some((hit.text[..hit.secret.end].rfind(known)?, known.len()));
                let Some((at, length)) = rule.literals.iter().filter_map(place).max() else {
                    return hit.text.to_lowercase().contains(&literal.to_lowercase());
                };
                let written = format!("{}{literal}{}", &hit.text[..at], &hit.text[at + length..]);
                let end = hit.secret.end - length + literal.len();
                let found = detector.apply_one(index, &written);
                found.iter().any(|secret| secret.range.contains(&(end - 1)))
            });
            if !is_masked {
                shown.push(format!("{}: {literal}", rule.id));
            }
        }
    }
    assert!(shown.is_empty(), "{} prefixes: {shown:#?}", shown.len());
}
