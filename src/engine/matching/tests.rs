//! Where a signal stands, how often, and what takes it back.

use super::*;
use crate::answer::{Confidence, Evidence, Finding};
use crate::budget::LeftOut;
use crate::context::Told;
use crate::engine::tests::{diagnose, diagnose_told, ids, only, read};
use crate::engine::tuning::matching::*;
use crate::knowledge::sample::signal;

const DOWN: &str = "the frobnicator is down";

fn down(more: &str) -> String {
    signal("own", 90, DOWN, more)
}

/// The finding of an entry of one signal.
fn find(more: &str, text: &str) -> Option<Finding> {
    let findings = diagnose(&[("down", &down(more))], text).findings;
    findings.into_iter().next().filter(|finding| finding.confidence > Confidence::Possible)
}

/// Line, column and length of the places of a finding.
fn places(finding: &Finding) -> Vec<(usize, usize, usize)> {
    finding.evidence.iter().map(|place| (place.line, place.column, place.length)).collect()
}

fn times(finding: &Finding) -> usize {
    finding.evidence[0].times
}

#[test]
fn a_literal_is_found_whatever_its_case_and_marked_where_it_stands() {
    let finding = find("", "first\n10:00:00 [ws] The FROBNICATOR is down again").unwrap();
    assert_eq!(places(&finding), [(2, 15, DOWN.len())]);
    assert!(find("", "the frobnicator is dow").is_none());
}

#[test]
fn of_several_literals_one_is_enough() {
    let toml = signal("own", 90, DOWN, "").replace(
        "literal = 'the frobnicator is down'",
        "literal = ['the frobnicator is down', 'frobnicator unavailable']",
    );
    for text in
        [DOWN, "frobnicator unavailable", "frobnicator unavailable: the frobnicator is down"]
    {
        assert_eq!(only(diagnose(&[("down", &toml)], text)).evidence.len(), 1, "{text}");
    }
}

#[test]
fn a_regex_confirms_the_literal_and_captures() {
    let regex = r"regex = 'frobnicator is down(?: \((?<code>[0-9]+)\))?(?:, (?<why>[a-z ]+);)?'";
    let finding = find(regex, "the frobnicator is down").unwrap();
    assert!(finding.captures.is_empty());
    assert_eq!(places(&finding), [(1, 5, "frobnicator is down".len())]);
    let text = "the frobnicator is down, it rains ;\nthe frobnicator is down (17)\nthe frobnicator is down (18)";
    let finding = find(regex, text).unwrap();
    let captures: Vec<(&str, &str)> =
        finding.captures.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(captures, [("code", "17"), ("why", "it rains")], "the first place that has it");
    assert_eq!(finding.evidence.len(), 3);
    assert!(find(r"regex = 'is down \([0-9]+\)'", "the frobnicator is down (x)").is_none());
}

#[test]
fn fields_must_stand_beside_the_literal_and_are_marked() {
    let field = "field = { code = \"1008\", phase = [\"start\", \"stop*\"] }";
    let finding = find(field, "the frobnicator is down phase=stopping code=1008").unwrap();
    assert_eq!(places(&finding), [(1, 40, "code=1008".len())], "the first field of the condition");
    for text in [
        "the frobnicator is down phase=start code=1006",
        "the frobnicator is down code=1008",
        "the frobnicator is up phase=start code=1008",
        "the frobnicator is down\nphase=start code=1008",
    ] {
        assert!(find(field, text).is_none(), "{text}");
    }
    let finding = find(
        &format!("{field}\nregex = 'is down$'"),
        "code=1008 phase=start, the frobnicator is down",
    );
    assert_eq!(
        places(&finding.unwrap()),
        [(1, 40, "is down".len())],
        "the regex decides the place"
    );
    assert!(
        find(
            &format!("{field}\nregex = 'is down$'"),
            "the frobnicator is down code=1008 phase=start"
        )
        .is_none()
    );
}

