//! Messages that lost their beginning: copied from the second letter on, or printed without their
//! first word because the tag in front of them says it already (`[gateway] auth token was missing`
//! is “Gateway auth token was missing”).

use super::super::tuning::clipped::*;
use super::LostStart;
use crate::lookup::Lookup;

/// Finds literals whose beginning is missing at the beginning of a message.
#[derive(Debug)]
pub(in crate::engine) struct ClippedStarts {
    literals: Vec<String>,
    /// First bytes of an end, in lower case: the literals' indexes, and where each is cut.
    ends: Lookup<[u8; KEY], Vec<(usize, usize)>>,
}

impl ClippedStarts {
    pub(in crate::engine) fn new<'l>(literals: impl Iterator<Item = &'l str>) -> ClippedStarts {
        let literals: Vec<String> = literals.map(str::to_ascii_lowercase).collect();
        let mut ends: Lookup<[u8; KEY], Vec<(usize, usize)>> = Lookup::default();
        for (index, literal) in literals.iter().enumerate() {
            for cut in cuts(literal) {
                if let Some(key) = literal.as_bytes()[cut..].first_chunk::<KEY>() {
                    ends.or_default(*key).push((index, cut));
                }
            }
        }
        ClippedStarts { literals, ends }
    }

    /// The literals that a message begins with, by their place in the list, but for what it lost.
    pub(in crate::engine) fn find<'b>(
        &'b self,
        message: &'b str,
    ) -> impl Iterator<Item = (usize, LostStart)> + 'b {
        let (at, tag) = behind_tag(message);
        let text = &message.as_bytes()[at..];
        let key = text.first_chunk::<KEY>().map(|key| key.map(|byte| byte.to_ascii_lowercase()));
        let found = key.and_then(|key| self.ends.get(&key)).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(move |(index, cut)| {
            let (lost, end) = self.literals[*index].split_at(*cut);
            let begins = text.get(..end.len())?.eq_ignore_ascii_case(end.as_bytes());
            let is_regular = tag.is_some_and(|tag| lost.trim_end().eq_ignore_ascii_case(tag));
            // A missing word makes another message of it, unless the tag says the word.
            let is_word = lost.ends_with(' ');
            (begins && (is_regular || !is_word))
                .then(|| (*index, LostStart { at, text: lost.to_owned(), is_regular }))
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
fn behind_tag(message: &str) -> (usize, Option<&str>) {
    let Some(rest) = message.strip_prefix('[') else { return (0, None) };
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
        assert_eq!(behind_tag("[gateway/ws] closed"), (13, Some("gateway")));
        assert_eq!(behind_tag("closed"), (0, None));
        assert_eq!(behind_tag("[not a tag] closed"), (0, None));
    }
}
