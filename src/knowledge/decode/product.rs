//! `product.toml` → [`Product`], or every problem of the file.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use toml::de::DeTable;

use super::super::pattern::{BadPattern, Pattern};
use super::super::problem::Problem;
use super::super::product_examples::ProductExample;
use super::super::reader::{At, Problems, Reader, alternatives};
use super::{question_in, unique, values};
use crate::product::{
    Clue, Clues, CommandForm, Fact, FormerName, NextQuestion, Product, Profile, Role, Rung,
    VersionWords, Wording,
};
use crate::version::{Scheme, Version};

/// Largest compiled regex of a product, in bytes.
const SIZE_LIMIT: usize = 256 * 1024;
/// Shortest literal of a clue, in characters: a shorter one stands in everything.
const MIN_CLUE: usize = 3;

/// The keys under `[versions]` for the words before a version, in the order in which they are tried.
const ROLES: [(&str, Role); 4] = [
    ("target", Role::Target),
    ("running", Role::Running),
    ("other", Role::Other),
    ("reported", Role::Reported),
];

/// What every product shares: clues of platforms, and words before versions.
#[derive(Debug, Clone, Default)]
pub(in crate::knowledge) struct Common {
    clues: Vec<Clue>,
    words: Vec<(Role, Vec<String>)>,
}

/// A regex of the file with its place: an example must prove it.
type Shape = (Regex, Range<usize>);

/// What a `product.toml` holds.
#[derive(Debug)]
pub(in crate::knowledge) struct ProductFile {
    pub(in crate::knowledge) product: Product,
    pub(in crate::knowledge) examples: Vec<ProductExample>,
    /// What an example has to prove.
    pub(in crate::knowledge) shapes: Vec<Shape>,
}

/// Reads `common.toml`.
pub(in crate::knowledge) fn decode_common(file: &str, source: &str) -> (Common, Vec<Problem>) {
    let (root, mut problems) = parse(file, source);
    let mut reader = Reader::new(root.get_ref(), 0..source.len(), "the common facts");
    let mut shapes = Vec::new();
    let clues = clues(&mut reader, &mut shapes, &mut problems);
    let words = version_words(&mut reader, &mut shapes, &mut problems).words;
    reader.finish(&mut problems);
    (Common { clues, words }, problems.into_list())
}

/// The id that a `product.toml` gives itself, however wrong the rest may be.
pub(in crate::knowledge) fn product_id(source: &str) -> Option<String> {
    let (root, _) = DeTable::parse_recoverable(source);
    let id = root.get_ref().iter().find(|(key, _)| key.get_ref().as_ref() == "id")?.1;
    Some(id.get_ref().as_str()?.trim().to_owned())
}

/// Reads one `product.toml`.
pub(in crate::knowledge) fn decode_product(
    file: &str,
    source: &str,
    common: &Common,
) -> (Option<ProductFile>, Vec<Problem>) {
    let (root, mut problems) = parse(file, source);
    let mut reader = Reader::new(root.get_ref(), 0..source.len(), "a product");
    let product = product(&mut reader, common, &mut problems);
    reader.finish(&mut problems);
    (product, problems.into_list())
}

fn parse<'f>(file: &'f str, source: &'f str) -> (toml::Spanned<DeTable<'f>>, Problems<'f>) {
    let (root, errors) = DeTable::parse_recoverable(source);
    let mut problems = Problems::new(file, source);
    for error in &errors {
        problems.error(error.span().unwrap_or(0..0), error.message().to_owned());
    }
    (root, problems)
}

