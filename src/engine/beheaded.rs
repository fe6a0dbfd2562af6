//! Messages that lost their beginning: copied from the second letter on, or printed without their
//! first word because the tag in front of them says it already (`[gateway] auth token was missing`
//! is “Gateway auth token was missing”).

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

use super::evidence::{Lost, Owner};

/// Letters that a sloppy selection misses.
const MAX_LETTERS: usize = 3;
/// What is left of a literal must still be told from everything else.
const MIN_LEFT: usize = 12;

/// Finds literals whose beginning is missing at the beginning of a message.
#[derive(Debug)]
pub(super) struct Beheaded {
    automaton: AhoCorasick,
    /// For each end of a literal: whose it is, and what is missing.
    owners: Vec<Vec<(Owner, String)>>,
}

impl Beheaded {
    pub(super) fn new<'l>(literals: impl Iterator<Item = (&'l str, Owner)>) -> Beheaded {
        let mut ends: HashMap<String, Vec<(Owner, String)>> = HashMap::new();
        for (literal, owner) in literals {
            for cut in cuts(literal) {
                let (lost, end) = literal.split_at(cut);
                ends.entry(end.to_ascii_lowercase()).or_default().push((owner, lost.to_owned()));
            }
        }
        let mut ends: Vec<(String, Vec<(Owner, String)>)> = ends.into_iter().collect();
        ends.sort();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Anchored)
            .build(ends.iter().map(|(end, _)| end))
            .unwrap_or_else(|error| panic!("too many literals for one automaton: {error}"));
        Beheaded { automaton, owners: ends.into_iter().map(|(_, owners)| owners).collect() }
    }

    /// The literals that a message begins with, but for what it lost.
    pub(super) fn find<'b>(&'b self, unit: &'b str) -> impl Iterator<Item = (Owner, Lost)> + 'b {
        let (at, tag) = message(unit);
        let input = Input::new(&unit[at..]).anchored(Anchored::Yes);
        let found = self.automaton.try_find(input).ok().flatten();
        found.into_iter().flat_map(move |found| {
            self.owners[found.pattern().as_usize()].iter().filter_map(move |(owner, lost)| {
                let is_regular = tag.is_some_and(|tag| lost.trim_end().eq_ignore_ascii_case(tag));
                // A missing word makes another message of it, unless the tag says the word.
                let is_word = lost.ends_with(' ');
                (is_regular || !is_word)
                    .then(|| (*owner, Lost { at, text: lost.clone(), is_regular }))
            })
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
