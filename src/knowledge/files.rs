//! The files of all layers of a product, by what they are: entries with what lies beside them, and
//! shared files.

use std::collections::BTreeMap;

use super::Symptom;
use super::decode::{self, Decoded, Reference, Shared};
use super::problem::{Problem, ProblemLevel};
use super::validate;

/// The shared file of a knowledge folder.
const SHARED: &str = "shared.toml";

/// A file of one layer.
#[derive(Debug)]
pub(super) struct File {
    /// As messages name it.
    pub(super) name: String,
    pub(super) content: String,
    pub(super) is_built_in: bool,
}

/// The files of all layers, lowest first.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The entries, by category and id.
    entries: BTreeMap<(String, String), File>,
    /// One of each layer that has one.
    shared: Vec<File>,
    /// Whether the last layer has a shared file.
    top_shares: bool,
    misplaced: Vec<File>,
}

/// What entries hold, when all of them are read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) symptoms: Vec<Symptom>,
    pub(super) problems: Vec<Problem>,
}

impl Files {
    /// Puts a layer on top: the same path replaces, a new path adds; what a shared file names takes
    /// the place of what has the same name.
    pub(super) fn add(&mut self, layer: impl Iterator<Item = (String, File)>) {
        self.top_shares = false;
        for (path, file) in layer {
            if path == SHARED {
                self.shared.push(file);
                self.top_shares = true;
            } else if let Some((category, id)) = ids(&path) {
                self.entries.insert((category.to_owned(), id.to_owned()), file);
            } else {
                self.misplaced.push(file);
            }
        }
    }

    /// Every file, with the path that tells it from all others.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, &File)> {
        let shared =
            self.shared.iter().enumerate().map(|(layer, file)| (format!("{layer}/{SHARED}"), file));
        let entries = self
            .entries
            .iter()
            .map(|((category, id), file)| (format!("{category}/{id}.toml"), file));
        shared.chain(entries)
    }

    /// Reads and checks all files.
    pub(super) fn read(&self) -> Read {
        let mut problems: Vec<Problem> =
            self.misplaced.iter().map(|file| misplaced(&file.name)).collect();
        let mut shared = Shared::default();
        for file in &self.shared {
            problems.extend(shared.read(&file.name, &file.content));
        }
        let mut symptoms: Vec<Symptom> = Vec::new();
        let mut references: Vec<(String, String, &str, Vec<Reference>)> = Vec::new();
        for ((category, id), file) in &self.entries {
            let outcome = decode::decode(&file.name, category, id, &file.content, &shared);
            problems.extend(outcome.problems);
            let Some(Decoded::Symptom(mut symptom)) = outcome.decoded else { continue };
            symptom.is_built_in = file.is_built_in;
            let content = file.content.as_str();
            references.push((symptom.id.clone(), file.name.clone(), content, outcome.references));
            // The built-in patterns are compiled by the tests of every build.
            if !file.is_built_in {
                validate::patterns(&symptom, &file.content, &mut problems);
            }
            symptoms.push(*symptom);
        }
        // What a lower layer shares may have been for an entry that this layer replaces.
        if let Some(file) = self.shared.last().filter(|_| self.top_shares) {
            problems.extend(shared.unused(&file.name, &file.content));
        }
        validate::twins(&symptoms, &mut problems);
        validate::references(&symptoms, &references, &mut problems);
        validate::circles(&symptoms, &mut problems);
        Read { symptoms, problems }
    }
}

/// `gateway-auth/gateway-token-mismatch.toml` → category and id.
fn ids(path: &str) -> Option<(&str, &str)> {
    let (category, file) = path.split_once('/')?;
    let id = file.strip_suffix(".toml")?;
    (decode::is_kebab(category) && decode::is_kebab(id)).then_some((category, id))
}

fn misplaced(name: &str) -> Problem {
    Problem {
        file: name.to_owned(),
        source: String::new(),
        span: 0..0,
        message: format!(
            "a knowledge folder holds only <category>/<id>.toml with kebab-case names, and {SHARED}"
        ),
        level: ProblemLevel::Error,
    }
}
