//! Messages that were typed again or read from a picture: blanks lost, letters swapped, left out or
//! mistaken for ones that look alike.
//!
//! The words of the knowledge base are the dictionary. Only pastes without a sure finding are
//! mended, so that nothing is guessed where a message stands as it was printed.
//!
//! Library: `strsim` for the distance of two words, which the command line brings along; an index of
//! misspellings (`symspell`) pays off for dictionaries a hundred times as large.

use super::super::tuning::typos::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::budget::{Budget, LeftOut};
use crate::knowledge::KnowledgeBase;
use crate::lookup::Lookup;
use crate::paste::{MessageKind, Paste};

/// A message as it must have been before it was typed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Respelled {
    /// Index of the message.
    pub(in crate::engine) message: usize,
    /// Its text, in lower case where it was mended.
    pub(in crate::engine) text: String,
}

/// The dictionary.
#[derive(Debug)]
pub(in crate::engine) struct Spelling {
    /// Words that need no mending.
    known: Lookup<String, ()>,
    /// How a word looks to a scanner → how it is spelled; of those that look the same, the commonest.
    by_look: Lookup<String, Word>,
    /// First letter and length → words, for slips.
    by_start: Lookup<(u8, usize), Vec<(Letters, Word)>>,
}

/// Which letters a word has, a bit each: two words that are a slip apart differ in at most two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Letters(u64);

impl Letters {
    fn of(word: &str) -> Letters {
        Letters(word.bytes().fold(0, |bits, byte| bits | 1 << (byte & 63)))
    }

    /// Slips that lie between two words with these letters, at least.
    fn slips(self, other: Letters) -> u32 {
        (self.0 ^ other.0).count_ones().div_ceil(2)
    }
}

/// A word of the dictionary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    spelling: String,
    /// How common it is: examples that have it.
    count: usize,
}

