//! A product is a folder of TOML: served alone or beside the built-in one, and told all that is wrong with it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use error_doctor::knowledge::Layers;
use support::{TestServer, quick};

/// A program that numbers its releases and runs in containers.
const PRODUCT: &str = r#"
id      = "lamp"
name    = "Lamp"
about   = "Lamp is made up."
command = "lampctl"

[versions]
scheme  = "semantic"
command = "lampctl version"
running = ['lampd, release ']

[banner]
regex = '^lampd [0-9.]+ \(build [0-9]+\)'

[[clue]]
fact     = "product"
value    = "lamp"
worth    = 5
literals = ["lampd", "lampctl"]
[[clue]]
fact     = "client"
value    = "remote"
worth    = 3
literals = ["lamp-remote"]

[[run]]
install   = "docker"
arguments = ["*"]
command   = "docker exec lamp lampctl <arguments>"

[[ladder]]
command  = "lampctl status"
look_for = "a dark lamp"

[question]
ask     = "What does the lamp say of itself?"
command = "lampctl status"

[[example]]
name   = "the banner"
text   = "lampd 2.1 (build 7)"
expect = { version = "2.1", product = "lamp" }
[[example]]
name   = "a release in a log"
text   = "lampd, release 2.0.3, lamp-remote connected"
expect = { version = "2.0.3", client = "remote" }
"#;

const ENTRY: &str = r#"
title    = "The lamp has no oil"
severity = "error"
summary  = "The lamp cannot burn without oil."
[[signal]]
id       = "words"
shows    = "the lamp's own words for it"
strength = "proof"
literal  = "wick is dry: no oil"
[[cause]]
id    = "leak"
title = "It leaks"
why   = "Up to 2.0 the seal was made of cork."
when  = { versions = "<2.1" }
[[cause]]
id    = "forgotten"
title = "Nobody filled it"
why   = "It burns for a day."
[[fix]]
id    = "fill"
title = "Fill it"
[[fix.step]]
id     = "fill"
text   = "Fill the lamp."
risk   = "changes"
run    = "lampctl fill"
expect = "“full”"
undo   = "Pour it out."
[fix.check]
run    = "lampctl status"
expect = "“burning”"
[[example]]
name   = "as it is printed"
expect = "first"
text   = "lampd: wick is dry: no oil"
"#;

fn lamp(product: &str, entry: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "product.toml", product);
    write(folder.path(), "oil/no-oil.toml", entry);
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn serving(built_in: bool, folder: &tempfile::TempDir) -> TestServer {
    TestServer::with(Layers::new(built_in, vec![folder.path().to_owned()]), quick())
}

