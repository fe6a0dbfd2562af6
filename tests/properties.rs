//! What holds for every text.
#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::sync::{Arc, LazyLock};

use error_doctor::budget::Budget;
use error_doctor::context::Told;
use error_doctor::engine::Engine;
use error_doctor::knowledge::Layers;
use error_doctor::report;
use proptest::prelude::*;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Arc::new(Layers::built_in().load().unwrap().into_first())));

static MESSAGES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = include_str!("messages/gateway.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once('\t').unwrap().1.replace('⏎', "\n")).collect()
});

/// A log of real messages, cut anywhere, among lines of anything.
fn log() -> impl Strategy<Value = String> {
    let message = (0..MESSAGES.len(), 0usize..200).prop_map(|(index, cut)| {
        let message = &MESSAGES[index];
        message.chars().skip(cut.saturating_sub(150)).collect::<String>()
    });
    let line = prop_oneof![
        3 => message,
        1 => any::<String>(),
        1 => "[ -~]{0,120}",
        1 => "\u{1b}\\[[0-9;]{0,6}m[a-zé漢字🦞 ]{0,20}",
    ];
    (proptest::collection::vec(line, 0..12), prop_oneof!["\n", "\r\n", " ", "\n> ", "\n│ "])
        .prop_map(|(lines, separator)| lines.join(&separator))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_answered_twice_the_same_and_evidence_lies_inside_it(raw in log()) {
        let Ok(paste) = ENGINE.read(&raw) else { return Ok(()) };
        let context = ENGINE.context(&paste, &Told::default());
        let diagnosis = ENGINE.diagnose(&paste, &context, &Budget::for_paste(paste.normal().len()));
        let again = ENGINE.diagnose(&ENGINE.read(&raw).unwrap(), &context, &Budget::for_paste(paste.normal().len()));
        prop_assert_eq!(serde_json::to_string(&diagnosis).unwrap(), serde_json::to_string(&again).unwrap());
        let lines = raw.split('\n').count();
        for evidence in diagnosis.findings.iter().flat_map(|finding| &finding.evidence) {
            let quoted = paste.shown().get(evidence.shown.clone());
            prop_assert!(quoted.is_some_and(|text| !text.contains('\n')), "{evidence:?}");
            prop_assert!((1..=lines).contains(&evidence.line) && evidence.column >= 1);
        }
        prop_assert!(diagnosis.summary.chars().count() <= 280);
        prop_assert!(!report::diagnosis_markdown(&diagnosis).is_empty());
        prop_assert!(!report::diagnosis_text(&diagnosis).is_empty());
    }

    #[test]
    fn what_was_masked_once_is_masked_for_good(raw in log()) {
        let Ok(once) = ENGINE.read(&raw) else { return Ok(()) };
        if let Ok(twice) = ENGINE.read(once.shown()) {
            prop_assert!(twice.redactions().is_empty(), "{:?} in {:?}", twice.redactions(), once.shown());
        }
    }
}
