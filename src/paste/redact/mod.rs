//! Masks secrets and personal data before anything else sees the text.
//!
//! A mask is `[kind-n]`: it tells what stood there, and equal values get equal numbers, so that
//! "these two tokens differ" can be said without printing either. What is evidence stays:
//! connection and request ids, loopback and private addresses, ports, reasons, versions,
//! placeholders, and masks that are already in the paste.
//!
//! What is found is decided in `detect`, by the rules of its files; here it is replaced.

mod detect;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::position::LineMap;
use detect::{Detector, Masks, Secret};

pub use detect::SecretKind;

/// Shapes of secrets that only one program has: the text of a rule file, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretRules {
    file: Arc<str>,
    text: Arc<str>,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadSecretRule {
    /// Its id. Absent: the file cannot be read.
    pub rule: Option<String>,
    /// What is wrong.
    pub problem: String,
}

impl SecretRules {
    /// Reads a rule file and proves its rules by their examples, beside all embedded ones.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn check(file: &str, text: &str) -> Result<SecretRules, Vec<BadSecretRule>> {
        let wrong = match Detector::new(&[(file, text)], Vec::new()) {
            Ok(detector) => detect::prove(&detector, |known| known == file),
            Err(errors) => errors,
        };
        if wrong.is_empty() {
            return Ok(SecretRules { file: file.into(), text: text.into() });
        }
        let bad = wrong.into_iter();
        Err(bad.map(|error| BadSecretRule { rule: error.rule, problem: error.problem }).collect())
    }

    /// Takes a rule file that the build has checked.
    #[must_use]
    pub fn built_in(file: &str, text: &str) -> SecretRules {
        SecretRules { file: file.into(), text: text.into() }
    }
}

/// How often one kind of secret was masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// The kind, as it stands in the mask: `gateway-token`, `api-key`, `email` …
    pub kind: SecretKind,
    /// How many places were masked.
    pub count: usize,
}

pub(super) struct Redacted {
    pub(super) text: String,
    pub(super) map: LineMap,
    pub(super) redactions: Vec<Redaction>,
}

/// How many passes mask nothing but what was found.
const NARROW_PASSES: u32 = 3;

/// Masks the secrets of pastes. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Redactor(Arc<Detector>);

impl Redactor {
    /// A redactor with further rules, that leaves the accounts in the list, of programs and their
    /// images, readable.
    pub(super) fn new(rules: &[SecretRules], accounts: Vec<String>) -> Redactor {
        let more: Vec<(&str, &str)> =
            rules.iter().map(|rules| (&*rules.file, &*rules.text)).collect();
        let detector = Detector::new(&more, accounts)
            .expect("embedded rule files are proved by the build, others when they are read");
        Redactor(Arc::new(detector))
    }

    /// Masks every secret in `text`, whose positions `map` describes.
    ///
    /// A mask can uncover a shape that its value hid, so passes go on until one finds nothing: what comes
    /// out has nothing left to mask. They end, since masks are opaque to the detector and every pass turns
    /// some of what is no mask into masks. Pastes need two or three. Where a mask uncovers the next again and
    /// again, whole lines are masked after [`NARROW_PASSES`], twice as many in each pass.
    pub(super) fn redact(&self, text: &str, map: &LineMap) -> Redacted {
        let masks = Masks::of(text);
        let mut attempts = self.0.attempts();
        let secrets = self.0.find(text, &masks, &mut attempts);
        let mut redacted = mask(text, map, secrets, masks.highest());
        let mut uncovered = !redacted.redactions.is_empty();
        let mut pass = 1;
        while uncovered {
            let masks = Masks::of(&redacted.text);
            let mut secrets = self.0.find(&redacted.text, &masks, &mut attempts);
            uncovered = !secrets.is_empty();
            pass += 1;
            if uncovered {
                if pass > NARROW_PASSES {
                    let lines = 1_usize.checked_shl(pass - NARROW_PASSES - 1).unwrap_or(usize::MAX);
                    secrets = detect::widen(&redacted.text, secrets, lines, &masks);
                }
                let again = mask(&redacted.text, &redacted.map, secrets, masks.highest());
                redacted =
                    Redacted { redactions: add(redacted.redactions, again.redactions), ..again };
            }
        }
        redacted
    }
}

fn add(mut counts: Vec<Redaction>, more: Vec<Redaction>) -> Vec<Redaction> {
    for redaction in more {
        match counts.iter_mut().find(|known| known.kind == redaction.kind) {
            Some(known) => known.count += redaction.count,
            None => counts.push(redaction),
        }
    }
    counts.sort_by_key(|redaction| redaction.kind);
    counts
}

/// Puts masks in place of `secrets`, numbered from `highest` + 1 on.
fn mask(text: &str, map: &LineMap, secrets: Vec<Secret>, highest: usize) -> Redacted {
    let mut out = Copy::new(text, map);
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut counts = [0; SecretKind::ALL.len()];
    for secret in secrets {
        out.copy_to(secret.range.start);
        let next = highest + 1 + numbers.len();
        let number = *numbers.entry(&text[secret.range.clone()]).or_insert(next);
        out.replace(secret.range, &format!("[{}-{number}]", secret.kind));
        counts[secret.kind as usize] += 1;
    }
    let (text, map) = out.finish();
    let redactions = SecretKind::ALL
        .into_iter()
        .zip(counts)
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| Redaction { kind, count })
        .collect();
    Redacted { text, map, redactions }
}

/// Copies a text with replacements, and its map with it, in one walk.
struct Copy<'t> {
    from: &'t str,
    map: &'t LineMap,
    done: usize,
    /// Line and column of `done` in the raw paste.
    place: (usize, usize),
    text: String,
    to: LineMap,
}

impl<'t> Copy<'t> {
    fn new(from: &'t str, map: &'t LineMap) -> Copy<'t> {
        Copy {
            from,
            map,
            done: 0,
            place: map.position(from, 0),
            text: String::with_capacity(from.len()),
            to: LineMap::default(),
        }
    }

    /// Copies up to byte `end`, with the anchors in between.
    fn copy_to(&mut self, end: usize) {
        self.to.anchor(self.text.len(), self.place.0, self.place.1);
        let shift = self.text.len();
        let start = self.done;
        for (at, line, column) in self.map.anchors_in(start..end) {
            self.to.anchor(shift + (at - start), line, column);
        }
        self.text.push_str(&self.from[start..end]);
        self.walk_to(end);
    }

    fn replace(&mut self, range: Range<usize>, mask: &str) {
        self.to.anchor(self.text.len(), self.place.0, self.place.1);
        self.text.push_str(mask);
        self.walk_to(range.end);
    }

    /// Goes on to byte `end` without copying.
    fn walk_to(&mut self, end: usize) {
        let mut from = self.done;
        for (at, line, column) in self.map.anchors_in(self.done..end + 1) {
            self.place = (line, column);
            from = at;
        }
        self.place.1 += self.from[from..end].chars().count();
        self.done = end;
    }

    fn finish(mut self) -> (String, LineMap) {
        self.copy_to(self.from.len());
        // An empty last line has its anchor behind the last byte.
        let end = self.from.len();
        if let Some((_, line, column)) = self.map.anchors_in(end..end + 1).next() {
            self.to.anchor(self.text.len(), line, column);
        }
        (self.text, self.to)
    }
}

#[cfg(test)]
mod tests;
