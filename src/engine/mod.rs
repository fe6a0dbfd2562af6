//! The matching engine: paste and context in, diagnosis out.
//!
//! Pure and deterministic: no file, clock, environment or log. One pass of an Aho-Corasick automaton
//! over the normal text finds the candidates of all signals; a signal's regex runs only on the units
//! in which its literal stands. Where no known message stands, a search over what is written about
//! the symptoms gives possible ones.

mod adapt;
mod beheaded;
mod diagnosis;
mod entry;
mod evidence;
mod fields;
mod index;
mod named;
mod narrow;
mod nearest;
mod notable;
mod rank;
mod retyped;
mod unrecognised;
mod words;

use std::sync::{Arc, OnceLock};

pub use diagnosis::*;
pub use entry::Entry;

use crate::budget::{Budget, LeftOut};
use crate::context::Context;
use crate::knowledge::KnowledgeBase;
use crate::paste::Paste;
use evidence::Prefilter;
use nearest::{Near, Nearest};
use rank::Ranked;
use retyped::{Mended, Retyped};

/// Problems in an answer: who pastes more of them pasted a list of messages.
const MAX_FINDINGS: usize = 24;
/// Pastes up to this many bytes are a person's question, also when they don't name the product.
const QUESTION: usize = 1_500;
/// Words that such a question must have in common with a symptom.
const WORDS_OF_A_QUESTION: usize = 2;

/// A knowledge base, ready to diagnose.
#[derive(Debug)]
pub struct Engine {
    base: Arc<KnowledgeBase>,
    prefilter: Prefilter,
    /// Built for the first paste without a known message: most have one.
    nearest: OnceLock<Nearest>,
    /// Likewise.
    retyped: OnceLock<Retyped>,
}

impl Engine {
    /// Builds the automaton over the literals of all signals and vetoes.
    #[must_use]
    pub fn new(base: Arc<KnowledgeBase>) -> Engine {
        let prefilter = Prefilter::new(&base);
        Engine { base, prefilter, nearest: OnceLock::new(), retyped: OnceLock::new() }
    }

    /// The knowledge that diagnoses rest on.
    #[must_use]
    pub fn base(&self) -> &KnowledgeBase {
        &self.base
    }

    /// Diagnoses a paste within a budget. Equal pastes, contexts and budgets get equal answers.
    #[must_use]
    pub fn diagnose(&self, paste: &Paste, context: &Context, budget: &Budget) -> Diagnosis {
        let is_unsure = |ranked: &[Ranked]| {
            ranked.iter().all(|ranked| ranked.confidence == Confidence::Possible)
        };
        let mut ranked = self.rank(paste, context, &[], budget);
        if is_unsure(&ranked) {
            let retyped = self.retyped.get_or_init(|| Prefilter::dictionary(&self.base));
            let mended = retyped.mend(paste, budget);
            if !mended.is_empty() {
                ranked = self.rank(paste, context, &mended, budget);
            }
        }
        let mut unrecognised = None;
        if is_unsure(&ranked) {
            let nearest = self.nearest.get_or_init(|| Nearest::new(&self.base));
            let is_question = paste.normal().len() <= QUESTION;
            // Where a message stands, the words around it name no other problem.
            let near = if is_question && ranked.is_empty() {
                nearest.ask(paste, context.product.is_some(), budget)
            } else {
                nearest.search(paste, budget)
            };
            unrecognised = Some(unrecognised::describe(&self.base, paste, context, &near));
            let speaks = |near: &Near| is_question && near.shared.len() >= WORDS_OF_A_QUESTION;
            let has_product = context.product.is_some();
            let near = near.into_iter().filter(|near| has_product || speaks(near)).collect();
            ranked = rank::join(&self.base, ranked, near);
        }
        if ranked.len() > MAX_FINDINGS {
            ranked.truncate(MAX_FINDINGS);
            budget.leave_out(LeftOut::Findings);
        }
        let findings: Vec<Finding> = ranked
            .into_iter()
            .map(|ranked| narrow::finding(&self.base, ranked, paste, context))
            .collect();
        let next_question = narrow::next_question(&self.base, &findings, context);
        Diagnosis {
            schema_version: SCHEMA_VERSION,
            knowledge_version: self.base.version().to_owned(),
            summary: diagnosis::summarise(&findings, next_question.is_some()),
            findings,
            context: context.clone(),
            next_question,
            unrecognised,
            redactions: paste.redactions().to_vec(),
            truncated: paste.is_truncated(),
            left_out: budget.left_out(),
        }
    }

    fn rank(
        &self,
        paste: &Paste,
        context: &Context,
        mended: &[Mended],
        budget: &Budget,
    ) -> Vec<Ranked> {
        let found = self.prefilter.find(&self.base, paste, context, mended, budget);
        rank::rank(&self.base, found, paste, context)
    }
}

#[cfg(test)]
mod tests;
