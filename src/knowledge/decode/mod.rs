//! One knowledge file → [`Symptom`], or every problem of the file.

pub(super) mod beside;
mod evidence;
mod parts;
mod placeholders;
mod product;
mod remedies;
mod shared;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

use super::problem::Problem;
use super::reader::{At, Problems, Reader, alternatives};
use super::symptom::*;
use crate::product::{NextQuestion, Product};
use crate::version::{Version, VersionRange};
use evidence::{signals, vetoes};
use placeholders::Placeholders;
pub(super) use product::{Common, decode_common, decode_product, product_id};
use remedies::{causes, fixes};
pub(super) use shared::Shared;

const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];

const EXPECTS: &[(&str, Expect)] =
    &[("first", Expect::First), ("found", Expect::Found), ("absent", Expect::Absent)];

/// Said of what an entry held in its former form.
const WRITTEN_BY_THE_LAB: &str = "the lab writes it into the file <id>.proof.toml beside the entry";

/// What `error-doctor new` marks.
const TO_EDIT: &str = "EDIT:";

/// What a file holds.
pub(super) enum Decoded {
    Symptom(Box<Symptom>),
    /// The file says that the symptom is gone from this layer on.
    Retired,
}

/// What an entry can name: the facts of its product, and what entries share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) product: &'k Product,
    pub(super) shared: &'k Shared,
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
    known: Known<'_>,
) -> Outcome {
    let (root, errors) = DeTable::parse_recoverable(source);
    let mut problems = Problems::new(file, source);
    for error in &errors {
        problems.error(error.span().unwrap_or(0..0), error.message().to_owned());
    }
    let mut references = Vec::new();
    let reader = Reader::new(root.get_ref(), 0..source.len(), "a symptom");
    let decoded = if reader.has("retired") {
        let mut reader = reader.called("a retired symptom");
        let why = reader.table("retired", "a retirement", &mut problems).map(|mut table| {
            table.required_prose("why", &mut problems);
            table.finish(&mut problems);
        });
        reader.finish(&mut problems);
        why.map(|()| Decoded::Retired)
    } else {
        let place = Place { file, category, id, source };
        let symptom = symptom(place, reader, known, &mut problems, &mut references);
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
}

fn symptom(
    place: Place<'_>,
    mut reader: Reader,
    known: Known<'_>,
    problems: &mut Problems,
    references: &mut Vec<Reference>,
) -> Symptom {
    let title = reader.required_prose("title", problems);
    if title.value.starts_with(TO_EDIT) {
        problems.warn(title.span, "the entry is still as `error-doctor new` wrote it: edit it");
    }
    let title = title.value;
    let status = status(&mut reader, problems, references);
    let severity = reader.word("severity", SEVERITIES, problems);
    if severity.is_none() && !reader.has("severity") {
        problems.error(reader.head(), "a symptom needs `severity`");
    }
    let summary = reader.required_prose("summary", problems).value;
    let explains = reader.texts("explains", problems);
    let aliases = values(reader.texts("aliases", problems));
    let look_alikes = look_alikes(&mut reader, problems, references);
    let signals = signals(&mut reader, known, problems);
    let vetoes = vetoes(&mut reader, known, problems);
    let captures = capture_names(&signals);
    let names: Vec<String> = signals.iter().map(|signal| signal.id.clone()).collect();
    let shared = &known.shared.placeholders;
    let placeholders = Placeholders::of_entry(&mut reader, &captures, shared, problems);
    let scope = Scope { captures: &captures, signals: &names, known, placeholders: &placeholders };
    let causes = causes(&mut reader, &scope, problems);
    let fixes = fixes(&mut reader, &scope, &causes, problems);
    let does_not_help = does_not_help(&mut reader, known, problems);
    let next_question = next_question(&mut reader, problems);
    let links = links(&mut reader, problems);
    let meanings = meanings(&fixes, &placeholders);
    placeholders.unused(problems);
    unused_clues(&signals, &causes, &fixes, next_question.as_ref(), problems);
    let examples = examples(&mut reader, &fixes, &captures, problems);
    let is_sought = !matches!(status, Status::Replaced { .. });
    if is_sought && signals.iter().all(|signal| signal.strength == Strength::Clue) {
        problems.error(reader.head(), "a symptom needs at least one [[signal]] that is no clue");
    }
    if is_sought && examples.is_empty() {
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
        status,
        severity: severity.unwrap_or(Severity::Error),
        summary,
        explains: values(explains),
        aliases,
        look_alikes,
        signals,
        vetoes,
        causes,
        fixes,
        placeholders: meanings,
        does_not_help,
        next_question,
        links,
        examples,
    }
}

/// `status = "deprecated"` or `replaced_by`, each with `why`.
fn status(reader: &mut Reader, problems: &mut Problems, references: &mut Vec<Reference>) -> Status {
    let is_deprecated = reader.word("status", &[("deprecated", true)], problems).unwrap_or(false);
    let by = reader.text("replaced_by", problems);
    let why = reader.prose("why", problems);
    if by.is_none() && !is_deprecated {
        if let Some(why) = why {
            problems.error(
                why.span,
                "`why` says why an entry is deprecated or replaced: this one is neither",
            );
        }
        return Status::Active;
    }
    if why.is_none() {
        problems.error(reader.head(), "an entry that is deprecated or replaced needs `why`");
    }
    let why = why.map_or(String::new(), |why| why.value);
    let Some(by) = by else { return Status::Deprecated { why } };
    if is_deprecated {
        problems.error(by.span.clone(), "an entry with `replaced_by` needs no `status`");
    }
    references.push(Reference { to: by.value.clone(), span: by.span });
    Status::Replaced { by: by.value, why }
}

/// The names that conditions inside a symptom can refer to.
struct Scope<'s> {
    captures: &'s [String],
    signals: &'s [String],
    known: Known<'s>,
    placeholders: &'s Placeholders<'s>,
}

