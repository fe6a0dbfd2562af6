//! What people write instead of copying: messages that lost their blanks, were read from a picture or
//! typed again, and problems in their own words, in nine languages.
#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::sync::Arc;

use error_doctor::answer::Confidence;
use error_doctor::budget::Budget;
use error_doctor::context::Told;
use error_doctor::engine::Engine;
use error_doctor::knowledge::{Expect, Layers};

/// A longer example is a log, which nobody types again. In bytes.
const SHORT: usize = 400;

/// What scanners take for something else, and for what.
const ALIKE: &[(char, &str)] =
    &[('l', "I"), ('i', "l"), ('o', "0"), ('m', "rn"), ('s', "5"), ('w', "vv"), ('e', "c")];

fn without_blanks(text: &str) -> String {
    text.replace([' ', '\t'], "")
}

/// Every tenth letter that a scanner can mistake is mistaken.
fn from_a_picture(text: &str) -> String {
    let mut seen = 0;
    let mut scan = |letter: char| match ALIKE.iter().find(|(right, _)| *right == letter) {
        Some((_, wrong)) => {
            seen += 1;
            if seen % 10 == 0 { (*wrong).to_owned() } else { letter.to_string() }
        }
        None => letter.to_string(),
    };
    text.chars().map(&mut scan).collect()
}

/// Every twentieth letter is left out, doubled or changes places with the one before it.
fn typed_again(text: &str) -> String {
    let mut typed = String::new();
    let mut letters = 0;
    for letter in text.chars() {
        letters += usize::from(letter.is_ascii_alphabetic());
        let before = typed.chars().last().filter(char::is_ascii_alphabetic);
        match (letter.is_ascii_alphabetic() && letters % 20 == 0, letters / 20 % 3, before) {
            (true, 0, _) => {}
            (true, 1, _) => typed.extend([letter, letter]),
            (true, _, Some(before)) => {
                typed.pop();
                typed.extend([letter, before]);
            }
            _ => typed.push(letter),
        }
    }
    typed
}

/// How many of a hundred examples that must come first still do.
fn recognised(engine: &Engine, change: fn(&str) -> String) -> usize {
    let (mut all, mut first) = (0, 0);
    for symptom in engine.base().symptoms() {
        let short = |text: &str| {
            text.len() <= SHORT && text.split(' ').filter(|word| word.is_ascii()).count() >= 3
        };
        let examples = symptom.examples.iter();
        for example in examples.filter(|e| e.expect == Expect::First && short(&e.text)) {
            let paste = engine.read(&change(&example.text)).unwrap();
            let context = engine.context(&paste, &Told::default());
            let findings = engine
                .diagnose(&paste, &context, &Budget::for_paste(paste.normal().len()))
                .findings;
            all += 1;
            first += usize::from(findings.first().is_some_and(|finding| finding.id == symptom.id));
        }
    }
    assert!(all > 800, "{all} examples are short enough");
    100 * first / all
}

#[test]
fn most_messages_are_recognised_after_somebody_typed_or_scanned_them() {
    let engine = Engine::new(Arc::new(Layers::built_in().load().unwrap().into_first()));
    for (how, change, at_least) in [
        ("without blanks", without_blanks as fn(&str) -> String, 75),
        ("from a picture", from_a_picture, 85),
        ("typed again", typed_again, 80),
    ] {
        let share = recognised(&engine, change);
        eprintln!("{how}: {share} %");
        assert!(share >= at_least, "{how}: {share} % of the examples are recognised");
    }
}

#[test]
fn people_s_own_words_lead_to_the_symptom_but_never_surely_without_its_message() {
    let engine = Engine::new(Arc::new(Layers::built_in().load().unwrap().into_first()));
    let (mut all, mut near) = (0, 0);
    for symptom in engine.base().symptoms() {
        for alias in symptom.aliases.iter().step_by(4) {
            let paste = engine.read(&format!("openclaw: {alias}")).unwrap();
            let context = engine.context(&paste, &Told::default());
            let findings = engine
                .diagnose(&paste, &context, &Budget::for_paste(paste.normal().len()))
                .findings;
            all += 1;
            near += usize::from(findings.iter().take(3).any(|finding| finding.id == symptom.id));
            for finding in &findings {
                let is_sure = finding.confidence > Confidence::Possible;
                assert!(!is_sure || !finding.signals.is_empty(), "{alias}: {}", finding.id);
            }
        }
    }
    assert!(all > 800, "{all} aliases");
    assert!(near * 100 >= all * 96, "{near} of {all} aliases have their symptom among three");
}
