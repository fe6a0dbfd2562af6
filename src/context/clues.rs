//! The clues that stand in a paste.

use super::Conclusion;
use crate::paste::{MessageKind, Paste};
use crate::product::{ClueHit, Clues, Fact, Product, Wording};

/// The first place of each clue and wording that stands in the paste.
pub(super) struct FoundClues<'p> {
    clues: &'p Clues,
    hits: Vec<Hit>,
}

struct Hit {
    clue: ClueHit,
    line: usize,
}

impl<'p> FoundClues<'p> {
    /// Finds every clue, in the order of the paste.
    pub(super) fn of(paste: &Paste, product: &'p Product) -> FoundClues<'p> {
        let clues = &product.clues;
        let mut seen = vec![false; clues.literals()];
        let mut hits = Vec::new();
        for (literal, clue, place) in clues.find(paste.normal()) {
            if seen[literal] {
                continue;
            }
            let message = &paste.messages()[paste.message_at(place.start)];
            if matches!(message.kind, MessageKind::Tagline | MessageKind::Seam { .. }) {
                continue;
            }
            seen[literal] = true;
            hits.push(Hit { clue, line: paste.line_of(place.start) });
        }
        for (index, shape) in clues.shapes() {
            let Some(found) = shape.find(paste.shown()) else { continue };
            let line = paste
                .shown_lines()
                .find(|line| line.range.end >= found.end())
                .map_or(1, |line| line.number);
            hits.push(Hit { clue: ClueHit::Clue(index), line });
        }
        FoundClues { clues, hits }
    }

    /// The conclusion with the most worth; of equals the one that stands first.
    pub(super) fn best(&self, fact: Fact) -> Option<Conclusion> {
        let mut best: Option<(u8, &str, usize)> = None;
        for hit in &self.hits {
            let ClueHit::Clue(index) = hit.clue else { continue };
            let clue = self.clues.clue(index);
            if clue.fact == fact && best.is_none_or(|(worth, ..)| clue.worth > worth) {
                best = Some((clue.worth, &clue.value, hit.line));
            }
        }
        best.map(|(_, value, line)| Conclusion { value: value.to_owned(), line: Some(line) })
    }

    /// The wordings of some versions only, with their lines.
    pub(super) fn wordings(&self) -> impl Iterator<Item = (&'p Wording, usize)> {
        self.hits.iter().filter_map(|hit| match hit.clue {
            ClueHit::Wording(index) => Some((self.clues.wording(index), hit.line)),
            ClueHit::Clue(_) => None,
        })
    }
}

/// The profile that a path or an option names.
pub(super) fn profile(paste: &Paste, product: &Product) -> Option<Conclusion> {
    let shown_by = &product.profile.as_ref()?.shown_by;
    let found = shown_by.captures(paste.normal())?;
    let of_group = |group: &str| found.name(group).map(|_| group.to_owned());
    let value = match found.name("name") {
        Some(name) => name.as_str().to_owned(),
        None => shown_by.capture_names().flatten().find_map(of_group)?,
    };
    let whole = found.get(0)?;
    Some(Conclusion { value, line: Some(paste.line_of(whole.start())) })
}
