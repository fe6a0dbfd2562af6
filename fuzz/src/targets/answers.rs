//! One paste, answered in every form.

use error_doctor::answer::{Detail, Diagnosis};
use error_doctor::budget::Budget;
use error_doctor::context::Told;
use error_doctor::engine::Engine;
use error_doctor::paste::Paste;
use error_doctor::report;

/// Longest summary, in characters: the contract of the API.
const MAX_SUMMARY: usize = 280;

/// Everything that leaves the program for one paste.
#[derive(Debug, PartialEq, Eq)]
pub struct Answers {
    /// Each form with its name.
    pub forms: Vec<(&'static str, String)>,
}

/// Diagnoses a paste.
#[must_use]
pub fn diagnose(engine: &Engine, paste: &Paste, told: &Told) -> Diagnosis {
    let budget = Budget::for_paste(paste.normal().len());
    engine.diagnose(paste, &engine.context(paste, told), &budget)
}

impl Answers {
    /// All forms of an answer.
    ///
    /// # Panics
    /// When a form is empty or the summary too long.
    #[must_use]
    pub fn of(paste: &Paste, diagnosis: Diagnosis) -> Answers {
        let length = diagnosis.summary.chars().count();
        assert!((1..=MAX_SUMMARY).contains(&length), "a summary of {length} characters");
        let mut forms = vec![
            ("shown", paste.shown().to_owned()),
            ("normal", paste.normal().to_owned()),
            ("json", json(&diagnosis)),
            ("markdown", report::diagnosis_markdown(&diagnosis)),
            ("text", report::diagnosis_text(&diagnosis)),
        ];
        let short = report::with_detail(diagnosis, Detail::Short);
        forms.push(("short json", json(&short)));
        forms.push(("short markdown", report::diagnosis_markdown(&short)));
        forms.push(("short text", report::diagnosis_text(&short)));
        for (name, form) in &forms[2..] {
            assert!(!form.is_empty(), "the {name} answer is empty");
        }
        Answers { forms }
    }

    /// One form by its name.
    ///
    /// # Panics
    /// When there is none of this name.
    #[must_use]
    pub fn form(&self, name: &str) -> &str {
        let (_, form) = self.forms.iter().find(|(known, _)| *known == name).expect("a known form");
        form
    }

    /// Fails when another run gave other bytes.
    ///
    /// # Panics
    /// On the first difference.
    pub fn assert_same(&self, other: &Answers, what: &str) {
        for ((name, ours), (_, theirs)) in self.forms.iter().zip(&other.forms) {
            assert_same_text(ours, theirs, &format!("the {name} answer of {what}"));
        }
    }
}

/// Fails with the place where two texts part.
///
/// # Panics
/// When the texts differ.
pub fn assert_same_text(ours: &str, theirs: &str, what: &str) {
    if ours == theirs {
        return;
    }
    let at = ours.bytes().zip(theirs.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let start = text.floor_char_boundary(at.saturating_sub(80));
        let end = text.ceil_char_boundary((at + 160).min(text.len()));
        text[start.min(end)..end].to_owned()
    };
    panic!("{what} differs at byte {at}:\n{:?}\n{:?}", around(ours), around(theirs));
}

fn json(diagnosis: &Diagnosis) -> String {
    serde_json::to_string(diagnosis).expect("a diagnosis is JSON")
}
