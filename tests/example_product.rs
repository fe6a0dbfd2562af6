//! `examples/postgresql` is a product out of TOML alone: right, told apart from OpenClaw, and no weight on it.
#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use std::path::PathBuf;

use error_doctor::answer::{Confidence, Diagnosis};
use error_doctor::budget::Cancellation;
use error_doctor::context::Told;
use error_doctor::engine::Engines;
use error_doctor::examples;
use error_doctor::knowledge::{Expect, Layers};
use support::{TestServer, quick};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/postgresql")
}

fn layers(built_in: bool) -> Layers {
    Layers::new(built_in, vec![folder()])
}

fn engines(layers: &Layers) -> Engines {
    Engines::new(layers.load().unwrap_or_else(|error| panic!("{error}")).bases)
}

fn diagnose(engines: &Engines, text: &str) -> Diagnosis {
    let paste = engines.reader().read(text).unwrap();
    engines.diagnose(&paste, &Told::default(), &Cancellation::default())
}

/// What is more than a guess, best first.
fn sure(answer: &Diagnosis) -> Vec<&str> {
    let findings = answer.findings.iter();
    let sure = findings.filter(|finding| finding.confidence > Confidence::Possible);
    sure.map(|finding| finding.id.as_str()).collect()
}

/// Where a paste is from, to what is found in it: all examples of the entries for which `wanted` holds.
fn pastes<'e>(
    engines: &'e Engines,
    product: &str,
    wanted: impl Fn(Expect) -> bool + 'e,
) -> Vec<(&'e str, String, &'e str)> {
    let engine = engines.iter().find(|engine| engine.base().product().id == product).unwrap();
    let symptoms = engine.base().symptoms().iter();
    symptoms
        .flat_map(|symptom| symptom.examples.iter().map(move |example| (symptom, example)))
        .filter(|(_, example)| wanted(example.expect))
        .map(|(symptom, example)| {
            let place = format!("{}: {}", symptom.id, example.name);
            (symptom.id.as_str(), place, example.text.as_str())
        })
        .collect()
}

#[test]
fn its_files_are_right_and_its_examples_hold() {
    let loaded = layers(false).load().unwrap_or_else(|error| panic!("{error}"));
    let mut problems = loaded.warnings;
    let engines = Engines::new(loaded.bases);
    for engine in engines.iter() {
        problems.extend(examples::product_problems(engine));
        problems.extend(examples::problems(&examples::run(engine, |_| true)));
    }
    let problems: Vec<String> = problems.iter().map(|problem| problem.render()).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn its_pastes_are_answered_the_same_with_openclaw_beside_it() {
    let (alone, beside) = (engines(&layers(false)), engines(&layers(true)));
    let pastes = pastes(&alone, "postgresql", |expect| expect == Expect::First);
    assert!(pastes.len() > 50, "{}", pastes.len());
    for (symptom, place, text) in pastes {
        let (own, both) = (diagnose(&alone, text), diagnose(&beside, text));
        assert_eq!(both.findings[0].id, symptom, "{place}");
        assert_eq!(sure(&both), sure(&own), "{place}: nothing of OpenClaw's is sure of it");
        assert_eq!(both.product.id, "postgresql", "{place}");
    }
}

#[test]
fn pastes_of_openclaw_are_answered_as_without_it() {
    let (alone, beside) = (engines(&Layers::built_in()), engines(&layers(true)));
    for (_, place, text) in pastes(&alone, "openclaw", |expect| expect != Expect::Absent) {
        let (own, both) = (diagnose(&alone, text), diagnose(&beside, text));
        let ids = |answer: &Diagnosis| -> Vec<String> {
            answer.findings.iter().map(|finding| finding.id.clone()).collect()
        };
        assert_eq!(ids(&both), ids(&own), "{place}");
    }
}

#[test]
fn facts_choose_the_command_and_versions_the_fix() {
    let server = TestServer::with(layers(false), quick());
    let first_fix = |text: &str| {
        let answer = server.diagnose(text);
        let fix = &answer["findings"][0]["fixes"][0];
        let run = fix["steps"][0]["snippets"][0]["text"].as_str().unwrap_or("nothing to run");
        (fix["id"].as_str().unwrap().to_owned(), run.to_owned())
    };

    let refused = r#"FATAL:  password authentication failed for user "app""#;
    let (fix, run) = first_fix(refused);
    assert_eq!(fix, "set-password");
    assert_eq!(run, r#"sudo -u postgres psql -c "\password app""#);
    let (fix, run) = first_fix(&format!("shop-db-1  | {refused}"));
    assert_eq!(fix, "set-password-in-container");
    assert_eq!(run, r#"docker compose exec -u postgres <service> psql -c "\password app""#);

    let denied = "ERROR:  permission denied for schema public";
    let (fix, _) = first_fix(&format!("psql (17.6)\n{denied}"));
    assert_eq!(fix, "own-database");
    let (fix, _) = first_fix(&format!("psql (14.23)\n{denied}"));
    assert_eq!(fix, "grant-create", "before 15 the owner of the database has no say in public");
}
