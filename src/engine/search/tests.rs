//! Which symptoms a text speaks of where no known message stands in it.

use super::*;
use crate::answer::{Confidence, Diagnosis};
use crate::engine::tests::{diagnose, ids, read};
use crate::knowledge::sample::{self, signal};

/// Symptoms that nobody asks about: a word says something only where most texts do not have it.
fn others() -> Vec<(String, String)> {
    const WORDS: &[&str] = &[
        "anchor", "basket", "candle", "dragon", "engine", "forest", "garden", "hammer", "island",
        "jacket", "kettle", "ladder", "magnet", "needle", "orchid", "pepper", "quartz", "ribbon",
        "saddle", "tunnel", "umpire", "velvet", "walnut", "yellow", "zipper",
    ];
    let entry = |word: &&str| {
        let head = format!("title = \"The {word} is worn\"\nsummary = \"It is about a {word}\"\n");
        (format!("about-{word}"), head + &signal("own", 90, &format!("worn out: {word}"), ""))
    };
    WORDS.iter().map(entry).collect()
}

/// A base of the symptoms of a test among others.
fn base(entries: &[(&str, String)]) -> KnowledgeBase {
    let others = others();
    let all: Vec<(&str, &str)> = entries
        .iter()
        .map(|(id, toml)| (*id, toml.as_str()))
        .chain(others.iter().map(|(id, toml)| (id.as_str(), toml.as_str())))
        .collect();
    sample::base(&all)
}

fn entry(title: &str, more: &str) -> String {
    let own = signal("own", 90, &format!("message {}", title.len()), "");
    format!("title = \"{title}\"\nsummary = \"See the title\"\n{more}\n{own}")
}

/// What a search finds, with the share of each.
fn search(entries: &[(&str, String)], text: &str) -> Vec<(String, f32)> {
    let base = base(entries);
    let near =
        Search::new(&base).search(&ReadLines::of(&read(text)), &Budget::for_paste(text.len()));
    near.iter().map(|near| (base.symptoms()[near.symptom].id.clone(), near.share)).collect()
}

fn names(near: &[(String, f32)]) -> Vec<&str> {
    near.iter().map(|(id, _)| id.as_str()).collect()
}

fn telescope() -> (&'static str, String) {
    ("telescope", entry("The telescope loses the calibration of its mirror", ""))
}

#[test]
fn a_text_with_words_of_a_symptom_leads_to_it() {
    let found = search(&[telescope()], "Error: mirror calibration of the telescope failed");
    assert_eq!(found, [("telescope".to_owned(), 1.0)]);
    // A slip of the pen costs only some of a word.
    let found = search(&[telescope()], "Error: mirror callibration of the telescpe failed");
    assert_eq!(names(&found), ["telescope"]);
}

#[test]
fn a_word_in_common_is_chance() {
    let moon = || entry("Telescope", "").replace("See the title", "It shows the moon");
    assert!(search(&[("x", moon())], "Error: the moon failed").is_empty());
    assert!(search(&[telescope()], "Error: nothing in common").is_empty());
}

#[test]
fn where_nothing_speaks_of_trouble_nothing_is_looked_for() {
    let calm = "mirror calibration of the telescope";
    assert!(search(&[telescope()], calm).is_empty());
    for trouble in
        ["it failed", "Fehler", "it does not work", "怎么办怎么办怎么办怎么办怎么办怎么办"]
    {
        assert_eq!(
            names(&search(&[telescope()], &format!("{calm}\n{trouble}"))),
            ["telescope"],
            "{trouble}"
        );
    }
    // Programs say “stop” when all is well.
    assert!(search(&[telescope()], &format!("[ws] stop: {calm}")).is_empty());
    assert_eq!(names(&search(&[telescope()], &format!("stop: {calm}"))), ["telescope"]);
}

#[test]
fn what_is_written_of_a_symptom_is_searched() {
    let words = "pendulum gravity";
    let text = "Error: pendulum gravity";
    let title = entry("The pendulum lost its gravity", "");
    let alias = entry("A", "aliases = [\"pendulum gravity\"]");
    let summary = entry("B", "").replace("See the title", words);
    let cause = entry("C", "") + &sample::cause("x", "").replace("Cause x", words);
    let shows = entry("D", "").replace("the words of own", words);
    let literal = entry("E", "") + &signal("more", 20, words, "");
    let example = |expect: &str| {
        entry("F", "")
            + &format!("\n[[example]]\nname = \"x\"\nexpect = \"{expect}\"\ntext = \"{words}\"\n")
    };
    for (place, toml) in [
        ("title", &title),
        ("alias", &alias),
        ("summary", &summary),
        ("cause", &cause),
        ("shows", &shows),
        ("example", &example("first")),
    ] {
        assert_eq!(names(&search(&[("x", toml.clone())], text)), ["x"], "{place}");
    }
    assert_eq!(names(&search(&[("x", literal)], "Error: gravity of a pendulum")), ["x"], "literal");
    assert!(search(&[("x", example("found"))], text).is_empty(), "an example of something else");
    let clue = entry("G", "") + &signal("more", 0, words, "");
    assert!(search(&[("x", clue)], "Error: gravity of a pendulum").is_empty(), "a clue");
}

#[test]
fn a_title_says_more_than_a_summary() {
    let title = ("title", entry("The pendulum lost its gravity", ""));
    let summary =
        ("summary", entry("B", "").replace("See the title", "The pendulum lost its gravity"));
    let found = search(&[summary, title], "Error: pendulum without gravity");
    assert_eq!(found[0], ("title".to_owned(), 1.0));
    assert!(found.get(1).is_none_or(|(_, share)| (MIN_SHARE..1.0).contains(share)), "{found:?}");
}