impl Spelling {
    pub(in crate::engine) fn new<'l>(
        base: &KnowledgeBase,
        literals: impl Iterator<Item = &'l str>,
    ) -> Spelling {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for literal in literals {
            for word in words(literal).filter_map(|word| spelled(&literal[word])) {
                *counts.entry(word).or_default() += EXAMPLES_OF_A_WORD;
            }
        }
        let examples = base.symptoms().iter().flat_map(|symptom| &symptom.examples);
        for example in examples {
            let own: BTreeSet<String> =
                words(&example.text).filter_map(|word| spelled(&example.text[word])).collect();
            for word in own {
                *counts.entry(word).or_default() += 1;
            }
        }
        Spelling::of_counts(counts)
    }

    fn of_counts(mut counts: BTreeMap<String, usize>) -> Spelling {
        let mut common: Vec<Word> = counts
            .iter()
            .filter(|(_, count)| **count >= EXAMPLES_OF_A_WORD)
            .map(|(spelling, count)| Word { spelling: spelling.clone(), count: *count })
            .collect();
        common.sort_unstable_by(|a, b| b.count.cmp(&a.count).then_with(|| a.cmp(b)));
        let mut by_look: Lookup<String, Word> = Lookup::default();
        let mut by_start: Lookup<(u8, usize), Vec<(Letters, Word)>> = Lookup::default();
        for word in common {
            by_look.or_insert_with(look(&word.spelling), || word.clone());
            if word.spelling.len() >= LOOKS_FROM {
                let start = (word.spelling.as_bytes()[0], word.spelling.len());
                by_start.or_default(start).push((Letters::of(&word.spelling), word));
            }
        }
        // An example that is misspelled on purpose does not make its words right.
        counts.retain(|_, count| *count >= EXAMPLES_OF_A_WORD);
        let known = counts.into_keys().map(|word| (word, ())).collect();
        Spelling { known, by_look, by_start }
    }

    /// The lines of a short paste that are not spelled as a program prints them, mended.
    pub(in crate::engine) fn respell(&self, paste: &Paste, budget: &Budget) -> Vec<Respelled> {
        if paste.normal().len() > MAX_BYTES {
            return Vec::new();
        }
        let lines = paste
            .messages()
            .iter()
            .enumerate()
            .filter(|(_, message)| message.kind == MessageKind::Line);
        lines
            .filter_map(|(message, line)| {
                self.mend_line(paste.text_of(line), budget).map(|text| Respelled { message, text })
            })
            .collect()
    }

    fn mend_line(&self, line: &str, budget: &Budget) -> Option<String> {
        let mended: Vec<(Range<usize>, Option<String>)> = words(line)
            .map(|range| (range.clone(), self.mend_word(&line[range].to_ascii_lowercase(), budget)))
            .collect();
        let mut changed = mended.iter().filter_map(|(_, word)| word.as_ref()).peekable();
        changed.peek()?;
        let is_joined = changed.any(|word| word.contains(' '));
        let mut text = String::with_capacity(line.len() + 16);
        let mut end = 0;
        for (range, word) in mended {
            push_between(&mut text, &line[end..range.start], is_joined);
            text.push_str(word.as_deref().unwrap_or(&line[range.clone()]));
            end = range.end;
        }
        text.push_str(&line[end..]);
        Some(text)
    }

    fn mend_word(&self, word: &str, budget: &Budget) -> Option<String> {
        if self.known.contains(word)
            || !word.is_ascii()
            || word.len() > MAX_RUN
            || !word.bytes().any(|byte| byte.is_ascii_alphabetic())
        {
            return None;
        }
        let letters = word.len();
        let by_look = || self.by_look.get(&look(word)).map(|word| word.spelling.clone());
        let joined = || self.split(word, budget);
        let slips = || self.nearest(word, budget);
        (letters >= LOOKS_FROM)
            .then(by_look)
            .flatten()
            .or_else(|| (letters >= JOINED_FROM).then(joined).flatten())
            .or_else(|| (letters >= ONE_SLIP_FROM).then(slips).flatten())
    }

    /// The likeliest words of the dictionary that make up a run without blanks.
    fn split(&self, run: &str, budget: &Budget) -> Option<String> {
        if !affordable(run.len() * MAX_LETTERS * PRICE_OF_LOOK, budget) {
            return None;
        }
        // Per place: the price of the words that lead there, where the last one begins, and which
        // word of the dictionary it is, when it is one.
        type Best<'d> = Option<(f64, usize, Option<&'d Word>)>;
        let mut best: Vec<Best<'_>> = vec![None; run.len() + 1];
        best[0] = Some((0.0, 0, None));
        let mut seen = String::with_capacity(MAX_LETTERS);
        for end in 1..=run.len() {
            for start in end.saturating_sub(MAX_LETTERS)..end {
                let Some((before, ..)) = best[start] else { continue };
                let part = &run[start..end];
                let word = if is_number(part) {
                    None
                } else {
                    look_into(part, &mut seen);
                    let Some(word) = self.by_look.get(seen.as_str()) else { continue };
                    Some(word)
                };
                let count = word.map_or(1, |word| word.count);
                // The rarer a word, the dearer, as if words came independently of each other.
                let price = before + PRICE_OF_ONE.ln() - (count as f64).ln();
                if best[end].is_none_or(|(known, ..)| price < known) {
                    best[end] = Some((price, start, word));
                }
            }
        }
        let mut parts = Vec::new();
        let mut end = run.len();
        while end > 0 {
            let (_, start, word) = best[end]?;
            parts.push(word.map_or(&run[start..end], |word| word.spelling.as_str()));
            end = start;
        }
        parts.reverse();
        (parts.len() >= 2 && run.len() >= parts.len() * MEAN_LETTERS).then(|| parts.join(" "))
    }

    /// The word of the dictionary that is a slip or two away; of several the nearest, then the
    /// longest (letters get lost more often than they are added), then the commonest.
    fn nearest(&self, word: &str, budget: &Budget) -> Option<String> {
        let slips = if word.len() >= TWO_SLIPS_FROM { 2 } else { 1 };
        let first = *word.as_bytes().first()?;
        let letters = Letters::of(word);
        let lengths = word.len() - slips..=word.len() + slips;
        let alike = lengths.filter_map(|length| self.by_start.get(&(first, length))).flatten();
        let near = alike
            .inspect(|_| {
                budget.spend(1);
            })
            .filter(|(known, _)| known.slips(letters) as usize <= slips)
            .map_while(|(_, known)| {
                let price = known.spelling.len() * word.len() * PRICE_OF_LETTERS;
                affordable(price, budget).then_some(known)
            });
        near.map(|known| {
            let distance = strsim::osa_distance(&known.spelling, word);
            (distance, Reverse(known.spelling.len()), Reverse(known.count), known)
        })
        .filter(|(distance, ..)| *distance <= slips)
        .min()
        .map(|(.., known)| known.spelling.clone())
    }
}

