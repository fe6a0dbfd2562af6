//! The loader: any bytes as knowledge files give errors or an engine that diagnoses.

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use error_doctor::context::Told;
use error_doctor::engine::Engine;
use error_doctor::examples;
use error_doctor::knowledge::{Layers, LoadError};
use tempfile::TempDir;

use super::answers::{self, Answers};

/// A line that begins the next file.
const NEXT_FILE: &[u8] = b"\n#### next file\n";
/// The files of a folder, as far as the input has parts. The last one stands where no file belongs.
const PATHS: [&str; 4] = ["one/first.toml", "one/second.toml", "two/third.toml", "stray.toml"];

const PASTE: &str = "2026-11-20T14:18:42.583+00:00 [ws] unauthorized conn=1 client=cli reason=token_mismatch\n\
                     openclaw 2026.9.6: made-up failure\nfrobnicator required (blue)";

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::with_prefix("error-doctor-fuzz-").expect("a folder for knowledge files");
    for path in PATHS {
        let parent = folder.path().join(path).parent().map(Path::to_owned);
        fs::create_dir_all(parent.expect("a folder")).expect("a folder can be made");
    }
    folder
});

/// Makes the folder.
pub fn warm_up() {
    run(b"title = 1");
}

/// Loads the input as knowledge files.
///
/// # Panics
/// When loading does, or a base that was accepted cannot diagnose.
pub fn run(data: &[u8]) {
    let folder = FOLDER.path();
    let mut parts = split(data).into_iter();
    for path in PATHS {
        let file = folder.join(path);
        match parts.next() {
            Some(part) => fs::write(file, part).expect("a file can be written"),
            None => {
                // It may be left from the input before.
                let _ = fs::remove_file(file);
            }
        }
    }
    let layers = Layers::new(false, vec![folder.to_owned()]);
    match layers.load() {
        Ok(loaded) => {
            for warning in &loaded.warnings {
                assert!(!warning.render().is_empty());
            }
            for base in loaded.bases {
                diagnose_with(Engine::new(Arc::new(base)));
            }
        }
        Err(LoadError::Problems(problems)) => {
            assert!(!problems.is_empty(), "refused without a reason");
            for problem in &problems {
                assert!(!problem.render().is_empty());
            }
        }
        // A file that is no UTF-8.
        Err(error @ LoadError::Read { .. }) => assert!(!error.to_string().is_empty()),
    }
}

fn split(data: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(NEXT_FILE.len()).position(|window| window == NEXT_FILE) {
        parts.push(&rest[..at]);
        rest = &rest[at + NEXT_FILE.len()..];
    }
    parts.push(rest);
    parts
}

fn diagnose_with(engine: Engine) {
    let outcomes = examples::run(&engine, |_| true);
    for problem in examples::problems(&outcomes) {
        assert!(!problem.render().is_empty());
    }
    let literals = engine.base().symptoms().iter().flat_map(|symptom| &symptom.signals);
    let literals: Vec<&str> = literals
        .flat_map(|signal| &signal.matcher.literals)
        .map(|literal| literal.as_ref())
        .collect();
    for text in [PASTE.to_owned(), literals.join("\n")] {
        let Ok(paste) = engine.read(&text) else { continue };
        let answers = Answers::of(&paste, answers::diagnose(&engine, &paste, &Told::default()));
        let again = Answers::of(&paste, answers::diagnose(&engine, &paste, &Told::default()));
        answers.assert_same(&again, "the second run");
    }
}
