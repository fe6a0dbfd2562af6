//! Knowledge for tests: a base from a few lines of TOML, read by the same code as any other.
#![allow(clippy::disallowed_methods, reason = "the loader reads folders, so a test writes one")]

use std::fs;

use super::{KnowledgeBase, Layers};

/// Keys that every entry needs and few tests are about.
const HEAD: &[(&str, &str)] =
    &[("title", "\"Title of ID\""), ("severity", "\"error\""), ("summary", "\"Summary of ID\"")];

/// A base of entries, given as id and TOML. What an entry needs and does not have is put in; all of
/// them are of one category. Nobody runs their examples.
///
/// # Panics
/// With the loader's own words when an entry is wrong.
pub(crate) fn base(entries: &[(&str, &str)]) -> KnowledgeBase {
    let folder = tempfile::tempdir().expect("a folder");
    let category = folder.path().join("sample");
    fs::create_dir(&category).expect("a new folder");
    for (id, toml) in entries {
        fs::write(category.join(format!("{id}.toml")), whole(id, toml)).expect("a new file");
    }
    let layers = Layers::new(false, vec![folder.path().to_owned()]);
    layers.load().unwrap_or_else(|error| panic!("{error}")).into_first()
}

fn whole(id: &str, toml: &str) -> String {
    // Keys of the entry itself stand before its first table.
    let own = toml.lines().take_while(|line| !line.trim_start().starts_with('['));
    let keys: Vec<&str> = own.filter_map(|line| line.split('=').next()).map(str::trim).collect();
    let mut text = String::new();
    for (key, value) in HEAD.iter().filter(|(key, _)| !keys.contains(key)) {
        text.push_str(&format!("{key} = {}\n", value.replace("ID", id)));
    }
    text.push_str(toml);
    if !toml.contains("[[example]]") {
        text.push_str("\n[[example]]\nname = \"sample\"\nexpect = \"found\"\ntext = \"sample\"\n");
    }
    text
}

/// A signal of a weight whose words are a literal; `more` are further keys.
pub(crate) fn signal(id: &str, weight: u8, literal: &str, more: &str) -> String {
    format!(
        "\n[[signal]]\nid = \"{id}\"\nshows = \"the words of {id}\"\nweight = {weight}\nliteral = '{literal}'\n{more}\n"
    )
}

/// A cause; `more` are further keys.
pub(crate) fn cause(id: &str, more: &str) -> String {
    format!("\n[[cause]]\nid = \"{id}\"\ntitle = \"Cause {id}\"\nwhy = \"It is so\"\n{more}\n")
}

/// A fix of one step that runs a command, with a check; `more` are further keys.
pub(crate) fn fix(id: &str, more: &str) -> String {
    format!(
        "\n[[fix]]\nid = \"{id}\"\ntitle = \"Fix {id}\"\n{more}\n\
         [[fix.step]]\ntext = \"Run it\"\nrisk = \"reads\"\nrun = \"openclaw {id}\"\nexpect = \"It is done\"\n\
         [fix.check]\ntext = \"Look\"\nexpect = \"It works\"\n"
    )
}
