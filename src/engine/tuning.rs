//! Every number by which the engine decides, with its unit, its reason and what it changes.
//!
//! Scores and weights are percent of certainty. Work is counted in units of about a byte that is read
//! once: see [`crate::budget`].

/// What goes into an answer.
pub(super) mod answer {
    /// Problems in an answer: who pastes more of them pasted a list of messages.
    pub(in crate::engine) const MAX_FINDINGS: usize = 24;
    /// Pastes up to this many bytes are a person's question, also when they don't name the product.
    pub(in crate::engine) const QUESTION: usize = 1_500;
    /// Words that such a question must have in common with a symptom.
    pub(in crate::engine) const WORDS_OF_A_QUESTION: usize = 2;
}

/// How often a signal is tried, and what that costs.
pub(super) mod matching {
    /// Places kept of one signal; more are counted.
    pub(in crate::engine) const MAX_PLACES: usize = 3;
    /// Messages on which one signal's regex is tried. A paste with more candidates is a flood of the same
    /// line, or hostile.
    pub(in crate::engine) const MAX_TRIES: usize = 400;
    /// Messages on which a signal of people's own words is tried: nobody writes more lines by hand.
    pub(in crate::engine) const MAX_PROSE_TRIES: usize = 60;
    /// Units of work for turning to another signal: its pattern is elsewhere in memory, and large.
    pub(in crate::engine) const PRICE_OF_SIGNAL: usize = 5_000;
    /// Units of work for a try, besides the bytes that it reads.
    pub(in crate::engine) const PRICE_OF_TRY: usize = 40;
    /// Units of work for each byte of which fields are cut.
    pub(in crate::engine) const PRICE_OF_FIELDS: usize = 6;
}

/// Messages without their beginning.
pub(super) mod clipped {
    /// Letters that a sloppy selection misses.
    pub(in crate::engine) const MAX_LETTERS: usize = 3;
    /// What is left of a literal must still be told from everything else.
    pub(in crate::engine) const MIN_LEFT: usize = 12;
    /// Bytes that look an end of a literal up. An automaton over all ends takes ten times the memory and
    /// start-up of this table, for a search that is anchored anyway.
    pub(in crate::engine) const KEY: usize = 8;
}

/// Messages that were typed again.
pub(super) mod typos {
    /// Longer pastes were copied by a program; nobody types them again. In bytes of the normal text.
    pub(in crate::engine) const MAX_BYTES: usize = 6_000;
    /// Letters from which a word can have lost blanks.
    pub(in crate::engine) const JOINED_FROM: usize = 10;
    /// Letters of the longest run that is mended: longer ones are base64, or hostile.
    pub(in crate::engine) const MAX_RUN: usize = 400;
    /// Letters of the longest word that a run without blanks is searched for.
    pub(in crate::engine) const MAX_LETTERS: usize = 24;
    /// Letters that the words of a run without blanks have on average, at least: shorter ones fit
    /// anything.
    pub(in crate::engine) const MEAN_LETTERS: usize = 4;
    /// Letters from which a word can be told by its look, or with one or two slips.
    pub(in crate::engine) const LOOKS_FROM: usize = 4;
    pub(in crate::engine) const ONE_SLIP_FROM: usize = 5;
    pub(in crate::engine) const TWO_SLIPS_FROM: usize = 9;
    /// Examples of which a word stands in one, as it were: only relations of prices matter.
    pub(in crate::engine) const PRICE_OF_ONE: f64 = 10_000.0;
    /// A word of the dictionary stands in this many examples, or in a message that is looked for.
    pub(in crate::engine) const EXAMPLES_OF_A_WORD: usize = 2;
    /// Units of work for looking a part of a run up, and for comparing two letters.
    pub(in crate::engine) const PRICE_OF_LOOK: usize = 8;
    pub(in crate::engine) const PRICE_OF_LETTERS: usize = 1;
}