fn product(reader: &mut Reader, common: &Common, problems: &mut Problems) -> Option<ProductFile> {
    let mut shapes = Vec::new();
    let id = reader.required("id", problems);
    unique(&id, &[], "product", problems);
    let name = reader.required("name", problems).value;
    let about = reader.required_prose("about", problems).value;
    let message = reader.text("message", problems).map(|message| message.value);
    let command = reader.required("command", problems).value;
    let config = reader.text("config", problems).map(|path| path.value);
    let common_words = values(reader.texts("common_words", problems));
    let mut own_clues = clues(reader, &mut shapes, problems);
    let versions = version_words(reader, &mut shapes, problems);
    if versions.is_missing {
        problems.error(reader.head(), "a product needs [versions] with `scheme`");
    }
    let scheme = versions.scheme;
    let former_names = former_names(reader, scheme, &own_clues, problems);
    let wordings = wordings(reader, scheme, problems);
    let banner = banner(reader, &mut shapes, problems);
    let profile = profile(reader, &mut shapes, problems);
    let commands = command_forms(reader, problems);
    let ladder = ladder(reader, problems);
    let question = question(reader, problems);
    let report = reader.table("report", "the report", problems).map(|mut table| {
        let command = table.required("command", problems).value;
        table.finish(problems);
        command
    });
    let examples = examples(reader, problems);

    own_clues.extend(common.clues.iter().cloned());
    if !own_clues.iter().any(|clue| clue.fact == Fact::Product) {
        problems.error(
            reader.head(),
            "a product needs a [[clue]] with `fact = \"product\"`: what shows it in a paste",
        );
    }
    let clues = match Clues::new(own_clues, wordings) {
        Ok(clues) => clues,
        Err(error) => {
            problems.error(reader.head(), format!("the clues are too many: {error}"));
            return None;
        }
    };
    let words = all_words(&versions.words, &common.words, &clues);
    let versions = match VersionWords::new(scheme.unwrap_or_default(), versions.command, &words) {
        Ok(versions) => versions,
        Err(error) => {
            problems.error(reader.head(), format!("the words before versions: {error}"));
            return None;
        }
    };
    let product = Product {
        id: id.value,
        name,
        about,
        message,
        command,
        config,
        former_names,
        versions,
        banner,
        secrets: None,
        profile,
        clues,
        commands,
        ladder,
        question: question.unwrap_or_else(|| NextQuestion { ask: String::new(), command: None }),
        report,
        common_words,
    };
    Some(ProductFile { product, examples, shapes })
}

/// The words of the file, then the common ones; and what stands between a name and its version.
fn all_words(
    own: &[(Role, Vec<String>)],
    common: &[(Role, Vec<String>)],
    clues: &Clues,
) -> Vec<(Role, Vec<String>)> {
    let names: Vec<String> = clues.values(Fact::Product).map(regex::escape).collect();
    let named = format!(r"(?:{})[ @/\w()-]{{0,16}}v?", names.join("|"));
    let of = |role: Role| {
        let lists = own.iter().chain(common).filter(|(known, _)| *known == role);
        (role, lists.flat_map(|(_, words)| words.clone()).collect::<Vec<_>>())
    };
    vec![
        of(Role::Target),
        of(Role::Running),
        of(Role::Other),
        (Role::Named, vec![named]),
        of(Role::Reported),
    ]
}

/// `[versions]` of a file.
#[derive(Default)]
struct Versions {
    is_missing: bool,
    scheme: Option<Scheme>,
    command: Option<String>,
    words: Vec<(Role, Vec<String>)>,
}

fn version_words(
    reader: &mut Reader,
    shapes: &mut Vec<Shape>,
    problems: &mut Problems,
) -> Versions {
    let Some(mut table) = reader.table("versions", "the versions", problems) else {
        return Versions { is_missing: true, ..Versions::default() };
    };
    let has_scheme = table.has("scheme");
    let scheme = table.word("scheme", &Scheme::NAMES, problems);
    let command = table.text("command", problems).map(|command| command.value);
    let words = ROLES.map(|(key, role)| {
        let texts = table.verbatim(key, problems);
        let good = texts.into_iter().filter_map(|text| {
            let anchored = format!("(?i)(?:{})$", text.value);
            shapes.push((regex(&text, &anchored, problems)?, text.span));
            Some(text.value)
        });
        (role, good.collect())
    });
    table.finish(problems);
    Versions { is_missing: !has_scheme, scheme, command, words: words.into() }
}

