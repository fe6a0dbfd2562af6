//! JSON Schemas of knowledge files, for editors. They are written by hand; tests hold them against what
//! the decoder asks for.

/// The schema of a kind of knowledge file, in JSON.
#[must_use]
pub fn schema(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Entry => include_str!("../../docs/schema/entry.schema.json"),
        FileKind::Shared => include_str!("../../docs/schema/shared.schema.json"),
        FileKind::I18n => include_str!("../../docs/schema/i18n.schema.json"),
        FileKind::Proof => include_str!("../../docs/schema/proof.schema.json"),
    }
}

/// What a file of a knowledge folder can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `<category>/<id>.toml`: one symptom
    Entry,
    /// `shared.toml`: what entries use by name
    Shared,
    /// `<id>.i18n.toml`: the translations of an entry
    I18n,
    /// `<id>.proof.toml`: what the lab proved of an entry
    Proof,
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;

    use super::super::files;
    use super::super::reader::asked;
    use super::super::shelf::{Shelf, kind_of};
    use super::*;
    use crate::knowledge::Layers;

    const KINDS: [FileKind; 4] =
        [FileKind::Entry, FileKind::Shared, FileKind::I18n, FileKind::Proof];

    fn parsed(kind: FileKind) -> Value {
        serde_json::from_str(schema(kind)).unwrap()
    }

    #[test]
    fn every_built_in_file_is_valid() {
        let validators: Vec<_> =
            KINDS.map(|kind| jsonschema::validator_for(&parsed(kind)).unwrap()).into();
        let mut wrong = Vec::new();
        let mut seen = BTreeSet::new();
        for (path, file) in files::built_in("openclaw") {
            let Some(kind) = kind_of(&path) else { continue };
            let at = KINDS.iter().position(|known| *known == kind).unwrap();
            seen.insert(at);
            let text: toml::Value = toml::from_str(&file.content).unwrap();
            let json = serde_json::to_value(text).unwrap();
            for error in validators[at].iter_errors(&json) {
                wrong.push(format!("{path}: {}: {error}", error.instance_path()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(seen.len(), KINDS.len());
    }

    /// Tables that no built-in entry has.
    const OTHERS: [(&str, &str); 2] = [
        ("test/gone.toml", "[retired]\nwhy = \"x\"\n"),
        ("test/own.toml", "title = \"x\"\n[placeholders]\nlamp = \"a lamp\"\n"),
    ];

    #[test]
    fn the_keys_are_those_that_the_decoder_asks_for() {
        let base = Layers::built_in().load().unwrap().into_first();
        let mut shelf = Shelf::default();
        let mut layer = files::built_in("openclaw");
        for (path, text) in OTHERS {
            let file = files::File { content: text.to_owned(), ..files::File::missing(path) };
            layer.insert(path.to_owned(), file);
        }
        shelf.add(layer);
        let asked = asked::while_doing(|| {
            shelf.read(base.product(), &mut Vec::new());
        });
        let mut written: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for kind in KINDS {
            tables(&parsed(kind), &mut written);
        }
        for (what, keys) in &asked {
            let known = written.get(*what);
            assert!(known.is_some(), "no schema has a table with the title “{what}”");
            let keys: BTreeSet<String> = keys.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(known, Some(&keys), "the keys of {what}");
        }
        let unknown: Vec<&String> =
            written.keys().filter(|what| !asked.contains_key(what.as_str())).collect();
        assert!(unknown.is_empty(), "no file has {unknown:?}");
    }

    /// Every object of a schema that has a title, with its keys.
    fn tables(schema: &Value, list: &mut BTreeMap<String, BTreeSet<String>>) {
        if let Value::Object(object) = schema {
            if let (Some(Value::String(title)), Some("object")) =
                (object.get("title"), object.get("type").and_then(Value::as_str))
            {
                let keys = object.get("properties").and_then(Value::as_object);
                let keys = keys.into_iter().flat_map(|keys| keys.keys().cloned());
                list.entry(title.clone()).or_default().extend(keys);
            }
            object.values().for_each(|value| tables(value, list));
        } else if let Value::Array(items) = schema {
            items.iter().for_each(|item| tables(item, list));
        }
    }
}
