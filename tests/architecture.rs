//! The data flows one way: no module knows about what is above it, and the core is pure.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

use std::fs;
use std::path::Path;

/// What each module may use of this crate.
const MAY_USE: &[(&str, &[&str])] = &[
    ("version.rs", &[]),
    ("budget.rs", &[]),
    ("lookup.rs", &[]),
    ("wording", &["wording"]),
    ("paste", &["paste", "wording"]),
    ("product", &["product", "paste", "version"]),
    ("context", &["context", "paste", "product", "version"]),
    ("knowledge", &["knowledge", "paste", "product", "version"]),
    (
        "engine",
        &[
            "engine",
            "answer",
            "budget",
            "context",
            "knowledge",
            "lookup",
            "paste",
            "product",
            "version",
            "wording",
        ],
    ),
    (
        "answer",
        &["answer", "wording", "budget", "context", "knowledge", "paste", "product", "version"],
    ),
    ("examples.rs", &["answer", "budget", "context", "engine", "knowledge"]),
    ("report", &["report", "wording", "answer", "budget", "engine", "knowledge", "version"]),
    ("doctor.rs", &["budget", "context", "engine", "knowledge", "paste", "examples", "answer"]),
    ("settings.rs", &[]),
    ("telemetry.rs", &[]),
    (
        "web",
        &[
            "web",
            "wording",
            "answer",
            "budget",
            "context",
            "doctor",
            "engine",
            "knowledge",
            "paste",
            "report",
            "settings",
        ],
    ),
    (
        "cli",
        &[
            "cli",
            "answer",
            "budget",
            "context",
            "doctor",
            "engine",
            "knowledge",
            "examples",
            "report",
            "settings",
            "telemetry",
            "version",
            "web",
        ],
    ),
];

const PURE: &[&str] = &[
    "version.rs",
    "budget.rs",
    "lookup.rs",
    "paste",
    "product",
    "context",
    "answer",
    "engine",
    "report",
];

const WORLD: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net::Tcp",
    "std::net::Udp",
    "std::thread",
    "std::time",
    "tokio",
    "tracing",
    "axum",
    "println!",
    "eprintln!",
];

fn sources(place: &Path) -> Vec<(String, String)> {
    if place.is_file() {
        let text = fs::read_to_string(place).unwrap();
        // Tests may reach further.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        return vec![(place.display().to_string(), code)];
    }
    let mut entries: Vec<_> =
        fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
        .iter()
        .filter(|path| {
            !path.ends_with("tests.rs")
                && (path.is_dir() || path.extension().is_some_and(|e| e == "rs"))
        })
        .flat_map(|path| sources(path))
        .collect()
}

/// Names behind `crate::` in code, not in comments.
fn used(code: &str) -> Vec<String> {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

#[test]
fn no_module_knows_about_what_is_above_it() {
    for (module, allowed) in MAY_USE {
        for (file, code) in sources(&Path::new("src").join(module)) {
            for name in used(&code) {
                assert!(allowed.contains(&name.as_str()), "{file} uses crate::{name}");
            }
        }
    }
}

#[test]
fn every_module_has_its_place_in_the_order() {
    for entry in fs::read_dir("src").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = MAY_USE.iter().any(|(module, _)| *module == name);
        assert!(
            known || name == "main.rs" || name == "lib.rs",
            "src/{name} is not in the order of modules"
        );
    }
}

#[test]
fn the_core_is_pure() {
    for module in PURE {
        for (file, code) in sources(&Path::new("src").join(module)) {
            for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                for word in WORLD {
                    assert!(!line.contains(word), "{file}: {line}");
                }
            }
        }
    }
}