fn ids(answer: &serde_json::Value) -> Vec<&str> {
    let findings = answer["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["id"].as_str().unwrap()).collect()
}

const DRY: &str = "$ docker exec lamp lampctl light\nlampd 2.1 (build 7)\nwick is dry: no oil";
const MISMATCH: &str =
    "openclaw: gateway connect failed: Error: unauthorized: gateway token mismatch";

#[test]
fn a_product_alone_is_diagnosed_by_its_own_facts() {
    let server = serving(false, &lamp(PRODUCT, ENTRY));
    let answer = server.diagnose(DRY);
    assert_eq!(ids(&answer), ["no-oil"]);
    assert_eq!(answer["context"]["product"], "lamp");
    assert_eq!(answer["context"]["version"]["value"], "2.1");
    assert_eq!(answer["context"]["install"]["value"], "docker", "what any paste tells");
    let causes = answer["findings"][0]["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1, "the cork was gone in 2.1: {causes:?}");
    let run = &answer["findings"][0]["fixes"][0]["steps"][0]["snippets"][0]["text"];
    assert_eq!(run, "docker exec lamp lampctl fill");

    let nothing = server.diagnose(MISMATCH);
    assert!(ids(&nothing).is_empty());
    assert_eq!(nothing["next_question"]["ask"], "What does the lamp say of itself?");
    assert_eq!(nothing["unrecognised"]["ladder"][0]["command"], "lampctl status");
    assert!(nothing["summary"].as_str().unwrap().starts_with("No known Lamp problem"));

    let page = server.get("/");
    assert_eq!(page.html().text("h1"), "What does Lamp say?");
    assert!(page.html().text("footer").contains("Lamp is made up."));
    assert!(!page.text().contains("OpenClaw"), "{}", page.text());
}

#[test]
fn beside_the_built_in_product_each_answers_its_own_pastes() {
    let server = serving(true, &lamp(PRODUCT, ENTRY));
    assert_eq!(ids(&server.diagnose(DRY)), ["no-oil"]);
    let alone = TestServer::start().diagnose(MISMATCH);
    let both = server.diagnose(MISMATCH);
    assert_eq!(both["findings"], alone["findings"], "one more product changes no answer");
    assert_eq!(server.get("/").html().text("h1"), "What does OpenClaw and Lamp say?");
    assert_eq!(server.get("/symptoms/no-oil").html().text("h1"), "The lamp has no oil");
    let listed = server.get("/symptoms");
    assert!(listed.html().text("main").contains("The lamp has no oil"));
    assert!(server.get("/llms.txt").text().contains("OpenClaw and Lamp"));
}

#[test]
fn a_paste_that_two_products_claim_is_answered_by_both_the_better_first() {
    let weak = ENTRY.replace(r#"strength = "proof""#, r#"strength = "strong""#);
    let server = serving(true, &lamp(PRODUCT, &weak));
    let answer = server.diagnose(&format!("lampd: wick is dry: no oil\n{MISMATCH}"));
    assert_eq!(ids(&answer)[0], "gateway-token-mismatch", "it is certain");
    assert!(ids(&answer).contains(&"no-oil"));
    assert!(answer["summary"].as_str().unwrap().ends_with("One more problem is in the paste."));

    let server = serving(true, &lamp(PRODUCT, ENTRY));
    let guess = "lampd: wick is dry: no oil\nsomething is wrong with my openclaw dashboard token";
    assert_eq!(ids(&server.diagnose(guess))[0], "no-oil", "certain before possible");
}

#[test]
fn a_product_that_the_paste_names_answers_before_the_guess_of_another() {
    let server = serving(true, &lamp(PRODUCT, ENTRY));
    let guessed = "the channel plugin is not installed, the bot does not reply";
    let alone = TestServer::start().diagnose(guessed);
    assert_eq!(alone["findings"][0]["confidence"], "possible", "OpenClaw guesses: {alone}");
    let answer = server.diagnose(&format!("lampctl: {guessed}"));
    assert!(ids(&answer).is_empty(), "a stranger's guesses are left out: {:?}", ids(&answer));
    assert_eq!(answer["unrecognised"]["ladder"][0]["command"], "lampctl status");
}

#[test]
fn versions_are_told_in_the_scheme_of_any_product() {
    let folder = lamp(PRODUCT, ENTRY);
    let told = |built_in: bool, version: &str| {
        let server = serving(built_in, &folder);
        let body = serde_json::json!({"text": DRY, "context": {"version": version}}).to_string();
        let answer = server.post("/api/v1/diagnose", "application/json", body.as_bytes());
        (answer.status, answer.json())
    };
    assert_eq!(told(false, "2.0").1["context"]["version"]["value"], "2.0");
    assert_eq!(told(true, "2026.9.6").0, 200);
    let (status, problem) = told(false, "new");
    assert_eq!(status, 422);
    assert!(problem["detail"].as_str().unwrap().contains("17.6"), "{problem}");
    let pattern = |built_in: bool| {
        let document = serving(built_in, &folder).get("/api/v1/openapi.json").json();
        document["components"]["schemas"]["ContextRequest"]["properties"]["version"]["pattern"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert!(regex::Regex::new(&pattern(false)).unwrap().is_match("2.0.3-rc.1"));
    assert!(regex::Regex::new(&pattern(true)).unwrap().is_match("v2026.1.24-3"));
}

fn check(folder: &tempfile::TempDir) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_error-doctor"))
        .args(["check", "--no-built-in"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stdout).unwrap().replace(folder.path().to_str().unwrap(), "DIR")
}

#[test]
fn everything_that_is_wrong_with_a_product_is_said_at_once() {
    let wrong = PRODUCT
        .replace("id      = \"lamp\"", "id      = \"The Lamp\"")
        .replace("scheme  = \"semantic\"", "scheme  = \"roman\"")
        .replace("'lampd, release '", "'lampd, (release '")
        .replace("fact     = \"client\"", "fact     = \"colour\"")
        .replace("worth    = 3", "worth    = 30")
        .replace("arguments = [\"*\"]\n", "")
        .replace("[question]\nask     = \"What does the lamp say of itself?\"\ncommand = \"lampctl status\"\n", "")
        .replace("client = \"remote\"", "mood = \"bright\"")
        + "[[wording]]\nliteral = \"wick\"\nsince = \"3\"\nbefore = \"2\"\n[[former_name]]\nname = \"torch\"\n[extra]\nx = 1\n";
    let folder = lamp(&wrong, &ENTRY.replace("<2.1", "2.1"));
    write(
        folder.path(),
        "secrets.toml",
        "[[rule]]\nid = \"key\"\nkind = \"api-key\"\nliterals = [\"lk-\"]\nregex = 'lk-(?<secret>[0-9]{9}'\nhits = [\"lk-⟦123456789⟧\"]\nkeeps = [\"lk-1\"]\n",
    );
    insta::assert_snapshot!("product_problems", check(&folder));
}

#[test]
fn facts_that_no_example_proves_are_told() {
    let folder = lamp(
        &PRODUCT
            .replace("version = \"2.0.3\"", "version = \"2.0.4\"")
            .replace("lampd 2.1 (build 7)", "lampd 2.1 (debug)"),
        ENTRY,
    );
    insta::assert_snapshot!("product_examples", check(&folder));
}
