//! What the answer itself tells.

use super::Confidence;
use crate::engine::tests::diagnose;
use crate::knowledge::sample::signal;

#[test]
fn a_line_is_quoted_once_whatever_stands_in_it() {
    let toml =
        signal("a", 90, "the frobnicator is down", "") + &signal("b", 60, "restart refused", "");
    let text = "the frobnicator is down: restart refused\nrestart refused";
    let finding = diagnose(&[("down", &toml)], text).findings.remove(0);
    assert_eq!(finding.evidence.len(), 3);
    let lines: Vec<usize> = finding.quoted().map(|place| place.line).collect();
    assert_eq!(lines, [1, 2]);
}

#[test]
fn the_words_for_how_sure_an_answer_is_are_those_of_the_api() {
    for confidence in [Confidence::Possible, Confidence::Likely, Confidence::Certain] {
        let written = serde_json::to_string(&confidence).unwrap();
        assert_eq!(written, format!("\"{}\"", confidence.word()));
    }
}
