//! Which symptoms a text speaks of, when no known message stands in it: a search over what is written
//! about each symptom.

mod aliases;
mod bm25;
pub(super) mod error_lines;
mod read_lines;
mod tokenizer;
mod trouble;

use super::tuning::search::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::budget::{Budget, LeftOut};
use crate::knowledge::{KnowledgeBase, Symptom};
use crate::paste::{Message, MessageKind};
use aliases::Aliases;
use bm25::{Entry, Index};
pub(in crate::engine) use read_lines::ReadLines;
use tokenizer::{PART_MARK, Tokenizer};

/// The index.
#[derive(Debug)]
pub(in crate::engine) struct Search {
    tokenizer: Tokenizer,
    index: Index,
    names: Aliases,
}

/// A symptom that a paste may speak of.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Near {
    /// Index of the symptom.
    pub(in crate::engine) symptom: usize,
    /// 0 to 1; 1 for the nearest one.
    pub(in crate::engine) share: f32,
    /// The place of the paste that has most of the words, in the normal text.
    pub(in crate::engine) place: Range<usize>,
    /// Words in common.
    pub(in crate::engine) shared: Vec<String>,
}

impl Search {
    pub(in crate::engine) fn new(base: &KnowledgeBase) -> Search {
        let texts: Vec<String> = base.symptoms().iter().map(text_of).collect();
        let tokenizer = Tokenizer::new(base.product());
        let index = Index::new(&tokenizer, &texts);
        Search { names: Aliases::new(base, &tokenizer), tokenizer, index }
    }

    /// The symptoms that a question names, then those whose texts have most in common with it,
    /// nearest first. Empty when there is little in common.
    pub(in crate::engine) fn ask(
        &self,
        lines: &ReadLines<'_>,
        has_product: bool,
        budget: &Budget,
    ) -> Vec<Near> {
        let mut near = self.named(lines, has_product);
        for mut other in self.search(lines, budget) {
            if near.iter().any(|known| known.symptom == other.symptom) {
                continue;
            }
            if !near.is_empty() {
                other.share *= BESIDE_A_NAME;
            }
            near.push(other);
        }
        near.truncate(MAX_NEAR);
        near
    }

    /// The symptoms that a line of a question names.
    fn named(&self, lines: &ReadLines<'_>, has_product: bool) -> Vec<Near> {
        let is_asked = |at: &usize| {
            let message = lines.message(*at);
            message.kind == MessageKind::Line
                && lines.paste().is_prose(message)
                && !is_status(lines.text(*at))
        };
        let mut best: BTreeMap<usize, (f32, usize)> = BTreeMap::new();
        for at in lines.messages().filter(is_asked) {
            let tokens = lines.tokens(at, &self.tokenizer);
            for (symptom, says) in self.names.find(tokens, has_product) {
                let known = best.entry(symptom).or_insert((says, at));
                if says > known.0 {
                    *known = (says, at);
                }
            }
        }
        let mut named: Vec<(usize, (f32, usize))> = best.into_iter().collect();
        named.sort_by(|(a, (x, _)), (b, (y, _))| y.total_cmp(x).then(a.cmp(b)));
        let most = named.first().map_or(0.0, |(_, (says, _))| *says);
        named
            .into_iter()
            .filter(|(_, (says, _))| *says >= most * MIN_SHARE)
            .map(|(symptom, (says, at))| {
                let tokens = lines.tokens(at, &self.tokenizer);
                let words: Vec<Word> = tokens.iter().map(|word| self.word(word)).collect();
                Near {
                    symptom,
                    share: says / most,
                    place: lines.message(at).range.clone(),
                    shared: shared(symptom, &words),
                }
            })
            .collect()
    }

