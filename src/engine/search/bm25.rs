//! An inverted index over a few hundred texts, ranked by BM25.
//!
//! Own code: the crate `bm25` walks every document for every word of a question, which made a long
//! question twenty times dearer than its log; tantivy brings segments, threads and a writer of 15 MB.

use super::super::tuning::bm25::*;
use std::hash::{Hash, Hasher};

use super::tokenizer::Tokenizer;
use crate::lookup::Lookup;

/// The texts by their words.
#[derive(Debug)]
pub(super) struct Index {
    /// By the hash of a word: ten thousand spellings are most of the memory of an index.
    words: Lookup<u64, Entry>,
    texts: usize,
}

/// A word of the index.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// How much the word says: more, the fewer texts have it.
    says: f32,
    /// Texts that have it, in order, each with the word's share in it.
    shares: Vec<(u32, f32)>,
}

impl Entry {
    /// Whether a text has the word.
    pub(super) fn is_in(&self, text: usize) -> bool {
        self.shares.binary_search_by_key(&text, |(text, _)| *text as usize).is_ok()
    }

    /// How many texts have it.
    pub(super) fn texts(&self) -> usize {
        self.shares.len()
    }
}

impl Index {
    pub(super) fn new(tokenizer: &Tokenizer, texts: &[String]) -> Index {
        let hashed = |text: &String| -> Vec<u64> {
            let mut words: Vec<u64> =
                tokenizer.tokens(text).iter().map(|word| hash(word)).collect();
            words.sort_unstable();
            words
        };
        let read: Vec<Vec<u64>> = texts.iter().map(hashed).collect();
        let total: usize = read.iter().map(Vec::len).sum();
        let mean = total as f32 / texts.len().max(1) as f32;
        let mut words: Lookup<u64, Entry> = Lookup::default();
        let mut all: Vec<u64> = Vec::new();
        for (text, read) in (0u32..).zip(&read) {
            let length = read.len() as f32 / mean;
            for same in read.chunk_by(|a, b| a == b) {
                let times = same.len() as f32;
                let share = times * (SATURATION + 1.0)
                    / (times + SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length));
                let entry = words.or_insert_with(same[0], || {
                    all.push(same[0]);
                    Entry::default()
                });
                entry.shares.push((text, share));
            }
        }
        for word in all {
            let entry = words.or_default(word);
            entry.shares.shrink_to_fit();
            let having = entry.shares.len() as f32;
            entry.says = (1.0 + (texts.len() as f32 - having + 0.5) / (having + 0.5)).ln();
        }
        Index { words, texts: texts.len() }
    }

    /// What is known of a word.
    pub(super) fn get(&self, word: &str) -> Option<&Entry> {
        self.words.get(&hash(word))
    }

    /// The texts that have one of the words, best first; of equals in their order.
    pub(super) fn rank<'e>(&self, words: impl Iterator<Item = &'e Entry>) -> Vec<(usize, f32)> {
        let mut scores = vec![0.0f32; self.texts];
        for word in words {
            for (text, share) in &word.shares {
                scores[*text as usize] += word.says * share;
            }
        }
        let mut ranked: Vec<(usize, f32)> =
            scores.into_iter().enumerate().filter(|(_, score)| *score > 0.0).collect();
        ranked.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        ranked
    }
}

/// The same in every process: the standard hasher has random keys only when it is made for a map.
fn hash(word: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_with_the_rarer_words_comes_first_and_equals_keep_their_order() {
        let texts = ["device pairing", "device device", "device pairing", "browser"];
        let index = Index::new(&Tokenizer::default(), &texts.map(str::to_owned));
        let rank = |question: &[&str]| -> Vec<usize> {
            let words = question.iter().filter_map(|word| index.get(word));
            index.rank(words).into_iter().map(|(text, _)| text).collect()
        };
        assert_eq!(rank(&["pairing", "device"]), [0, 2, 1]);
        assert_eq!(rank(&["browser", "device"])[0], 3);
        assert!(rank(&["nothing"]).is_empty());
    }
}
