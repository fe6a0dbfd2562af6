//! Applies the rules: where a literal stands, which of its rules is tried, and what a match is worth.

use std::ops::Range;

use regex_automata::meta::Cache;
use regex_automata::util::captures::Captures;

use super::back::Back;
use super::extent;
use super::names;
use super::rule::RuleKind;
use super::value::Candidate;
use super::{Detector, Masks, Secret, Trigger};
use crate::lines;

impl Detector {
    /// Runs all rules.
    pub(super) fn apply_rules(
        &self,
        text: &str,
        masks: &Masks,
        attempts: &mut Attempts,
        found: &mut Vec<Secret>,
    ) {
        for hit in self.automaton.find_overlapping_iter(text) {
            // Nothing begins inside a mask, and no name reaches into one.
            let Some(free_from) = masks.free_before(hit.start()) else { continue };
            if attempts.masked.contains(&hit.start()) {
                continue;
            }
            let mut starts = [None; Back::COUNT];
            let mut masked = None;
            for trigger in &self.rules_of[hit.pattern().as_usize()] {
                let rule = &self.rules[trigger.rule];
                if !self.may_begin(trigger, text, hit.range(), attempts) {
                    continue;
                }
                if rule.names_a_key && *masked.get_or_insert_with(|| masks.names(text, hit.end())) {
                    continue;
                }
                let start = *starts[rule.back as usize]
                    .get_or_insert_with(|| rule.back.walk(text, hit.start()).max(free_from));
                let begins = rule.begins.is_empty() || text[start..].starts_with(&rule.begins);
                if begins && attempts.is_new(trigger.rule, start) {
                    self.attempt(trigger.rule, text, start, attempts, found);
                }
            }
        }
    }

    /// Whether the literal that stands at `at` is one of the rule.
    pub(super) fn may_begin(
        &self,
        trigger: &Trigger,
        text: &str,
        at: Range<usize>,
        attempts: &mut Attempts,
    ) -> bool {
        let rule = &self.rules[trigger.rule];
        let bytes = text.as_bytes();
        let same_case =
            || trigger.spelling.as_ref().is_none_or(|it| it.as_bytes() == &bytes[at.clone()]);
        let glued = || rule.whole && is_glued(text.as_bytes(), at.start);
        let goes_on = || rule.names_a_key && goes_on(text.as_bytes(), at.end);
        let mut near =
            || rule.near.stands_behind(text, at.end, &mut attempts.rules[trigger.rule].ahead);
        let next = || {
            let next = text.as_bytes().get(at.end).copied().map(char::from);
            rule.next.is_empty() || next.is_some_and(|next| rule.next.contains(&next))
        };
        next() && same_case() && !glued() && !goes_on() && near()
    }