#[test]
fn symptoms_that_have_much_less_in_common_are_not_named_and_never_more_than_some() {
    let title = |n: usize| entry(&format!("The pendulum lost its gravity {}", "x".repeat(n)), "");
    let many: Vec<(String, String)> = (1..=7).map(|n| (format!("entry-{n}"), title(n))).collect();
    let many: Vec<(&str, String)> =
        many.iter().map(|(id, toml)| (id.as_str(), toml.clone())).collect();
    let found = search(&many, "Error: the pendulum lost its gravity on a Tuesday");
    assert_eq!(found.len(), MAX_NEAR);
    let moon = |title: &str| entry(title, "").replace("See the title", "The pendulum hangs there");
    let text = "Error: the pendulum lost its gravity";
    assert_eq!(names(&search(&[("more", title(1)), ("less", moon("Else"))], text)), ["more"]);
    assert_eq!(names(&search(&[("less", moon("Else"))], text)), ["less"], "alone it is the best");
}

#[test]
fn the_words_in_common_are_named_the_longest_first() {
    let base =
        base(&[("x", entry("Pendulum, gravity, telescope, mirror, calibration and sextant", ""))]);
    let text = "Error: gravity mirror pendulum calibration sextant telescope gravity";
    let near =
        Search::new(&base).search(&ReadLines::of(&read(text)), &Budget::for_paste(text.len()));
    assert_eq!(near[0].shared, ["calibration", "telescope", "pendulum", "gravity", "sextant"]);
}

#[test]
fn the_place_is_the_line_with_most_words_and_of_equals_the_first() {
    let base = base(&[telescope()]);
    let place = |text: &str| {
        let paste = read(text);
        let near =
            Search::new(&base).search(&ReadLines::of(&paste), &Budget::for_paste(text.len()));
        paste.line_of(near[0].place.start)
    };
    assert_eq!(place("Error: it failed\nmirror\nmirror calibration of the telescope"), 3);
    assert_eq!(place("Error: it failed\ncalibration mirror x\ncalibration mirror y"), 2);
}

#[test]
fn what_the_budget_does_not_pay_is_left_out_and_said_so() {
    let base = base(&[telescope()]);
    let search = Search::new(&base);
    let text = "Error: mirror calibration of the telescope failed";
    let found = |units: usize| {
        let budget = Budget::of_units(units as u64);
        (search.search(&ReadLines::of(&read(text)), &budget).len(), budget.left_out())
    };
    let reading = text.len() * PRICE_OF_BYTE;
    assert_eq!(found(reading - 1), (0, vec![LeftOut::Search]));
    assert_eq!(found(reading), (0, vec![LeftOut::Search]), "nothing is left for looking words up");
    assert_eq!(found(reading + 10_000), (1, vec![]));
}

/// What people ask about, of [`telescope`] and a second symptom, beside a message of another program.
fn asked(text: &str) -> Diagnosis {
    let mut entries = others();
    entries.push(("telescope".to_owned(), telescope().1));
    entries
        .push(("pendulum".to_owned(), entry("Pendulum", "aliases = [\"pendulum stands still\"]")));
    let entries: Vec<(&str, &str)> =
        entries.iter().map(|(id, toml)| (id.as_str(), toml.as_str())).collect();
    diagnose(&entries, text)
}

#[test]
fn a_question_gets_the_symptoms_that_it_names_first() {
    let diagnosis = asked(
        "openclaw: why does my pendulum stand still? pendulum stands still. It does not work",
    );
    assert_eq!(ids(&diagnosis)[0], "pendulum");
    let first = &diagnosis.findings[0];
    assert_eq!((first.confidence, first.score), (Confidence::Possible, 29));
    assert_eq!(first.evidence[0].signal, "similar-words");
    assert!(first.reasons[0].starts_with("no known message stands in the paste; it shares words"));
    let both =
        asked("openclaw: pendulum stands still\nthe telescope lost mirror calibration, not good");
    assert_eq!(ids(&both), ["pendulum", "telescope"]);
    let share = f32::from(both.findings[1].score) / 29.0;
    assert!((share - BESIDE_A_NAME).abs() < 0.05, "{share}");
}

#[test]
fn lines_of_programs_name_no_problem() {
    for line in ["openclaw: pendulum:stands still:yes", "[ws] openclaw pendulum stands still"] {
        let near = asked(line).findings;
        assert!(near.iter().all(|finding| finding.id != "pendulum"), "{line}");
    }
}

#[test]
fn a_line_of_states_is_no_question() {
    for line in ["mode:polling, token:***", "a:b c:d", "x mode:y z token:ok"] {
        assert!(is_status(line), "{line}");
    }
    for line in
        ["mode:polling", "127.0.0.1:18789 localhost:80", ":x :y", "a: b c: d", "why: does it"]
    {
        assert!(!is_status(line), "{line}");
    }
}

#[test]
fn what_a_search_finds_of_another_program_needs_two_words() {
    // Nothing shows the product: one word is chance, and a log is no question.
    let two = asked("Error: mirror calibration of the telescope failed");
    assert_eq!(ids(&two), ["telescope"]);
    let log = format!("Error: mirror calibration of the telescope failed\n{}", "x".repeat(1_500));
    assert!(asked(&log).findings.is_empty());
    assert_eq!(ids(&asked(&format!("openclaw\n{log}"))), ["telescope"]);
}

#[test]
fn the_nearest_are_named_where_nothing_was_recognised() {
    let unrecognised =
        asked("Error: mirror calibration of the telescope failed").unrecognised.unwrap();
    let near: Vec<&str> = unrecognised.nearest.iter().map(|near| near.id.as_str()).collect();
    assert_eq!(near, ["telescope"]);
    assert!(unrecognised.nearest[0].why_not.contains("calibration, telescope, mirror"));
}
