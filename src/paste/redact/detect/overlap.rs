//! Finds that overlap become one, and none reaches into a mask.

use super::{Masks, Secret};

/// Sorts what was found, joins what overlaps, and leaves masks out.
pub(super) fn settle(text: &str, mut found: Vec<Secret>, masks: &Masks) -> Vec<Secret> {
    found.sort_by_key(|secret| (secret.range.start, std::cmp::Reverse(secret.range.end)));
    let mut joined: Vec<Secret> = Vec::with_capacity(found.len());
    for secret in found {
        if secret.range.is_empty() {
            continue;
        }
        match joined.last_mut().filter(|last| secret.range.start < last.range.end) {
            Some(last) => join(last, secret),
            None => joined.push(secret),
        }
    }
    if masks.is_empty() {
        return joined;
    }
    let mut settled = Vec::with_capacity(joined.len());
    for secret in joined {
        for range in masks.outside(secret.range.clone()) {
            // What is left between masks is a secret only when there is something to read.
            if text[range.clone()].bytes().any(|byte| byte.is_ascii_alphanumeric()) {
                settled.push(Secret { range, kind: secret.kind });
            }
        }
    }
    settled
}

/// Two overlapping finds become one. What is personal does not widen a credential.
fn join(last: &mut Secret, next: Secret) {
    if last.kind.is_credential() && !next.kind.is_credential() {
        return;
    }
    if next.kind.is_credential() && !last.kind.is_credential() {
        last.kind = next.kind;
    }
    last.range.end = last.range.end.max(next.range.end);
}

/// What was found, with the rest of its lines: each find grows to the end of its line on both sides, and
/// over `lines` - 1 lines more.
#[allow(dead_code, reason = "for the later passes of the program, which the build does not run")]
pub(crate) fn widen(text: &str, found: Vec<Secret>, lines: usize, masks: &Masks) -> Vec<Secret> {
    let bytes = text.as_bytes();
    let mut done = 0;
    let mut wide = Vec::with_capacity(found.len());
    for Secret { range, kind } in found {
        if range.end <= done {
            continue;
        }
        let mut before = memchr::memrchr_iter(b'\n', &bytes[done..range.start.max(done)]);
        let start = before.nth(lines - 1).map_or(done, |at| done + at + 1);
        let mut after = memchr::memchr_iter(b'\n', &bytes[range.end..]);
        let end = after.nth(lines - 1).map_or(text.len(), |at| range.end + at);
        done = end;
        wide.push(Secret { range: start..end, kind });
    }
    settle(text, wide, masks)
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::super::SecretKind;
    use super::*;

    #[test]
    fn a_wide_find_takes_its_lines_and_leaves_masks() {
        let text = "one\ntwo [secret-1] b\nthree\n";
        let found = vec![Secret { range: 4..7, kind: SecretKind::Cookie }];
        let wide = |lines| -> Vec<&str> {
            let secrets = widen(text, found.clone(), lines, &Masks::of(text));
            secrets.into_iter().map(|secret| &text[secret.range]).collect()
        };
        assert_eq!(wide(1), ["two ", " b"]);
        assert_eq!(wide(2), ["one\ntwo ", " b\nthree"]);
    }

    #[test]
    fn finds_that_overlap_become_one_of_the_surer_kind() {
        let settled = |finds: &[(Range<usize>, SecretKind)]| -> Vec<(Range<usize>, SecretKind)> {
            let found =
                finds.iter().map(|(range, kind)| Secret { range: range.clone(), kind: *kind });
            let text = "0123456789";
            let secrets = settle(text, found.collect(), &Masks::of(text));
            secrets.into_iter().map(|secret| (secret.range, secret.kind)).collect()
        };
        use SecretKind::{ApiKey, Email, Password};
        assert_eq!(
            settled(&[(5..8, ApiKey), (0..3, Password)]),
            [(0..3, Password), (5..8, ApiKey)]
        );
        assert_eq!(settled(&[(0..5, ApiKey), (3..8, Password)]), [(0..8, ApiKey)]);
        assert_eq!(
            settled(&[(0..5, ApiKey), (5..8, Password)]),
            [(0..5, ApiKey), (5..8, Password)]
        );
        assert_eq!(settled(&[(0..5, Email), (3..8, Password)]), [(0..8, Password)]);
        assert_eq!(settled(&[(0..5, ApiKey), (3..8, Email)]), [(0..5, ApiKey)], "does not widen");
        assert_eq!(settled(&[(0..5, Email), (3..8, Email)]), [(0..8, Email)]);
        assert_eq!(settled(&[(0..8, ApiKey), (3..5, Password)]), [(0..8, ApiKey)]);
        assert_eq!(
            settled(&[(0..3, Password), (0..8, ApiKey)]),
            [(0..8, ApiKey)],
            "the longer first"
        );
        assert_eq!(settled(&[(4..4, ApiKey)]), []);
    }

    #[test]
    fn what_is_left_beside_a_mask_is_found_when_it_can_be_read() {
        let text = "ab[secret-1]..[secret-2]cd";
        let found = vec![Secret { range: 0..text.len(), kind: SecretKind::ApiKey }];
        let secrets = settle(text, found, &Masks::of(text));
        let left: Vec<&str> = secrets.into_iter().map(|secret| &text[secret.range]).collect();
        assert_eq!(left, ["ab", "cd"]);
    }
}
