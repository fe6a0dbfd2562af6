//! One knowledge file → [`Symptom`], or every problem of the file.

mod evidence;
mod product;
mod remedies;

use std::ops::Range;

use toml::de::DeTable;

use super::problem::Problem;
use super::reader::{At, Problems, Reader, alternatives};
use super::symptom::*;
use crate::product::Product;
use crate::version::{Version, VersionRange};
use evidence::{signals, vetoes};
pub(super) use product::{Common, decode_common, decode_product, product_id};
use remedies::{causes, fixes};

const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];

const EXPECTS: &[(&str, Expect)] =
    &[("first", Expect::First), ("found", Expect::Found), ("absent", Expect::Absent)];

/// What a file holds.
pub(super) enum Decoded {
    Symptom(Box<Symptom>),
    /// The file says that the symptom is gone from this layer on.
    Retired,
}

/// A reference to another symptom, checked once all files are read.
pub(super) struct Reference {
    pub(super) to: String,
    pub(super) span: Range<usize>,
}

/// The outcome of reading one file: the symptom when the file has no errors.
pub(super) struct Outcome {
    pub(super) decoded: Option<Decoded>,
    pub(super) references: Vec<Reference>,
    pub(super) problems: Vec<Problem>,
}

/// Reads one file. `id` and `category` come from its path.
pub(super) fn decode(
    file: &str,
    category: &str,
    id: &str,
    source: &str,
    product: &Product,
) -> Outcome {
    let (root, errors) = DeTable::parse_recoverable(source);
    let mut problems = Problems::new(file, source);
    for error in &errors {
        problems.error(error.span().unwrap_or(0..0), error.message().to_owned());
    }
    let mut references = Vec::new();
    let mut reader = Reader::new(root.get_ref(), 0..source.len(), "a symptom");
    let decoded = if reader.has("retired") {
        let why = reader.table("retired", "a retirement", &mut problems).map(|mut table| {
            table.required_prose("why", &mut problems);
            table.finish(&mut problems);
        });
        reader.finish(&mut problems);
        why.map(|()| Decoded::Retired)
    } else {
        let symptom = symptom(
            Place { file, category, id, source, product },
            reader,
            &mut problems,
            &mut references,
        );
        Some(Decoded::Symptom(Box::new(symptom)))
    };
    let problems = problems.into_list();
    Outcome { decoded, references, problems }
}

/// Which file is read.
struct Place<'f> {
    file: &'f str,
    category: &'f str,
    id: &'f str,
    source: &'f str,
    product: &'f Product,
}

fn symptom(
    place: Place<'_>,
    mut reader: Reader,
    problems: &mut Problems,
    references: &mut Vec<Reference>,
) -> Symptom {
    let title = reader.required_prose("title", problems).value;
    let severity = reader.word("severity", SEVERITIES, problems);
    if severity.is_none() && !reader.has("severity") {
        problems.error(reader.head(), "a symptom needs `severity`");
    }
    let summary = reader.required_prose("summary", problems).value;
    let explains = reader.texts("explains", problems);
    let aliases = values(reader.texts("aliases", problems));
    let look_alikes = look_alikes(&mut reader, problems, references);
    let signals = signals(&mut reader, place.product, problems);
    let vetoes = vetoes(&mut reader, place.product, problems);
    let captures = capture_names(&signals);
    let names: Vec<String> = signals.iter().map(|signal| signal.id.clone()).collect();
    let scope = Scope { captures: &captures, signals: &names, product: place.product };
    let causes = causes(&mut reader, &scope, problems);
    let fixes = fixes(&mut reader, &scope, &causes, problems);
    let does_not_help = does_not_help(&mut reader, place.product, problems);
    let next_question = next_question(&mut reader, problems);
    let links = links(&mut reader, problems);
    let examples = examples(&mut reader, &fixes, &captures, problems);
    if signals.iter().all(|signal| signal.weight == 0) {
        problems
            .error(reader.head(), "a symptom needs at least one [[signal]] with a weight above 0");
    }
    if examples.is_empty() {
        problems.error(reader.head(), "a symptom needs at least one [[example]]");
    }
    reader.finish(problems);
    references.extend(
        explains.iter().map(|id| Reference { to: id.value.clone(), span: id.span.clone() }),
    );
    Symptom {
        id: place.id.to_owned(),
        category: place.category.to_owned(),
        file: place.file.to_owned(),
        source: place.source.into(),
        is_built_in: false,
        title,
        severity: severity.unwrap_or(Severity::Error),
        summary,
        explains: values(explains),
        aliases,
        look_alikes,
        signals,
        vetoes,
        causes,
        fixes,
        does_not_help,
        next_question,
        links,
        examples,
    }
}

/// The names that conditions inside a symptom can refer to.
struct Scope<'s> {
    captures: &'s [String],
    signals: &'s [String],
    product: &'s Product,
}

