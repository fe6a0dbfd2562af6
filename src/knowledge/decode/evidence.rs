//! Signals and vetoes of a knowledge file.

use std::ops::Range;

use super::super::pattern::{Glob, Pattern};
use super::super::reader::{At, Problems, Reader, alternatives};
use super::super::symptom::{FieldMatch, Matcher, Signal, Strength, Veto, VetoScope};
use super::{Known, next_question, unique, values, version_range};
use crate::product::Product;

/// A shorter literal is found in everything.
const MIN_LITERAL: usize = 8;

/// From here on a literal is rare enough to be searched for without cost.
const GOOD_LITERAL: usize = 12;

const SCOPES: &[(&str, VetoScope)] = &[("line", VetoScope::Line), ("paste", VetoScope::Paste)];

pub(super) fn signals(
    reader: &mut Reader,
    known: Known<'_>,
    problems: &mut Problems,
) -> Vec<Signal> {
    let mut list: Vec<Signal> = Vec::new();
    for table in reader.tables("signal", "a signal", problems) {
        let signal = if table.has("use") {
            used_signal(table, known, problems)
        } else {
            Some(signal(table, None, known, problems))
        };
        let Some(signal) = signal else { continue };
        let id = At { value: signal.id.clone(), span: signal.span.clone() };
        let taken: Vec<&str> = list.iter().map(|signal| signal.id.as_str()).collect();
        unique(&id, &taken, "signal", problems);
        list.push(signal);
    }
    list
}

/// A signal of an entry, or of a shared file, where its name is its id.
pub(super) fn signal(
    mut table: Reader,
    name: Option<&At<String>>,
    known: Known<'_>,
    problems: &mut Problems,
) -> Signal {
    let id = name.cloned().unwrap_or_else(|| table.required("id", problems));
    let strength = strength(&mut table, problems);
    if strength.is_none() && !table.has("strength") && !table.has("weight") {
        let words = alternatives(Strength::WORDS.iter().map(|(word, _)| *word));
        problems.error(table.head(), format!("a signal needs `strength`: {words}"));
    }
    let shows = table.required_prose("shows", problems).value;
    let matcher = matcher(&mut table, known, problems);
    let generic = table.flag("generic", problems);
    let prose = table.flag("prose", problems);
    let strength = strength.unwrap_or(Strength::Hint);
    check_prose(prose, strength, &id.span, problems);
    let versions = version_range(&mut table, known.product, problems);
    let next_question = next_question(&mut table, problems);
    table.finish(problems);
    Signal {
        id: id.value,
        shows,
        strength,
        matcher,
        generic,
        prose,
        versions,
        next_question,
        span: id.span,
    }
}

/// `strength`, or an error that says which one a `weight` of the former form is now.
fn strength(table: &mut Reader, problems: &mut Problems) -> Option<Strength> {
    let strength = table.word("strength", &Strength::WORDS, problems);
    if let Some(weight) = table.former_number("weight") {
        let grade = match weight.value {
            85.. => Strength::Proof,
            50.. => Strength::Strong,
            40.. => Strength::Fair,
            1.. => Strength::Hint,
            _ => Strength::Clue,
        };
        problems.error(
            weight.span,
            format!("`weight` is now one of five grades: write strength = \"{}\"", grade.word()),
        );
    }
    strength
}

/// People's own words are never enough for a likely finding.
fn check_prose(prose: bool, strength: Strength, span: &Range<usize>, problems: &mut Problems) {
    if prose && strength > Strength::Fair {
        problems.error(
            span.clone(),
            "people's own words prove nothing: the strength can be `fair` at most",
        );
    }
}

/// A shared signal, with what the entry says otherwise.
fn used_signal(table: Reader, known: Known<'_>, problems: &mut Problems) -> Option<Signal> {
    let mut table = table.called("a signal that uses a shared one");
    let name = table.required("use", problems);
    let used = known.shared.signals.take(&name, problems).cloned();
    let id = table.text("id", problems);
    let shows = table.prose("shows", problems).map(|text| text.value);
    let strength = strength(&mut table, problems);
    let next_question = next_question(&mut table, problems);
    table.finish(problems);
    let used = used?;
    let strength = strength.unwrap_or(used.strength);
    check_prose(used.prose, strength, &name.span, problems);
    Some(Signal {
        id: id.map_or(used.id, |id| id.value),
        shows: shows.unwrap_or(used.shows),
        strength,
        next_question: next_question.or(used.next_question),
        span: name.span,
        ..used
    })
}

pub(super) fn vetoes(reader: &mut Reader, known: Known<'_>, problems: &mut Problems) -> Vec<Veto> {
    let mut list = Vec::new();
    for mut table in reader.tables("veto", "a veto", problems) {
        let matcher = matcher(&mut table, known, problems);
        let scope = table.word("scope", SCOPES, problems).unwrap_or(VetoScope::Line);
        let why = table.required_prose("why", problems);
        table.finish(problems);
        list.push(Veto { matcher, scope, why: why.value, span: why.span });
    }
    list
}

fn matcher(table: &mut Reader, known: Known<'_>, problems: &mut Problems) -> Matcher {
    let own = table.texts("literal", problems);
    for literal in &own {
        check_literal(literal, known.product, problems);
    }
    let mut literals = values(own);
    for name in table.texts("literals", problems) {
        literals.extend(known.shared.literals.take(&name, problems).into_iter().flatten().cloned());
    }
    let regex = table.text("regex", problems).and_then(|text| match Pattern::parse(&text.value) {
        Ok(pattern) => Some(pattern),
        Err(bad) => {
            let start = problems.content_start(&text.span);
            problems.error(start + bad.span.start..start + bad.span.end, bad.message);
            None
        }
    });
    let mut fields = Vec::new();
    if let Some(table) = table.table("field", "a field condition", problems) {
        for (key, values) in table.rest(problems) {
            let values = values.iter().map(|value| Glob::new(&value.value)).collect();
            fields.push(FieldMatch { key: key.value, values });
        }
    }
    if literals.is_empty() && fields.is_empty() {
        problems.error(
            table.head(),
            "needs `literal`, `literals` or `field`: without one every line would be a candidate",
        );
    }
    let fields_are_findable = fields.is_empty()
        || !literals.is_empty()
        || fields.iter().any(|field| field.values.iter().all(|glob| glob.literal().len() >= 4));
    if !fields_are_findable {
        problems
            .error(table.head(), "one field needs values with at least 4 characters besides `*`");
    }
    Matcher { literals, regex, fields }
}

pub(super) fn check_literal(literal: &At<String>, product: &Product, problems: &mut Problems) {
    // A character of Chinese, Japanese or Korean says as much as several Latin letters.
    let length: usize = literal.value.chars().map(|c| if c.is_ascii() { 1 } else { 4 }).sum();
    if length < MIN_LITERAL {
        problems.error(
            literal.span.clone(),
            format!("the literal has {length} characters, at least {MIN_LITERAL} are needed to find it quickly"),
        );
    } else if length < GOOD_LITERAL && is_common(&literal.value, product) {
        problems.warn(
            literal.span.clone(),
            format!("the literal is common: {GOOD_LITERAL} or more characters, or rarer words, search faster"),
        );
    }
}

/// Whether nearly every log of the program holds it.
fn is_common(literal: &str, product: &Product) -> bool {
    let lower = literal.trim().to_lowercase();
    product.names().any(|name| name == lower) || product.common_words.contains(&lower)
}
