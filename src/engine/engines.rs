//! The engines of all products side by side: one paste in, one answer out.

use std::cmp::Reverse;
use std::sync::Arc;

use super::tuning::answer::MAX_FINDINGS;
use super::{Engine, advice};
use crate::answer::{Confidence, Diagnosis, LeftOut};
use crate::budget::{Budget, Cancellation};
use crate::context::Told;
use crate::knowledge::{KnowledgeBase, Symptom};
use crate::paste::{Paste, Reader};
use crate::product::{self, Fact, Product};
use crate::version::NotAVersion;

/// Everything that a diagnosis is made with. Each product keeps an engine of its own, so that one
/// more product changes no score of another.
#[derive(Debug)]
pub struct Engines {
    /// At least one, the built-in product first.
    engines: Vec<Engine>,
    reader: Reader,
}

impl Engines {
    /// Builds an engine for each base, of which there is at least one.
    #[must_use]
    pub fn new(bases: Vec<KnowledgeBase>) -> Engines {
        let reader = product::reader(bases.iter().map(KnowledgeBase::product));
        let engines = bases.into_iter().map(|base| Engine::new(Arc::new(base))).collect();
        Engines { engines, reader }
    }

    /// Reads pastes of all products.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The engine of each product.
    pub fn iter(&self) -> impl Iterator<Item = &Engine> {
        self.engines.iter()
    }

    /// The products.
    pub fn products(&self) -> impl Iterator<Item = &Arc<Product>> {
        self.engines.iter().map(|engine| engine.base().product())
    }

    /// All symptoms, product by product.
    pub fn symptoms(&self) -> impl Iterator<Item = &Symptom> {
        self.engines.iter().flat_map(|engine| engine.base().symptoms())
    }

    /// The symptom with an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Symptom> {
        self.engines.iter().find_map(|engine| engine.base().get(id))
    }

    /// The categories in order, product by product, each with its symptoms.
    pub fn categories(&self) -> impl Iterator<Item = (&str, &[Symptom])> {
        self.engines.iter().flat_map(|engine| engine.base().categories())
    }

    /// A fingerprint of all knowledge.
    #[must_use]
    pub fn version(&self) -> &str {
        self.engines.first().map_or("", |engine| engine.base().version())
    }

    /// The install methods that a user can choose: those that any program can have, then those that the
    /// clues of a hosted product tell.
    #[must_use]
    pub fn installs(&self) -> Vec<&str> {
        let mut installs = Told::INSTALLS.to_vec();
        for install in self.products().flat_map(|product| product.clues.values(Fact::Install)) {
            if !installs.contains(&install) {
                installs.push(install);
            }
        }
        installs
    }

    /// Whether a text is a version of one of the products.
    ///
    /// # Errors
    /// What the first product wants.
    pub fn check_version(&self, text: &str) -> Result<(), NotAVersion> {
        let mut first = None;
        for product in self.products() {
            match product.versions.scheme.parse(text) {
                Ok(_) => return Ok(()),
                Err(error) => first = first.or(Some(error)),
            }
        }
        first.map_or(Ok(()), Err)
    }

    /// Diagnoses a paste. Each product has a budget of the paste's size.
    #[must_use]
    pub fn diagnose(&self, paste: &Paste, told: &Told, cancellation: &Cancellation) -> Diagnosis {
        let answers = self.engines.iter().map(|engine| {
            let budget = Budget::for_paste(paste.normal().len()).until(cancellation.clone());
            engine.diagnose(paste, &engine.context(paste, told), &budget)
        });
        join(answers.collect())
    }
}

/// How sure an answer is. A guess is not.
fn sure(answer: &Diagnosis) -> Option<Confidence> {
    let first = answer.findings.first().map(|finding| finding.confidence);
    first.filter(|confidence| *confidence > Confidence::Possible)
}

/// How well an answer fits: how sure it is, whether its product is named in the paste, how strong the
/// evidence is. A guess about a product that is not named lies behind one that is, even with nothing found.
fn fit(answer: &Diagnosis) -> (Option<Confidence>, bool, u8) {
    let score = answer.findings.first().map_or(0, |finding| finding.score);
    (sure(answer), answer.context.product.is_some(), score)
}

/// One answer out of those of several products. The best one leads; of the others what is sure is
/// added. Guesses of a product that the paste does not even name are not: it is a stranger's paste to it.
fn join(mut answers: Vec<Diagnosis>) -> Diagnosis {
    answers.sort_by_key(|answer| Reverse(fit(answer)));
    let mut answers = answers.into_iter();
    let Some(mut lead) = answers.next() else {
        unreachable!("there is at least one engine");
    };
    let is_sure = sure(&lead).is_some();
    let mut has_more = false;
    for other in answers {
        let is_named = other.context.product.is_some();
        for finding in other.findings {
            if finding.confidence > Confidence::Possible || (is_named && !is_sure) {
                lead.findings.push(finding);
                has_more = true;
            }
        }
        for part in other.left_out {
            if !lead.left_out.contains(&part) {
                lead.left_out.push(part);
            }
        }
    }
    if lead.findings.len() > MAX_FINDINGS {
        lead.findings.truncate(MAX_FINDINGS);
        if !lead.left_out.contains(&LeftOut::Findings) {
            lead.left_out.push(LeftOut::Findings);
        }
    }
    if has_more {
        lead.summary =
            advice::summarise(&lead.product.name, &lead.findings, lead.next_question.is_some());
    }
    lead
}
