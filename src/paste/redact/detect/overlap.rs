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
