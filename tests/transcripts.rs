//! Output of real OpenClaw gateways and clients (`tests/transcripts/SCENARIO.VERSION.SIDE.txt`),
//! through the command line, the API and the doctor's own context.
//!
//! `token-mismatch-env`: gateway.auth.token in the config, another value in the client's
//! OPENCLAW_GATEWAY_TOKEN, `openclaw gateway health` on the gateway's host. Unsetting the variable
//! cured it. `token-mismatch-option`: the same command with a wrong `--token`. `healthy`: no fault.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

mod support;

use std::fs;
use std::path::Path;

use support::TestServer;

fn transcript(name: &str) -> Vec<u8> {
    fs::read(Path::new("tests/transcripts").join(name)).unwrap()
}

fn diagnose(server: &TestServer, name: &str) -> serde_json::Value {
    server.post("/api/v1/diagnose", "text/plain", &transcript(name)).assert_status(200).json()
}

#[test]
fn every_side_of_a_mismatch_by_environment_leads_to_the_same_fix() {
    let server = TestServer::start();
    for side in ["client", "gateway", "filelog"] {
        let diagnosis = diagnose(&server, &format!("token-mismatch-env.2026.3.13.{side}.txt"));
        let first = &diagnosis["findings"][0];
        assert_eq!(first["id"], "gateway-token-mismatch", "{side}");
        assert_eq!(first["confidence"], "certain", "{side}");
        assert_eq!(first["fixes"][0]["id"], "unset-client-env", "{side}");
        assert_eq!(diagnosis["context"]["version"]["value"], "2026.3.13", "{side}");
        assert_eq!(
            diagnosis["findings"].as_array().unwrap().len(),
            1,
            "{side}: nothing else is wrong"
        );
    }
}

#[test]
fn in_2026_9_6_the_variable_is_never_blamed() {
    let server = TestServer::start();
    for side in ["client", "gateway", "filelog"] {
        let diagnosis = diagnose(&server, &format!("token-mismatch-option.2026.9.6.{side}.txt"));
        let first = &diagnosis["findings"][0];
        assert_eq!(first["id"], "gateway-token-mismatch", "{side}");
        let fixes = first["fixes"].as_array().unwrap();
        assert!(fixes.iter().all(|fix| fix["id"] != "unset-client-env"), "{side}: {fixes:?}");
    }
}

#[test]
fn a_healthy_answer_and_a_healthy_start_have_no_finding() {
    let server = TestServer::start();
    for side in ["client", "gateway"] {
        let diagnosis = diagnose(&server, &format!("healthy.2026.9.6.{side}.txt"));
        assert_eq!(diagnosis["findings"], serde_json::json!([]), "{side}");
    }
}

#[test]
fn the_user_names_of_transcripts_are_masked() {
    let server = TestServer::start();
    for name in
        ["token-mismatch-env.2026.3.13.client.txt", "token-mismatch-env.2026.3.13.filelog.txt"]
    {
        let answer = server.post("/api/v1/diagnose", "text/plain", &transcript(name));
        assert!(!answer.text().contains("/home/sam"), "{name}");
    }
}

/// What each side printed when the lab provoked a symptom (`tests/cases/SIDE.jsonl`, written by the lab), with the
/// version told: the side that a scenario diagnoses leads with the symptom, the others show it.
#[test]
fn what_the_lab_provoked_is_recognised_on_every_side() {
    let server = TestServer::start();
    let mut wrong = Vec::new();
    for side in ["client", "console", "file-log"] {
        let cases = fs::read_to_string(format!("tests/cases/{side}.jsonl")).unwrap();
        assert!(cases.lines().count() > 50, "{side}: the lab's cases are missing");
        for line in cases.lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let context = serde_json::json!({"version": case["version"], "install": "npm"});
            let body = serde_json::json!({"text": case["paste"], "context": context}).to_string();
            let answer = server.post("/api/v1/diagnose", "application/json", body.as_bytes());
            let diagnosis = answer.assert_status(200).json();
            let ids: Vec<&serde_json::Value> =
                diagnosis["findings"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
            let right = match case["expect"].as_str().unwrap() {
                "first" => ids.first() == Some(&&case["symptom"]),
                _ => ids.contains(&&case["symptom"]),
            };
            if !right {
                wrong.push(format!("{side} {} {}: {ids:?}", case["scenario"], case["version"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