/// Whether the budget allows it; if not, that mending was left out is noted.
fn affordable(messages: usize, budget: &Budget) -> bool {
    let is_affordable = budget.spend(messages);
    if !is_affordable {
        budget.leave_out(LeftOut::Mending);
    }
    is_affordable
}

/// What stands between two words. Where words lost their blanks, punctuation lost them as well.
fn push_between(text: &mut String, between: &str, is_joined: bool) {
    let has_blank = between.contains(' ');
    if is_joined && !has_blank && between.starts_with('(') {
        text.push(' ');
    }
    text.push_str(between);
    if is_joined && !has_blank && between.ends_with([':', ',', ';', ')', ']']) {
        text.push(' ');
    }
}

/// Byte ranges of the words of a text. A scanner takes `l` for `|` as well.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_letter = |byte: u8| !byte.is_ascii() || byte.is_ascii_alphanumeric() || byte == b'|';
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|byte| is_letter(*byte))?;
        at = start
            + bytes[start..]
                .iter()
                .position(|byte| !is_letter(*byte))
                .unwrap_or(bytes.len() - start);
        Some(start..at)
    })
}

/// A word as the dictionary has it: letters only, two at least.
fn spelled(word: &str) -> Option<String> {
    (word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .then(|| word.to_ascii_lowercase())
}

/// A number, with or without a unit of one letter.
fn is_number(word: &str) -> bool {
    let digits = word.strip_suffix(|last: char| last.is_ascii_alphabetic()).unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A word without the differences that a scanner misses.
fn look(word: &str) -> String {
    let mut seen = String::with_capacity(word.len());
    look_into(word, &mut seen);
    seen
}

/// [`look`], into a text that is used again.
fn look_into(word: &str, seen: &mut String) {
    seen.clear();
    for letter in word.chars() {
        let alike = match letter {
            '1' | 'i' | '|' => 'l',
            '0' => 'o',
            '5' => 's',
            other => other,
        };
        let pair = match alike {
            'n' if seen.ends_with('r') => 'm',
            'v' if seen.ends_with('v') => 'w',
            other => {
                seen.push(other);
                continue;
            }
        };
        seen.pop();
        seen.push(pair);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(line: &str) -> Option<String> {
        let words = "address already auth connection exited gateway is mismatch not open openclaw \
                     pairing provide required the token tokens unauthorized unauthenticated writes written";
        let counts = words.split_whitespace().map(|word| (word.to_owned(), 10)).collect();
        Spelling::of_counts(counts).mend_line(line, &Budget::for_paste(line.len()))
    }

    #[test]
    fn lost_blanks_are_put_back() {
        let line = "unauthorized:gatewaytokenmismatch(providegatewayauthtoken)";
        let right = "unauthorized: gateway token mismatch (provide gateway auth token)";
        assert_eq!(mended(line).as_deref(), Some(right));
        assert_eq!(
            mended("gatewayexited1008openclaw").as_deref(),
            Some("gateway exited 1008 openclaw")
        );
    }

    #[test]
    fn letters_that_look_alike_are_told_by_the_word() {
        let line = "unauthorlzed: gateway t0ken mlsmatch, conncction";
        let right = "unauthorized: gateway token mismatch, connection";
        assert_eq!(mended(line).as_deref(), Some(right));
    }

    #[test]
    fn slips_of_the_pen_are_undone() {
        let line = "Unathorized: gatway toekn missmatch, last writen";
        let right = "unauthorized: gateway token mismatch, last written";
        assert_eq!(mended(line).as_deref(), Some(right));
    }

    #[test]
    fn what_is_spelled_well_or_not_known_stays() {
        for line in [
            "Unauthorized: gateway token mismatch",
            "nginx: upstream timed out (110)",
            "令牌不匹配 déconnecté",
            "a4f9c2d8e1b7a4f9c2d8e1b7",
        ] {
            assert_eq!(mended(line), None, "{line}");
        }
    }
}
