//! Every rule proves itself by its examples.

use super::mask::Masks;
use super::{Attempts, Detector, Rule, RuleError};

/// Checks the rules of some files: that each regex compiles, that each rule finds exactly what its hits mark, also
/// among all other rules, and that nothing is masked in any text that must be left.
#[must_use]
pub(crate) fn prove(detector: &Detector, is_asked: impl Fn(&str) -> bool) -> Vec<RuleError> {
    let asked = || detector.rules().iter().enumerate().filter(|(_, rule)| is_asked(&rule.file));
    // A rule that does not compile cannot be run beside the others either.
    let wrong: Vec<RuleError> = asked().filter_map(|(_, rule)| rule.compile().err()).collect();
    if !wrong.is_empty() {
        return wrong;
    }
    let mut errors = Vec::new();
    for (index, rule) in asked() {
        let error = |problem: String| RuleError {
            file: rule.file.to_string(),
            rule: Some(rule.id.clone()),
            problem,
        };
        for hit in &rule.hits {
            let alone = detector.apply_one(index, &hit.text);
            if !alone.iter().any(|secret| secret.range == hit.secret) {
                let found: Vec<&str> =
                    alone.iter().map(|secret| &hit.text[secret.range.clone()]).collect();
                errors.push(error(format!(
                    "must find `{}` in `{}` and finds {found:?}",
                    &hit.text[hit.secret.clone()],
                    hit.text
                )));
                continue;
            }
            let all = detector.find(&hit.text, &Masks::of(&hit.text), &mut detector.attempts());
            let covered = all.iter().any(|secret| {
                secret.range.start <= hit.secret.start && secret.range.end >= hit.secret.end
            });
            if !covered {
                errors.push(error(format!("is overruled in `{}`: {all:?}", hit.text)));
            }
        }
        for keep in &rule.keeps {
            let all = detector.find(keep, &Masks::of(keep), &mut detector.attempts());
            if let Some(secret) = all.first() {
                errors.push(error(format!(
                    "`{keep}` must stay, `{}` is taken for a {}",
                    &keep[secret.range.clone()],
                    secret.kind
                )));
            }
        }
    }
    errors
}

impl Detector {
    /// Runs one rule alone.
    pub(crate) fn apply_one(&self, index: usize, text: &str) -> Vec<super::Secret> {
        let rule: &Rule = &self.rules[index];
        let mut found = Vec::new();
        let mut attempts = Attempts::new(self.rules.len());
        for hit in self.automaton.find_overlapping_iter(text) {
            let triggers = self.rules_of[hit.pattern().as_usize()].iter();
            let mut of_rule = triggers.filter(|trigger| trigger.rule == index);
            if of_rule.any(|trigger| self.may_begin(trigger, text, hit.range(), &mut attempts)) {
                let start = rule.back.walk(text, hit.start());
                if attempts.is_new(index, start) {
                    self.attempt(index, text, start, &mut attempts, &mut found);
                }
            }
        }
        found
    }
}
