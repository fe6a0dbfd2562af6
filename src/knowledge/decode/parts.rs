//! Parts that stand once and are used by name.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::super::reader::{At, Problems, Reader, alternatives};
use super::is_kebab;

/// Names that an unknown one is answered with; the file has the rest.
const MAX_NAMES: usize = 12;

/// The parts of one kind.
#[derive(Debug)]
pub(super) struct Parts<T> {
    /// "step", for messages.
    what: &'static str,
    list: BTreeMap<String, Part<T>>,
}

#[derive(Debug)]
struct Part<T> {
    value: T,
    /// The file it stands in, and where.
    file: String,
    span: Range<usize>,
    is_used: Cell<bool>,
}

impl<T> Parts<T> {
    pub(super) fn new(what: &'static str) -> Self {
        Parts { what, list: BTreeMap::new() }
    }

    pub(super) fn put(&mut self, file: &str, name: At<String>, value: T, problems: &mut Problems) {
        if !is_kebab(&name.value) {
            problems
                .error(name.span.clone(), format!("the name `{}` must be kebab-case", name.value));
        }
        self.put_word(file, name, value);
    }

    pub(super) fn put_word(&mut self, file: &str, name: At<String>, value: T) {
        let part =
            Part { value, file: file.to_owned(), span: name.span, is_used: Cell::new(false) };
        self.list.insert(name.value, part);
    }

    /// The part with a name; an unknown name is reported with the known ones.
    pub(super) fn take(&self, name: &At<String>, problems: &mut Problems) -> Option<&T> {
        let part = self.get(&name.value);
        if part.is_none() {
            problems.error(name.span.clone(), self.unknown(&name.value));
        }
        part
    }

    /// The part with a name, if there is one.
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        let part = self.list.get(name)?;
        part.is_used.set(true);
        Some(&part.value)
    }

    /// "no shared step is named `x`: there are `a` or `b`", the most similar names first.
    pub(super) fn unknown(&self, name: &str) -> String {
        let what = self.what;
        let mut names: Vec<&str> = self.list.keys().map(String::as_str).collect();
        if names.is_empty() {
            return format!("no shared {what} is named `{name}`: the shared file has none");
        }
        names.sort_by_key(|known| strsim::levenshtein(known, name));
        let left = names.len().saturating_sub(MAX_NAMES);
        names.truncate(MAX_NAMES);
        let more = if left > 0 {
            format!(" ({left} more stand in the shared file)")
        } else {
            String::new()
        };
        let known = alternatives(names.into_iter());
        format!("no shared {what} is named `{name}`: there are {known}{more}")
    }

    pub(super) fn unused(&self, file: &str) -> Vec<(Range<usize>, String)> {
        let unused = self.list.iter().filter(|(_, part)| part.file == file && !part.is_used.get());
        unused
            .map(|(name, part)| {
                let message =
                    format!("no entry uses the shared {} `{name}`: take it out", self.what);
                (part.span.clone(), message)
            })
            .collect()
    }
}

/// A table whose keys are free, with their strings.
pub(super) fn free_table(
    reader: &mut Reader,
    key: &'static str,
    what: &'static str,
    problems: &mut Problems,
) -> Vec<(At<String>, Vec<At<String>>)> {
    reader.table(key, what, problems).map(|table| table.rest(problems)).unwrap_or_default()
}

/// A table whose keys are free, with one string each.
pub(super) fn texts(
    reader: &mut Reader,
    key: &'static str,
    what: &'static str,
    problems: &mut Problems,
) -> Vec<(At<String>, String)> {
    let mut list = Vec::new();
    for (name, values) in free_table(reader, key, what, problems) {
        match <[At<String>; 1]>::try_from(values) {
            Ok([value]) => list.push((name, value.value)),
            Err(values) if values.is_empty() => {}
            Err(_) => problems.error(name.span, format!("`{}` must be one string", name.value)),
        }
    }
    list
}