    /// The symptoms whose texts have most in common with a paste.
    pub(in crate::engine) fn search(&self, lines: &ReadLines<'_>, budget: &Budget) -> Vec<Near> {
        let messages = error_lines::messages(lines);
        if !error_lines::is_about_trouble(lines, &messages) {
            return Vec::new();
        }
        let mut read: Vec<(&Message, Vec<Word>)> = Vec::new();
        for at in messages {
            let message = lines.message(at);
            if !budget.spend(message.range.len() * PRICE_OF_BYTE) {
                budget.leave_out(LeftOut::Search);
                break;
            }
            let mut seen = BTreeSet::new();
            let words = lines.tokens(at, &self.tokenizer).iter();
            let words = words.filter(|word| seen.insert(*word));
            read.push((message, words.map(|word| self.word(word)).collect()));
        }
        let mut words: Vec<&Word> = Vec::new();
        let mut seen = BTreeSet::new();
        for word in read.iter().flat_map(|(_, words)| words) {
            if words.len() < MAX_WORDS && seen.insert(word.spelling) {
                words.push(word);
            }
        }
        let shares = words.iter().flat_map(|word| &word.entries).map(|entry| entry.texts());
        if !budget.spend(shares.sum::<usize>() * PRICE_OF_SHARE) {
            budget.leave_out(LeftOut::Search);
            return Vec::new();
        }
        let ranked = self.index.rank(words.iter().flat_map(|word| word.entries.iter().copied()));
        let best = ranked.first().map_or(0.0, |(_, score)| *score);
        if best < MIN_SCORE {
            return Vec::new();
        }
        ranked
            .iter()
            .take(MAX_NEAR)
            .take_while(|(_, score)| *score >= best * MIN_SHARE)
            .map(|(symptom, score)| Near {
                symptom: *symptom,
                share: score / best,
                place: place(*symptom, &read),
                shared: shared(*symptom, words.iter().copied()),
            })
            .collect()
    }

    /// A word, and what the index knows of it and of its parts.
    fn word<'w>(&'w self, spelling: &'w str) -> Word<'w> {
        let entries = self
            .tokenizer
            .tokens(spelling)
            .iter()
            .filter_map(|token| self.index.get(token))
            .collect();
        Word { spelling, entries }
    }
}

/// A word of a paste.
struct Word<'i> {
    spelling: &'i str,
    entries: Vec<&'i Entry>,
}

impl Word<'_> {
    fn is_in(&self, symptom: usize) -> bool {
        self.entries.iter().any(|entry| entry.is_in(symptom))
    }
}

/// The message that has most words in common with a symptom's text; of equals the first.
fn place(symptom: usize, read: &[(&Message, Vec<Word>)]) -> Range<usize> {
    let common = |words: &[Word]| words.iter().filter(|word| word.is_in(symptom)).count();
    let most = read.iter().rev().max_by_key(|(_, words)| common(words));
    most.map_or(0..0, |(message, _)| message.range.clone())
}

/// The longest words in common with a symptom's text: the short ones are the commoner ones.
fn shared<'w>(symptom: usize, words: impl IntoIterator<Item = &'w Word<'w>>) -> Vec<String> {
    let is_whole = |word: &&Word| !word.spelling.starts_with(PART_MARK);
    let mut shared: Vec<&str> = words
        .into_iter()
        .filter(|word| is_whole(word) && word.is_in(symptom))
        .map(|word| word.spelling)
        .collect();
    shared.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    shared.into_iter().take(MAX_SHARED).map(str::to_owned).collect()
}

/// Whether a line lists states, as `channels status` does (`mode:polling, token:***`): that is no
/// person's question.
fn is_status(line: &str) -> bool {
    let is_state = |word: &&str| {
        // Neither an address nor a port.
        let is_value =
            |value: &str| value.starts_with(|first: char| first.is_alphabetic() || first == '*');
        word.split_once(':').is_some_and(|(key, value)| !key.is_empty() && is_value(value))
    };
    line.split(' ').filter(is_state).count() >= 2
}

/// What is written about a symptom; what names it best counts more than once.
fn text_of(symptom: &Symptom) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for _ in 0..3 {
        parts.push(&symptom.title);
    }
    for _ in 0..2 {
        parts.extend(symptom.aliases.iter().map(String::as_str));
    }
    parts.push(&symptom.summary);
    for signal in symptom.signals.iter().filter(|signal| signal.weight > 0) {
        parts.push(&signal.shows);
        parts.extend(signal.matcher.literals.iter().map(String::as_str));
    }
    parts.extend(symptom.causes.iter().map(|cause| cause.title.as_str()));
    let shows =
        |example: &&crate::knowledge::Example| example.expect == crate::knowledge::Expect::First;
    parts.extend(symptom.examples.iter().filter(shows).map(|example| example.text.as_str()));
    parts.join(" . ")
}

#[cfg(test)]
mod tests;
