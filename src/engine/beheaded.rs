//! Messages that lost their beginning: copied from the second letter on, or printed without their
//! first word because the tag in front of them says it already (`[gateway] auth token was missing`
//! is “Gateway auth token was missing”).

use super::evidence::{Lost, Owner};
use crate::lookup::Lookup;

/// Letters that a sloppy selection misses.
const MAX_LETTERS: usize = 3;
/// What is left of a literal must still be told from everything else.
const MIN_LEFT: usize = 12;
/// Bytes that look an end of a literal up. An automaton over all ends takes ten times the memory and
/// start-up of this table, for a search that is anchored anyway.
const KEY: usize = 8;

/// Finds literals whose beginning is missing at the beginning of a message.
#[derive(Debug)]
pub(super) struct Beheaded {
    literals: Vec<(String, Owner)>,
    /// First bytes of an end, in lower case: the literals' indexes, and where each is cut.
    ends: Lookup<[u8; KEY], Vec<(usize, usize)>>,
}

impl Beheaded {
    pub(super) fn new<'l>(literals: impl Iterator<Item = (&'l str, Owner)>) -> Beheaded {
        let literals: Vec<(String, Owner)> =
            literals.map(|(literal, owner)| (literal.to_ascii_lowercase(), owner)).collect();
        let mut ends: Lookup<[u8; KEY], Vec<(usize, usize)>> = Lookup::default();
        for (index, (literal, _)) in literals.iter().enumerate() {
            for cut in cuts(literal) {
                if let Some(key) = literal.as_bytes()[cut..].first_chunk::<KEY>() {
                    ends.or_default(*key).push((index, cut));
                }
            }
        }
        Beheaded { literals, ends }
    }

    /// The literals that a message begins with, but for what it lost.
    pub(super) fn find<'b>(&'b self, unit: &'b str) -> impl Iterator<Item = (Owner, Lost)> + 'b {
        let (at, tag) = message(unit);
        let text = &unit.as_bytes()[at..];
        let key = text.first_chunk::<KEY>().map(|key| key.map(|byte| byte.to_ascii_lowercase()));
        let found = key.and_then(|key| self.ends.get(&key)).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(move |(index, cut)| {
            let (literal, owner) = &self.literals[*index];
            let (lost, end) = literal.split_at(*cut);
            let begins = text.get(..end.len())?.eq_ignore_ascii_case(end.as_bytes());
            let is_regular = tag.is_some_and(|tag| lost.trim_end().eq_ignore_ascii_case(tag));
            // A missing word makes another message of it, unless the tag says the word.
            let is_word = lost.ends_with(' ');
            (begins && (is_regular || !is_word))
                .then(|| (*owner, Lost { at, text: lost.to_owned(), is_regular }))
        })
    }
}

/// Where a literal may be cut: behind its first letters, and behind its first word.
fn cuts(literal: &str) -> Vec<usize> {
    // Within the first word: a whole part of it is no slip.
    let first_word = literal.find(|c: char| !c.is_alphanumeric()).unwrap_or(literal.len());
    let letters = literal
        .char_indices()
        .skip(1)
        .take(MAX_LETTERS)
        .map(|(at, _)| at)
        .take_while(|at| *at < first_word);
    let word = literal.find(' ').filter(|at| *at > 0).map(|at| at + 1);
    let mut cuts: Vec<usize> = letters.chain(word).collect();
    cuts.retain(|cut| literal.len() - cut >= MIN_LEFT);
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// Where the message begins behind a tag such as `[gateway]` or `[gateway/ws]`, and the tag's first
/// name.
fn message(unit: &str) -> (usize, Option<&str>) {
    let Some(rest) = unit.strip_prefix('[') else { return (0, None) };
    match rest.split_once("] ") {
        Some((tag, _)) if tag.len() <= 40 && !tag.contains(' ') => {
            (tag.len() + 3, tag.split(['/', ':']).next())
        }
        _ => (0, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_cut_behind_letters_and_words() {
        let cut: Vec<&str> = cuts("Gateway auth token was missing")
            .into_iter()
            .map(|at| &"Gateway auth token was missing"[at..])
            .collect();
        assert_eq!(
            cut,
            [
                "ateway auth token was missing",
                "teway auth token was missing",
                "eway auth token was missing",
                "auth token was missing"
            ]
        );
        assert!(cuts("too short").is_empty());
        assert_eq!(cuts("Re-approve this browser"), [1, 11]);
    }

    #[test]
    fn a_message_begins_behind_its_tag() {
        assert_eq!(message("[gateway/ws] closed"), (13, Some("gateway")));
        assert_eq!(message("closed"), (0, None));
        assert_eq!(message("[not a tag] closed"), (0, None));
    }
}
