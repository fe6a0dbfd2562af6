//! Walls for redaction: what a rule looks for and what it hits, again and again, so that every rule is
//! tried as often as a text allows.

use std::collections::BTreeSet;

use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
}

#[derive(Deserialize)]
struct Rule {
    #[serde(default)]
    literals: Vec<String>,
    #[serde(default)]
    hits: Vec<String>,
}

const FILES: [&str; 7] = [
    include_str!("../../src/paste/redact/detect/rules/assignments.toml"),
    include_str!("../../src/paste/redact/detect/rules/commands.toml"),
    include_str!("../../src/paste/redact/detect/rules/headers.toml"),
    include_str!("../../src/paste/redact/detect/rules/languages.toml"),
    include_str!("../../src/paste/redact/detect/rules/personal.toml"),
    include_str!("../../src/paste/redact/detect/rules/provider-keys.toml"),
    include_str!("../../src/paste/redact/detect/rules/urls.toml"),
];

/// What stands behind a literal in a wall.
const BEHIND: [&str; 9] = [" ", "=", ": ", "=\"", "=\":\"", "\": \"", "=; ", "='", "\n"];

/// The bricks of all walls, each once: every literal with every [`BEHIND`], and every hit of an example.
pub fn bricks() -> Vec<String> {
    let mut bricks = BTreeSet::new();
    for file in FILES {
        let file: File = toml::from_str(file).expect("the build proved the file");
        for rule in file.rule {
            for literal in &rule.literals {
                bricks.extend(BEHIND.map(|behind| format!("{literal}{behind}")));
            }
            for hit in rule.hits {
                let hit = hit.replace(['⟦', '⟧'], "");
                bricks.insert(format!("{hit} "));
                bricks.insert(format!("{hit}\n"));
            }
        }
    }
    bricks.into_iter().collect()
}

/// A wall of `bytes` bytes.
pub fn wall(brick: &str, bytes: usize) -> String {
    let mut wall = brick.repeat(bytes / brick.len() + 1);
    wall.truncate(wall.floor_char_boundary(bytes));
    wall
}
