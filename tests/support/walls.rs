//! Walls for redaction: what its rules look for, again and again, so that they are tried as often as a
//! text allows.

use std::collections::BTreeSet;

use super::shapes::filled;

/// What stands behind the name of a value.
const WALL_TAILS: [&str; 8] = ["", "=\"", ": ", "=\":\"", " ", "=", ": \"", "; "];

/// Every literal of every rule of redaction, each with every sign behind it, on one line: the name of a
/// wall is what is repeated.
pub fn walls(bytes: usize) -> impl Iterator<Item = (String, String)> {
    let literals = rule_literals();
    literals.into_iter().flat_map(move |literal| {
        WALL_TAILS.iter().map(move |tail| {
            let piece = format!("{literal}{tail}");
            let text = filled(bytes, &piece);
            (piece, text)
        })
    })
}

/// The literals of the rule files, in lower case.
fn rule_literals() -> BTreeSet<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/paste/redact/detect/rules");
    let files = std::fs::read_dir(folder).expect("the folder of rules is there");
    let mut literals = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file.expect("it can be listed").path());
        let table: toml::Table =
            text.expect("it can be read").parse().expect("the build reads it as well");
        let rules = table.get("rule").and_then(toml::Value::as_array);
        let named = rules.into_iter().flatten().filter_map(|rule| rule.get("literals")?.as_array());
        literals.extend(named.flatten().filter_map(|it| Some(it.as_str()?.to_lowercase())));
    }
    literals
}
