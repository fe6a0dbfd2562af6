//! The other places of a value that was found: the token of a config file stands in a line of the log as
//! well, in the middle of a word or behind a name that no rule knows.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{Secret, SecretKind};

/// A shorter value, in bytes, can be a word that stands elsewhere for itself.
const SHORTEST: usize = 12;

/// The places of the credentials of `secrets` in `text` that are not in `secrets` yet. `secrets` are in
/// order and without overlaps.
pub(super) fn find(text: &str, secrets: &[Secret]) -> Vec<Secret> {
    let mut kinds: BTreeMap<&str, SecretKind> = BTreeMap::new();
    for secret in secrets.iter().filter(|secret| secret.kind.is_credential()) {
        let value = &text[secret.range.clone()];
        if is_telling(value) {
            kinds.entry(value).or_insert(secret.kind);
        }
    }
    if kinds.is_empty() {
        return Vec::new();
    }
    let values: Vec<(&str, SecretKind)> = kinds.into_iter().collect();
    // A DFA takes time in the square of a value that repeats itself.
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::ContiguousNFA))
        .build(values.iter().map(|(value, _)| value));
    // Only more than four billion values are too many, and no text holds as many.
    let Ok(automaton) = automaton else { return Vec::new() };
    let is_found = |place: &Range<usize>| {
        let next = secrets.partition_point(|secret| secret.range.end <= place.start);
        secrets.get(next).is_some_and(|secret| {
            secret.range.start <= place.start && place.end <= secret.range.end
        })
    };
    automaton
        .find_iter(text)
        .filter(|found| !is_found(&found.range()))
        .map(|found| Secret { range: found.range(), kind: values[found.pattern().as_usize()].1 })
        .collect()
}

/// Whether a value can be nothing but itself wherever it stands: long, and of letters and digits. A
/// password that is a word stays a word in the sentences of the log.
fn is_telling(value: &str) -> bool {
    value.len() >= SHORTEST
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::super::super::super::Paste;

    fn shown(raw: &str) -> String {
        Paste::read(raw).unwrap().shown().to_owned()
    }

    #[test]
    fn a_found_value_is_masked_wherever_it_stands_and_by_the_same_name() {
        let token = "459miSEzk6RFngCbZor498LKdav";
        let text = shown(&format!(
            "{{\"gateway\":{{\"auth\":{{\"token\":\"{token}\"}}}}}}\nhostname studio_{token}_old resolved\nGET /v1/hooks/{token} 404"
        ));
        assert!(!text.contains(&token[..8]), "{text}");
        assert!(text.contains("studio_[gateway-token-1]_old resolved"), "{text}");
        assert_eq!(text.matches("-1]").count(), 3, "{text}");
    }

    #[test]
    fn a_password_that_is_a_word_stays_a_word_elsewhere() {
        let text = shown("gateway.auth.password=lobsterlobster\nthe lobsterlobster failed");
        assert!(text.ends_with("the lobsterlobster failed"), "{text}");
    }
}
