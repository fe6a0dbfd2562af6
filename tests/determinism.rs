//! Equal pastes get equal bytes, in every process; and an answer that had to stop early says so.
#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use error_doctor::answer::LeftOut;
use error_doctor::budget::{Budget, Cancellation};
use error_doctor::context::Told;
use error_doctor::doctor::{Doctor, Unanswered};
use error_doctor::engine::Engine;
use error_doctor::knowledge::Layers;
use error_doctor::report;

/// What the program prints in a process of its own, with hash keys of its own.
fn answer(text: &str) -> Vec<u8> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_error-doctor"))
        .args(["diagnose", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap().stdout
}

#[test]
fn equal_pastes_get_equal_bytes_in_every_process() {
    // The same words in another order on every line: what they say together is equal, and a sum that
    // is added in another order differs in its last bit.
    let turned = |words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        let line = |by: usize| {
            let (from, to) = words.split_at(by);
            format!("openclaw {} {}", to.join(" "), from.join(" "))
        };
        (1..words.len()).map(line).collect::<Vec<_>>().join("\nhello there\n")
    };
    let pastes = [
        turned("cannot wait for exec approval interactive"),
        turned("service unavailable 503 from the provider"),
        turned("DNS lookup failed for the provider endpoint"),
        "openclaw token=one1 password=two2 token=one1 a@b.de 8.8.4.4".to_owned(),
    ];
    for paste in pastes {
        let first = answer(&paste);
        assert!(!first.is_empty());
        for _ in 0..4 {
            assert!(answer(&paste) == first, "another answer in another process: {paste}");
        }
    }
}

#[test]
fn an_answer_that_had_to_stop_early_says_what_was_left_out_and_keeps_what_was_found() {
    let engine = Engine::new(Arc::new(Layers::built_in().load().unwrap().into_first()));
    let text = "[gateway] unauthorized: gateway token mismatch (provide gateway auth token)\n\
                [ws] closed before connect code=1008 reason=pairing required";
    let paste = engine.read(text).unwrap();
    let context = engine.context(&paste, &Told::default());
    let diagnose = |units: u64| engine.diagnose(&paste, &context, &Budget::of_units(units));
    let whole = diagnose(1_000_000);
    assert!(whole.left_out.is_empty());
    let found: Vec<usize> = (0..60).map(|step| diagnose(step * 6_000).findings.len()).collect();
    assert!(found.contains(&0) && found.contains(&whole.findings.len()), "{found:?}");
    let stopped = diagnose(10_000);
    assert!(stopped.left_out.contains(&LeftOut::Evidence), "{:?}", stopped.left_out);
    let words = report::left_out_words(&LeftOut::Evidence);
    assert!(report::diagnosis_markdown(&stopped).contains(words.as_str()));
    assert!(report::diagnosis_text(&stopped).contains("more work than any log of its size"));
    let json = serde_json::to_value(&stopped).unwrap();
    assert_eq!(json["left_out"][0], "evidence");
}

#[test]
fn a_list_of_all_messages_gets_the_likeliest_problems_and_is_told_so() {
    let engine = Engine::new(Arc::new(Layers::built_in().load().unwrap().into_first()));
    let literals = engine.base().symptoms().iter().flat_map(|symptom| &symptom.signals);
    let literals = literals.flat_map(|signal| &signal.matcher.literals);
    let text = literals.map(String::as_str).collect::<Vec<_>>().join("\n");
    let paste = engine.read(&text).unwrap();
    let context = engine.context(&paste, &Told::default());
    let diagnosis = engine.diagnose(&paste, &context, &Budget::for_paste(paste.normal().len()));
    assert_eq!(diagnosis.findings.len(), 24);
    assert!(diagnosis.left_out.contains(&LeftOut::Findings));
}

#[test]
fn what_nobody_waits_for_is_not_diagnosed() {
    let (doctor, _) = Doctor::open(Layers::built_in()).unwrap();
    let cancellation = Cancellation::default();
    assert!(doctor.diagnose(b"pairing required", &Told::default(), &cancellation).is_ok());
    cancellation.cancel();
    let outcome = doctor.diagnose(b"pairing required", &Told::default(), &cancellation);
    assert_eq!(outcome.map(|_| ()).unwrap_err(), Unanswered::Abandoned);
}
