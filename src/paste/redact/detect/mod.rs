//! Finds secrets and personal data in a text. Pure and free of the rest of the program: the build
//! script includes this folder to prove every rule by its examples before anything is built.
//!
//! Four finders, each linear in the text:
//! - the *rules* of the files in `rules/`: one automaton over all their literals, and where one
//!   stands, the rule's regex, anchored and over a bounded reach;
//! - the *shapes* without a literal: drawn characters, addresses, private keys;
//! - the *seams*: values that a terminal broke over two lines;
//! - the *echoes*: other places of the values that were found.
//!
//! Masks that are in the text already are opaque: nothing that is found overlaps one.

mod address;
mod echo;
mod evidence;
mod kind;
mod mask;
mod names;
mod pem;
#[allow(dead_code, reason = "the build and the tests prove; the program runs what is proven")]
mod proof;
mod random;
mod rule;
mod seams;
mod shape;
mod value;

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex_automata::meta::Cache;
use regex_automata::util::captures::Captures;

pub use kind::SecretKind;
pub(crate) use mask::Masks;
#[allow(unused_imports, reason = "the build and the tests prove")]
pub(crate) use proof::prove;
pub(crate) use rule::{Rule, RuleError};

use rule::{Back, RuleKind};
use value::Candidate;

/// The embedded rule files, by family.
const FILES: [(&str, &str); 7] = [
    ("assignments.toml", include_str!("rules/assignments.toml")),
    ("commands.toml", include_str!("rules/commands.toml")),
    ("headers.toml", include_str!("rules/headers.toml")),
    ("languages.toml", include_str!("rules/languages.toml")),
    ("personal.toml", include_str!("rules/personal.toml")),
    ("provider-keys.toml", include_str!("rules/provider-keys.toml")),
    ("urls.toml", include_str!("rules/urls.toml")),
];

/// The names of the embedded rule files.
#[allow(dead_code, reason = "for the build, which looks for files that are not embedded")]
pub(crate) fn file_names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name).chain(["fragments.toml"])
}

/// A range of the text to mask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Secret {
    /// Where it stands, in bytes.
    pub(crate) range: Range<usize>,
    /// What it is.
    pub(crate) kind: SecretKind,
}

/// All rules, ready to run.
#[derive(Debug)]
pub(crate) struct Detector {
    rules: Vec<Rule>,
    automaton: AhoCorasick,
    /// For each literal of the automaton the rules that begin with it.
    rules_of: Vec<Vec<usize>>,
}

