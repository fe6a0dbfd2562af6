//! `key=value` and JSON fields of a message.

use std::sync::LazyLock;

use regex::Regex;

use crate::knowledge::FieldMatch;

static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[\s,{(\["'])(?P<key>[A-Za-z][A-Za-z0-9_.]{0,40})="#)
        .expect("a constant pattern that the tests compile")
});

/// `"key": "value"`, and `key: 'value'` as Node prints objects.
static MEMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"(?:"(?P<key>[A-Za-z][A-Za-z0-9_.]{0,40})"\s?:\s?|(?:^|[\s,{])(?P<bare>[A-Za-z][A-Za-z0-9_]{0,40}): )"#,
        r#"(?:"(?P<v>[^"]{0,400})"|'(?P<w>[^']{0,400})'|(?P<x>[^\s,}\]"']{1,80}))"#
    ))
    .expect("a constant pattern that the tests compile")
});

/// Where in `message` every wanted field stands with a wanted value: the span from the first to the
/// last of them, or of the first when they lie apart. `None` when one is missing.
pub(super) fn find(message: &str, wanted: &[FieldMatch]) -> Option<std::ops::Range<usize>> {
    let fields = read(message);
    let mut span: Option<std::ops::Range<usize>> = None;
    for field in wanted {
        let hit = fields.iter().find(|found| {
            found.key == field.key
                && field.values.iter().any(|glob| {
                    glob.matches(found.value)
                        || found
                            .value
                            .split(' ')
                            .next()
                            .is_some_and(|word| glob.matches(trim(word)))
                })
        })?;
        span.get_or_insert(hit.start..hit.start + hit.shown_length);
    }
    span
}

struct Field<'u> {
    key: &'u str,
    value: &'u str,
    start: usize,
    /// Bytes to highlight: the key, the sign and the first word of the value.
    shown_length: usize,
}

fn read(message: &str) -> Vec<Field<'_>> {
    let keys: Vec<_> = KEY.captures_iter(message).filter_map(|found| found.name("key")).collect();
    let mut fields = Vec::with_capacity(keys.len());
    for (index, key) in keys.iter().enumerate() {
        let end = keys.get(index + 1).map_or(message.len(), |next| next.start());
        let value = trim(&message[key.end() + 1..end]);
        let word = value.split(' ').next().unwrap_or_default();
        let shown_length = key.len() + 1 + word.len();
        fields.push(Field { key: key.as_str(), value, start: key.start(), shown_length });
    }
    for found in MEMBER.captures_iter(message) {
        let key = found.name("key").or_else(|| found.name("bare"));
        let value = found.name("v").or_else(|| found.name("w")).or_else(|| found.name("x"));
        if let (Some(key), Some(value)) = (key, value) {
            let shown_length = value.end() - key.start();
            fields.push(Field {
                key: key.as_str(),
                value: value.as_str(),
                start: key.start(),
                shown_length,
            });
        }
    }
    fields
}

fn trim(value: &str) -> &str {
    value.trim().trim_matches(|c: char| {
        matches!(c, '"' | '\'' | ',' | ';' | ')' | '(' | '}' | ']' | '`' | '{')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Glob;

    fn finds(message: &str, wanted: &[(&str, &str)]) -> bool {
        let wanted: Vec<FieldMatch> = wanted
            .iter()
            .map(|(key, value)| FieldMatch {
                key: (*key).to_owned(),
                values: vec![Glob::new(value)],
            })
            .collect();
        find(message, &wanted).is_some()
    }

    const LINE: &str = "unauthorized conn=1 remote=127.0.0.1 client=gateway:channels.status backend v2026.4.29 role=operator auth=token reason=token_mismatch";

    #[test]
    fn a_value_reaches_to_the_next_key() {
        assert!(finds(LINE, &[("client", "gateway:* backend *")]));
        assert!(finds("code=1008 reason=connect failed phase=x", &[("reason", "connect failed")]));
    }

    #[test]
    fn all_fields_must_be_there() {
        assert!(finds(LINE, &[("auth", "token"), ("reason", "token_mismatch")]));
        assert!(!finds(LINE, &[("auth", "none"), ("reason", "token_mismatch")]));
        assert!(!finds(LINE, &[("authReason", "token_mismatch")]));
    }

    #[test]
    fn a_longer_reason_is_another_reason() {
        assert!(!finds("reason=device_token_mismatch", &[("reason", "token_mismatch")]));
    }

    #[test]
    fn json_and_node_objects_have_fields() {
        assert!(finds(
            r#"{"cause": "handshake-timeout", "durationMs": 4020}"#,
            &[("cause", "handshake-timeout")]
        ));
        assert!(finds(
            "{ cause: 'pairing-required', code: 1008 }",
            &[("cause", "pairing-required"), ("code", "1008")]
        ));
    }

    #[test]
    fn prose_behind_a_field_does_not_hide_it() {
        assert!(finds("I see reason=token_mismatch, in the log", &[("reason", "token_mismatch")]));
    }
}
