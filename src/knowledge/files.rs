//! Reads knowledge files: those that are built in, and those of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rust_embed::RustEmbed;
use walkdir::WalkDir;

use super::problem::{Problem, ProblemLevel};
use super::{LoadError, read_error};
use crate::paste::BadSecretRule;

#[derive(RustEmbed)]
#[folder = "knowledge/"]
#[include = "common.toml"]
#[include = "*/*.toml"]
#[include = "*/*/*.toml"]
struct BuiltIn;

/// A knowledge file.
pub(super) struct File {
    /// As messages name it.
    pub(super) name: String,
    pub(super) content: String,
    pub(super) is_built_in: bool,
}

impl File {
    /// Stands for a file that is not there: read as empty, so that all that it lacks is said.
    pub(super) fn missing(name: &str) -> File {
        File { name: name.to_owned(), content: String::new(), is_built_in: true }
    }

    /// A rule of the file is wrong.
    pub(super) fn bad_rule(&self, bad: BadSecretRule) -> Problem {
        let id = bad.rule.unwrap_or_default();
        let quoted = [format!("id = \"{id}\""), format!("id = '{id}'")];
        let at = quoted.iter().find_map(|id| Some((self.content.find(id)?, id.len())));
        let (start, length) = at.unwrap_or((0, 0));
        Problem {
            file: self.name.clone(),
            source: self.content.clone(),
            span: start..start + length,
            message: bad.problem,
            level: ProblemLevel::Error,
        }
    }

    /// The file lies where none belongs.
    pub(super) fn misplaced(&self) -> Problem {
        plain(
            &self.name,
            "a knowledge folder holds product.toml, secrets.toml and <category>/<id>.toml with kebab-case names, and nothing else",
        )
    }
}

/// The facts that all products share.
pub(super) fn common() -> File {
    built_in_file("common.toml").unwrap_or_else(|| File::missing("knowledge/common.toml"))
}

/// The built-in files of a product, by their paths in its folder.
pub(super) fn built_in(product: &str) -> BTreeMap<String, File> {
    let in_folder = |path: &str| {
        let place = path.strip_prefix(product)?.strip_prefix('/')?.to_owned();
        Some((place, built_in_file(path)?))
    };
    BuiltIn::iter().filter_map(|path| in_folder(&path)).collect()
}

/// A built-in file by its path.
pub(super) fn built_in_file(path: &str) -> Option<File> {
    let content = String::from_utf8(BuiltIn::get(path)?.data.into_owned()).ok()?;
    Some(File { name: format!("knowledge/{path}"), content, is_built_in: true })
}

/// The files of a folder, by their paths in it.
#[expect(clippy::disallowed_methods, reason = "the one place that reads knowledge files")]
pub(super) fn folder(
    folder: &Path,
    problems: &mut Vec<Problem>,
) -> Result<BTreeMap<String, File>, LoadError> {
    fs::read_dir(folder).map_err(|cause| read_error(folder, cause))?;
    let mut files = BTreeMap::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            read_error(&path, error.into())
        })?;
        // Editors' and Kubernetes' own files (`.x.swp`, `..data`) are none of ours, and a folder may
        // explain itself.
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let hidden =
            relative.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
        let is_readme = relative.as_os_str() == "README.md";
        if !entry.file_type().is_file() || hidden || is_readme {
            continue;
        }
        let name = entry.path().display().to_string();
        let bytes = fs::read(entry.path()).map_err(|cause| read_error(entry.path(), cause))?;
        let path = relative.to_string_lossy().replace('\\', "/");
        match String::from_utf8(bytes) {
            Ok(content) => {
                files.insert(path, File { name, content, is_built_in: false });
            }
            Err(_) => problems.push(plain(&name, "the file is not UTF-8")),
        }
    }
    Ok(files)
}

/// `gateway-auth/gateway-token-mismatch.toml` → category and id.
pub(super) fn category_and_id(path: &str) -> Option<(&str, &str)> {
    let (category, file) = path.split_once('/')?;
    let id = file.strip_suffix(".toml")?;
    let kebab = |text: &str| {
        !text.is_empty()
            && text.split('-').all(|word| {
                !word.is_empty()
                    && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            })
    };
    (kebab(category) && kebab(id)).then_some((category, id))
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
