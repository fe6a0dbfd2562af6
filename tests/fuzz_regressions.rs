//! The inputs that once failed under a fuzzer, replayed. `fuzz/` holds the targets and the inputs.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read files and may fail loudly"
)]

#[path = "../fuzz/src/targets/mod.rs"]
#[allow(dead_code, reason = "the fuzzers use more of it")]
mod targets;

use std::fs;
use std::path::Path;

/// Runs a target over its inputs; an example besides, so that a folder without any tests something.
fn replay(name: &str, run: fn(&[u8]), example: &[u8]) {
    run(example);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions").join(name);
    // A target in which nothing was found yet has no folder.
    let entries = fs::read_dir(&folder).into_iter().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        // The panic that follows does not name its input.
        println!("{}", file.display());
        run(&fs::read(file).unwrap());
    }
}

#[test]
fn diagnosis_holds_for_what_once_failed() {
    replay("diagnose", targets::diagnose::run, b"unauthorized: gateway token mismatch");
}

#[test]
fn redaction_holds_for_what_once_failed() {
    replay("redact", targets::redact::run, b"a log\n\x01\x02\x03\x04\x05\x06\x07\x08\x09");
}

#[test]
fn log_reading_holds_for_what_once_failed() {
    replay("log_reading", targets::log_reading::run, &[9; 96]);
}

#[test]
fn the_loader_holds_for_what_once_failed() {
    replay("knowledge", targets::knowledge::run, b"title = \"x\"");
}

#[test]
fn the_api_holds_for_what_once_failed() {
    replay("api", targets::api::run, b"DELETE /api/v1/diagnose\n\n");
}
