//! How strong evidence is, and which finding comes first.

use super::*;
use crate::answer::{Diagnosis, Finding};
use crate::engine::tests::{diagnose, ids, only};
use crate::knowledge::sample::signal;

/// A symptom of one signal, asked in a text that has its message.
fn one(weight: u8, more: &str, text: &str) -> Finding {
    only(diagnose(&[("down", &signal("own", weight, "the frobnicator is down", more))], text))
}

fn confidence_of(diagnosis: &Diagnosis, id: &str) -> Confidence {
    let finding = diagnosis.findings.iter().find(|finding| finding.id == id);
    finding.unwrap_or_else(|| panic!("{id} was not found: {:?}", ids(diagnosis))).confidence
}

#[test]
fn a_strong_signal_proves_alone_a_good_one_makes_it_likely_a_weak_one_possible() {
    let rank = |weight| {
        let finding = one(weight, "", "the frobnicator is down");
        (finding.confidence, finding.score)
    };
    assert_eq!(rank(100), (Confidence::Certain, 100));
    assert_eq!(rank(85), (Confidence::Certain, 85));
    assert_eq!(rank(84), (Confidence::Likely, 84));
    assert_eq!(rank(50), (Confidence::Likely, 50));
    assert_eq!(rank(49), (Confidence::Possible, 49));
    assert_eq!(rank(1), (Confidence::Possible, 1));
}

#[test]
fn what_one_signal_leaves_in_doubt_the_next_one_halves_again() {
    let two = |a: u8, b: u8| {
        let toml =
            signal("a", a, "the frobnicator is down", "") + &signal("b", b, "restart refused", "");
        let finding =
            only(diagnose(&[("down", &toml)], "the frobnicator is down\nrestart refused"));
        (finding.confidence, finding.score)
    };
    assert_eq!(two(50, 50), (Confidence::Likely, 75));
    assert_eq!(two(30, 30), (Confidence::Likely, 51));
    assert_eq!(two(20, 20), (Confidence::Possible, 36));
    assert_eq!(two(70, 70), (Confidence::Likely, 91), "much that is likely is no proof");
    assert_eq!(two(90, 50), (Confidence::Certain, 95));
    assert_eq!(two(100, 100), (Confidence::Certain, 100));
}

#[test]
fn a_clue_of_no_weight_shows_no_symptom_and_adds_nothing() {
    let clue = signal("clue", 0, "while it was raining", "");
    let toml = signal("own", 60, "the frobnicator is down", "") + &clue;
    let entry = [("down", &*toml)];
    assert!(diagnose(&entry, "while it was raining").findings.is_empty());
    let both = only(diagnose(&entry, "while it was raining\nthe frobnicator is down"));
    assert_eq!((both.score, both.signals.len()), (60, 2));
}

#[test]
fn what_people_say_in_their_own_words_never_decides() {
    let prose = "prose = true";
    let toml =
        signal("a", 45, "frobnicator is dead", prose) + &signal("b", 45, "nothing answers", prose);
    let entry = [("down", &*toml)];
    let both = only(diagnose(&entry, "openclaw: my frobnicator is dead and nothing answers"));
    assert_eq!((both.confidence, both.score), (Confidence::Possible, LIKELY - 1));
    // A clue of no weight beside them does not make a message of them.
    let toml = toml.clone() + &signal("clue", 0, "while it was raining", "");
    let entry = [("down", &*toml)];
    let text = "openclaw: my frobnicator is dead and nothing answers, while it was raining";
    assert_eq!(only(diagnose(&entry, text)).confidence, Confidence::Possible);
    let toml =
        signal("a", 49, "frobnicator is dead", prose) + &signal("b", 50, "restart refused", "");
    let finding = only(diagnose(&[("down", &toml)], "frobnicator is dead\nrestart refused"));
    assert_eq!((finding.confidence, finding.score), (Confidence::Likely, 75), "a message does");
}

#[test]
fn words_that_other_software_prints_too_are_possible_unless_the_paste_shows_the_product() {
    let generic = "generic = true";
    let alone = one(90, generic, "the frobnicator is down");
    assert_eq!((alone.confidence, alone.score), (Confidence::Possible, GENERIC_CAP));
    assert!(
        alone.reasons.iter().any(|reason| reason.starts_with("other programs print these words"))
    );
    let weak = one(30, generic, "the frobnicator is down");
    assert_eq!(weak.score, 30);
    let shown = one(90, generic, "openclaw: the frobnicator is down");
    assert_eq!((shown.confidence, shown.score), (Confidence::Certain, 90));
    assert!(!shown.reasons.iter().any(|reason| reason.contains("other programs")));
}

