//! The modules of the crate and what each of them uses, read from the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module: `["engine", "search"]`; the crate itself is empty.
pub type Name = Vec<String>;

/// A module's source, without comments and tests.
#[derive(Debug)]
pub struct Module {
    /// Its file, from the root of the repository.
    pub file: String,
    /// The first line of its documentation.
    pub purpose: String,
    /// Its text, without comments and tests.
    pub code: String,
    /// What it names in the name of another module: `pub use`.
    handed_on: BTreeMap<String, Name>,
}

/// All modules by name.
pub type Modules = BTreeMap<Name, Module>;

/// Reads all modules under `src`.
pub fn read() -> Modules {
    let mut modules = Modules::new();
    let mut tests = BTreeSet::new();
    read_folder(Path::new("src"), &[], &mut modules, &mut tests);
    modules.retain(|name, _| !tests.contains(name));
    let names: BTreeSet<Name> = modules.keys().cloned().collect();
    for (name, module) in &mut modules {
        let handed_on = statements(&module.code).into_iter().filter(|(is_public, _)| *is_public);
        for path in handed_on.flat_map(|(_, tree)| expand(&tree)) {
            if let (Some(target), Some(last)) = (absolute(&path, name, &names), path.last()) {
                module.handed_on.insert(last.clone(), target);
            }
        }
    }
    modules
}

/// Reads a folder; `tests` gets the modules that only tests have.
fn read_folder(folder: &Path, name: &[String], modules: &mut Modules, tests: &mut BTreeSet<Name>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let child: Name = name.iter().cloned().chain([stem.clone()]).collect();
        if path.is_dir() {
            read_folder(&path, &child, modules, tests);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let own = if ["mod", "lib", "main"].contains(&stem.as_str()) { name } else { &child };
            // `main.rs` is a crate of its own.
            if stem != "main" {
                let text = fs::read_to_string(&path).unwrap();
                for test in text.split(TEST).skip(1).filter_map(module_of_its_own) {
                    tests.insert(own.iter().cloned().chain([test]).collect());
                }
                modules.insert(own.to_vec(), module(&path, &text));
            }
        }
    }
}

/// What stands before code for tests alone.
const TEST: &str = "#[cfg(test)]\n";

/// The name in `mod name;`.
fn module_of_its_own(code: &str) -> Option<String> {
    let line = code.lines().next()?;
    Some(line.strip_suffix(';')?.rsplit_once("mod ")?.1.to_owned())
}

fn module(path: &Path, text: &str) -> Module {
    let file = path.to_string_lossy().replace('\\', "/");
    let doc = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let doc: Vec<&str> = doc.take_while(|line| !line.is_empty()).collect();
    let doc = doc.join(" ");
    let purpose = doc.split_inclusive(". ").next().unwrap_or_default().trim().to_owned();
    // Tests stand last, and may reach further.
    let end = text.find(&format!("{TEST}mod tests")).unwrap_or(text.len());
    let code = &text[..end];
    let code: Vec<&str> =
        code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    Module { file, purpose, code: code.join("\n"), handed_on: BTreeMap::new() }
}

/// The modules that a module uses, itself and what it only hands on left out.
pub fn used(name: &Name, modules: &Modules) -> BTreeSet<Name> {
    let names: BTreeSet<Name> = modules.keys().cloned().collect();
    let module = &modules[name];
    let mut code = module.code.clone();
    let mut paths = Vec::new();
    for (is_public, tree) in statements(&module.code) {
        code = code.replace(&tree, "");
        if !is_public {
            paths.extend(expand(&tree));
        }
    }
    paths.extend(inline_paths(&code));
    let targets = paths.iter().filter_map(|path| absolute(path, name, &names));
    let owners = targets.map(|target| owner(target, modules));
    owners.filter(|target| target != name && !target.is_empty()).collect()
}

