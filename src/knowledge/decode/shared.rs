//! The shared file of a product: steps, checks, signals, sets of literals, reasons and placeholders
//! that stand once and are used by name.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

use super::super::problem::{Problem, ProblemLevel};
use super::super::reader::{At, Problems, Reader, alternatives};
use super::super::symptom::{Check, Signal, Step};
use super::placeholders::{self, Placeholders};
use super::{Known, Writing, evidence, is_kebab, remedies};
use crate::product::Product;

/// Names that an unknown one is answered with; the file has the rest.
const MAX_NAMES: usize = 12;

/// What entries can use by name, from the shared files of all layers of a product. A later layer's
/// part takes the place of one with the same name.
#[derive(Debug)]
pub(in super::super) struct Shared {
    pub(super) steps: Parts<Step>,
    pub(super) checks: Parts<Check>,
    pub(super) signals: Parts<Signal>,
    pub(super) literals: Parts<Vec<String>>,
    pub(super) reasons: Parts<String>,
    pub(super) placeholders: Parts<String>,
}

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

impl Default for Shared {
    fn default() -> Self {
        Shared {
            steps: Parts::new("step"),
            checks: Parts::new("check"),
            signals: Parts::new("signal"),
            literals: Parts::new("set of literals"),
            reasons: Parts::new("reason"),
            placeholders: Parts::new("placeholder"),
        }
    }
}

impl Shared {
    /// Reads a shared file on top of what the layers below share.
    pub(in super::super) fn read(
        &mut self,
        file: &str,
        source: &str,
        product: &Product,
    ) -> Vec<Problem> {
        let (root, errors) = DeTable::parse_recoverable(source);
        let mut problems = Problems::new(file, source);
        for error in &errors {
            problems.error(error.span().unwrap_or(0..0), error.message().to_owned());
        }
        let mut reader = Reader::new(root.get_ref(), 0..source.len(), "a shared file");
        for (name, value) in texts(&mut reader, "reasons", "the shared reasons", &mut problems) {
            self.reasons.put(file, name, value, &mut problems);
        }
        for (name, values) in
            free_table(&mut reader, "literals", "the shared literals", &mut problems)
        {
            for value in &values {
                evidence::check_literal(value, product, &mut problems);
            }
            self.literals.put(file, name, super::values(values), &mut problems);
        }
        for (name, value) in
            texts(&mut reader, "placeholders", "the shared placeholders", &mut problems)
        {
            placeholders::check_name(&name, &mut problems);
            self.placeholders.put_word(file, name, value);
        }
        for (name, table) in reader.named_tables("signal", "a shared signal", &mut problems) {
            let signal = evidence::signal(
                table,
                Some(&name),
                Known { product, shared: self },
                &mut problems,
            );
            self.signals.put(file, name, signal, &mut problems);
        }
        for (name, table) in reader.named_tables("step", "a shared step", &mut problems) {
            let step = {
                let placeholders = Placeholders::of_shared(&self.placeholders);
                remedies::step(
                    table,
                    Some(&name),
                    Writing { product, placeholders: &placeholders },
                    &mut problems,
                )
            };
            self.steps.put(file, name, step, &mut problems);
        }
        for (name, table) in reader.named_tables("check", "a shared check", &mut problems) {
            let check = {
                let placeholders = Placeholders::of_shared(&self.placeholders);
                remedies::check(
                    table,
                    Writing { product, placeholders: &placeholders },
                    &mut problems,
                )
            };
            self.checks.put(file, name, check, &mut problems);
        }
        reader.finish(&mut problems);
        problems.into_list()
    }

    /// The parts of a file that no entry used.
    pub(in super::super) fn unused(&self, file: &str, source: &str) -> Vec<Problem> {
        let mut list = self.steps.unused(file);
        list.extend(self.checks.unused(file));
        list.extend(self.signals.unused(file));
        list.extend(self.literals.unused(file));
        list.extend(self.reasons.unused(file));
        list.extend(self.placeholders.unused(file));
        list.into_iter()
            .map(|(span, message)| Problem {
                file: file.to_owned(),
                source: source.to_owned(),
                span,
                message,
                level: ProblemLevel::Error,
            })
            .collect()
    }
}

impl<T> Parts<T> {
    fn new(what: &'static str) -> Self {
        Parts { what, list: BTreeMap::new() }
    }

    fn put(&mut self, file: &str, name: At<String>, value: T, problems: &mut Problems) {
        if !is_kebab(&name.value) {
            problems
                .error(name.span.clone(), format!("the name `{}` must be kebab-case", name.value));
        }
        self.put_word(file, name, value);
    }

    fn put_word(&mut self, file: &str, name: At<String>, value: T) {
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

    fn unused(&self, file: &str) -> Vec<(Range<usize>, String)> {
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
fn free_table(
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
