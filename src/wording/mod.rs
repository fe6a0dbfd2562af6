//! Every sentence that the service composes, as data with arguments: `locales/<language>/*.ftl`.
//!
//! A leaf module. Library: `fluent-bundle`, Mozilla's, whose messages choose plural forms and word
//! order for each language; a table of format strings could not.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

pub use fluent_bundle::FluentValue as Value;

/// The files of the language that all others are translated from.
const ENGLISH: [&str; 3] = [
    include_str!("../../locales/en/answer.ftl"),
    include_str!("../../locales/en/report.ftl"),
    include_str!("../../locales/en/refusals.ftl"),
];

/// The sentences of one language.
struct Wording(FluentBundle<FluentResource>);

static WORDING: LazyLock<Wording> =
    LazyLock::new(|| Wording::new(LanguageIdentifier::default(), &ENGLISH));

/// A sentence with its arguments. `id` is a message, or `message.attribute`.
///
/// A message that is not there is named by its id: the tests find every id in the files.
#[must_use]
pub fn say(id: &str, arguments: &[(&'static str, Value<'_>)]) -> String {
    WORDING.say(id, arguments).unwrap_or_else(|| id.to_owned())
}

impl Wording {
    fn new(language: LanguageIdentifier, files: &[&str]) -> Wording {
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Marks around arguments for mixed directions would show in terminals and JSON.
        bundle.set_use_isolating(false);
        for file in files {
            // What can be read of a faulty file is used; the tests refuse it.
            let resource = match FluentResource::try_new((*file).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let _ = bundle.add_resource(resource);
        }
        Wording(bundle)
    }

    fn say(&self, id: &str, arguments: &[(&'static str, Value<'_>)]) -> Option<String> {
        let (id, attribute) = match id.split_once('.') {
            Some((id, attribute)) => (id, Some(attribute)),
            None => (id, None),
        };
        let message = self.0.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let arguments: FluentArgs<'_> =
            arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = self.0.format_pattern(pattern, Some(&arguments), &mut errors);
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        Some(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Every id that a file holds, attributes as `message.attribute`.
    fn ids() -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for file in ENGLISH {
            let resource = fluent_syntax::parser::parse(file)
                .unwrap_or_else(|(_, errors)| panic!("a locale file is wrong: {errors:?}"));
            for entry in resource.body {
                let fluent_syntax::ast::Entry::Message(message) = entry else { continue };
                let id = message.id.name;
                for attribute in message.attributes {
                    assert!(ids.insert(format!("{id}.{}", attribute.id.name)), "{id} twice");
                }
                assert!(ids.insert(id.to_owned()), "{id} stands twice");
            }
        }
        ids
    }

    /// What a regex finds in the sources and templates.
    fn found(pattern: &str) -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = ["src", "templates"]
            .into_iter()
            .flat_map(|folder| walkdir::WalkDir::new(root.join(folder)).into_iter().flatten());
        let texts = files
            .filter(|file| file.file_type().is_file())
            .map(|file| std::fs::read_to_string(file.path()).unwrap_or_default());
        let pattern = regex::Regex::new(pattern).unwrap();
        texts
            .flat_map(|text| {
                pattern.captures_iter(&text).map(|found| found[1].to_owned()).collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn every_sentence_is_said_somewhere() {
        // Also the beginning of an id whose end is the word of an enum: "confidence-{}".
        let strings = found(r#""([a-z][a-z.-]*)(?:\{\}?)?""#);
        let said = |id: &String| {
            strings.contains(id)
                // Other sentences say it.
                || ENGLISH.iter().any(|file| file.contains(&format!("{{ {id} }}")))
                || id.rsplit_once('-').is_some_and(|(start, _)| strings.contains(&format!("{start}-")))
                // A refusal is said by its kind and, where there are several, its reason.
                || id.split_once('.').is_some_and(|(kind, reason)| {
                    strings.contains(kind) && (reason == "detail" || strings.contains(reason))
                })
        };
        let unsaid: Vec<String> = ids().into_iter().filter(|id| !said(id)).collect();
        assert!(unsaid.is_empty(), "nothing says {unsaid:?}");
    }

    #[test]
    fn what_is_said_stands_in_the_files() {
        let said = found(r#"\bsay\(\s*"([a-z][a-z.-]*)"\s*,"#);
        assert!(said.len() > 20, "{said:?}");
        let ids = ids();
        let missing: Vec<&String> = said.iter().filter(|id| !ids.contains(*id)).collect();
        assert!(missing.is_empty(), "no file has {missing:?}");
    }

    #[test]
    fn arguments_are_put_in_without_marks_and_counted_in_words() {
        let more = |count: usize| say("summary-more", &[("count", count.into())]);
        assert_eq!(more(1), "One more problem is in the paste.");
        assert_eq!(more(1200), "1200 more problems are in the paste.");
        let wait = |seconds: usize| say("too-busy.detail", &[("seconds", seconds.into())]);
        assert_eq!(wait(1), "Wait a second and send it again.");
        assert_eq!(wait(7), "Wait 7 seconds and send it again.");
        assert_eq!(say("line-has", &[("line", 3.into()), ("what", "x".into())]), "line 3 has x");
    }

    #[test]
    fn a_sentence_that_is_missing_shows_its_id() {
        let id = "no-such-sentence";
        assert_eq!(say(id, &[]), id);
    }
}
