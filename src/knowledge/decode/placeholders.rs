//! What `<names>` in commands stand for: a capture, or an explanation of the entry or the shared file.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::super::placeholder::{is_name, placeholders};
use super::super::reader::{At, Problems, Reader};
use super::parts::{self, Parts};

/// The placeholders that commands of one file can have.
pub(super) struct Placeholders<'p> {
    captures: &'p [String],
    own: BTreeMap<String, Own>,
    shared: &'p Parts<String>,
}

/// A placeholder that the entry explains itself.
struct Own {
    meaning: String,
    span: Range<usize>,
    is_used: Cell<bool>,
}

impl<'p> Placeholders<'p> {
    /// Those of an entry, with its `[placeholders]`.
    pub(super) fn of_entry(
        reader: &mut Reader,
        captures: &'p [String],
        shared: &'p Parts<String>,
        problems: &mut Problems,
    ) -> Self {
        let mut own = BTreeMap::new();
        for (name, meaning) in parts::texts(reader, "placeholders", "the placeholders", problems) {
            check_name(&name, problems);
            own.insert(name.value, Own { meaning, span: name.span, is_used: Cell::new(false) });
        }
        Placeholders { captures, own, shared }
    }

    /// Those of a shared file: what a paste tells is not known there.
    pub(super) fn of_shared(shared: &'p Parts<String>) -> Self {
        Placeholders { captures: &[], own: BTreeMap::new(), shared }
    }

    /// Reports what nothing explains in a command.
    pub(super) fn check(&self, command: &At<String>, problems: &mut Problems) {
        for name in placeholders(&command.value) {
            let is_captured = self.captures.iter().any(|capture| capture == name);
            if self.meaning(name).is_none() && !is_captured {
                problems.error(
                    command.span.clone(),
                    format!(
                        "nothing says what <{name}> stands for: no signal captures it, [placeholders] does \
                         not explain it, and {}",
                        self.shared.unknown(name)
                    ),
                );
            }
        }
    }

    /// What a placeholder stands for.
    pub(super) fn meaning(&self, name: &str) -> Option<&str> {
        let own = self.own.get(name).map(|own| {
            own.is_used.set(true);
            own.meaning.as_str()
        });
        own.or_else(|| self.shared.get(name).map(String::as_str))
    }

    /// Reports what the entry explains and no command has.
    pub(super) fn unused(&self, problems: &mut Problems) {
        for (name, own) in self.own.iter().filter(|(_, own)| !own.is_used.get()) {
            problems.error(own.span.clone(), format!("no command has <{name}>: take it out"));
        }
    }
}

/// Reports a name that no placeholder can have.
pub(super) fn check_name(name: &At<String>, problems: &mut Problems) {
    if !is_name(&name.value) {
        problems.error(
            name.span.clone(),
            format!("`{}` cannot stand between < and >: letters, digits, _, - and /", name.value),
        );
    }
}