/// From evidence to a score and to how sure it is.
pub(super) mod rank {
    /// From this weight on one signal proves its symptom.
    pub(in crate::engine) const PROOF: u8 = 85;
    /// From this score on a finding is likely.
    pub(in crate::engine) const LIKELY: u8 = 50;
    /// Highest score of a finding whose words other software prints as well.
    pub(in crate::engine) const GENERIC_CAP: u8 = 40;
    /// Highest weight of evidence that lacks the beginning of its message: good, but no proof.
    pub(in crate::engine) const MENDED_CAP: u8 = 80;
    /// Score of the symptom that a search finds nearest: below every signal of people's own words.
    pub(in crate::engine) const NEAREST: f32 = 29.0;
    /// Symptoms that a search adds to an answer.
    pub(in crate::engine) const MAX_NEAR: usize = 3;
}

/// The search where no known message stands.
pub(super) mod search {
    /// Different words of a paste that are looked for.
    pub(in crate::engine) const MAX_WORDS: usize = 160;
    /// Symptoms in an answer.
    pub(in crate::engine) const MAX_NEAR: usize = 5;
    /// Below this the words in common are chance.
    pub(in crate::engine) const MIN_SCORE: f32 = 9.0;
    /// Symptoms with less than this part of the best one's score are not near.
    pub(in crate::engine) const MIN_SHARE: f32 = 0.5;
    /// Words in common that an answer names.
    pub(in crate::engine) const MAX_SHARED: usize = 5;
    /// What a similar text is worth beside a symptom that is named.
    pub(in crate::engine) const BESIDE_A_NAME: f32 = 0.7;
    /// Units of work for a byte that is cut into words, and for a text in which a word stands.
    pub(in crate::engine) const PRICE_OF_BYTE: usize = 24;
    pub(in crate::engine) const PRICE_OF_SHARE: usize = 1;
}

/// How a word of a text counts in the search.
pub(super) mod bm25 {
    /// How soon a word that stands often in a text says no more (the `k1` of BM25).
    pub(in crate::engine) const SATURATION: f32 = 1.2;
    /// How much longer texts are held against them, 0 to 1 (the `b` of BM25).
    pub(in crate::engine) const LENGTH_WEIGHT: f32 = 0.6;
}

/// From texts to words.
pub(super) mod tokenizer {
    /// Longer ones are ids, paths without separators or base64.
    pub(in crate::engine) const MAX_LETTERS: usize = 30;
    /// From this length on a word is also cut into parts, so that a slip of the pen costs only some.
    pub(in crate::engine) const PARTED_FROM: usize = 6;
    /// Letters of a part.
    pub(in crate::engine) const PART: usize = 4;
}

/// Problems that a question names.
pub(super) mod aliases {
    /// Words of a name that must stand in the line, of five.
    pub(in crate::engine) const OF_FIVE: usize = 3;
    /// What they must say together, where words of the name are missing.
    pub(in crate::engine) const SAYS_ENOUGH: f32 = 10.0;
    /// A name of one word is said by chance.
    pub(in crate::engine) const MIN_WORDS: usize = 2;
}

/// Lines that speak of trouble.
pub(super) mod error_lines {
    /// Pastes up to this many bytes are read whole.
    pub(in crate::engine) const WHOLE: usize = 3_000;
}

/// How much is said of a finding.
pub(super) mod advice {
    /// Longest summary, in characters.
    pub(in crate::engine) const MAX_SUMMARY: usize = 280;
    /// Longest quoted line, in characters.
    pub(in crate::engine) const MAX_QUOTE: usize = 300;
    /// Evidence places in an answer for one finding.
    pub(in crate::engine) const MAX_EVIDENCE: usize = 6;
}

/// What is said of a paste in which nothing is known.
pub(super) mod unrecognised {
    /// Lines in an answer.
    pub(in crate::engine) const MAX_LINES: usize = 8;
    /// Longest line in an answer, in characters.
    pub(in crate::engine) const MAX_LINE: usize = 240;
}