fn clues(reader: &mut Reader, shapes: &mut Vec<Shape>, problems: &mut Problems) -> Vec<Clue> {
    let mut list = Vec::new();
    for mut table in reader.tables("clue", "a clue", problems) {
        if !table.has("fact") {
            problems.error(table.head(), "a clue needs `fact`: what it tells about");
        }
        let facts = Fact::NAMES.into_iter().filter(|(_, fact)| *fact != Fact::Profile);
        let fact = table.word("fact", &facts.collect::<Vec<_>>(), problems);
        let value = table.required("value", problems).value;
        if !table.has("worth") {
            problems.error(table.head(), "a clue needs `worth`: 1 to 9, beside others of its fact");
        }
        let worth = table.integer("worth", 1..=9, problems);
        let literals = table.verbatim("literals", problems);
        for literal in literals.iter().filter(|text| text.value.chars().count() < MIN_CLUE) {
            problems.error(
                literal.span.clone(),
                format!("the literal needs at least {MIN_CLUE} characters"),
            );
        }
        let shape = table.text("regex", problems);
        if literals.is_empty() && shape.is_none() {
            problems.error(table.head(), "a clue needs `literals` or `regex`");
        }
        let shape = shape.and_then(|text| proved(&text, shapes, problems));
        table.finish(problems);
        if let (Some(fact), Some(worth)) = (fact, worth) {
            list.push(Clue { fact, value, worth, literals: values(literals), shape });
        }
    }
    list
}

fn wordings(reader: &mut Reader, scheme: Option<Scheme>, problems: &mut Problems) -> Vec<Wording> {
    let mut list = Vec::new();
    for mut table in reader.tables("wording", "a wording", problems) {
        let literal = literal(&mut table, problems);
        let since = version("since", &mut table, scheme, problems);
        let before = version("before", &mut table, scheme, problems);
        if !table.has("since") && !table.has("before") {
            problems.error(
                table.head(),
                "a wording needs `since` or `before`: which versions print it",
            );
        }
        if matches!((since, before), (Some(since), Some(before)) if since >= before) {
            problems.error(table.head(), "no version prints it: `since` must lie below `before`");
        }
        table.finish(problems);
        list.push(Wording { literal, since, before });
    }
    list
}

/// The words of a wording, with the blanks at their ends.
fn literal(table: &mut Reader, problems: &mut Problems) -> String {
    match table.verbatim("literal", problems).into_iter().next() {
        Some(text) => text.value,
        None => {
            problems.error(table.head(), "a wording needs `literal`: the words");
            String::new()
        }
    }
}

fn version(
    key: &'static str,
    table: &mut Reader,
    scheme: Option<Scheme>,
    problems: &mut Problems,
) -> Option<Version> {
    let text = table.text(key, problems)?;
    // Without a scheme, which is said elsewhere, no version can be judged.
    let scheme = scheme?;
    scheme
        .parse(&text.value)
        .map_err(|error| problems.error(text.span, format!("`{key}`: {error}")))
        .ok()
}

fn former_names(
    reader: &mut Reader,
    scheme: Option<Scheme>,
    clues: &[Clue],
    problems: &mut Problems,
) -> Vec<FormerName> {
    let mut list = Vec::new();
    for mut table in reader.tables("former_name", "a former name", problems) {
        let name = table.required("name", problems);
        let names = || clues.iter().filter(|clue| clue.fact == Fact::Product);
        if !name.value.is_empty() && !names().any(|clue| clue.value == name.value) {
            let known = alternatives(names().map(|clue| clue.value.as_str()));
            problems.error(
                name.span,
                format!(
                    "no clue about the product has the value `{}`: there are {known}",
                    name.value
                ),
            );
        }
        if !table.has("before") {
            problems
                .error(table.head(), "a former name needs `before`: the first version without it");
        }
        let before = version("before", &mut table, scheme, problems);
        let mut replacements = Vec::new();
        if let Some(table) = table.table("instead_of", "replacements", problems) {
            for (now, then) in table.verbatim_rest(problems) {
                replacements.extend(then.into_iter().map(|then| (now.value.clone(), then.value)));
            }
        }
        table.finish(problems);
        if let Some(before) = before {
            list.push(FormerName { name: name.value, before, replacements });
        }
    }
    list
}

fn banner(reader: &mut Reader, shapes: &mut Vec<Shape>, problems: &mut Problems) -> Option<Regex> {
    let mut table = reader.table("banner", "the banner", problems)?;
    let text = table.required("regex", problems);
    table.finish(problems);
    proved(&text, shapes, problems)
}