    /// Tries one rule at one place.
    pub(super) fn attempt(
        &self,
        index: usize,
        text: &str,
        start: usize,
        attempts: &mut Attempts,
        found: &mut Vec<Secret>,
    ) {
        let rule = &self.rules[index];
        let before = Candidate { text, start, ..Candidate::default() };
        if !rule.tests.iter().all(|test| test.may_pass_at(&before)) {
            return;
        }
        let reach = text.floor_char_boundary((start + rule.reach).min(text.len()));
        let end = if rule.lines { reach } else { lines::end(&text.as_bytes()[..reach], start) };
        let compiled = rule.compiled();
        let regex = &compiled.regex;
        let memory = &mut attempts.rules[index];
        let captures = memory.captures.get_or_insert_with(|| regex.create_captures());
        let input = regex_automata::Input::new(text)
            .span(start..end)
            .anchored(regex_automata::Anchored::Yes);
        let cache = memory.cache.get_or_insert_with(|| regex.create_cache());
        regex.search_captures_with(cache, &input, captures);
        if !captures.is_match() {
            return;
        }
        let whole = captures.get_match().map_or(start..start, |found| found.range());
        let named = |group: Option<usize>| {
            let span = group.and_then(|group| captures.get_group(group));
            span.map_or("", |span| &text[span.start..span.end])
        };
        // What is personal ends where its regex says.
        let is_bare = !matches!(rule.kind, RuleKind::Is(kind) if !kind.is_credential());
        let mut reached = None;
        let mut reached_from = 0;
        let mut judged = 0;
        for &(group, quoted) in &compiled.values {
            let Some(span) = captures.get_group(group) else { continue };
            let range = if quoted || !is_bare {
                span.range()
            } else {
                extent::of_bare_value(text, span.range())
            };
            let candidate = Candidate {
                text,
                start: whole.start,
                end: whole.end.max(range.end),
                value: &text[range.clone()],
                key: named(compiled.key),
                separator: named(compiled.separator),
                close: named(compiled.close),
                quoted,
                accounts: &self.accounts,
            };
            // What goes on so is a mask of other software.
            let masked = text[range.end..].starts_with(['…', '*', '•'])
                || text[range.end..].starts_with("...");
            judged = judged.max(range.end);
            if !range.is_empty() && !masked && rule.tests.iter().all(|test| test.passes(&candidate))
            {
                let kind = match rule.kind {
                    RuleKind::Is(kind) => kind,
                    RuleKind::ByKey => names::kind_of(candidate.key),
                };
                reached_from = range.start;
                reached = Some(range.end);
                found.push(Secret { range, kind });
            }
        }
        if let Some(end) = reached {
            let goes_on = attempts.masked.contains(&reached_from);
            if end > attempts.masked.end {
                let from = if goes_on { attempts.masked.start } else { reached_from };
                attempts.masked = from..end;
            }
        } else if judged > start + LONG {
            memory.covered = judged;
        }
    }
}

/// A value beyond this length that was judged to be no secret is not judged again by the same rule
/// from a place inside it: a line of nothing but names and signs costs one look, not one a name.
const LONG: usize = 64;

/// Which rule was tried where, so that nothing is tried twice and nothing inside a found value. What
/// a found value hides is met again when it is masked.
#[derive(Debug)]
pub(crate) struct Attempts {
    rules: Vec<Attempt>,
    /// The last value that was found, with those that it overlaps.
    masked: Range<usize>,
}

/// What is remembered of one rule.
#[derive(Debug, Clone, Default)]
struct Attempt {
    /// Where it was tried last.
    last: Option<usize>,
    /// Up to where its values were judged.
    covered: usize,
    /// Up to where nothing stands that it needs behind its literal.
    ahead: usize,
    captures: Option<Captures>,
    cache: Option<Cache>,
}

impl Attempts {
    pub(super) fn new(rules: usize) -> Attempts {
        Attempts { rules: vec![Attempt::default(); rules], masked: 0..0 }
    }

    /// Forgets the places, for another text; what was allocated stays.
    pub(super) fn clear(&mut self) {
        for rule in &mut self.rules {
            (rule.last, rule.covered, rule.ahead) = (None, 0, 0);
        }
        self.masked = 0..0;
    }

    pub(super) fn is_new(&mut self, rule: usize, start: usize) -> bool {
        let rule = &mut self.rules[rule];
        rule.last.replace(start) != Some(start) && start >= rule.covered
    }
}

/// Whether what begins at `at` goes on a word. `\n`, `%22` and the like are ends of words though
/// they end in letters or digits.
fn is_glued(bytes: &[u8], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|at| bytes[at]);
    let glued = before(1).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let escape = before(2) == Some(b'\\')
        && before(1).is_some_and(|byte| matches!(byte, b'n' | b't' | b'r'));
    let percent = before(3) == Some(b'%')
        && before(2).is_some_and(|byte| byte.is_ascii_hexdigit())
        && before(1).is_some_and(|byte| byte.is_ascii_hexdigit());
    glued && !escape && !percent
}

/// Whether the word that ends at `at` has another letter of the same case behind it: then no name of
/// a value ends there.
fn goes_on(bytes: &[u8], at: usize) -> bool {
    let last = bytes[at - 1];
    bytes.get(at).is_some_and(|next| {
        (last.is_ascii_lowercase() && next.is_ascii_lowercase())
            || (last.is_ascii_uppercase() && next.is_ascii_uppercase())
    })
}
