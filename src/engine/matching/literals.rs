//! The literals of all signals and vetoes: which of them stand in a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::super::repair::{ClippedStarts, Repair};
use super::{Candidate, Owner, Part};
use crate::knowledge::{KnowledgeBase, Matcher};
use crate::paste::{MessageKind, Paste};

/// The automaton over the literals of all signals and vetoes.
#[derive(Debug)]
pub(in crate::engine) struct LiteralIndex {
    automaton: AhoCorasick,
    /// For each literal of the automaton: whose it is.
    owners: Vec<Owner>,
    clipped: ClippedStarts,
}

impl LiteralIndex {
    pub(in crate::engine) fn new(base: &KnowledgeBase) -> LiteralIndex {
        let (literals, owners): (Vec<String>, Vec<Owner>) = owned_literals(base).unzip();
        // A DFA would be faster; over the thousands of literals of a base it takes a hundred times the
        // memory.
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&literals)
            .unwrap_or_else(|error| {
                panic!("{} literals are too many for one automaton: {error}", literals.len())
            });
        let clipped = ClippedStarts::new(literals.iter().map(String::as_str));
        LiteralIndex { automaton, owners, clipped }
    }

    /// The messages of a paste in which a literal stands, whole or without its beginning.
    pub(super) fn candidates(&self, paste: &Paste) -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(paste.normal()) {
            let message = paste.message_at(hit.start());
            let owner = self.owners[hit.pattern().as_usize()];
            let candidate = Candidate { owner, message, repair: None };
            let is_matched = paste.messages()[message].kind.is_matched();
            if is_matched && candidates.last() != Some(&candidate) {
                candidates.push(candidate);
            }
        }
        for (index, message) in paste.messages().iter().enumerate() {
            if matches!(message.kind, MessageKind::Line | MessageKind::JsonLog) {
                for (literal, lost) in self.clipped.find(paste.text_of(message)) {
                    let repair = Some(Repair::Beginning(lost));
                    let owner = self.owners[literal];
                    candidates.push(Candidate { owner, message: index, repair });
                }
            }
        }
        candidates
    }

    /// Whose literals stand in a text.
    pub(super) fn owners_in(&self, text: &str) -> impl Iterator<Item = Owner> {
        self.automaton.find_overlapping_iter(text).map(|hit| self.owners[hit.pattern().as_usize()])
    }
}

/// Every literal of a base, as often as it is looked for.
pub(in crate::engine) fn literals(base: &KnowledgeBase) -> impl Iterator<Item = String> {
    owned_literals(base).map(|(literal, _)| literal)
}

/// What the automaton looks for, with the part of a symptom that each literal belongs to.
fn owned_literals(base: &KnowledgeBase) -> impl Iterator<Item = (String, Owner)> {
    base.symptoms().iter().enumerate().flat_map(|(symptom, entry)| {
        let signals = entry.signals.iter().enumerate().map(|(i, s)| (Part::Signal(i), &s.matcher));
        let vetoes = entry.vetoes.iter().enumerate().map(|(i, v)| (Part::Veto(i), &v.matcher));
        signals.chain(vetoes).flat_map(move |(part, matcher)| {
            needles(matcher).into_iter().map(move |literal| (literal, Owner { symptom, part }))
        })
    })
}

/// What the automaton looks for in a matcher: the literals, or the rarest part of a field's values.
fn needles(matcher: &Matcher) -> Vec<String> {
    if !matcher.literals.is_empty() {
        return matcher.literals.clone();
    }
    let shortest = |values: &[String]| values.iter().map(String::len).min().unwrap_or(0);
    let per_field = matcher.fields.iter().map(|field| {
        field.values.iter().map(|glob| glob.literal().to_owned()).collect::<Vec<String>>()
    });
    per_field.max_by_key(|values| shortest(values)).unwrap_or_default()
}
