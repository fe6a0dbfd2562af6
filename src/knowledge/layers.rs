//! Where knowledge files come from: the built-in ones, then each `--knowledge` folder on top. The
//! same path replaces, a new path adds, a file with `[retired]` removes. A folder with a `product.toml`
//! is a product of its own; one without lies on top of the built-in product.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::decode::{self, Common};
use super::files::{self, File};
use super::problem::{Problem, ProblemLevel};
use super::shelf::Shelf;
use super::{KnowledgeBase, LoadError, Loaded, ProductExamples, Symptom, validate};
use crate::paste::SecretRules;

/// The product that the program carries.
const BUILT_IN: &str = "openclaw";
/// The file of a product's own facts.
const PRODUCT_FILE: &str = "product.toml";

/// The layers of a knowledge base, lowest first.
#[derive(Debug, Clone)]
pub struct Layers {
    built_in: bool,
    folders: Vec<PathBuf>,
}

/// What the folders looked like when they were read: paths, lengths and times. Two equal stamps mean
/// that nothing needs to be read again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stamp(Vec<(PathBuf, u64, Option<SystemTime>)>);

/// The files of one product: its own facts, and the rest of its folders.
struct ProductFiles {
    facts: File,
    entries: Shelf,
}

/// The files of each product by its id, the built-in one first.
struct Shelves(Vec<(String, ProductFiles)>);

impl Layers {
    /// The built-in files (unless `built_in` is false) under the folders.
    #[must_use]
    pub fn new(built_in: bool, folders: Vec<PathBuf>) -> Layers {
        Layers { built_in, folders }
    }

    /// Only what the program carries.
    #[must_use]
    pub fn built_in() -> Layers {
        Layers::new(true, Vec::new())
    }

    /// Whether there is a folder that can change.
    #[must_use]
    pub fn has_folders(&self) -> bool {
        !self.folders.is_empty()
    }

    /// Reads and checks all layers.
    ///
    /// # Errors
    /// A folder that cannot be read, or the problems of all files at once.
    pub fn load(&self) -> Result<Loaded, LoadError> {
        let mut problems = Vec::new();
        let shelves = self.shelves(&mut problems)?;
        let version = fingerprint(&shelves);
        let common = files::common();
        let (common, wrong) = decode::decode_common(&common.name, &common.content);
        problems.extend(wrong);
        let mut bases = Vec::new();
        for (_, files) in &shelves.0 {
            bases.extend(base(files, &common, &version, &mut problems));
        }
        let symptoms: Vec<&Symptom> = bases.iter().flat_map(KnowledgeBase::symptoms).collect();
        validate::twins(&symptoms, &mut problems);
        problems.sort_by(|a, b| {
            (&a.file, a.span.start, &a.message).cmp(&(&b.file, b.span.start, &b.message))
        });
        if problems.iter().any(|problem| problem.level == ProblemLevel::Error) {
            return Err(LoadError::Problems(problems));
        }
        Ok(Loaded { bases, warnings: problems })
    }

    /// The files of all layers, by product. Without built-in entries and without a product of one's own,
    /// entries are about the built-in product.
    fn shelves(&self, problems: &mut Vec<Problem>) -> Result<Shelves, LoadError> {
        let facts = files::built_in_file(&format!("{BUILT_IN}/{PRODUCT_FILE}"))
            .unwrap_or_else(|| File::missing(PRODUCT_FILE));
        let mut entries = Shelf::default();
        if self.built_in {
            let mut built_in = files::built_in(BUILT_IN);
            built_in.remove(PRODUCT_FILE);
            entries.add(built_in);
        }
        let mut shelves = vec![(BUILT_IN.to_owned(), ProductFiles { facts, entries })];
        for folder in &self.folders {
            let mut layer = files::folder(folder, problems)?;
            let Some(facts) = layer.remove(PRODUCT_FILE) else {
                shelves[0].1.entries.add(layer);
                continue;
            };
            let id = decode::product_id(&facts.content).unwrap_or_else(|| facts.name.clone());
            match shelves.iter_mut().find(|(known, _)| *known == id) {
                Some((_, known)) => {
                    known.facts = facts;
                    known.entries.add(layer);
                }
                None => {
                    let mut entries = Shelf::default();
                    entries.add(layer);
                    shelves.push((id, ProductFiles { facts, entries }));
                }
            }
        }
        if !self.built_in && shelves[0].1.entries.is_empty() && shelves.len() > 1 {
            shelves.remove(0);
        }
        Ok(Shelves(shelves))
    }

    /// What the folders look like now. Unreadable places are left out: [`Layers::load`] reports them.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        let mut stamp = Vec::new();
        for folder in &self.folders {
            for entry in
                WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().flatten()
            {
                let Ok(metadata) = entry.metadata() else { continue };
                if metadata.is_file() {
                    stamp.push((entry.into_path(), metadata.len(), metadata.modified().ok()));
                }
            }
        }
        Stamp(stamp)
    }
}

/// Reads the files of one product. `None`: its facts are wrong, and the entries cannot be judged.
fn base(
    files: &ProductFiles,
    common: &Common,
    version: &str,
    problems: &mut Vec<Problem>,
) -> Option<KnowledgeBase> {
    let facts = &files.facts;
    let (product, wrong) = decode::decode_product(&facts.name, &facts.content, common);
    problems.extend(wrong);
    let mut product = product?;
    product.product.secrets = files.entries.secrets().and_then(|file| secrets(file, problems));
    let proof = ProductExamples {
        file: facts.name.clone(),
        source: facts.content.clone(),
        is_built_in: facts.is_built_in,
        examples: product.examples,
        shapes: product.shapes,
    };
    let symptoms = files.entries.read(&product.product, problems);
    Some(KnowledgeBase::new(
        Arc::new(product.product),
        Arc::new(proof),
        symptoms,
        version.to_owned(),
    ))
}

/// Reads the shapes of secrets. The build has proved the built-in ones.
fn secrets(file: &File, problems: &mut Vec<Problem>) -> Option<SecretRules> {
    if file.is_built_in {
        return Some(SecretRules::built_in(&file.name, &file.content));
    }
    match SecretRules::check(&file.name, &file.content) {
        Ok(rules) => Some(rules),
        Err(wrong) => {
            problems.extend(wrong.into_iter().map(|bad| file.bad_rule(bad)));
            None
        }
    }
}

fn fingerprint(shelves: &Shelves) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    };
    for (id, files) in &shelves.0 {
        add(id);
        add(&files.facts.content);
        for (path, file) in files.entries.all() {
            add(&path);
            add(&file.content);
        }
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
