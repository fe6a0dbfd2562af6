//! The matching engine: paste and context in, diagnosis out.
//!
//! Pure and deterministic: no file, clock, environment or log. One pass of an Aho-Corasick automaton
//! over the normal text finds the candidates of all signals; a signal's regex runs only on the units
//! in which its literal stands.

mod adapt;
mod diagnosis;
mod entry;
mod evidence;
mod fields;
mod narrow;
mod rank;

use std::sync::Arc;

pub use diagnosis::*;
pub use entry::Entry;

use crate::context::Context;
use crate::knowledge::KnowledgeBase;
use crate::paste::Paste;
use evidence::Prefilter;

/// A knowledge base, ready to diagnose.
#[derive(Debug)]
pub struct Engine {
    base: Arc<KnowledgeBase>,
    prefilter: Prefilter,
}

impl Engine {
    /// Builds the automaton over the literals of all signals and vetoes.
    #[must_use]
    pub fn new(base: Arc<KnowledgeBase>) -> Engine {
        let prefilter = Prefilter::new(&base);
        Engine { base, prefilter }
    }

    /// The knowledge that diagnoses rest on.
    #[must_use]
    pub fn base(&self) -> &KnowledgeBase {
        &self.base
    }

    /// Diagnoses a paste. Equal pastes and contexts get equal answers.
    #[must_use]
    pub fn diagnose(&self, paste: &Paste, context: &Context) -> Diagnosis {
        let found = self.prefilter.find(&self.base, paste, context);
        let ranked = rank::rank(&self.base, found, context);
        let findings: Vec<Finding> = ranked
            .into_iter()
            .map(|ranked| narrow::finding(&self.base, ranked, paste, context))
            .collect();
        let next_question = narrow::next_question(&self.base, &findings, context);
        Diagnosis {
            schema_version: SCHEMA_VERSION,
            knowledge_version: self.base.version().to_owned(),
            summary: diagnosis::summarise(&findings),
            findings,
            context: context.clone(),
            next_question,
            redactions: paste.redactions().to_vec(),
            truncated: paste.is_truncated(),
        }
    }
}
