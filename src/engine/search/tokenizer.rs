//! Text → words, for the search: what people write and what programs print, in any language.

use super::super::tuning::tokenizer::*;
use crate::product::Product;

/// Words that say nothing about a problem: grammar, and what stands in every paste.
const EMPTY_WORDS: &[&str] = &[
    "a",
    "about",
    "after",
    "again",
    "all",
    "also",
    "always",
    "an",
    "and",
    "any",
    "anything",
    "are",
    "as",
    "at",
    "auf",
    "be",
    "because",
    "been",
    "before",
    "but",
    "by",
    "can",
    "com",
    "con",
    "could",
    "das",
    "de",
    "debug",
    "der",
    "des",
    "did",
    "die",
    "do",
    "does",
    "done",
    "ein",
    "eine",
    "el",
    "en",
    "error",
    "errors",
    "es",
    "est",
    "et",
    "even",
    "every",
    "everything",
    "for",
    "from",
    "gateway",
    "get",
    "getting",
    "got",
    "had",
    "has",
    "have",
    "he",
    "hello",
    "here",
    "how",
    "http",
    "https",
    "if",
    "in",
    "info",
    "into",
    "is",
    "ist",
    "it",
    "its",
    "just",
    "kind",
    "la",
    "las",
    "le",
    "les",
    "like",
    "log",
    "los",
    "may",
    "me",
    "mit",
    "more",
    "my",
    "need",
    "new",
    "nicht",
    "no",
    "not",
    "nothing",
    "now",
    "of",
    "on",
    "one",
    "only",
    "or",
    "other",
    "our",
    "out",
    "over",
    "pas",
    "please",
    "por",
    "que",
    "run",
    "same",
    "should",
    "since",
    "so",
    "some",
    "something",
    "still",
    "than",
    "that",
    "the",
    "their",
    "then",
    "there",
    "these",
    "they",
    "thing",
    "this",
    "those",
    "to",
    "too",
    "try",
    "two",
    "un",
    "una",
    "und",
    "une",
    "up",
    "use",
    "used",
    "using",
    "very",
    "want",
    "warn",
    "was",
    "we",
    "were",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "would",
    "www",
    "you",
    "your",
    "в",
    "и",
    "как",
    "на",
    "не",
    "по",
    "с",
    "что",
];

/// Begins a token that is a part of a word.
pub(super) const PART_MARK: char = '~';

/// Cuts texts into words. Knows the names of a product, which stand in every paste of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokenizer {
    names: Vec<String>,
}

impl Tokenizer {
    pub(super) fn new(product: &Product) -> Tokenizer {
        Tokenizer { names: product.names().map(str::to_lowercase).collect() }
    }

    /// Cuts a text into words; words of scripts without blanks into pairs of letters.
    pub(super) fn tokens(&self, text: &str) -> Vec<String> {
        self.tokens_of_lower(&text.to_lowercase())
    }

    /// As [`Tokenizer::tokens`], of a text that is in lower case.
    pub(super) fn tokens_of_lower(&self, lower: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        for run in lower.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
            for word in by_script(run) {
                if word.chars().next().is_some_and(is_without_blanks) {
                    pairs(word, &mut tokens);
                } else if !self.names.iter().any(|name| name == word) {
                    push_word(word, &mut tokens);
                }
            }
        }
        tokens
    }
}

/// Han, kana and hangul: written without blanks, or with endings that vary.
fn is_without_blanks(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// Cuts where the script changes.
fn by_script(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let first = is_without_blanks(rest.chars().next()?);
        let end = rest.find(|c| is_without_blanks(c) != first).unwrap_or(rest.len());
        let (word, left) = rest.split_at(end);
        rest = left;
        Some(word)
    })
}

fn pairs(word: &str, tokens: &mut Vec<String>) {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() == 1 {
        tokens.push(word.to_owned());
    }
    tokens.extend(letters.windows(2).map(|pair| pair.iter().collect()));
}

fn push_word(word: &str, tokens: &mut Vec<String>) {
    let letters = word.chars().count();
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    // Status codes have three digits; other numbers are times, ports and counts.
    let is_empty = EMPTY_WORDS.contains(&word) || (is_number && letters != 3);
    let is_id = letters >= 8
        && word.bytes().all(|byte| byte.is_ascii_hexdigit())
        && word.bytes().any(|byte| byte.is_ascii_digit());
    if !(2..=MAX_LETTERS).contains(&letters) || is_empty || is_id {
        return;
    }
    let singular = match word.strip_suffix('s') {
        Some(stem) if letters > 4 && !stem.ends_with('s') => stem,
        _ => word,
    };
    tokens.push(singular.to_owned());
    let letters: Vec<char> = singular.chars().collect();
    if letters.len() >= PARTED_FROM {
        tokens.extend(
            letters
                .windows(PART)
                .map(|part| std::iter::once(PART_MARK).chain(part.iter().copied()).collect()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_grammar_numbers_and_ids() {
        let words = Tokenizer::default()
            .tokens("The device tokens of 1b6b7c58 were refused: 401 after 18789");
        assert_eq!(words[..1], ["device"]);
        assert!(words.contains(&"token".to_owned()) && words.contains(&"401".to_owned()));
        assert!(!words.iter().any(|word| word == "the" || word == "18789" || word == "1b6b7c58"));
    }

    #[test]
    fn scripts_without_blanks_become_pairs() {
        assert_eq!(Tokenizer::default().tokens("网关令牌"), ["网关", "关令", "令牌"]);
        assert_eq!(Tokenizer::default().tokens("飞书webhook")[..1], ["飞书"]);
    }

    #[test]
    fn a_slip_of_the_pen_leaves_most_parts() {
        let right = Tokenizer::default().tokens("unauthorized");
        let wrong = Tokenizer::default().tokens("nauthorised");
        let shared = wrong.iter().filter(|part| right.contains(part)).count();
        assert!(shared >= 4, "{wrong:?}");
    }
}
