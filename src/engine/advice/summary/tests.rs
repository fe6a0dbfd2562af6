//! The answer in one or two sentences.

use super::*;
use crate::engine::tests::diagnose;
use crate::knowledge::sample;
use crate::knowledge::sample::{fix, signal};

/// An entry whose message is `message of <id>`.
fn entry(id: &str, weight: u8, head: &str, rest: &str) -> (String, String) {
    (
        id.to_owned(),
        head.to_owned() + &signal("own", weight, &format!("message of {id}"), "") + rest,
    )
}

/// The summary for a paste that has the messages of all entries.
fn summary(entries: &[(String, String)]) -> String {
    let text: Vec<String> = entries.iter().map(|(id, _)| format!("message of {id}")).collect();
    let entries: Vec<(&str, &str)> =
        entries.iter().map(|(id, toml)| (id.as_str(), toml.as_str())).collect();
    diagnose(&entries, &text.join("\n")).summary
}

#[test]
fn it_says_how_sure_the_answer_is_and_what_to_try_first() {
    let fixes = fix("restart", "") + &fix("reinstall", "");
    let of = |weight: u8, head: &str| summary(&[entry("alpha", weight, head, &fixes)]);
    assert_eq!(of(90, ""), "Title of alpha. Try first: Fix restart.");
    assert_eq!(of(60, ""), "Likely: Title of alpha. Try first: Fix restart.");
    assert_eq!(of(40, ""), "Possibly: Title of alpha. Try first: Fix restart.");
    for weight in [90, 60, 40] {
        let info = of(weight, "severity = \"info\"\n");
        assert_eq!(info, "Nothing to fix: Title of alpha. Try first: Fix restart.");
    }
    assert_eq!(summary(&[entry("alpha", 90, "", "")]), "Title of alpha.");
}

#[test]
fn it_counts_further_problems_and_no_guesses() {
    let certain = |id: &str| entry(id, 90, "", "");
    let guess = |id: &str| entry(id, 30, "", "");
    let likely = |id: &str| entry(id, 60, "", "");
    assert_eq!(
        summary(&[certain("alpha"), certain("bravo")]),
        "Title of alpha. One more problem is in the paste."
    );
    assert_eq!(
        summary(&[certain("alpha"), certain("bravo"), likely("carol")]),
        "Title of alpha. 2 more problems are in the paste."
    );
    assert_eq!(
        summary(&[certain("alpha"), likely("bravo"), guess("carol"), guess("david")]),
        "Title of alpha. One more problem is in the paste."
    );
    assert_eq!(summary(&[certain("alpha"), guess("bravo")]), "Title of alpha.");
}

const QUESTION: &str = "\n[next_question]\nask = \"What does it print?\"\n";

#[test]
fn of_several_guesses_it_names_the_first_and_that_a_question_decides() {
    let guess = |id: &str, rest: &str| entry(id, 30, "", rest);
    let fixed = fix("restart", "") + QUESTION;
    assert_eq!(
        summary(&[guess("alpha", &fixed), guess("bravo", "")]),
        "Possibly: Title of alpha; or: Title of bravo. The next question decides."
    );
    assert_eq!(
        summary(&[
            guess("alpha", &fixed),
            guess("bravo", ""),
            guess("carol", ""),
            guess("david", "")
        ]),
        "Possibly: Title of alpha; or: Title of bravo; or: Title of carol. The next question decides."
    );
    assert_eq!(
        summary(&[guess("alpha", &fixed)]),
        "Possibly: Title of alpha. Try first: Fix restart."
    );
    assert_eq!(
        summary(&[guess("alpha", &fix("restart", "")), guess("bravo", "")]),
        "Possibly: Title of alpha. Try first: Fix restart.",
        "no question"
    );
    assert_eq!(
        summary(&[entry("alpha", 60, "", &fixed), guess("bravo", "")]),
        "Likely: Title of alpha. Try first: Fix restart.",
        "no guess"
    );
}

#[test]
fn it_is_never_longer_than_promised_and_leaves_out_the_least_first() {
    let titled = |length: usize| format!("title = \"{}\"\n", "t".repeat(length));
    let rest = fix("restart", "");
    // “. Try first: Fix restart.” has 25 characters, “. One more problem is in the paste.” 35.
    let two = |length: usize| {
        summary(&[entry("alpha", 90, &titled(length), &rest), entry("bravo", 90, "", "")])
    };
    let (try_first, more) = ("Try first", "One more problem");
    let all = two(MAX_SUMMARY - 59);
    assert!(all.contains(try_first) && all.contains(more), "{all}");
    assert_eq!(all.chars().count(), MAX_SUMMARY);
    let without_fix = two(MAX_SUMMARY - 58);
    assert!(!without_fix.contains(try_first) && without_fix.contains(more), "{without_fix}");
    let longest = two(MAX_SUMMARY - 35);
    assert!(longest.contains(more) && longest.chars().count() == MAX_SUMMARY, "{longest}");
    let title_alone = two(MAX_SUMMARY - 34);
    assert_eq!(title_alone, format!("{}.", "t".repeat(MAX_SUMMARY - 34)));
    let cut = two(MAX_SUMMARY + 20);
    assert_eq!(cut, "t".repeat(MAX_SUMMARY));
}

#[test]
fn of_guesses_with_long_titles_it_names_fewer() {
    let guess = |id: &str, length: usize, rest: &str| {
        entry(id, 30, &format!("title = \"{}\"\n", id[..1].repeat(length)), rest)
    };
    // “Possibly: ”, two times “; or: ”, “. The next question decides.”: 50 characters.
    let three = |length: usize| {
        summary(&[guess("alpha", 80, QUESTION), guess("bravo", 80, ""), guess("carol", length, "")])
    };
    let all = three(MAX_SUMMARY - 210);
    assert!(all.contains("cc") && all.chars().count() == MAX_SUMMARY, "{all}");
    let fewer = three(MAX_SUMMARY - 209);
    assert!(
        fewer.contains("bb") && !fewer.contains("cc") && fewer.ends_with("decides."),
        "{fewer}"
    );
    let one = summary(&[guess("alpha", 140, QUESTION), guess("bravo", 140, "")]);
    assert_eq!(one, format!("Possibly: {}.", "a".repeat(140)));
}

#[test]
fn where_nothing_was_recognised_it_asks_for_more() {
    let text = summarise(&sample::base(&[]).product().name, &[], true);
    assert!(text.starts_with("No known") && text.chars().count() <= MAX_SUMMARY, "{text}");
}
