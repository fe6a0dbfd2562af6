//! Which signals of which symptoms stand in a paste, and where.

mod confirm;
mod fields;
mod literals;

use std::collections::BTreeMap;
use std::ops::Range;

use super::repair::{Repair, Respelled};
use crate::budget::Budget;
use crate::context::Context;
use crate::knowledge::{KnowledgeBase, Scratch};
use crate::paste::Paste;

pub(super) use literals::{LiteralIndex, literals};

/// Index of a symptom, and of a signal or veto in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Owner {
    symptom: usize,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    // Vetoes come first: they decide which evidence counts.
    Veto(usize),
    Signal(usize),
}

/// A message in which a part of a symptom may match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    owner: Owner,
    message: usize,
    /// How it had to be repaired to match.
    repair: Option<Repair>,
}

/// A symptom with the signals that were found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) symptom: usize,
    pub(super) hits: Vec<Hit>,
}

/// A signal that was found.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) signal: usize,
    /// Where, in the normal text; at most [`MAX_PLACES`](super::tuning::matching::MAX_PLACES).
    pub(super) places: Vec<Range<usize>>,
    /// How often.
    pub(super) times: usize,
    /// Whether every place had to be repaired.
    pub(super) is_mended: bool,
    /// What the regex captured at the first place that captured it.
    pub(super) captures: BTreeMap<String, String>,
}

/// The search for the signals of one paste. It can be taken up again when messages are read anew.
pub(super) struct Matching<'p> {
    base: &'p KnowledgeBase,
    index: &'p LiteralIndex,
    paste: &'p Paste,
    context: &'p Context,
    candidates: Vec<Candidate>,
    /// What was found, by symptom.
    found: BTreeMap<usize, Found>,
    scratch: Scratch,
}

impl<'p> Matching<'p> {
    /// Finds every signal that counts in the messages as they stand.
    pub(super) fn of(
        base: &'p KnowledgeBase,
        index: &'p LiteralIndex,
        paste: &'p Paste,
        context: &'p Context,
        budget: &Budget,
    ) -> Matching<'p> {
        let mut matching = Matching {
            base,
            index,
            paste,
            context,
            candidates: index.candidates(paste),
            found: BTreeMap::new(),
            scratch: Scratch::default(),
        };
        matching.confirm(budget, |_| true);
        matching
    }

    /// Looks at messages again as they must have been. Only symptoms that a new text speaks of are
    /// judged once more.
    pub(super) fn reread(&mut self, respelled: &[Respelled], budget: &Budget) {
        let mut touched: Vec<usize> = Vec::new();
        for Respelled { message, text } in respelled {
            let repair = Repair::Respelled(text.as_str().into());
            for owner in self.index.owners_in(text) {
                touched.push(owner.symptom);
                let repair = Some(repair.clone());
                self.candidates.push(Candidate { owner, message: *message, repair });
            }
        }
        touched.sort_unstable();
        self.confirm(budget, |symptom| touched.binary_search(&symptom).is_ok());
    }

    fn confirm(&mut self, budget: &Budget, is_asked: impl Fn(usize) -> bool) {
        // Whole messages sort before repaired ones.
        self.candidates.sort_unstable();
        self.candidates.dedup();
        self.candidates
            .dedup_by(|next, kept| next.owner == kept.owner && next.message == kept.message);
        for chunk in self.candidates.chunk_by(|a, b| a.owner.symptom == b.owner.symptom) {
            let index = chunk[0].owner.symptom;
            if !is_asked(index) {
                continue;
            }
            let symptom = &self.base.symptoms()[index];
            let scratch = &mut self.scratch;
            match confirm::confirm(symptom, chunk, self.paste, self.context, scratch, budget) {
                Some(found) => drop(self.found.insert(index, found)),
                None => drop(self.found.remove(&index)),
            }
        }
    }

    /// What was found, in the order of the symptoms.
    pub(super) fn found(&self) -> impl Iterator<Item = &Found> {
        self.found.values()
    }
}

#[cfg(test)]
mod tests;