fn values(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn capture_names(signals: &[Signal]) -> Vec<String> {
    let patterns = signals.iter().filter_map(|signal| signal.matcher.regex.as_ref());
    patterns.flat_map(|pattern| pattern.captures().iter().cloned()).collect()
}

fn unique(id: &At<String>, taken: &[&str], what: &str, problems: &mut Problems) {
    let kebab = !id.value.is_empty()
        && id.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !kebab && !id.value.is_empty() {
        problems.error(id.span.clone(), format!("the id `{}` must be kebab-case", id.value));
    }
    if taken.contains(&id.value.as_str()) {
        problems.error(id.span.clone(), format!("there are two {what}s named `{}`", id.value));
    }
}

fn look_alikes(
    reader: &mut Reader,
    problems: &mut Problems,
    references: &mut Vec<Reference>,
) -> Vec<LookAlike> {
    let mut list = Vec::new();
    for mut table in reader.tables("look_alike", "a look-alike", problems) {
        let id = table.required("id", problems);
        let tell = table.required_prose("tell", problems).value;
        table.finish(problems);
        references.push(Reference { to: id.value.clone(), span: id.span });
        list.push(LookAlike { id: id.value, tell });
    }
    list
}

fn next_question(reader: &mut Reader, problems: &mut Problems) -> Option<NextQuestion> {
    let mut table = reader.table("next_question", "the next question", problems)?;
    let ask = table.required_prose("ask", problems).value;
    let command = table.text("command", problems).map(|command| command.value);
    table.finish(problems);
    Some(NextQuestion { ask, command })
}

fn does_not_help(
    reader: &mut Reader,
    product: &Product,
    problems: &mut Problems,
) -> Vec<DoesNotHelp> {
    let mut list = Vec::new();
    for mut table in reader.tables("does_not_help", "advice that does not help", problems) {
        let advice = table.required_prose("advice", problems).value;
        let why = table.required_prose("why", problems).value;
        let source = table.word("source", remedies::SOURCES, problems);
        let failed_on = versions("failed_on", &mut table, product, problems);
        let unproved = table.text("unproved", problems).map(|text| text.value);
        table.finish(problems);
        list.push(DoesNotHelp { advice, why, source, failed_on, unproved });
    }
    list
}

/// A list of single versions, as the lab writes it.
fn versions(
    key: &'static str,
    table: &mut Reader,
    product: &Product,
    problems: &mut Problems,
) -> Vec<Version> {
    let mut list = Vec::new();
    for text in table.texts(key, problems) {
        match product.versions.scheme.parse(&text.value) {
            Ok(version) => list.push(version),
            Err(error) => problems.error(text.span, format!("`{key}`: {error}")),
        }
    }
    list
}

/// The versions that something holds for.
fn version_range(
    table: &mut Reader,
    product: &Product,
    problems: &mut Problems,
) -> Option<VersionRange> {
    let text = table.text("versions", problems)?;
    let range = product.versions.scheme.parse_range(&text.value);
    range.map_err(|error| problems.error(text.span, format!("`versions`: {error}"))).ok()
}

fn links(reader: &mut Reader, problems: &mut Problems) -> Vec<Link> {
    let mut list = Vec::new();
    for mut table in reader.tables("link", "a link", problems) {
        let title = table.required_prose("title", problems).value;
        let url = table.required("url", problems);
        if !url.value.starts_with("https://") && !url.value.is_empty() {
            problems.error(url.span, "a link must begin with https://");
        }
        table.finish(problems);
        list.push(Link { title, url: url.value });
    }
    list
}

fn examples(
    reader: &mut Reader,
    fixes: &[Fix],
    captures: &[String],
    problems: &mut Problems,
) -> Vec<Example> {
    let mut list: Vec<Example> = Vec::new();
    for mut table in reader.tables("example", "an example", problems) {
        let name = table.required("name", problems);
        if list.iter().any(|example| example.name == name.value) {
            problems
                .error(name.span.clone(), format!("there are two examples named `{}`", name.value));
        }
        let expect = table.word("expect", EXPECTS, problems);
        if expect.is_none() && !table.has("expect") {
            problems.error(table.head(), "an example needs `expect`");
        }
        let text = table.required("text", problems).value;
        let first_fix = table.text("first_fix", problems);
        if let Some(fix) = &first_fix
            && !fixes.iter().any(|known| known.id == fix.value)
        {
            let known = alternatives(fixes.iter().map(|fix| fix.id.as_str()));
            problems.error(
                fix.span.clone(),
                format!("no fix is named `{}`: there are {known}", fix.value),
            );
        }
        let mut expected = Vec::new();
        if let Some(table) = table.table("captures", "the captures of an example", problems) {
            for (key, values) in table.rest(problems) {
                if !captures.contains(&key.value) {
                    problems.error(key.span, format!("no signal captures `{}`", key.value));
                }
                expected.extend(values.into_iter().map(|value| (key.value.clone(), value.value)));
            }
        }
        table.finish(problems);
        list.push(Example {
            name: name.value,
            expect: expect.unwrap_or(Expect::Found),
            text,
            first_fix: first_fix.map(|fix| fix.value),
            captures: expected,
            span: name.span,
        });
    }
    list
}
