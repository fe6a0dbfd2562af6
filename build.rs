//! Rebuilds when a file is added to a folder that is embedded in the program, and stops the build when
//! a rule of redaction misses one of its examples.

use std::path::Path;
use std::process::ExitCode;

#[allow(dead_code, reason = "the build uses what proves the rules")]
#[path = "src/paste/redact/detect/mod.rs"]
mod detect;

#[allow(dead_code, reason = "the build uses what the rules need")]
#[path = "src/lines.rs"]
mod lines;

const DETECT: &str = "src/paste/redact/detect";
/// The rules of the built-in product.
const OWN_RULES: &str = "openclaw/secrets.toml";

fn main() -> ExitCode {
    for folder in ["knowledge", "static", "templates", DETECT] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let errors = unlisted_files().into_iter().chain(wrong_rules()).collect::<Vec<_>>();
    for error in &errors {
        println!("cargo::error={}", error.replace('\n', " "));
    }
    if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::disallowed_methods, reason = "a build script reads the tree")]
fn wrong_rules() -> Vec<String> {
    let own = Path::new("knowledge").join(OWN_RULES);
    let Ok(text) = std::fs::read_to_string(&own) else {
        return vec![format!("{} cannot be read", own.display())];
    };
    let wrong = match detect::Detector::new(&[(OWN_RULES, &text)], Vec::new()) {
        Ok(detector) => detect::prove(&detector, |_| true),
        Err(errors) => errors,
    };
    wrong.iter().map(ToString::to_string).collect()
}

/// Rule files that lie in the folder and are not embedded.
#[expect(clippy::disallowed_methods, reason = "a build script reads the tree")]
fn unlisted_files() -> Vec<String> {
    let folder = Path::new(DETECT).join("rules");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        return vec![format!("{} cannot be read", folder.display())];
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names
        .filter(|name| detect::file_names().all(|known| known != name))
        .map(|name| format!("{}/{name} is not in the list of `detect`", folder.display()))
        .collect()
}