fn profile(
    reader: &mut Reader,
    shapes: &mut Vec<Shape>,
    problems: &mut Problems,
) -> Option<Profile> {
    let mut table = reader.table("profile", "the profile", problems)?;
    let text = table.required("regex", problems);
    let shown_by = proved(&text, shapes, problems);
    if shown_by.as_ref().is_some_and(|regex| regex.capture_names().flatten().next().is_none()) {
        problems.error(text.span, "needs a group such as (?<name>…) that holds the profile's name");
    }
    let option = table.required("option", problems).value;
    let options = values(table.texts("options", problems));
    let folder = table.text("folder", problems).map(|folder| folder.value);
    let own = table.text("own_folder", problems).map(|own| own.value);
    if folder.is_some() != own.is_some() {
        problems.error(table.head(), "`folder` and `own_folder` belong together");
    }
    table.finish(problems);
    Some(Profile { shown_by: shown_by?, option, options, folder: folder.zip(own) })
}

fn command_forms(reader: &mut Reader, problems: &mut Problems) -> Vec<CommandForm> {
    let mut list = Vec::new();
    for mut table in reader.tables("run", "the form of a command", problems) {
        let install = values(table.texts("install", problems));
        let arguments = values(table.texts("arguments", problems));
        for (key, given) in [("install", &install), ("arguments", &arguments)] {
            if given.is_empty() {
                problems.error(table.head(), format!("the form of a command needs `{key}`"));
            }
        }
        let run = table.text("command", problems).map(|run| run.value);
        table.finish(problems);
        list.push(CommandForm { install, arguments, run });
    }
    list
}

fn ladder(reader: &mut Reader, problems: &mut Problems) -> Vec<Rung> {
    let mut list = Vec::new();
    for mut table in reader.tables("ladder", "a command of the ladder", problems) {
        let command = table.required("command", problems).value;
        let look_for = table.required_prose("look_for", problems).value;
        table.finish(problems);
        list.push(Rung { command, look_for });
    }
    if list.is_empty() {
        problems.error(
            reader.head(),
            "a product needs at least one [[ladder]]: what to run when nothing is recognised",
        );
    }
    list
}

fn question(reader: &mut Reader, problems: &mut Problems) -> Option<NextQuestion> {
    let Some(table) = reader.table("question", "the question", problems) else {
        problems.error(
            reader.head(),
            "a product needs [question]: what to find out when nothing is recognised",
        );
        return None;
    };
    Some(question_in(table, problems))
}

fn examples(reader: &mut Reader, problems: &mut Problems) -> Vec<ProductExample> {
    const FACTS: [&str; 9] = [
        "version", "at_least", "before", "profile", "platform", "install", "service", "client",
        "product",
    ];
    let mut list = Vec::new();
    for mut table in reader.tables("example", "an example", problems) {
        let name = table.required("name", problems);
        let text = table.required("text", problems).value;
        let mut expect = Vec::new();
        match table.table("expect", "what an example tells", problems) {
            None => problems.error(table.head(), "an example needs `expect`: what the text tells"),
            Some(facts) => {
                for (fact, values) in facts.rest(problems) {
                    if !FACTS.contains(&fact.value.as_str()) {
                        let known = alternatives(FACTS.into_iter());
                        problems.error(
                            fact.span,
                            format!("`{}` is no fact: there are {known}", fact.value),
                        );
                        continue;
                    }
                    expect.extend(values.into_iter().map(|v| (fact.value.clone(), v.value)));
                }
            }
        }
        table.finish(problems);
        list.push(ProductExample { name: name.value, text, expect, span: name.span });
    }
    list
}

/// A regex that an example must prove.
fn proved(text: &At<String>, shapes: &mut Vec<Shape>, problems: &mut Problems) -> Option<Regex> {
    let regex = regex(text, &text.value, problems)?;
    shapes.push((regex.clone(), text.span.clone()));
    Some(regex)
}

/// Checks a regex as those of signals are checked, and compiles it as it is `written`.
fn regex(text: &At<String>, written: &str, problems: &mut Problems) -> Option<Regex> {
    if text.value.is_empty() {
        return None;
    }
    if let Err(BadPattern { message, span }) = Pattern::parse(&text.value) {
        let start = problems.content_start(&text.span);
        problems.error(start + span.start..start + span.end, message);
        return None;
    }
    RegexBuilder::new(written)
        .size_limit(SIZE_LIMIT)
        .build()
        .map_err(|error| problems.error(text.span.clone(), error.to_string()))
        .ok()
}
