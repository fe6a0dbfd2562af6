//! The engine over the present knowledge. Reloads when the knowledge folders change; a broken edit
//! keeps the old knowledge.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;

use crate::answer::Diagnosis;
use crate::budget::Cancellation;
use crate::context::Told;
use crate::engine::Engines;
use crate::examples;
use crate::knowledge::{Layers, LoadError, Problem, ProblemLevel, Stamp};
use crate::paste::{Paste, Refusal};

/// Diagnoses pastes with the newest usable knowledge. Cheap to share; never blocks a diagnosis.
#[derive(Debug)]
pub struct Doctor {
    layers: Layers,
    engines: ArcSwap<Engines>,
    state: Mutex<ReloadState>,
}

#[derive(Debug)]
struct ReloadState {
    seen: Stamp,
    error: Option<String>,
}

/// Why there is no diagnosis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unanswered {
    /// The paste cannot be read.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nobody waits for the answer any more.
    #[error("nobody waits for the answer any more")]
    Abandoned,
}

/// What a look at the knowledge folders led to.
#[derive(Debug)]
pub enum Reload {
    /// Nothing changed since the last look.
    Unchanged,
    /// New knowledge is in use.
    Done {
        /// Fingerprint of the new knowledge.
        version: String,
        /// How many symptoms it holds.
        symptoms: usize,
        /// What could be better in the files.
        warnings: Vec<Problem>,
    },
    /// The folders hold errors; the old knowledge stays in use.
    Kept(LoadError),
}

impl Doctor {
    /// Loads the layers and runs the examples of every entry that is not built in.
    ///
    /// # Errors
    /// The problems of all files at once, or a folder that cannot be read.
    pub fn open(layers: Layers) -> Result<(Doctor, Vec<Problem>), LoadError> {
        let seen = layers.stamp();
        let (engines, warnings) = load(&layers)?;
        let state = Mutex::new(ReloadState { seen, error: None });
        Ok((Doctor { layers, engines: ArcSwap::from_pointee(engines), state }, warnings))
    }

    /// The engines in use.
    #[must_use]
    pub fn engines(&self) -> Arc<Engines> {
        self.engines.load_full()
    }

    /// Reads and diagnoses a paste, within the budget of its size.
    ///
    /// # Errors
    /// The text is empty or not text, or nobody waits for the answer any more.
    pub fn diagnose(
        &self,
        text: &[u8],
        told: &Told,
        cancellation: &Cancellation,
    ) -> Result<(Paste, Diagnosis), Unanswered> {
        let engines = self.engines.load();
        let paste = engines.reader().read_bytes(text)?;
        let diagnosis = engines.diagnose(&paste, told, cancellation);
        if cancellation.is_cancelled() {
            Err(Unanswered::Abandoned)
        } else {
            Ok((paste, diagnosis))
        }
    }

    /// Whether there are folders that can change.
    #[must_use]
    pub fn can_change(&self) -> bool {
        self.layers.has_folders()
    }

    /// Why the newest state of the folders is not in use, if it is not.
    #[must_use]
    pub fn reload_error(&self) -> Option<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).error.clone()
    }

    /// Looks at the folders and reloads when they changed. Blocks on files: call it off the threads
    /// that answer.
    pub fn reload(&self) -> Reload {
        let now = self.layers.stamp();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if now == state.seen {
            return Reload::Unchanged;
        }
        state.seen = now;
        match load(&self.layers) {
            Ok((engines, warnings)) => {
                state.error = None;
                let version = engines.version().to_owned();
                let symptoms = engines.symptoms().count();
                self.engines.store(Arc::new(engines));
                Reload::Done { version, symptoms, warnings }
            }
            Err(error) => {
                state.error = Some(error.to_string());
                Reload::Kept(error)
            }
        }
    }
}

fn load(layers: &Layers) -> Result<(Engines, Vec<Problem>), LoadError> {
    let mut loaded = layers.load()?;
    for base in &mut loaded.bases {
        base.drop_built_in_examples();
    }
    let engines = Engines::new(loaded.bases);
    let mut problems = Vec::new();
    for engine in engines.iter() {
        if !engine.base().product_examples().is_built_in {
            problems.extend(examples::product_problems(engine));
        }
        problems.extend(examples::problems(&examples::run(engine, |symptom| !symptom.is_built_in)));
    }
    if problems.iter().any(|problem| problem.level == ProblemLevel::Error) {
        return Err(LoadError::Problems(problems));
    }
    problems.extend(loaded.warnings);
    Ok((engines, problems))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    const ENTRY: &str = r#"
title = "A test problem"
severity = "error"
summary = "It is made up."
[[signal]]
id = "words"
shows = "the made-up words"
strength = "proof"
literal = "made-up failure"
[[example]]
name = "plain"
expect = "first"
text = "made-up failure"
"#;

    fn folder_with(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), text);
        folder
    }

    fn write(folder: &Path, text: &str) {
        fs::create_dir_all(folder.join("test")).unwrap();
        fs::write(folder.join("test/made-up.toml"), text).unwrap();
    }

    fn open(folder: &Path) -> Result<Doctor, LoadError> {
        Doctor::open(Layers::new(false, vec![folder.to_owned()])).map(|(doctor, _)| doctor)
    }

    fn first(doctor: &Doctor, text: &str) -> Option<String> {
        let (_, diagnosis) =
            doctor.diagnose(text.as_bytes(), &Told::default(), &Cancellation::default()).unwrap();
        diagnosis.findings.first().map(|finding| finding.title.clone())
    }

    #[test]
    fn an_edit_is_taken_over() {
        let folder = folder_with(ENTRY);
        let doctor = open(folder.path()).unwrap();
        assert!(matches!(doctor.reload(), Reload::Unchanged));
        write(folder.path(), &ENTRY.replace("A test problem", "An edited problem"));
        assert!(matches!(doctor.reload(), Reload::Done { symptoms: 1, .. }));
        assert_eq!(first(&doctor, "made-up failure").unwrap(), "An edited problem");
    }

    #[test]
    fn a_broken_edit_keeps_the_old_knowledge_and_says_so_once() {
        let folder = folder_with(ENTRY);
        let doctor = open(folder.path()).unwrap();
        write(folder.path(), &ENTRY.replace("severity", "severty"));
        assert!(matches!(doctor.reload(), Reload::Kept(_)));
        assert!(matches!(doctor.reload(), Reload::Unchanged));
        assert!(doctor.reload_error().unwrap().contains("unknown key `severty`"));
        assert_eq!(first(&doctor, "made-up failure").unwrap(), "A test problem");
        write(folder.path(), &format!("{ENTRY}# mended\n"));
        assert!(matches!(doctor.reload(), Reload::Done { .. }));
        assert_eq!(doctor.reload_error(), None);
    }

    #[test]
    fn a_folder_whose_examples_fail_is_refused() {
        let folder =
            folder_with(&ENTRY.replace("text = \"made-up failure\"", "text = \"something else\""));
        let error = open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("the symptom is not found"), "{error}");
    }

    #[test]
    fn all_problems_of_all_files_are_listed_at_once() {
        let folder = folder_with(
            &ENTRY
                .replace("severity", "severty")
                .replace("strength = \"proof\"", "strength = \"prof\""),
        );
        fs::write(folder.path().join("stray.txt"), "").unwrap();
        let error = open(folder.path()).unwrap_err().to_string();
        for part in [
            "unknown key `severty`",
            "needs `severity`",
            "`strength` must be `proof`",
            "stray.txt",
            "made-up.toml:3:1",
        ] {
            assert!(error.contains(part), "{part} is missing in:\n{error}");
        }
    }
}
