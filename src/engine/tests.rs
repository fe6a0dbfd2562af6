//! The engine as a whole, and how the tests of its parts ask it.

use std::sync::{Arc, LazyLock};

use super::*;
use crate::context::Told;
use crate::knowledge::sample::{self, signal};

/// Diagnoses a text by a few entries, given as id and TOML.
pub(crate) fn diagnose(entries: &[(&str, &str)], text: &str) -> Diagnosis {
    diagnose_told(entries, text, &Told::default())
}

/// The same for somebody who says where the text comes from.
pub(crate) fn diagnose_told(entries: &[(&str, &str)], text: &str, told: &Told) -> Diagnosis {
    let engine = engine(entries);
    let paste = read(text);
    let budget = Budget::for_paste(paste.normal().len());
    engine.diagnose(&paste, &engine.context(&paste, told), &budget)
}

/// Reads a text as a paste of the built-in product. One reader serves all tests: it takes longer to build
/// than most of them.
pub(crate) fn read(text: &str) -> Paste {
    static READER: LazyLock<Reader> =
        LazyLock::new(|| product::reader([sample::base(&[]).product()]));
    READER.read(text).expect("a text")
}

pub(crate) fn engine(entries: &[(&str, &str)]) -> Engine {
    Engine::new(Arc::new(sample::base(entries)))
}

/// The ids of what was found, best first.
pub(crate) fn ids(diagnosis: &Diagnosis) -> Vec<&str> {
    diagnosis.findings.iter().map(|finding| finding.id.as_str()).collect()
}

/// The only finding.
#[track_caller]
pub(crate) fn only(diagnosis: Diagnosis) -> Finding {
    assert_eq!(diagnosis.findings.len(), 1, "{:?}", ids(&diagnosis));
    diagnosis.findings.into_iter().next().expect("one")
}

#[test]
fn a_list_of_very_many_messages_gets_the_best_findings_and_is_told_so() {
    let names: Vec<String> = (10..40).map(|n| format!("problem-{n}")).collect();
    let texts: Vec<String> =
        names.iter().map(|name| signal("own", 90, &format!("message of {name}"), "")).collect();
    let entries: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let list = |count: usize| {
        names.iter().take(count).map(|name| format!("message of {name}\n")).collect::<String>()
    };
    let all = diagnose(&entries, &list(MAX_FINDINGS));
    assert_eq!((all.findings.len(), &all.left_out[..]), (MAX_FINDINGS, &[][..]));
    let more = diagnose(&entries, &list(MAX_FINDINGS + 1));
    assert_eq!(
        (more.findings.len(), &more.left_out[..]),
        (MAX_FINDINGS, &[crate::answer::LeftOut::Findings][..])
    );
}

#[test]
fn what_stands_out_is_described_only_where_nothing_is_more_than_possible() {
    let entry = [("down", &*signal("own", 50, "the frobnicator is down", ""))];
    assert!(diagnose(&entry, "the frobnicator is down").unrecognised.is_none());
    let entry = [("down", &*signal("own", 49, "the frobnicator is down", ""))];
    assert!(diagnose(&entry, "the frobnicator is down").unrecognised.is_some());
    let unrecognised = diagnose(&entry, "hello\nError: it failed").unrecognised.unwrap();
    assert_eq!(unrecognised.lines.len(), 1);
    assert_eq!((unrecognised.lines[0].line, &*unrecognised.lines[0].text), (2, "Error: it failed"));
}

#[test]
fn a_message_that_was_typed_again_is_mended_only_where_nothing_sure_was_found() {
    let down = signal("own", 90, "the frobnicator is unavailable", "");
    let other = signal("own", 90, "socket closed by the remote", "");
    let entries = [("down", &*down), ("other", &*other)];
    let typed = "openclaw: thefrobnicatorisunavailable";
    assert_eq!(ids(&diagnose(&entries, typed)), ["down"]);
    let beside = format!("{typed}\nsocket closed by the remote");
    assert_eq!(ids(&diagnose(&entries, &beside)), ["other"]);
}
