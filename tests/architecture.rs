//! The data flows one way: no module knows about what is above it, and the core is pure.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

#[path = "support/modules.rs"]
mod modules;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use modules::{Module, Modules, Name};

/// The modules from the bottom to the top, and what each of them uses of those below it.
const MAY_USE: &[(&str, &[&str])] = &[
    ("version", &[]),
    ("lines", &[]),
    ("lookup", &[]),
    ("wording", &[]),
    ("settings", &[]),
    ("telemetry", &[]),
    ("budget", &[]),
    ("answer", &[]),
    ("paste", &["lines", "wording"]),
    ("product", &["paste", "version"]),
    ("context", &["paste", "product", "version"]),
    ("knowledge", &["lines", "paste", "product", "version"]),
    (
        "engine",
        &[
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
    ("examples", &["answer", "budget", "context", "engine", "knowledge"]),
    ("doctor", &["answer", "budget", "context", "engine", "examples", "knowledge", "paste"]),
    ("report", &["answer", "wording"]),
    (
        "web",
        &[
            "answer", "budget", "context", "doctor", "engine", "paste", "report", "settings",
            "wording",
        ],
    ),
    (
        "cli",
        &[
            "budget",
            "context",
            "doctor",
            "engine",
            "examples",
            "knowledge",
            "report",
            "settings",
            "telemetry",
            "web",
        ],
    ),
];

/// Which code may name the crates by which a type gets a form outside of the program, and why. What an
/// answer looks like is decided in one place; a type that the engine works with has no form.
const FORMS: &[(&str, &[&str])] = &[
    // The answer: the JSON contract, and its description.
    ("src/answer/", &["serde", "utoipa"]),
    // What is asked, and the body of a refusal.
    ("src/web/api/", &["serde", "serde_json", "utoipa", "utoipa_axum"]),
    // The body of `/readyz`, for who runs the service.
    ("src/web/health.rs", &["serde"]),
    // What `--print-config` prints.
    ("src/settings.rs", &["serde"]),
    ("src/cli/serve.rs", &["serde_json"]),
    // `diagnose --format json` prints an answer.
    ("src/cli/diagnose.rs", &["serde_json"]),
    // Read, never written: rules of redaction, and the lines of JSON logs.
    ("src/paste/redact/detect/", &["serde"]),
    ("src/paste/messages/json_text.rs", &["serde", "serde_json"]),
];

const PURE: &[&str] = &[
    "version", "lines", "lookup", "wording", "budget", "answer", "paste", "product", "context",
    "engine", "report",
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

static MODULES: LazyLock<Modules> = LazyLock::new(modules::read);

/// The modules below one in `src`.
fn below(top: &str) -> impl Iterator<Item = (&Name, &Module)> {
    MODULES.iter().filter(move |(name, _)| name.first().is_some_and(|first| first == top))
}

#[test]
fn no_module_knows_about_what_is_above_it() {
    for (top, allowed) in MAY_USE {
        let mut needed = BTreeSet::new();
        for (name, module) in below(top) {
            for used in modules::used(name, &MODULES) {
                let used = used[0].as_str();
                assert!(used == *top || allowed.contains(&used), "{} uses {used}", module.file);
                needed.insert(used.to_owned());
            }
        }
        let unneeded: Vec<_> = allowed.iter().filter(|name| !needed.contains(**name)).collect();
        assert!(unneeded.is_empty(), "{top} does not use {unneeded:?} any more");
    }
}

#[test]
fn every_module_has_its_place_in_the_order() {
    for name in MODULES.keys().filter(|name| name.len() == 1) {
        let place = MAY_USE.iter().position(|(module, _)| *module == name[0]);
        let place = place.unwrap_or_else(|| panic!("{name:?} is not in the order of modules"));
        for used in MAY_USE[place].1 {
            let below = MAY_USE[..place].iter().any(|(module, _)| module == used);
            assert!(below, "{} stands above {used} in the order", name[0]);
        }
    }
}

#[test]
fn the_core_is_pure() {
    for (_, module) in PURE.iter().flat_map(|top| below(top)) {
        for line in module.code.lines() {
            for word in WORLD {
                assert!(!line.contains(word), "{}: {line}", module.file);
            }
        }
    }
}

#[test]
fn only_the_answer_and_what_is_asked_have_a_form_outside() {
    let mut needed = vec![false; FORMS.len()];
    for module in MODULES.values() {
        let file = &module.file;
        for line in module.code.lines() {
            for name in ["serde", "serde_json", "utoipa", "utoipa_axum"] {
                let is_named = ["::", "(", "]"].iter().any(|behind| {
                    let name = format!("{name}{behind}");
                    line.match_indices(&name).any(|(at, _)| {
                        !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                    })
                });
                if is_named {
                    let allowed = FORMS.iter().position(|(place, names)| {
                        file.starts_with(place) && names.contains(&name)
                    });
                    let allowed = allowed.unwrap_or_else(|| panic!("{file} names {name}: {line}"));
                    needed[allowed] = true;
                }
            }
        }
    }
    for ((place, _), needed) in FORMS.iter().zip(needed) {
        assert!(needed, "{place} needs no leave any more");
    }
}

#[test]
fn no_parts_of_a_module_use_each_other_in_a_circle() {
    let circles = modules::circles(&MODULES);
    assert!(circles.is_empty(), "each of these is part of a circle: {circles:?}");
}

/// Where the parts that are written here stand.
const DOCUMENT: &str = "docs/architecture.md";

#[test]
fn the_document_lists_the_modules_and_files_that_there_are() {
    let text = fs::read_to_string(DOCUMENT).unwrap();
    let text = text.replace("\r\n", "\n");
    let fresh = with_part(&with_part(&text, "modules", &table()), "files", &tree());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(DOCUMENT, fresh).unwrap();
    } else {
        let stale = text.lines().zip(fresh.lines()).find(|(old, new)| old != new);
        let hint = "UPDATE_DOCS=1 cargo test --test architecture";
        assert!(text == fresh, "{DOCUMENT} is stale, run {hint}\n{stale:#?}");
    }
}

/// Each module with what it is for and what it uses.
fn table() -> String {
    let mut table = "| module | what it is for | uses |\n|---|---|---|\n".to_owned();
    for (top, uses) in MAY_USE {
        let purpose = purpose(&MODULES[&vec![(*top).to_owned()]]);
        let uses: Vec<String> = uses.iter().map(|name| format!("`{name}`")).collect();
        table.push_str(&format!("| `{top}` | {purpose} | {} |\n", uses.join(", ")));
    }
    table
}

/// All files of `src`, each with what it is for.
fn tree() -> String {
    let parts = MODULES.iter().filter(|(name, _)| !name.is_empty());
    parts
        .map(|(name, module)| {
            let indent = "  ".repeat(name.len() - 1);
            let file = Path::new(&module.file);
            let is_folder = file.ends_with("mod.rs");
            let shown = match name.last() {
                Some(folder) if is_folder => format!("{folder}/"),
                _ => file.file_name().unwrap().to_string_lossy().into_owned(),
            };
            format!("{indent}- `{shown}`: {}\n", purpose(module))
        })
        .collect()
}

/// The first sentence of a module's documentation.
fn purpose(module: &Module) -> String {
    assert!(!module.purpose.is_empty(), "{} does not say what it is for", module.file);
    module.purpose.replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}

/// The document with a part written anew, between `<!-- generated: name -->` and `<!-- end -->`.
fn with_part(text: &str, name: &str, part: &str) -> String {
    let (open, close) = (format!("<!-- generated: {name} -->\n"), "<!-- end -->");
    let (before, rest) = text.split_once(&open).expect("the document has the part");
    let (_, after) = rest.split_once(close).expect("the part has an end");
    format!("{before}{open}{part}{close}{after}")
}