impl Detector {
    /// Reads the embedded rule files.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn embedded() -> Result<Detector, Vec<RuleError>> {
        Detector::of(&FILES, include_str!("rules/fragments.toml"))
    }

    /// Reads rule files, given as name and text.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn of(
        files: &[(&'static str, &'static str)],
        fragments: &str,
    ) -> Result<Detector, Vec<RuleError>> {
        let fragments = rule::read_fragments("fragments.toml", fragments).map_err(|e| vec![e])?;
        let mut rules: Vec<Rule> = Vec::new();
        let mut errors = Vec::new();
        for (file, text) in files {
            match rule::read_rules(file, text, &fragments) {
                Ok(read) => rules.extend(read),
                Err(wrong) => errors.extend(wrong),
            }
        }
        let mut ids: Vec<&Rule> = rules.iter().collect();
        ids.sort_by_key(|rule| &rule.id);
        errors.extend(ids.windows(2).filter(|pair| pair[0].id == pair[1].id).map(|pair| {
            RuleError {
                file: pair[1].file.to_owned(),
                rule: Some(pair[1].id.clone()),
                problem: format!("{} has a rule of that name", pair[0].file),
            }
        }));
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut literals: Vec<(String, Vec<usize>)> = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            for literal in &rule.literals {
                let lower = literal.to_ascii_lowercase();
                match literals.iter_mut().find(|(known, _)| *known == lower) {
                    Some((_, owners)) => owners.push(index),
                    None => literals.push((lower, vec![index])),
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(literals.iter().map(|(literal, _)| literal))
            .map_err(|error| {
                vec![RuleError {
                    file: "rules".to_owned(),
                    rule: None,
                    problem: format!("the literals are too many: {error}"),
                }]
            })?;
        let rules_of = literals.into_iter().map(|(_, owners)| owners).collect();
        Ok(Detector { rules, automaton, rules_of })
    }

    /// The rules, in the order of their files.
    #[must_use]
    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What is to be masked in `text`, in order and without overlaps. `masks` are the masks that
    /// stand in it; `attempts` may come from another text.
    #[must_use]
    pub(crate) fn find(&self, text: &str, masks: &Masks, attempts: &mut Attempts) -> Vec<Secret> {
        let mut found = Vec::new();
        pem::find(text, &mut found);
        attempts.clear();
        self.apply_rules(text, masks, attempts, &mut found);
        shape::find(text, &mut found);
        let mut secrets = settle(text, found, masks);
        let seams = seams::find(self, text, &secrets, attempts);
        if !seams.is_empty() {
            secrets.extend(seams);
            secrets = settle(text, secrets, masks);
        }
        let echoes = echo::find(text, &secrets);
        if !echoes.is_empty() {
            secrets.extend(echoes);
            secrets = settle(text, secrets, masks);
        }
        secrets
    }

    /// The memory of a search. What the regexes learn in one text serves them in the next.
    #[must_use]
    pub(crate) fn attempts(&self) -> Attempts {
        Attempts::new(self.rules.len())
    }

    /// Runs all rules.
    fn apply_rules(
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
            for &index in &self.rules_of[hit.pattern().as_usize()] {
                let rule = &self.rules[index];
                if !self.may_begin(rule, text, hit.range())
                    || rule.names_a_key && masks.names(text, hit.end())
                {
                    continue;
                }
                let start = rule.back.walk(text, hit.start()).max(free_from);
                if text[start..].starts_with(&rule.begins) && attempts.is_new(index, start) {
                    self.attempt(index, text, start, attempts, found);
                }
            }
        }
    }

    /// Whether the literal that stands at `at` is one of the rule.
    fn may_begin(&self, rule: &Rule, text: &str, at: Range<usize>) -> bool {
        let same_case = || rule.literals.iter().any(|literal| *literal == text[at.clone()]);
        let glued = || rule.whole && is_glued(text.as_bytes(), at.start);
        let goes_on = || rule.names_a_key && goes_on(text.as_bytes(), at.end);
        let near = || {
            let end = text.floor_char_boundary((at.end + rule::NEAR).min(text.len()));
            rule.near.stand_in(&text[at.end..end])
        };
        let next = || {
            let next = text.as_bytes().get(at.end).copied().map(char::from);
            rule.next.is_empty() || next.is_some_and(|next| rule.next.contains(&next))
        };
        next() && (!rule.exact || same_case()) && !glued() && !goes_on() && near()
    }

    /// Tries one rule at one place.
    fn attempt(
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
        let end = if rule.lines {
            reach
        } else {
            memchr::memchr(b'\n', &text.as_bytes()[start..reach]).map_or(reach, |at| start + at)
        };
        let compiled = rule.compiled();
        let regex = &compiled.regex;
        let captures = attempts.captures[index].get_or_insert_with(|| regex.create_captures());
        let last = attempts.searched[index].replace(start..end);
        // The same text as at the last place has the same answer, that much further on.
        let is_known = last.is_some_and(|last| are_alike(text, &last, &(start..end)));
        let shift = match is_known {
            true if !captures.is_match() => return,
            true => start - attempts.found_from[index],
            false => {
                let input = regex_automata::Input::new(text)
                    .span(start..end)
                    .anchored(regex_automata::Anchored::Yes);
                let cache = attempts.caches[index].get_or_insert_with(|| regex.create_cache());
                regex.search_captures_with(cache, &input, captures);
                if !captures.is_match() {
                    return;
                }
                attempts.found_from[index] = start;
                0
            }
        };
        let group_at = |group: usize| {
            captures.get_group(group).map(|span| span.start + shift..span.end + shift)
        };
        let whole = group_at(0).unwrap_or(start..start);
        let named = |group: Option<usize>| group.and_then(group_at).map_or("", |span| &text[span]);
        let mut reached = None;
        let mut reached_from = 0;
        let mut judged = 0;
        for &(group, quoted) in &compiled.values {
            let Some(span) = group_at(group) else { continue };
            let range = if quoted { span } else { bare_range(text, span) };
            let candidate = Candidate {
                text,
                start: whole.start,
                end: whole.end.max(range.end),
                value: &text[range.clone()],
                key: named(compiled.key),
                separator: named(compiled.separator),
                close: named(compiled.close),
                quoted,
            };
            // What goes on so is a mask of other software.
            let masked = ['…', '*', '•'].iter().any(|sign| text[range.end..].starts_with(*sign))
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
            if end > attempts.masked.end {
                attempts.masked = reached_from..end;
            }
        } else if judged > start + LONG {
            attempts.covered[index] = judged;
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
    last: Vec<usize>,
    /// The last value that was found.
    masked: Range<usize>,
    covered: Vec<usize>,
    /// Where each rule was tried last.
    searched: Vec<Option<Range<usize>>>,
    /// Where the search began that `captures` are of.
    found_from: Vec<usize>,
    captures: Vec<Option<Captures>>,
    caches: Vec<Option<Cache>>,
}

impl Attempts {
    fn new(rules: usize) -> Attempts {
        Attempts {
            last: vec![usize::MAX; rules],
            masked: 0..0,
            covered: vec![0; rules],
            searched: vec![None; rules],
            found_from: vec![0; rules],
            captures: vec![None; rules],
            caches: vec![None; rules],
        }
    }

    /// Forgets the places, for another text; what was allocated stays.
    fn clear(&mut self) {
        self.last.fill(usize::MAX);
        self.covered.fill(0);
        self.searched.fill(None);
        self.masked = 0..0;
    }

    fn is_new(&mut self, rule: usize, start: usize) -> bool {
        let new = self.last[rule] != start && start >= self.covered[rule];
        self.last[rule] = start;
        new
    }
}

/// Whether the same text stands in two ranges, also just before and behind them, where a word can end.
fn are_alike(text: &str, one: &Range<usize>, other: &Range<usize>) -> bool {
    /// Bytes of the longest character.
    const AROUND: usize = 4;
    let around = |range: &Range<usize>| {
        text.as_bytes().get(range.start.checked_sub(AROUND)?..range.end + AROUND)
    };
    one.len() == other.len() && matches!((around(one), around(other)), (Some(a), Some(b)) if a == b)
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

/// A value without the signs of the sentence around it, and on to the end of its characters when the
/// rule's reach ended before them.
fn bare_range(text: &str, range: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let goes_on = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let mut end = range.end;
    if end > range.start && goes_on(bytes[end - 1]) {
        end += bytes[end..].iter().take_while(|byte| goes_on(**byte)).count();
    }
    end += rest_of_drawn(&text[range.start..], end - range.start);
    let opened = bytes[range.start..end].contains(&b'(');
    let closes = |byte: u8| b".,:;?".contains(&byte) || (byte == b')' && !opened);
    while end > range.start + 1 && closes(bytes[end - 1]) {
        end -= 1;
    }
    range.start..end
}

/// How much of what follows a value up to the next blank or quotation mark belongs to it, though a
/// sign stands in between that ends most values: it does when it is drawn as well.
fn rest_of_drawn(text: &str, value: usize) -> usize {
    const REACH: usize = 200;
    const SIGNS: &[u8] = b"!#$%&()*+,;<=>?@[]^{|}~";
    let bytes = text.as_bytes();
    let follows = &bytes[value..bytes.len().min(value + REACH)];
    if !follows.first().is_some_and(|byte| SIGNS.contains(byte)) {
        return 0;
    }
    let end = follows
        .iter()
        .position(|byte| !byte.is_ascii_graphic() || b"\"'`\\".contains(byte))
        .unwrap_or(follows.len());
    let rest = &follows[..end];
    let parts = || rest.split(|byte| !byte.is_ascii_alphanumeric());
    let drawn: usize =
        parts().map(random::Makeup::of).filter(random::Makeup::is_drawn).map(|m| m.length).sum();
    let letters: usize = parts().map(<[u8]>::len).sum();
    // `&page=2`, `;EndpointSuffix=core.windows.net`: another setting.
    let setting = rest.windows(2).any(|pair| pair[0].is_ascii_alphabetic() && pair[1] == b'=');
    // Signs that stand in passwords and seldom in lines of a log.
    let mut signs: Vec<u8> =
        rest.iter().copied().filter(|byte| b"!@^*|~{}[]$?<>".contains(byte)).collect();
    signs.sort_unstable();
    signs.dedup();
    let belongs =
        (!setting && drawn > 0 && drawn * 2 >= letters) || (signs.len() >= 3 && letters >= 4);
    if belongs { end } else { 0 }
}

impl Back {
    /// Where a match begins whose literal stands at `at`.
    fn walk(self, text: &str, at: usize) -> usize {
        let walk = |limit: usize, belongs: fn(u8) -> bool| {
            let before = &text.as_bytes()[at.saturating_sub(limit)..at];
            at - before.iter().rev().take_while(|byte| belongs(**byte)).count()
        };
        match self {
            Back::None => at,
            Back::Key => walk(60, |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']')
            }),
            Back::LocalPart => walk(64, |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
            }),
            Back::Scheme => {
                walk(20, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'))
            }
            Back::Digits => walk(18, |byte| byte.is_ascii_digit()),
            Back::Line => {
                let before = &text.as_bytes()[at.saturating_sub(80)..at];
                match before.iter().rposition(|byte| *byte == b'\n') {
                    Some(line_end) => at - before.len() + line_end + 1,
                    None if before.len() == at => 0,
                    None => at,
                }
            }
        }
    }
}

/// Sorts what was found, joins what overlaps, and leaves masks out.
fn settle(text: &str, mut found: Vec<Secret>, masks: &Masks) -> Vec<Secret> {
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
