//! What lies beside an entry: its translations, which translators keep, and its proofs, which the
//! lab writes. Both are read onto the entry's symptom.

use std::ops::Range;

use toml::de::DeTable;

use super::super::problem::Problem;
use super::super::reader::{At, Problems, Reader, alternatives};
use super::super::symptom::{Source, Symptom};
use super::{values, versions};
use crate::product::Product;
use crate::version::{Version, VersionRange};

/// Reads `<id>.i18n.toml`: a table for each language, by its code.
pub(in super::super) fn translations(
    file: &str,
    source: &str,
    symptom: &mut Symptom,
) -> Vec<Problem> {
    read(file, source, "a file of translations", |reader, problems| {
        for (code, mut table) in reader.all_tables("a translation", problems) {
            if code.value == "en" {
                problems.error(code.span.clone(), "English stands in the entry itself");
            } else if !is_language(&code.value) {
                problems.error(
                    code.span.clone(),
                    format!("`{}` is no code of a language such as `de` or `pt-BR`", code.value),
                );
            }
            symptom.aliases.extend(values(table.texts("aliases", problems)));
            table.finish(problems);
        }
    })
}

/// Reads `<id>.proof.toml`: which fixes the lab executed, and which advice it followed in vain.
pub(in super::super) fn proofs(
    file: &str,
    source: &str,
    product: &Product,
    symptom: &mut Symptom,
) -> Vec<Problem> {
    read(file, source, "a file of proofs", |reader, problems| {
        for (id, mut table) in reader.named_tables("fix", "a proof of a fix", problems) {
            proof(&id, &mut table, product, symptom, problems);
            table.finish(problems);
        }
        for (told, mut table) in reader.named_tables("advice", "a trial of advice", problems) {
            let failed_on = versions("failed_on", &mut table, product, problems);
            table.finish(problems);
            let advice = symptom.does_not_help.iter_mut().find(|one| one.advice == told.value);
            let Some(advice) = advice else {
                problems.error(
                    told.span,
                    format!("no [[does_not_help]] of the entry has the advice “{}”", told.value),
                );
                continue;
            };
            advice.failed_on = failed_on.into_iter().map(|version| version.value).collect();
        }
    })
}

fn proof(
    id: &At<String>,
    table: &mut Reader,
    product: &Product,
    symptom: &mut Symptom,
    problems: &mut Problems,
) {
    let proved_on = versions("proved_on", table, product, problems);
    let date = table.required("date", problems);
    let Some(index) = symptom.fixes.iter().position(|fix| fix.id == id.value) else {
        let known = alternatives(symptom.fixes.iter().map(|fix| fix.id.as_str()));
        problems
            .error(id.span.clone(), format!("the entry has no fix `{}`: it has {known}", id.value));
        return;
    };
    let fix = &symptom.fixes[index];
    if fix.proof.scenario.is_none() {
        problems.error(
            id.span.clone(),
            format!("the fix `{}` names no `scenario` that could have proved it", id.value),
        );
    }
    let cause = symptom.causes.iter().find(|cause| Some(&cause.id) == fix.cause.as_ref());
    let bounds = [fix.when.versions.as_ref(), cause.and_then(|cause| cause.when.versions.as_ref())];
    for version in &proved_on {
        outside(id, version, bounds, problems);
    }
    let fix = &mut symptom.fixes[index];
    fix.proof.proved_on = proved_on.into_iter().map(|version| version.value).collect();
    fix.proof.date = Some(date.value);
    fix.source = Some(Source::Experiment);
}

/// A proof on a version that the fix or its cause does not claim.
fn outside(
    id: &At<String>,
    version: &At<Version>,
    bounds: [Option<&VersionRange>; 2],
    problems: &mut Problems,
) {
    let outside = bounds.into_iter().flatten().find(|range| !range.contains(version.value));
    if let Some(range) = outside {
        let message = format!(
            "the fix `{}` is for versions {range}: {} lies outside, so widen `versions` in the entry",
            id.value, version.value
        );
        problems.error(version.span.clone(), message);
    }
}

/// Whether a text has the form of a language's code: `de`, `pt-BR`, `zh-Hant`.
fn is_language(code: &str) -> bool {
    let mut parts = code.split('-');
    let has_language = parts.next().is_some_and(|part| {
        (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase())
    });
    has_language
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

fn read(
    file: &str,
    source: &str,
    what: &'static str,
    with: impl FnOnce(&mut Reader, &mut Problems),
) -> Vec<Problem> {
    let (root, errors) = DeTable::parse_recoverable(source);
    let mut problems = Problems::new(file, source);
    for error in &errors {
        problems.error(error.span().unwrap_or(0..0), error.message().to_owned());
    }
    let whole: Range<usize> = 0..source.len();
    let mut reader = Reader::new(root.get_ref(), whole, what);
    with(&mut reader, &mut problems);
    reader.finish(&mut problems);
    problems.into_list()
}
