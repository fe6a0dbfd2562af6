//! The matching engine: paste and context in, diagnosis out.
//!
//! Pure and deterministic: no file, clock, environment or log. One pass of an Aho-Corasick automaton
//! over the normal text finds the candidates of all signals; a signal's regex runs only on the messages
//! in which its literal stands. Where no known message stands, a search over what is written about
//! the symptoms gives possible ones.

mod advice;
mod catalogue;
mod engines;
mod matching;
mod rank;
mod repair;
mod search;
mod tuning;

use std::sync::{Arc, OnceLock};

pub use catalogue::Filter;
pub use engines::Engines;

use crate::answer::{Confidence, Diagnosis, Finding, SCHEMA_VERSION};
use crate::budget::{Budget, LeftOut};
use crate::context::{Context, Told};
use crate::knowledge::KnowledgeBase;
use crate::paste::{Paste, Reader, Refusal};
use crate::product;
use matching::{LiteralIndex, Matching};
use rank::Ranked;
use repair::Spelling;
use search::{Near, ReadLines, Search};
use tuning::answer::*;

/// A knowledge base, ready to diagnose.
#[derive(Debug)]
pub struct Engine {
    base: Arc<KnowledgeBase>,
    /// Built for the first paste: where there are several products, one reader serves all.
    reader: OnceLock<Reader>,
    literals: LiteralIndex,
    /// Built for the first paste without a known message: most have one.
    search: OnceLock<Search>,
    /// Likewise.
    spelling: OnceLock<Spelling>,
}

impl Engine {
    /// Builds the automaton over the literals of all signals and vetoes.
    #[must_use]
    pub fn new(base: Arc<KnowledgeBase>) -> Engine {
        let literals = LiteralIndex::new(&base);
        Engine {
            base,
            reader: OnceLock::new(),
            literals,
            search: OnceLock::new(),
            spelling: OnceLock::new(),
        }
    }

    /// The knowledge that diagnoses rest on.
    #[must_use]
    pub fn base(&self) -> &KnowledgeBase {
        &self.base
    }

    /// Reads a paste of this product.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn read(&self, raw: &str) -> Result<Paste, Refusal> {
        self.reader.get_or_init(|| product::reader([self.base.product()])).read(raw)
    }

    /// What a paste tells about where it comes from; what the user told comes first.
    #[must_use]
    pub fn context(&self, paste: &Paste, told: &Told) -> Context {
        Context::of(paste, told, self.base.product())
    }

    /// Diagnoses a paste within a budget. Equal pastes, contexts and budgets get equal answers.
    #[must_use]
    pub fn diagnose(&self, paste: &Paste, context: &Context, budget: &Budget) -> Diagnosis {
        let mut matching = Matching::of(&self.base, &self.literals, paste, context, budget);
        let mut ranked = self.rank(&matching, paste, context);
        if is_unsure(&ranked) {
            let respelled = self.spelling().respell(paste, budget);
            if !respelled.is_empty() {
                matching.reread(&respelled, budget);
                ranked = self.rank(&matching, paste, context);
            }
        }
        let mut unrecognised = None;
        if is_unsure(&ranked) {
            let lines = ReadLines::of(paste);
            let near = self.near(&lines, paste, context, ranked.is_empty(), budget);
            unrecognised = Some(advice::describe(&self.base, paste, &lines, context, &near));
            let is_question = paste.normal().len() <= QUESTION;
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
            .map(|ranked| advice::finding(&self.base, ranked, paste, context))
            .collect();
        let next_question = advice::next_question(&self.base, &findings, context);
        Diagnosis {
            product: self.base.product().as_ref().into(),
            schema_version: SCHEMA_VERSION,
            knowledge_version: self.base.version().to_owned(),
            summary: advice::summarise(
                &self.base.product().name,
                &findings,
                next_question.is_some(),
            ),
            findings,
            context: context.into(),
            next_question,
            unrecognised,
            redactions: advice::all(paste.redactions()),
            truncated: paste.is_truncated(),
            left_out: advice::all(&budget.left_out()),
        }
    }

    fn rank(&self, matching: &Matching<'_>, paste: &Paste, context: &Context) -> Vec<Ranked> {
        rank::rank(&self.base, matching.found().cloned().collect(), paste, context)
    }

    fn spelling(&self) -> &Spelling {
        self.spelling.get_or_init(|| {
            let literals: Vec<String> = matching::literals(&self.base).collect();
            Spelling::new(&self.base, literals.iter().map(String::as_str))
        })
    }

    /// The symptoms that the words of a paste speak of. Where a message stands, the words around it name
    /// no other problem.
    fn near(
        &self,
        lines: &ReadLines<'_>,
        paste: &Paste,
        context: &Context,
        has_no_message: bool,
        budget: &Budget,
    ) -> Vec<Near> {
        let search = self.search.get_or_init(|| Search::new(&self.base));
        if has_no_message && paste.normal().len() <= QUESTION {
            search.ask(lines, context.product.is_some(), budget)
        } else {
            search.search(lines, budget)
        }
    }
}

fn is_unsure(ranked: &[Ranked]) -> bool {
    ranked.iter().all(|ranked| ranked.confidence == Confidence::Possible)
}

#[cfg(test)]
pub(crate) mod tests;
