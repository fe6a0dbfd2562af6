//! An inverted index over a few hundred texts, ranked by BM25.
//!
//! Own code: the crate `bm25` walks every document for every word of a question, which made a long
//! question twenty times dearer than its log; tantivy brings segments, threads and a writer of 15 MB.

use crate::lookup::Lookup;

use super::words;

/// How soon a word that stands often in a text says no more (the `k1` of BM25).
const SATURATION: f32 = 1.2;
/// How much longer texts are held against them, 0 to 1 (the `b` of BM25).
const LENGTH_WEIGHT: f32 = 0.6;

/// The texts by their words.
#[derive(Debug)]
pub(super) struct Index {
    words: Lookup<String, Entry>,
    texts: usize,
}

/// A word of the index.
#[derive(Debug, Default)]
pub(super) struct Entry {
    /// How much the word says: more, the fewer texts have it.
    says: f32,
    /// Texts that have it, in order, each with the word's share in it.
    shares: Vec<(usize, f32)>,
}

impl Entry {
    /// Whether a text has the word.
    pub(super) fn is_in(&self, text: usize) -> bool {
        self.shares.binary_search_by_key(&text, |(text, _)| *text).is_ok()
    }

    /// How many texts have it.
    pub(super) fn texts(&self) -> usize {
        self.shares.len()
    }
}

impl Index {
    pub(super) fn new(texts: &[String]) -> Index {
        let mut tokens: Vec<Vec<String>> = texts.iter().map(|text| words::tokens(text)).collect();
        let total: usize = tokens.iter().map(Vec::len).sum();
        let mean = total as f32 / texts.len().max(1) as f32;
        let mut words: Lookup<String, Entry> = Lookup::default();
        let mut spelled: Vec<String> = Vec::new();
        for (text, tokens) in tokens.iter_mut().enumerate() {
            let length = tokens.len() as f32 / mean;
            tokens.sort_unstable();
            for same in tokens.chunk_by(|a, b| a == b) {
                let times = same.len() as f32;
                let share = times * (SATURATION + 1.0)
                    / (times + SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length));
                let entry = words.or_insert_with(same[0].clone(), || {
                    spelled.push(same[0].clone());
                    Entry::default()
                });
                entry.shares.push((text, share));
            }
        }
        for word in spelled {
            let entry = words.or_default(word);
            let having = entry.shares.len() as f32;
            entry.says = (1.0 + (texts.len() as f32 - having + 0.5) / (having + 0.5)).ln();
        }
        Index { words, texts: texts.len() }
    }

    /// What is known of a word.
    pub(super) fn get(&self, word: &str) -> Option<&Entry> {
        self.words.get(word)
    }

    /// The texts that have one of the words, best first; of equals in their order.
    pub(super) fn rank<'e>(&self, words: impl Iterator<Item = &'e Entry>) -> Vec<(usize, f32)> {
        let mut scores = vec![0.0f32; self.texts];
        for word in words {
            for (text, share) in &word.shares {
                scores[*text] += word.says * share;
            }
        }
        let mut ranked: Vec<(usize, f32)> =
            scores.into_iter().enumerate().filter(|(_, score)| *score > 0.0).collect();
        ranked.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
        ranked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_with_the_rarer_words_comes_first_and_equals_keep_their_order() {
        let texts = ["device pairing", "device device", "device pairing", "browser"];
        let index = Index::new(&texts.map(str::to_owned));
        let rank = |question: &[&str]| -> Vec<usize> {
            let words = question.iter().filter_map(|word| index.get(word));
            index.rank(words).into_iter().map(|(text, _)| text).collect()
        };
        assert_eq!(rank(&["pairing", "device"]), [0, 2, 1]);
        assert_eq!(rank(&["browser", "device"])[0], 3);
        assert!(rank(&["nothing"]).is_empty());
    }
}
