//! Symptoms that somebody names in his own words: a title or alias whose words stand in one line.

use super::super::tuning::aliases::*;
use std::collections::{BTreeMap, BTreeSet};

use super::tokenizer::{PART_MARK, Tokenizer};
use crate::knowledge::KnowledgeBase;
use crate::lookup::Lookup;

/// The names of all symptoms, by their words.
#[derive(Debug)]
pub(super) struct Aliases {
    names: Vec<Name>,
    /// Word → indexes of the names that have it.
    by_word: Lookup<String, Vec<usize>>,
}

#[derive(Debug)]
struct Name {
    symptom: usize,
    /// Different words.
    words: usize,
}

impl Aliases {
    pub(super) fn new(base: &KnowledgeBase, tokenizer: &Tokenizer) -> Aliases {
        let mut names = Aliases { names: Vec::new(), by_word: Lookup::default() };
        for (symptom, entry) in base.symptoms().iter().enumerate() {
            for text in entry.aliases.iter().chain([&entry.title]) {
                let tokens = tokenizer.tokens(text);
                let words = whole(&tokens);
                if words.len() < MIN_WORDS {
                    continue;
                }
                let index = names.names.len();
                names.names.push(Name { symptom, words: words.len() });
                for word in words {
                    names.by_word.or_default(word.clone()).push(index);
                }
            }
        }
        names
    }

    /// The symptoms that a line names, each with how much its words say together. Aliases of
    /// which a word is missing count only in a question about the product: error messages of other
    /// software share many words with them.
    pub(super) fn find(&self, line: &[String], has_product: bool) -> BTreeMap<usize, f32> {
        // Per name: words that stand in the line, and what they say.
        let mut said: BTreeMap<usize, (usize, f32)> = BTreeMap::new();
        for word in whole(line) {
            let Some(having) = self.by_word.get(word) else { continue };
            // A word of many names says little.
            let says = (self.names.len() as f32 / having.len() as f32).ln();
            for name in having {
                let (count, sum) = said.entry(*name).or_default();
                *count += 1;
                *sum += says;
            }
        }
        let mut found: BTreeMap<usize, f32> = BTreeMap::new();
        for (index, (count, says)) in said {
            let name = &self.names[index];
            let is_whole = count == name.words;
            let is_most = has_product && count * 5 >= name.words * OF_FIVE && says >= SAYS_ENOUGH;
            if count >= MIN_WORDS && (is_whole || is_most) {
                let best = found.entry(name.symptom).or_default();
                *best = best.max(says);
            }
        }
        found
    }
}

/// The words of a text, without the parts that forgive slips. Sorted: sums of what words say must not
/// depend on their order.
fn whole(tokens: &[String]) -> BTreeSet<&String> {
    tokens.iter().filter(|word| !word.starts_with(PART_MARK)).collect()
}