#[test]
fn generic_words_beside_own_ones_count_but_do_not_prove() {
    let toml = signal("own", 30, "the frobnicator is down", "")
        + &signal("loud", 90, "connection refused", "generic = true");
    let entry = [("down", &*toml)];
    let text = "the frobnicator is down: connection refused";
    let finding = only(diagnose(&entry, text));
    assert_eq!((finding.confidence, finding.score), (Confidence::Likely, 93));
    let finding = only(diagnose(&entry, &format!("openclaw: {text}")));
    assert_eq!(finding.confidence, Confidence::Certain);
    let toml = toml.replace("weight = 30", "weight = 0");
    let finding = only(diagnose(&[("down", &toml)], text));
    assert_eq!(finding.confidence, Confidence::Possible, "a clue of no weight shows no product");
}

/// A symptom of generic words, and one of the product's own.
fn generic_and_own(weight: u8, more: &str) -> [(&'static str, String); 2] {
    [
        ("generic", signal("words", 90, "connection refused", "generic = true")),
        ("own", signal("message", weight, "the frobnicator is down", more)),
    ]
}

fn ask(entries: &[(&'static str, String); 2], text: &str) -> Diagnosis {
    diagnose(&entries.each_ref().map(|(id, toml)| (*id, toml.as_str())), text)
}

#[test]
fn in_a_short_paste_an_own_message_on_another_line_shows_the_product() {
    let entries = generic_and_own(50, "");
    let beside = ask(&entries, "connection refused\nthe frobnicator is down");
    assert_eq!(confidence_of(&beside, "generic"), Confidence::Certain);
    let same_line = ask(&entries, "the frobnicator is down: connection refused");
    assert_eq!(confidence_of(&same_line, "generic"), Confidence::Possible);
    let filler = "x".repeat(QUESTION);
    let in_a_log = ask(&entries, &format!("connection refused\nthe frobnicator is down\n{filler}"));
    assert_eq!(confidence_of(&in_a_log, "generic"), Confidence::Possible);
}

#[test]
fn weak_generic_or_personal_words_on_another_line_show_no_product() {
    let text = "connection refused\nthe frobnicator is down";
    for (weight, more) in [(49, ""), (90, "generic = true"), (49, "prose = true")] {
        let diagnosis = ask(&generic_and_own(weight, more), text);
        assert_eq!(confidence_of(&diagnosis, "generic"), Confidence::Possible, "{weight} {more}");
    }
    // Nor does a message that had to be mended: this one lost its first letters.
    let mended = ask(&generic_and_own(90, ""), "connection refused\ne frobnicator is down");
    assert_eq!(confidence_of(&mended, "generic"), Confidence::Possible);
}

#[test]
fn a_message_that_lost_its_beginning_is_good_evidence_but_no_proof() {
    let whole = one(95, "", "openclaw\nFrobnicator down: the frobnicator is down");
    assert_eq!(whole.confidence, Confidence::Certain);
    let toml = signal("own", 95, "Frobnicator unavailable at start", "");
    let cut = only(diagnose(&[("down", &toml)], "openclaw\nobnicator unavailable at start"));
    assert_eq!((cut.confidence, cut.score), (Confidence::Likely, MENDED_CAP));
    assert!(cut.reasons.iter().any(|reason| reason.contains("a lost beginning")));
    let foreign = only(diagnose(&[("down", &toml)], "obnicator unavailable at start"));
    assert_eq!((foreign.confidence, foreign.score), (Confidence::Possible, GENERIC_CAP));
    assert!(
        foreign
            .reasons
            .iter()
            .any(|r| r == "nothing in the paste shows that it comes from OpenClaw")
    );
}

/// Symptoms whose messages are `message of <id>`.
fn messages(entries: &[(&str, u8, &str)]) -> Vec<(String, String)> {
    entries
        .iter()
        .map(|(id, weight, head)| {
            let own = signal("own", *weight, &format!("message of {id}"), "");
            ((*id).to_owned(), format!("{head}{own}"))
        })
        .collect()
}

fn found(entries: &[(&str, u8, &str)], text: &str) -> Diagnosis {
    let entries = messages(entries);
    let entries: Vec<(&str, &str)> =
        entries.iter().map(|(id, toml)| (id.as_str(), toml.as_str())).collect();
    diagnose(&entries, text)
}

#[test]
fn the_surer_the_stronger_the_worse_and_the_earlier_finding_comes_first() {
    let text = "message of alpha\nmessage of bravo\nmessage of carol";
    let surer = found(&[("alpha", 60, ""), ("bravo", 90, ""), ("carol", 84, "")], text);
    assert_eq!(ids(&surer), ["bravo", "carol", "alpha"]);
    let info = "severity = \"info\"\n";
    let warning = "severity = \"warning\"\n";
    let worse = found(&[("alpha", 90, info), ("bravo", 90, warning), ("carol", 90, "")], text);
    assert_eq!(ids(&worse), ["carol", "bravo", "alpha"]);
    let earlier = found(
        &[("alpha", 90, ""), ("bravo", 90, ""), ("carol", 90, "")],
        "message of carol\nmessage of alpha\nmessage of bravo\nmessage of alpha",
    );
    assert_eq!(ids(&earlier), ["carol", "alpha", "bravo"]);
    let same = "literal = 'message of both'";
    let twins = ["zulu", "alpha"]
        .map(|id| (id, signal("own", 90, "words", "").replace("literal = 'words'", same)));
    let twins =
        diagnose(&twins.each_ref().map(|(id, toml)| (*id, toml.as_str())), "message of both");
    assert_eq!(ids(&twins), ["alpha", "zulu"], "of equals, by name");
}

#[test]
fn likely_comes_before_possible_whatever_the_score() {
    let prose = signal("own", 49, "frobnicator is dead", "prose = true");
    let strong = signal("own", 50, "restart refused", "");
    let diagnosis = diagnose(
        &[("alpha", &prose), ("bravo", &strong)],
        "openclaw: frobnicator is dead\nrestart refused",
    );
    assert_eq!(ids(&diagnosis), ["bravo", "alpha"]);
}

#[test]
fn a_cause_comes_before_what_follows_from_it_directly_or_through_others() {
    let text = "message of alpha\nmessage of bravo\nmessage of carol";
    let diagnosis = found(
        &[
            ("alpha", 99, ""),
            ("bravo", 90, "explains = [\"alpha\"]\n"),
            ("carol", 86, "explains = [\"bravo\"]\n"),
        ],
        text,
    );
    assert_eq!(ids(&diagnosis), ["carol", "alpha", "bravo"]);
    assert_eq!(diagnosis.findings[0].consequences, ["alpha", "bravo"]);
    assert!(diagnosis.findings[1].consequences.is_empty());
    assert_eq!(diagnosis.findings[2].consequences, ["alpha"]);
    let says = |index: usize| {
        let reasons = &diagnosis.findings[index].reasons;
        reasons.iter().find(|reason| reason.starts_with("it follows from")).cloned()
    };
    assert_eq!(says(0), None);
    assert_eq!(says(1).unwrap(), "it follows from another finding: Title of bravo");
    assert_eq!(says(2).unwrap(), "it follows from another finding: Title of carol");
}

#[test]
fn a_cause_reaches_its_consequence_also_through_one_that_was_not_found() {
    let diagnosis = found(
        &[
            ("alpha", 99, ""),
            ("bravo", 90, "explains = [\"alpha\"]\n"),
            ("carol", 86, "explains = [\"bravo\"]\n"),
        ],
        "message of alpha\nmessage of carol",
    );
    assert_eq!(ids(&diagnosis), ["carol", "alpha"]);
    assert_eq!(diagnosis.findings[0].consequences, ["alpha"]);
}

#[test]
fn a_guess_explains_nothing_that_is_sure() {
    let explains = "explains = [\"alpha\"]\n";
    let text = "message of alpha\nmessage of bravo";
    let guess = found(&[("alpha", 60, ""), ("bravo", 49, explains)], text);
    assert_eq!(ids(&guess), ["alpha", "bravo"]);
    assert!(guess.findings[1].consequences.is_empty());
    let both_guessed = found(&[("alpha", 49, ""), ("bravo", 30, explains)], text);
    assert_eq!(ids(&both_guessed), ["bravo", "alpha"]);
    let likely = found(&[("alpha", 99, ""), ("bravo", 50, explains)], text);
    assert_eq!(ids(&likely), ["bravo", "alpha"], "what is likely explains what is certain");
}
