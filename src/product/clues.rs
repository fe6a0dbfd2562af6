//! Words that tell where a paste comes from.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, BuildError};
use regex::Regex;

use crate::version::Version;

/// What can be known of where a paste comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The operating system.
    Platform,
    /// How the program was installed.
    Install,
    /// What starts it again.
    Service,
    /// Which of its clients failed.
    Client,
    /// Settings apart from the usual ones. No clue tells it: see [`super::Profile`].
    Profile,
    /// The program itself, by one of its names.
    Product,
}

impl Fact {
    /// Every fact with its name in knowledge files and in the API.
    pub const NAMES: [(&'static str, Fact); 6] = [
        ("platform", Fact::Platform),
        ("install", Fact::Install),
        ("service", Fact::Service),
        ("client", Fact::Client),
        ("profile", Fact::Profile),
        ("product", Fact::Product),
    ];

    /// The name in knowledge files and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        Fact::NAMES.iter().find(|(_, fact)| *fact == self).map_or("", |(name, _)| name)
    }
}

/// Words that all tell the same.
#[derive(Debug, Clone)]
pub struct Clue {
    /// What they tell about.
    pub fact: Fact,
    /// What they tell.
    pub value: String,
    /// How much they are worth beside others about the same fact, 1 to 9.
    pub worth: u8,
    /// The words; ASCII case does not matter.
    pub literals: Vec<String>,
    /// A shape of the text as it was pasted, with the heads of its lines.
    pub shape: Option<Regex>,
}

/// Words that only some versions print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The words; ASCII case does not matter.
    pub literal: String,
    /// The oldest version that is known to print them.
    pub since: Option<Version>,
    /// The first version that is known to print them no longer.
    pub before: Option<Version>,
}

/// All clues and wordings of a program, looked for in one walk over the text.
#[derive(Debug, Clone)]
pub struct Clues {
    clues: Vec<Clue>,
    wordings: Vec<Wording>,
    /// Finds the literals of the clues, then those of the wordings.
    automaton: AhoCorasick,
    /// Which clue or wording each literal belongs to.
    owners: Vec<ClueHit>,
}

/// What a literal belongs to, by its place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClueHit {
    /// See [`Clues::clue`].
    Clue(usize),
    /// See [`Clues::wording`].
    Wording(usize),
}

impl Clues {
    /// Builds the automaton.
    ///
    /// # Errors
    /// The literals are more than an automaton can hold.
    pub fn new(clues: Vec<Clue>, wordings: Vec<Wording>) -> Result<Clues, BuildError> {
        let mut owners = Vec::new();
        let mut literals: Vec<&str> = Vec::new();
        for (index, clue) in clues.iter().enumerate() {
            literals.extend(clue.literals.iter().map(String::as_str));
            owners.resize(literals.len(), ClueHit::Clue(index));
        }
        for (index, wording) in wordings.iter().enumerate() {
            literals.push(&wording.literal);
            owners.push(ClueHit::Wording(index));
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&literals)?;
        Ok(Clues { automaton, owners, clues, wordings })
    }

    /// Every place of every literal, overlapping ones as well, in the order of their ends.
    pub fn find<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (usize, ClueHit, Range<usize>)> + 't {
        self.automaton.find_overlapping_iter(text).map(|found| {
            let literal = found.pattern().as_usize();
            (literal, self.owners[literal], found.range())
        })
    }

    /// How many literals are looked for.
    #[must_use]
    pub fn literals(&self) -> usize {
        self.owners.len()
    }

    /// A clue by its place.
    #[must_use]
    pub fn clue(&self, index: usize) -> &Clue {
        &self.clues[index]
    }

    /// A wording by its place.
    #[must_use]
    pub fn wording(&self, index: usize) -> &Wording {
        &self.wordings[index]
    }

    /// The clues that are shapes, with their places.
    pub fn shapes(&self) -> impl Iterator<Item = (usize, &Regex)> {
        self.clues
            .iter()
            .enumerate()
            .filter_map(|(index, clue)| Some((index, clue.shape.as_ref()?)))
    }

    /// The values that a fact can have, in the order of the file, without repetitions.
    pub fn values(&self, fact: Fact) -> impl Iterator<Item = &str> {
        let of_fact = move |clue: &&Clue| clue.fact == fact;
        self.clues.iter().enumerate().filter(move |(_, clue)| of_fact(clue)).filter_map(
            move |(index, clue)| {
                let mut before = self.clues[..index].iter().filter(of_fact);
                (!before.any(|known| known.value == clue.value)).then_some(clue.value.as_str())
            },
        )
    }
}
