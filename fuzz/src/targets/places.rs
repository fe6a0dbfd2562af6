//! Every place that is told lies inside what was pasted.

use error_doctor::answer::Diagnosis;
use error_doctor::paste::{Paste, Place};

/// The raw text line by line, as an editor counts it.
#[derive(Debug)]
pub struct RawLines<'r>(Vec<&'r str>);

impl<'r> RawLines<'r> {
    /// The lines of a raw paste.
    #[must_use]
    pub fn of(raw: &'r str) -> RawLines<'r> {
        RawLines(raw.split('\n').collect())
    }

    /// Fails when a 1-based line and column are not inside the paste. One column behind the last
    /// character is still inside.
    ///
    /// # Panics
    /// See above.
    pub fn assert_inside(&self, line: usize, column: usize, what: &str) {
        let lines = self.0.len();
        assert!((1..=lines).contains(&line), "{what}: line {line} of {lines}");
        let columns = self.0[line - 1].chars().count() + 1;
        assert!(
            (1..=columns).contains(&column),
            "{what}: line {line}, column {column} of {columns}"
        );
    }

    /// Whether `text` stands at a 1-based line and column.
    #[must_use]
    pub fn has_at(&self, line: usize, column: usize, text: &str) -> bool {
        let Some(found) = self.0.get(line.wrapping_sub(1)) else { return false };
        let from = found.char_indices().map(|(at, _)| at).nth(column.wrapping_sub(1));
        from.is_some_and(|from| found[from..].starts_with(text))
    }
}

/// Fails when a unit or a line of the paste is not where it says it is.
///
/// # Panics
/// See above.
pub fn check_paste(raw: &RawLines<'_>, paste: &Paste) {
    for unit in paste.messages() {
        let text = paste.normal().get(unit.range.clone());
        assert!(text.is_some_and(|text| !text.contains('\n')), "a unit spans lines: {unit:?}");
        check_place(raw, paste, &paste.locate(unit.range.clone()));
    }
    for line in paste.shown_lines() {
        assert_eq!(paste.shown().get(line.range.clone()), Some(line.text));
        raw.assert_inside(line.number, 1, "a shown line");
    }
}

/// Fails when evidence does not lie in the paste.
///
/// # Panics
/// See above.
pub fn check_diagnosis(raw: &RawLines<'_>, paste: &Paste, diagnosis: &Diagnosis) {
    for evidence in diagnosis.findings.iter().flat_map(|finding| &finding.evidence) {
        let quoted = paste.shown().get(evidence.shown.clone());
        assert!(quoted.is_some_and(|text| !text.contains('\n')), "{evidence:?}");
        raw.assert_inside(evidence.line, evidence.column, "evidence");
    }
    let context = &diagnosis.context;
    let facts =
        [&context.version, &context.platform, &context.install, &context.service, &context.client];
    for line in facts.into_iter().flatten().filter_map(|fact| fact.line) {
        raw.assert_inside(line, 1, "a conclusion");
    }
    for line in diagnosis.unrecognised.iter().flat_map(|unrecognised| &unrecognised.lines) {
        raw.assert_inside(line.line, 1, "a notable line");
    }
}

fn check_place(raw: &RawLines<'_>, paste: &Paste, place: &Place) {
    let text = paste.shown().get(place.shown.clone());
    let text = text.unwrap_or_else(|| panic!("{place:?} splits a character or is outside"));
    assert!(!text.contains('\n'), "{place:?} spans lines");
    assert_eq!(text.chars().count(), place.length, "{place:?}");
    raw.assert_inside(place.line, place.column, "a unit");
}
