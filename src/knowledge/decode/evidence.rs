//! Signals and vetoes of a knowledge file.

use super::super::pattern::{Glob, Pattern};
use super::super::reader::{At, Problems, Reader};
use super::super::symptom::{FieldMatch, Matcher, Signal, Veto, VetoScope};
use super::{next_question, unique, values, version_range};
use crate::product::Product;

/// A shorter literal is found in everything.
const MIN_LITERAL: usize = 8;

/// People's own words stay below what makes a finding likely.
const MAX_PROSE_WEIGHT: u8 = 49;

/// From here on a literal is rare enough to be searched for without cost.
const GOOD_LITERAL: usize = 12;

const SCOPES: &[(&str, VetoScope)] = &[("line", VetoScope::Line), ("paste", VetoScope::Paste)];

pub(super) fn signals(
    reader: &mut Reader,
    product: &Product,
    problems: &mut Problems,
) -> Vec<Signal> {
    let mut list: Vec<Signal> = Vec::new();
    for mut table in reader.tables("signal", "a signal", problems) {
        let id = table.required("id", problems);
        unique(
            &id,
            &list.iter().map(|signal| signal.id.as_str()).collect::<Vec<_>>(),
            "signal",
            problems,
        );
        let weight = table.integer("weight", 0..=100, problems);
        if weight.is_none() && !table.has("weight") {
            problems.error(table.head(), "a signal needs `weight`");
        }
        let shows = table.required_prose("shows", problems).value;
        let matcher = matcher(&mut table, product, problems);
        let generic = table.flag("generic", problems);
        let prose = table.flag("prose", problems);
        if prose && weight.is_some_and(|weight| weight > MAX_PROSE_WEIGHT) {
            problems.error(
                id.span.clone(),
                format!(
                    "people's own words prove nothing: the weight can be {MAX_PROSE_WEIGHT} at most"
                ),
            );
        }
        let versions = version_range(&mut table, product, problems);
        let next_question = next_question(&mut table, problems);
        let span = id.span.clone();
        table.finish(problems);
        list.push(Signal {
            id: id.value,
            shows,
            weight: weight.unwrap_or(1),
            matcher,
            generic,
            prose,
            versions,
            next_question,
            span,
        });
    }
    list
}

pub(super) fn vetoes(reader: &mut Reader, product: &Product, problems: &mut Problems) -> Vec<Veto> {
    let mut list = Vec::new();
    for mut table in reader.tables("veto", "a veto", problems) {
        let matcher = matcher(&mut table, product, problems);
        let scope = table.word("scope", SCOPES, problems).unwrap_or(VetoScope::Line);
        let why = table.required_prose("why", problems);
        table.finish(problems);
        list.push(Veto { matcher, scope, why: why.value, span: why.span });
    }
    list
}

fn matcher(table: &mut Reader, product: &Product, problems: &mut Problems) -> Matcher {
    let literals = table.texts("literal", problems);
    for literal in &literals {
        check_literal(literal, product, problems);
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
            "needs `literal` or `field`: without one every line would be a candidate",
        );
    }
    let fields_are_findable = fields.is_empty()
        || !literals.is_empty()
        || fields.iter().any(|field| field.values.iter().all(|glob| glob.literal().len() >= 4));
    if !fields_are_findable {
        problems
            .error(table.head(), "one field needs values with at least 4 characters besides `*`");
    }
    Matcher { literals: values(literals), regex, fields }
}

fn check_literal(literal: &At<String>, product: &Product, problems: &mut Problems) {
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