impl Scope<'_> {
    fn writing(&self) -> Writing<'_> {
        Writing { product: self.known.product, placeholders: self.placeholders }
    }
}

/// What commands are written with: the product's own forms, and the placeholders that have a meaning.
#[derive(Clone, Copy)]
struct Writing<'w> {
    product: &'w Product,
    placeholders: &'w Placeholders<'w>,
}

/// The placeholders of all commands that have an explanation.
fn meanings(fixes: &[Fix], placeholders: &Placeholders) -> BTreeMap<String, String> {
    let checks = fixes.iter().flat_map(|fix| &fix.check).flat_map(|check| &check.snippets);
    let steps = fixes.iter().flat_map(|fix| &fix.steps).flat_map(|step| &step.snippets);
    steps
        .chain(checks)
        .flat_map(|snippet| super::placeholder::placeholders(&snippet.text))
        .filter_map(|name| Some((name.to_owned(), placeholders.meaning(name)?.to_owned())))
        .collect()
}

/// Clues that decide nothing: no condition names them or what they capture, and no text has it.
fn unused_clues(
    signals: &[Signal],
    causes: &[Cause],
    fixes: &[Fix],
    next_question: Option<&NextQuestion>,
    problems: &mut Problems,
) {
    let conditions: Vec<&When> =
        causes.iter().map(|cause| &cause.when).chain(fixes.iter().map(|fix| &fix.when)).collect();
    let is_named = |id: &String| {
        conditions.iter().any(|when| when.signals.contains(id) || when.without.contains(id))
    };
    let is_compared =
        |name: &str| conditions.iter().any(|when| when.captures.iter().any(|(key, _)| key == name));
    let texts: Vec<&str> = fixes
        .iter()
        .flat_map(Fix::texts)
        .chain(next_question.and_then(|question| question.command.as_deref()))
        .collect();
    let is_filled = |name: &str| {
        let placeholder = format!("<{name}>");
        texts.iter().any(|text| text.contains(&placeholder))
    };
    let clues = signals.iter().filter(|signal| signal.strength == Strength::Clue);
    for clue in clues.filter(|clue| clue.next_question.is_none() && !is_named(&clue.id)) {
        let captures = clue.matcher.regex.as_ref().map(|pattern| pattern.captures());
        if captures.into_iter().flatten().any(|name| is_compared(name) || is_filled(name)) {
            continue;
        }
        problems.error(
            clue.span.clone(),
            format!(
                "nothing uses the clue `{}`: name it in a `when`, use what it captures, give it another \
                 strength, or take it out",
                clue.id
            ),
        );
    }
}

fn values(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn capture_names(signals: &[Signal]) -> Vec<String> {
    let patterns = signals.iter().filter_map(|signal| signal.matcher.regex.as_ref());
    patterns.flat_map(|pattern| pattern.captures().iter().cloned()).collect()
}

/// Whether a name has the form `small-letters-and-2-digits`.
#[must_use]
pub fn is_kebab(name: &str) -> bool {
    name.split('-').all(|word| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

fn unique(id: &At<String>, taken: &[&str], what: &str, problems: &mut Problems) {
    if !id.value.is_empty() && !is_kebab(&id.value) {
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
    let table = reader.table("next_question", "the next question", problems)?;
    Some(question_in(table, problems))
}

fn question_in(mut table: Reader, problems: &mut Problems) -> NextQuestion {
    let ask = table.required_prose("ask", problems).value;
    let command = table.text("command", problems).map(|command| command.value);
    table.finish(problems);
    NextQuestion { ask, command }
}

fn does_not_help(
    reader: &mut Reader,
    known: Known<'_>,
    problems: &mut Problems,
) -> Vec<DoesNotHelp> {
    let mut list = Vec::new();
    for mut table in reader.tables("does_not_help", "advice that does not help", problems) {
        let advice = table.required_prose("advice", problems).value;
        let why = table.required_prose("why", problems).value;
        let source = table.word("source", remedies::SOURCES, problems);
        table.moved("failed_on", WRITTEN_BY_THE_LAB, problems);
        let unproved = reason(&mut table, known, problems);
        table.finish(problems);
        list.push(DoesNotHelp { advice, why, source, failed_on: Vec::new(), unproved });
    }
    list
}

/// `unproved`: a sentence, or the name of a shared reason.
fn reason(table: &mut Reader, known: Known<'_>, problems: &mut Problems) -> Option<String> {
    let text = table.text("unproved", problems)?;
    if text.value.contains(' ') {
        return Some(text.value);
    }
    known.shared.reasons.take(&text, problems).cloned()
}

/// A list of single versions, as the lab writes it.
fn versions(
    key: &'static str,
    table: &mut Reader,
    product: &Product,
    problems: &mut Problems,
) -> Vec<At<Version>> {
    let mut list = Vec::new();
    for text in table.texts(key, problems) {
        match product.versions.scheme.parse(&text.value) {
            Ok(value) => list.push(At { value, span: text.span }),
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
