//! The whole diagnosis, from bytes to every form of the answer.

use std::sync::LazyLock;

use error_doctor::context::Told;
use error_doctor::paste::Paste;

use super::answers::{self, Answers};
use super::places::{self, RawLines};
use super::{engine, fingerprint, fresh_engine, service};

/// One input in so many is diagnosed by an engine that was built for it alone.
const FRESH_ENGINE_EVERY: u64 = 4_096;

/// `<script` in the result page of a plain paste: what is pasted adds none.
static SCRIPTS: LazyLock<usize> =
    LazyLock::new(|| scripts(service::page_of("gateway token mismatch").text()));

/// Loads the knowledge.
pub fn warm_up() {
    let _ = *SCRIPTS;
    run(b"openclaw 2026.9.6: unauthorized: gateway token mismatch");
    run(b"the gateway does not do what I want");
}

/// Answers a paste once: the work whose cost is watched.
pub fn answer(data: &[u8]) {
    let Ok(paste) = engine().read(&String::from_utf8_lossy(data)) else { return };
    let _ = Answers::of(&paste, answers::diagnose(engine(), &paste, &Told::default()));
}

/// Diagnoses a paste in every way.
///
/// # Panics
/// When an answer breaks a promise.
pub fn run(data: &[u8]) {
    let raw = String::from_utf8_lossy(data);
    let chosen = fingerprint(data);
    let told = told(chosen);
    // UTF-16 is read as well; its places are counted in what it stands for.
    let _ = Paste::read_bytes(data);
    let Ok(paste) = engine().read(&raw) else {
        let answer =
            service::post("/api/v1/diagnose", "text/plain", "*/*", raw.into_owned().into());
        assert_eq!(answer.status, 422, "the library refuses what the service takes");
        return;
    };
    let lines = RawLines::of(&raw);
    places::check_paste(&lines, &paste);
    let diagnosis = answers::diagnose(engine(), &paste, &told);
    places::check_diagnosis(&lines, &paste, &diagnosis);
    let answers = Answers::of(&paste, diagnosis);

    let again = engine().read(&raw).expect("it was read before");
    let second = answers::diagnose(engine(), &again, &told);
    answers.assert_same(&Answers::of(&again, second), "the second run");
    check_service(&raw, &paste);
}

/// Diagnoses one input in many with an engine that is built for it alone. Building takes longer than
/// the budget of an input.
///
/// # Panics
/// When it gives another answer.
pub fn compare_a_fresh_engine(data: &[u8]) {
    if !fingerprint(data).is_multiple_of(FRESH_ENGINE_EVERY) {
        return;
    }
    let Ok(paste) = engine().read(&String::from_utf8_lossy(data)) else { return };
    let told = Told::default();
    let answers = Answers::of(&paste, answers::diagnose(engine(), &paste, &told));
    let fresh = answers::diagnose(&fresh_engine(), &paste, &told);
    answers.assert_same(&Answers::of(&paste, fresh), "a fresh engine");
}

/// The service says the same as the library, though its engine and its threads have hash seeds of
/// their own; and the page is a page.
fn check_service(raw: &str, paste: &Paste) {
    let untold = answers::diagnose(engine(), paste, &Told::default());
    let json = serde_json::to_string(&untold).expect("a diagnosis is JSON");
    let body = raw.as_bytes().to_vec();
    // A byte order mark at the start of the bytes is no character of the paste.
    if !raw.starts_with('\u{feff}') {
        let answer = service::post("/api/v1/diagnose", "text/plain", "application/json", body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answers::assert_same_text(&json, answer.text(), "the service's answer");
    }
    let page = service::page_of(raw);
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(scripts(page.text()), *SCRIPTS, "the page has another number of scripts");
    assert!(page.text().trim_end().ends_with("</html>"), "the page is cut");
}

fn scripts(page: &str) -> usize {
    page.match_indices("<script").count()
}

/// What a user might say of the context.
fn told(chosen: u64) -> Told {
    let pick = |values: &[&str], by: u64| {
        let index = usize::try_from(by % (values.len() as u64 + 1)).unwrap_or(0);
        values.get(index).map(|value| (*value).to_owned())
    };
    let versions = ["2026.1.24-3", "2026.2.1-beta.2", "2026.3.13", "2026.9.6"];
    Told {
        version: pick(&versions, chosen >> 12).and_then(|version| version.parse().ok()),
        platform: pick(&Told::PLATFORMS, chosen >> 24),
        install: pick(&Told::INSTALLS, chosen >> 36),
    }
}
