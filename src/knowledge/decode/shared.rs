//! The shared file of a product: steps, checks, signals, sets of literals, reasons and placeholders
//! that stand once and are used by name.

use toml::de::DeTable;

use super::super::problem::{Problem, ProblemLevel};
use super::super::reader::{Problems, Reader};
use super::super::symptom::{Check, Signal, Step};
use super::parts::{Parts, free_table, texts};
use super::placeholders::{self, Placeholders};
use super::{Known, Writing, evidence, remedies};
use crate::product::Product;

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
