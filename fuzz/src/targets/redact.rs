//! Redaction: what was planted is in no answer, and redacting twice is redacting once.

use arbitrary::{Result, Unstructured};
use error_doctor::context::Told;
use error_doctor::paste::Paste;

use super::answers::{self, Answers};
use super::secrets::Secret;
use super::{engine, fingerprint, service};

/// One input in so many is sent through the service as well.
const PAGE_EVERY: u64 = 8;

/// Loads the knowledge.
pub fn warm_up() {
    run(b"unauthorized: gateway token mismatch\n\x01\x02\x03\x04\x05\x06\x07\x08");
}

/// Plants secrets among the lines of the input and looks for them in every answer.
///
/// # Panics
/// When a secret is readable or a second redaction changes something.
pub fn run(data: &[u8]) {
    // The choices stand at the end of the input, so that its text stays whole while it is changed.
    let choices = data.len().saturating_sub(32);
    let (text, choices) = data.split_at(choices);
    let text = String::from_utf8_lossy(text);
    let Ok((raw, secrets)) = plant(&text, &mut Unstructured::new(choices)) else { return };
    let Ok(once) = engine().read(&raw) else { return };
    check_twice(&once);

    let diagnosis = answers::diagnose(engine(), &once, &Told::default());
    let mut answers = Answers::of(&once, diagnosis);
    if fingerprint(data).is_multiple_of(PAGE_EVERY) {
        answers.forms.push(("page", service::page_of(&raw).text().to_owned()));
    }
    for secret in secrets.iter().filter(|secret| !secret.has_a_variant_in(&text)) {
        for (name, form) in &answers.forms {
            secret.assert_hidden(form, name);
        }
    }
}

/// Up to three secrets between the lines of the text.
fn plant(text: &str, input: &mut Unstructured<'_>) -> Result<(String, Vec<Secret>)> {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut secrets = Vec::new();
    for _ in 0..input.int_in_range(0..=3)? {
        let secret = Secret::arbitrary(input)?;
        let at = input.int_in_range(0..=lines.len())?;
        // What would cut the line off or glue it to the one before is no place for a secret of one
        // line.
        lines.insert(at, secret.line.clone());
        secrets.push(secret);
    }
    Ok((lines.join("\n"), secrets))
}

fn check_twice(once: &Paste) {
    let Ok(twice) = engine().read(once.shown()) else { return };
    let found = twice.redactions();
    assert!(found.is_empty(), "{found:?} in {:?}", once.shown());
}
