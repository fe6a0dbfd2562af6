//! The knowledge: TOML files of products and their symptoms, read in layers and checked as a whole.
//!
//! The only module that reads knowledge files. It knows what a symptom is, not how one is found in
//! a paste: that is the engine's.

mod decode;
mod files;
mod layers;
mod pattern;
mod placeholder;
mod problem;
mod product_examples;
mod reader;
#[cfg(test)]
pub(crate) mod sample;
mod schema;
mod shelf;
mod symptom;
mod validate;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use decode::is_kebab;
pub use layers::{Layers, Stamp};
pub use pattern::{BadPattern, Glob, Pattern, PatternMatch, Scratch};
pub use placeholder::placeholders;
pub use problem::{Problem, ProblemLevel};
pub use product_examples::{ProductExample, ProductExamples};
pub use schema::{FileKind, schema};
pub use symptom::*;

use crate::product::Product;

/// What is known of one program: its facts and its symptoms, of all layers.
#[derive(Debug, Clone)]
pub struct KnowledgeBase {
    product: Arc<Product>,
    product_examples: Arc<ProductExamples>,
    symptoms: Vec<Symptom>,
    /// Those that another symptom has taken over from: their pages stay.
    replaced: Vec<Symptom>,
    by_id: BTreeMap<String, usize>,
    version: String,
}

impl KnowledgeBase {
    /// The program.
    #[must_use]
    pub fn product(&self) -> &Arc<Product> {
        &self.product
    }

    /// What proves the facts of the program.
    #[must_use]
    pub fn product_examples(&self) -> &ProductExamples {
        &self.product_examples
    }

    /// All symptoms that are sought in pastes, sorted by category and id.
    #[must_use]
    pub fn symptoms(&self) -> &[Symptom] {
        &self.symptoms
    }

    /// The symptom with an id, also a replaced one.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Symptom> {
        let sought = self.by_id.get(id).map(|index| &self.symptoms[*index]);
        sought.or_else(|| self.replaced.iter().find(|symptom| symptom.id == id))
    }

    /// The symptoms that another one has taken over from.
    #[must_use]
    pub fn replaced(&self) -> &[Symptom] {
        &self.replaced
    }

    /// A fingerprint of all files of all products: equal contents have equal versions.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The categories in order, each with its symptoms.
    pub fn categories(&self) -> impl Iterator<Item = (&str, &[Symptom])> {
        self.symptoms
            .chunk_by(|a, b| a.category == b.category)
            .map(|chunk| (chunk[0].category.as_str(), chunk))
    }

    /// Drops what only the tests of the built-in files need: half of the memory.
    pub fn drop_built_in_examples(&mut self) {
        for symptom in self.symptoms.iter_mut().filter(|symptom| symptom.is_built_in) {
            symptom.examples = Vec::new();
            symptom.source = "".into();
        }
    }

    fn new(
        product: Arc<Product>,
        product_examples: Arc<ProductExamples>,
        mut symptoms: Vec<Symptom>,
        version: String,
    ) -> KnowledgeBase {
        symptoms.sort_by(|a, b| (&a.category, &a.id).cmp(&(&b.category, &b.id)));
        let (replaced, symptoms): (Vec<Symptom>, Vec<Symptom>) = symptoms
            .into_iter()
            .partition(|symptom| matches!(symptom.status, Status::Replaced { .. }));
        let by_id = symptoms
            .iter()
            .enumerate()
            .map(|(index, symptom)| (symptom.id.clone(), index))
            .collect();
        KnowledgeBase { product, product_examples, symptoms, replaced, by_id, version }
    }
}

/// The knowledge files could not be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A folder or file could not be read.
    #[error("cannot read {path}: {cause}", path = path.display())]
    Read {
        /// What could not be read.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The files hold errors; all of them are listed.
    #[error("{}", summarise(.0))]
    Problems(Vec<Problem>),
}

fn summarise(problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.level == ProblemLevel::Error);
    let lines: Vec<String> = errors.map(Problem::render).collect();
    format!("{} in the knowledge files:\n{}", count(lines.len(), "error"), lines.join("\n"))
}

/// "1 error", "2 errors"
fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The bases of all products, together with the warnings about their files.
#[derive(Debug)]
pub struct Loaded {
    /// One base for each product, the built-in one first.
    pub bases: Vec<KnowledgeBase>,
    /// What could be better.
    pub warnings: Vec<Problem>,
}

impl Loaded {
    /// The base of the first product: the only one where no other is beside it.
    ///
    /// # Panics
    /// Never: every load has a product.
    #[must_use]
    pub fn into_first(mut self) -> KnowledgeBase {
        self.bases.swap_remove(0)
    }
}

fn read_error(path: &Path, cause: std::io::Error) -> LoadError {
    LoadError::Read { path: path.to_owned(), cause }
}