#[test]
fn fields_alone_are_found_by_their_rarest_value() {
    let toml = "[[signal]]\nid = \"own\"\nshows = \"x\"\nweight = 90\nfield = { a = \"x\", reason = [\"frobnicator_down\", \"frobnicator_off\"] }\n";
    for (text, found) in [
        ("a=x reason=frobnicator_down", true),
        (r#"{"a": "x", "reason": "frobnicator_off"}"#, true),
        ("reason=frobnicator_off", false),
        ("a=x reason=frobnicator_on", false),
    ] {
        assert_eq!(diagnose(&[("down", toml)], text).findings.len(), usize::from(found), "{text}");
    }
}

#[test]
fn a_signal_of_other_versions_does_not_count() {
    let versions = "versions = \">=2026.3.13, <2026.8.1\"";
    for (version, counts) in
        [("2026.3.12", false), ("2026.3.13", true), ("2026.7.1", true), ("2026.8.1", false)]
    {
        let told = Told { version: version.parse().ok(), ..Told::default() };
        let diagnosis = diagnose_told(&[("down", &down(versions))], DOWN, &told);
        assert_eq!(diagnosis.findings.len(), usize::from(counts), "{version}");
    }
    assert!(find(versions, DOWN).is_some(), "the version is not known");
}

#[test]
fn a_banner_and_its_joke_are_evidence_of_nothing() {
    let entry = [("down", &*down(""))];
    let joke = format!("OpenClaw 2026.9.6 (eb377ac) — {DOWN}");
    assert!(diagnose(&entry, &joke).findings.is_empty());
    let under = format!("OpenClaw 2026.9.6 (eb377ac)\n   {DOWN}\n\nall is well\n");
    assert!(diagnose(&entry, &under).findings.is_empty());
}

#[test]
fn a_message_is_found_in_a_json_line_and_in_a_box() {
    for text in [
        r#"{"0":"{\"subsystem\":\"ws\"}","1":"the frobnicator is down","time":"2026"}"#,
        "│  the frobnicator is down  │",
        "the “frobnicator” is down".replace(['“', '”'], "").as_str(),
        "the frobnicator   is\u{a0}down",
    ] {
        assert!(find("", text).is_some(), "{text}");
    }
}

#[test]
fn the_first_places_are_marked_and_all_are_counted() {
    let lines: Vec<String> = (0..5).map(|n| format!("{n}: {DOWN}")).collect();
    let finding = find("", &lines.join("\n")).unwrap();
    let marked: Vec<usize> = finding.evidence.iter().map(|place| place.line).collect();
    assert_eq!((marked, times(&finding)), (vec![1, 2, 3], 5));
    let repeated = [DOWN; 5].join("\n");
    assert_eq!(times(&find("", &repeated).unwrap()), 1, "a repeated message is matched once");
}

#[test]
fn in_a_flood_of_one_message_no_more_lines_are_tried_than_say_something_new() {
    let flood =
        |count: usize| (0..count).map(|n| format!("{n}: {DOWN}")).collect::<Vec<_>>().join("\n");
    assert_eq!(times(&find("", &flood(MAX_TRIES)).unwrap()), MAX_TRIES);
    assert_eq!(times(&find("", &flood(MAX_TRIES + 1)).unwrap()), MAX_TRIES);
}

#[test]
fn a_message_that_was_wrapped_is_found_over_the_joint_and_marked_in_its_first_line() {
    let wrapped = "the frobnicator\n  is down";
    let finding = find("", wrapped).unwrap();
    assert_eq!((places(&finding), times(&finding)), (vec![(1, 1, "the frobnicator".len())], 1));
}

#[test]
fn a_message_is_not_counted_again_in_the_line_that_was_joined_from_its_own() {
    // Each line has the message, and the joined one has it as well: across the joint.
    let regex = "regex = 'the frobnicator is down(?: and (?:it )?stays so)?'";
    for (text, count) in [
        ("the frobnicator is down\n  and stays so", 1),
        ("x: the frobnicator is down and\n  it stays so", 1),
        ("the frobnicator is down\n  the frobnicator is down again", 2),
    ] {
        assert_eq!(times(&find(regex, text).unwrap()), count, "{text}");
    }
}

#[test]
fn what_lies_in_one_half_of_a_joined_line_is_no_news() {
    let finding = find("", "a line\n  the frobnicator is down\n  and more").unwrap();
    assert_eq!((places(&finding), times(&finding)), (vec![(2, 3, DOWN.len())], 1));
}

const VETO: &str = "\n[[veto]]\nliteral = 'this is a rehearsal'\nwhy = \"It is said so\"\n";

#[test]
fn a_veto_takes_back_the_evidence_of_its_line() {
    let toml = down("") + VETO;
    let entry = [("down", &*toml)];
    assert!(diagnose(&entry, "this is a rehearsal: the frobnicator is down").findings.is_empty());
    let other_line = only(diagnose(&entry, "this is a rehearsal\n\nthe frobnicator is down"));
    assert_eq!(places(&other_line), [(3, 1, DOWN.len())]);
    let both = "the frobnicator is down, but this is a rehearsal\n1: the frobnicator is down";
    assert_eq!(places(&only(diagnose(&entry, both))), [(2, 4, DOWN.len())]);
    // Over a joint it is the line in which the joined one begins.
    assert!(
        diagnose(&entry, "this is a rehearsal: the frobnicator\n  is down").findings.is_empty()
    );
}

#[test]
fn a_veto_of_the_whole_paste_takes_back_the_symptom() {
    let toml = down("") + VETO + "scope = \"paste\"\n";
    let entry = [("down", &*toml), ("other", &*signal("own", 90, "socket is closed", ""))];
    assert_eq!(
        ids(&diagnose(&entry, "this is a rehearsal\n\nthe frobnicator is down\nsocket is closed")),
        ["other"]
    );
    assert_eq!(ids(&diagnose(&entry, "the frobnicator is down")), ["down"]);
}

#[test]
fn people_speak_in_sentences_and_programs_in_fields_tags_and_json() {
    let prose = signal("own", 49, DOWN, "prose = true");
    let finds = |text: &str| {
        diagnose(&[("down", &prose)], text).findings.iter().any(|f| !f.signals.is_empty())
    };
    for text in [
        "openclaw: the frobnicator is down",
        "since yesterday the frobnicator is down a=1 b=2",
        "the frobnicator is down =x y= a-b=c",
    ] {
        assert!(finds(text), "{text}");
    }
    for text in [
        "[ws] the frobnicator is down",
        "the frobnicator is down a=1 b=2 c=3",
        r#"{"0":"the frobnicator is down"}"#,
    ] {
        assert!(!finds(text), "{text}");
    }
}

#[test]
fn nobody_writes_an_endless_line_unless_it_is_a_letter() {
    let prose = signal("own", 49, DOWN, "prose = true");
    let finds = |text: &str| {
        diagnose(&[("down", &prose)], text).findings.iter().any(|f| !f.signals.is_empty())
    };
    let line = |length: usize| format!("{DOWN} {}", "x".repeat(2_000))[..length].to_owned();
    let rest = "\n".to_owned() + &"another line\nof a log\n".repeat(400);
    assert!(finds(&(line(1_500) + &rest)));
    assert!(!finds(&(line(1_501) + &rest)));
    assert!(finds(&line(1_501)), "a letter");
}

#[test]
fn own_words_are_looked_for_in_so_many_lines_as_people_write() {
    let prose = signal("own", 49, DOWN, "prose = true");
    let lines: Vec<String> = (0..=MAX_PROSE_TRIES).map(|n| format!("{n} {DOWN}")).collect();
    let tried = |lines: &[String]| {
        let diagnosis = diagnose(&[("down", &prose)], &lines.join("\n"));
        times(&only(diagnosis))
    };
    assert_eq!(tried(&lines[..MAX_PROSE_TRIES]), MAX_PROSE_TRIES);
    assert_eq!(tried(&lines), MAX_PROSE_TRIES);
}

#[test]
fn a_message_that_lost_its_first_letters_is_marked_as_far_as_it_stands() {
    let toml = signal("own", 90, "Frobnicator unavailable at start", "");
    let text = "openclaw\n> obnicator unavailable at start";
    let finding = only(diagnose(&[("down", &toml)], text));
    assert_eq!(places(&finding), [(2, 3, "obnicator unavailable at start".len())]);
    // The tag says the word that the message leaves out: that is how the program prints it.
    let text = "[frobnicator] unavailable at start";
    let finding = only(diagnose(&[("down", &toml)], text));
    assert_eq!(finding.confidence, Confidence::Certain);
    assert_eq!(places(&finding), [(1, 15, "unavailable at start".len())]);
}

#[test]
fn a_message_that_stands_whole_somewhere_needs_no_mending() {
    let toml = signal("own", 90, "Frobnicator unavailable at start", "");
    let text = "obnicator unavailable at start\nFrobnicator unavailable at start";
    let finding = only(diagnose(&[("down", &toml)], text));
    assert_eq!((finding.confidence, times(&finding)), (Confidence::Certain, 2));
}

#[test]
fn a_message_that_was_typed_again_is_marked_with_its_whole_line() {
    let toml = signal("own", 90, "the frobnicator is unavailable", "");
    let text = "openclaw\n  thefrobnicatorisunavailable";
    let finding = only(diagnose(&[("down", &toml)], text));
    assert_eq!(finding.confidence, Confidence::Likely);
    let Evidence { line, column, length, .. } = finding.evidence[0];
    assert_eq!((line, column, length), (2, 3, "thefrobnicatorisunavailable".len()));
}

#[test]
fn what_the_budget_does_not_pay_is_not_looked_for_and_said_so() {
    let engine = crate::engine::tests::engine(&[("down", &down(""))]);
    let paste = read(DOWN);
    let context = engine.context(&paste, &Told::default());
    let found = |units: usize| {
        let budget = Budget::of_units(units as u64);
        let hits = Matching::of(engine.base(), &engine.literals, &paste, &context, &budget);
        (hits.found().count(), budget.left_out())
    };
    let price = PRICE_OF_SIGNAL + PRICE_OF_TRY + DOWN.len();
    assert_eq!(found(price), (1, vec![]));
    assert_eq!(found(price - 1), (0, vec![LeftOut::Evidence]));
    assert_eq!(found(PRICE_OF_SIGNAL - 1), (0, vec![LeftOut::Evidence]));
}

#[test]
fn fields_cost_more_than_a_pattern() {
    let engine = crate::engine::tests::engine(&[("down", &down("field = { code = \"1008\" }"))]);
    let text = format!("{DOWN} code=1008");
    let paste = read(&text);
    let context = engine.context(&paste, &Told::default());
    let budget = Budget::of_units(1_000_000);
    Matching::of(engine.base(), &engine.literals, &paste, &context, &budget);
    let spent = 1_000_000 - budget.left();
    assert_eq!(spent, (PRICE_OF_SIGNAL + PRICE_OF_TRY + text.len() * PRICE_OF_FIELDS) as u64);
}