/// The module that an item's path leads to: where it is defined, not where it is handed on.
fn owner(path: Name, modules: &Modules) -> Name {
    let mut at = Name::new();
    let mut rest = path.into_iter();
    while let Some(part) = rest.next() {
        let child: Name = at.iter().cloned().chain([part.clone()]).collect();
        if modules.contains_key(&child) {
            at = child;
        } else if let Some(target) = modules[&at].handed_on.get(&part).filter(|to| **to != at) {
            return owner(target.iter().cloned().chain(rest).collect(), modules);
        } else {
            break;
        }
    }
    at
}

/// The `use` statements: whether they hand on, and their tree.
fn statements(code: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find("use ") {
        let before = &rest[..at];
        let line = before.rsplit('\n').next().unwrap_or_default().trim();
        rest = &rest[at + 4..];
        let is_statement = line.is_empty() || line == "pub" || line.starts_with("pub(");
        if let (true, Some(end)) = (is_statement, rest.find(';')) {
            found.push((!line.is_empty(), rest[..end].to_owned()));
            rest = &rest[end..];
        }
    }
    found
}

/// `a::{b, c::d}` → `a::b`, `a::c::d`; `x as y` is `x`.
fn expand(tree: &str) -> Vec<Name> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap_or_default().trim();
        return vec![path.split("::").map(|part| part.trim().to_owned()).collect()];
    };
    let inner = tree[open + 1..].trim_end().trim_end_matches('}');
    let close = tree.rfind('}').map_or(inner, |close| &tree[open + 1..close]);
    let front: Name =
        tree[..open].split("::").map(str::trim).filter(|p| !p.is_empty()).map(Into::into).collect();
    let mut depth = 0;
    let parts = close.split(|c| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    let parts: Vec<&str> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
    parts
        .into_iter()
        .flat_map(expand)
        .map(|path| front.iter().cloned().chain(path).collect())
        .collect()
}

/// Paths in the code itself: `super::a::b(…)`.
fn inline_paths(code: &str) -> Vec<Name> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = code.split(|c| !is_part(c)).filter(|word| word.contains("::"));
    words
        .map(|word| word.split("::").filter(|part| !part.is_empty()).map(Into::into).collect())
        .filter(|path: &Name| !path.is_empty())
        .collect()
}

/// A path as it is written in a module → from the root of the crate; `None` for other crates.
fn absolute(path: &[String], module: &[String], names: &BTreeSet<Name>) -> Option<Name> {
    let mut at: Name = module.to_vec();
    let mut rest = path.iter().peekable();
    match rest.peek().map(|part| part.as_str()) {
        Some("crate") => {
            at.clear();
            rest.next();
        }
        Some("self") => {
            rest.next();
        }
        Some("super") => {
            while rest.peek().is_some_and(|part| *part == "super") {
                at.pop();
                rest.next();
            }
        }
        Some(first) => {
            let child: Name = at.iter().cloned().chain([first.to_owned()]).collect();
            if !names.contains(&child) {
                return None;
            }
        }
        None => return None,
    }
    at.extend(rest.cloned());
    Some(at)
}

/// Circles among the parts of one folder: a part uses another one that uses it, also by way of third
/// ones. What a folder's own file defines belongs to the folder: its parts may use it.
pub fn circles(modules: &Modules) -> Vec<String> {
    let mut edges: BTreeMap<Name, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for from in modules.keys() {
        for to in used(from, modules) {
            let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            if let (Some(a), Some(b)) = (from.get(shared), to.get(shared)) {
                let folder = edges.entry(from[..shared].to_vec()).or_default();
                folder.entry(a.clone()).or_default().insert(b.clone());
            }
        }
    }
    let mut found = Vec::new();
    for (folder, edges) in &edges {
        for start in edges.keys() {
            let mut reached = BTreeSet::new();
            let mut open = vec![start];
            while let Some(part) = open.pop() {
                for next in edges.get(part).into_iter().flatten() {
                    if reached.insert(next) {
                        open.push(next);
                    }
                }
            }
            if reached.contains(start) {
                found.push(folder.iter().chain([start]).cloned().collect::<Vec<_>>().join("::"));
            }
        }
    }
    found
}
