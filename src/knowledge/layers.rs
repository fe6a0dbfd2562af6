//! Where knowledge files come from: the built-in ones, then each `--knowledge` folder on top. The
//! same path replaces, a new path adds, a file with `[retired]` removes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::files::{File, Files};
use super::problem::{Problem, ProblemLevel};
use super::{KnowledgeBase, LoadError, Loaded, read_error};

#[derive(RustEmbed)]
#[folder = "knowledge/"]
#[include = "*/*/*.toml"]
#[include = "*/shared.toml"]
struct BuiltIn;

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
        let mut files = Files::default();
        if self.built_in {
            files.add(built_in_files());
        }
        for folder in &self.folders {
            files.add(folder_files(folder, &mut problems)?.into_iter());
        }
        let version = fingerprint(&files);
        let read = files.read();
        problems.extend(read.problems);
        problems.sort_by(|a, b| {
            (&a.file, a.span.start, &a.message).cmp(&(&b.file, b.span.start, &b.message))
        });
        if problems.iter().any(|problem| problem.level == ProblemLevel::Error) {
            return Err(LoadError::Problems(problems));
        }
        Ok(Loaded { base: KnowledgeBase::new(read.symptoms, version), warnings: problems })
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

fn built_in_files() -> impl Iterator<Item = (String, File)> {
    BuiltIn::iter().filter_map(|path| {
        let content = String::from_utf8(BuiltIn::get(&path)?.data.into_owned()).ok()?;
        let (_product, place) = path.split_once('/')?;
        Some((
            place.to_owned(),
            File { name: format!("knowledge/{path}"), content, is_built_in: true },
        ))
    })
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads knowledge files")]
fn folder_files(
    folder: &Path,
    problems: &mut Vec<Problem>,
) -> Result<Vec<(String, File)>, LoadError> {
    fs::read_dir(folder).map_err(|cause| read_error(folder, cause))?;
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            read_error(&path, error.into())
        })?;
        // Editors' and Kubernetes' own files (`.x.swp`, `..data`) are none of ours.
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let hidden =
            relative.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
        if !entry.file_type().is_file() || hidden {
            continue;
        }
        let name = entry.path().display().to_string();
        let bytes = fs::read(entry.path()).map_err(|cause| read_error(entry.path(), cause))?;
        let path = relative.to_string_lossy().replace('\\', "/");
        match String::from_utf8(bytes) {
            Ok(content) => files.push((path, File { name, content, is_built_in: false })),
            Err(_) => problems.push(plain(&name, "the file is not UTF-8")),
        }
    }
    Ok(files)
}

fn plain(name: &str, message: &str) -> Problem {
    Problem {
        file: name.to_owned(),
        source: String::new(),
        span: 0..0,
        message: message.to_owned(),
        level: ProblemLevel::Error,
    }
}

fn fingerprint(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (path, file) in files.all() {
        for part in [path.as_bytes(), file.content.as_bytes()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
