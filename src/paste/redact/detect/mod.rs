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
mod apply;
mod back;
mod echo;
mod evidence;
mod extent;
mod ids;
mod kind;
mod mask;
mod names;
mod overlap;
mod pem;
mod place;
mod proof;
mod random;
mod rule;
mod seams;
mod shape;
mod token;
mod value;

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

pub(crate) use apply::Attempts;
pub use kind::SecretKind;
pub(crate) use mask::Masks;
#[allow(
    unused_imports,
    reason = "for the later passes of the program, which the build does not run"
)]
pub(crate) use overlap::widen;
pub(crate) use proof::prove;
pub(crate) use rule::{Rule, RuleError};

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
    /// For each literal of the automaton the rules that are tried there.
    rules_of: Vec<Vec<Trigger>>,
    /// Accounts of programs and their images, in lower case.
    accounts: Vec<String>,
}

/// A rule that is tried at a literal.
#[derive(Debug)]
struct Trigger {
    rule: usize,
    /// How the literal is written where its case counts.
    spelling: Option<String>,
}

impl Detector {
    /// Reads the embedded rule files, and further ones given as name and text. `accounts` belong to
    /// programs and name no person.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn new(
        more: &[(&str, &str)],
        accounts: Vec<String>,
    ) -> Result<Detector, Vec<RuleError>> {
        let files: Vec<(&str, &str)> = FILES.into_iter().chain(more.iter().copied()).collect();
        let detector = Detector::of(&files, include_str!("rules/fragments.toml"))?;
        let accounts = accounts.iter().map(|account| account.to_ascii_lowercase()).collect();
        Ok(Detector { accounts, ..detector })
    }

    /// Reads rule files, given as name and text.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn of(files: &[(&str, &str)], fragments: &str) -> Result<Detector, Vec<RuleError>> {
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
        // The files of different products know nothing of each other.
        let is_embedded = |rule: &Rule| FILES.iter().any(|(name, _)| *name == &*rule.file);
        let is_twin = |pair: &&[&Rule]| {
            let [one, other] = **pair else { return false };
            let together = one.file == other.file || is_embedded(one) && is_embedded(other);
            one.id == other.id && together
        };
        errors.extend(ids.windows(2).filter(is_twin).map(|pair| RuleError {
            file: pair[1].file.to_string(),
            rule: Some(pair[1].id.clone()),
            problem: format!("{} has a rule of that name", pair[0].file),
        }));
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut literals: Vec<(String, Vec<Trigger>)> = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            for literal in &rule.literals {
                let lower = literal.to_ascii_lowercase();
                let spelling = rule.exact.then(|| literal.clone());
                let trigger = Trigger { rule: index, spelling };
                match literals.iter_mut().find(|(known, _)| *known == lower) {
                    Some((_, triggers)) => triggers.push(trigger),
                    None => literals.push((lower, vec![trigger])),
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
        let rules_of = literals.into_iter().map(|(_, triggers)| triggers).collect();
        Ok(Detector { rules, automaton, rules_of, accounts: Vec::new() })
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
        let mut secrets = overlap::settle(text, found, masks);
        let seams = seams::find(self, text, &secrets, attempts);
        if !seams.is_empty() {
            secrets.extend(seams);
            secrets = overlap::settle(text, secrets, masks);
        }
        let echoes = echo::find(text, &secrets);
        if !echoes.is_empty() {
            secrets.extend(echoes);
            secrets = overlap::settle(text, secrets, masks);
        }
        secrets
    }

    /// The memory of a search. What the regexes learn in one text serves them in the next.
    #[must_use]
    pub(crate) fn attempts(&self) -> Attempts {
        Attempts::new(self.rules.len())
    }
}
