//! Which symptoms a text speaks of, when no known message stands in it.
//!
//! A search over what is written about each symptom. Library: `bm25`, small and in memory; tantivy
//! brings segments, threads and a writer of 15 MB for two hundred short documents.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

use bm25::{Embedder, EmbedderBuilder, Embedding, Scorer, Tokenizer};

use super::evidence::is_prose;
use super::named::Names;
use super::notable;
use super::words::Words;
use crate::knowledge::{KnowledgeBase, Symptom};
use crate::paste::{Paste, Unit, UnitKind};

/// Different words of a paste that are looked for.
const MAX_WORDS: usize = 160;
/// Symptoms in an answer.
const MAX_NEAR: usize = 5;
/// Below this the words in common are chance.
const MIN_SCORE: f32 = 9.0;
/// Symptoms with less than this part of the best one's score are not near.
const MIN_SHARE: f32 = 0.5;
/// Words in common that an answer names.
const MAX_SHARED: usize = 5;
/// What a similar text is worth beside a symptom that is named.
const BESIDE_A_NAME: f32 = 0.7;
/// How much longer texts are held against them, 0 to 1 (the `b` of BM25).
const LENGTH_WEIGHT: f32 = 0.6;

/// The index.
pub(super) struct Nearest {
    embedder: Embedder<u32, Words>,
    scorer: Scorer<usize>,
    /// Per symptom: the tokens of its text.
    vocabulary: Vec<HashSet<u32>>,
    names: Names,
}

/// A symptom that a paste may speak of.
#[derive(Debug, Clone)]
pub(super) struct Near {
    /// Index of the symptom.
    pub(super) symptom: usize,
    /// 0 to 1; 1 for the nearest one.
    pub(super) share: f32,
    /// The place of the paste that has most of the words, in the normal text.
    pub(super) place: Range<usize>,
    /// Words in common.
    pub(super) shared: Vec<String>,
}

impl Nearest {
    pub(super) fn new(base: &KnowledgeBase) -> Nearest {
        let texts: Vec<String> = base.symptoms().iter().map(text_of).collect();
        let corpus: Vec<&str> = texts.iter().map(String::as_str).collect();
        let embedder: Embedder<u32, Words> =
            EmbedderBuilder::with_tokenizer_and_fit_to_corpus(Words, &corpus)
                .b(LENGTH_WEIGHT)
                .build();
        let mut scorer = Scorer::new();
        let mut vocabulary = Vec::with_capacity(corpus.len());
        for (index, text) in corpus.iter().enumerate() {
            let embedding = once_each(embedder.embed(text));
            vocabulary.push(embedding.indices().copied().collect());
            scorer.upsert(&index, embedding);
        }
        Nearest { embedder, scorer, vocabulary, names: Names::new(base) }
    }

    /// The symptoms that a question names, then those whose texts have most in common with it,
    /// nearest first. Empty when there is little in common.
    pub(super) fn ask(&self, paste: &Paste, has_product: bool) -> Vec<Near> {
        let mut near = self.named(paste, has_product);
        for mut other in self.search(paste) {
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
    fn named(&self, paste: &Paste, has_product: bool) -> Vec<Near> {
        let mut best: HashMap<usize, (f32, &Unit)> = HashMap::new();
        let lines = paste.units().iter().filter(|unit| unit.kind == UnitKind::Line);
        for unit in lines.filter(|unit| is_prose(paste, unit) && !is_status(paste.text_of(unit))) {
            for (symptom, says) in self.names.find(paste.text_of(unit), has_product) {
                let known = best.entry(symptom).or_insert((says, unit));
                if says > known.0 {
                    *known = (says, unit);
                }
            }
        }
        let mut named: Vec<(usize, (f32, &Unit))> = best.into_iter().collect();
        named.sort_by(|(a, (x, _)), (b, (y, _))| y.total_cmp(x).then(a.cmp(b)));
        let most = named.first().map_or(0.0, |(_, (says, _))| *says);
        named
            .into_iter()
            .filter(|(_, (says, _))| *says >= most * MIN_SHARE)
            .map(|(symptom, (says, unit))| {
                let words = Words.tokenize(paste.text_of(unit));
                Near {
                    symptom,
                    share: says / most,
                    place: unit.range.clone(),
                    shared: self.shared(symptom, &words),
                }
            })
            .collect()
    }

    /// The symptoms whose texts have most in common with a paste.
    pub(super) fn search(&self, paste: &Paste) -> Vec<Near> {
        let units = notable::units(paste);
        if !notable::is_about_trouble(paste, &units) {
            return Vec::new();
        }
        let mut words: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for unit in &units {
            for word in Words.tokenize(paste.text_of(unit)) {
                if words.len() < MAX_WORDS && seen.insert(word.clone()) {
                    words.push(word);
                }
            }
        }
        let query = Embedding(words.iter().flat_map(|word| self.embedder.embed(word).0).collect());
        let mut scored = self.scorer.matches(&query);
        scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
        let best = scored.first().map_or(0.0, |first| first.score);
        if best < MIN_SCORE {
            return Vec::new();
        }
        scored
            .iter()
            .take(MAX_NEAR)
            .take_while(|scored| scored.score >= best * MIN_SHARE)
            .map(|scored| Near {
                symptom: scored.id,
                share: scored.score / best,
                place: self.place(scored.id, paste, &units),
                shared: self.shared(scored.id, &words),
            })
            .collect()
    }

    fn knows(&self, symptom: usize, word: &str) -> bool {
        let index = self.embedder.embed(word);
        index.indices().any(|index| self.vocabulary[symptom].contains(index))
    }

    /// The unit that has most words in common.
    fn place(&self, symptom: usize, paste: &Paste, units: &[crate::paste::Unit]) -> Range<usize> {
        let common = |unit: &crate::paste::Unit| {
            let words: HashSet<String> = Words.tokenize(paste.text_of(unit)).into_iter().collect();
            words.iter().filter(|word| self.knows(symptom, word)).count()
        };
        // Of equals the first.
        units.iter().rev().max_by_key(|unit| common(unit)).map_or(0..0, |unit| unit.range.clone())
    }

    /// The longest words in common: the short ones are the commoner ones.
    fn shared(&self, symptom: usize, words: &[String]) -> Vec<String> {
        let mut shared: Vec<&String> = words
            .iter()
            .filter(|word| !word.starts_with('~') && self.knows(symptom, word))
            .collect();
        shared.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        shared.into_iter().take(MAX_SHARED).cloned().collect()
    }
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

impl fmt::Debug for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nearest").field("symptoms", &self.vocabulary.len()).finish_non_exhaustive()
    }
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

/// The embedder lists a token as often as it stands in the text; the scorer wants it once.
fn once_each(embedding: Embedding) -> Embedding {
    let mut seen = HashSet::new();
    Embedding(embedding.0.into_iter().filter(|token| seen.insert(token.index)).collect())
}
