//! Checks that need all files: references, circles, and patterns that must compile.

use std::collections::{BTreeMap, BTreeSet};

use super::Symptom;
use super::decode::Reference;
use super::problem::{Problem, ProblemLevel};

/// A symptom's id, its file's name and content, and what it refers to.
type FileReferences<'f> = (String, String, &'f str, Vec<Reference>);

/// The same id in two categories.
pub(super) fn twins(symptoms: &[&Symptom], problems: &mut Vec<Problem>) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for symptom in symptoms {
        if let Some(other) = seen.insert(&symptom.id, &symptom.file) {
            let message = format!("the id `{}` is taken by {other}", symptom.id);
            problems.push(error(&symptom.file, "", 0..0, message));
        }
    }
}

/// References to symptoms that are not there.
pub(super) fn references(
    symptoms: &[Symptom],
    references: &[FileReferences<'_>],
    problems: &mut Vec<Problem>,
) {
    let known: BTreeSet<&str> = symptoms.iter().map(|symptom| symptom.id.as_str()).collect();
    for (id, file, content, list) in references {
        for reference in list {
            let message = if reference.to == *id {
                "a symptom cannot refer to itself".to_owned()
            } else if !known.contains(reference.to.as_str()) {
                format!("no symptom has the id `{}`", reference.to)
            } else {
                continue;
            };
            problems.push(error(file, content, reference.span.clone(), message));
        }
    }
}

/// Symptoms that explain each other in a circle.
pub(super) fn circles(symptoms: &[Symptom], problems: &mut Vec<Problem>) {
    let by_id: BTreeMap<&str, &Symptom> = symptoms.iter().map(|s| (s.id.as_str(), s)).collect();
    for symptom in symptoms {
        let mut open: Vec<&str> = symptom.explains.iter().map(String::as_str).collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while let Some(id) = open.pop() {
            if id == symptom.id {
                let message = format!("`{}` explains itself through `explains`", symptom.id);
                problems.push(error(&symptom.file, "", 0..0, message));
                break;
            }
            if seen.insert(id) {
                open.extend(
                    by_id.get(id).iter().flat_map(|next| next.explains.iter().map(String::as_str)),
                );
            }
        }
    }
}

/// Patterns that do not compile within the size limit.
pub(super) fn patterns(symptom: &Symptom, content: &str, problems: &mut Vec<Problem>) {
    let signals = symptom.signals.iter().map(|signal| (&signal.matcher, &signal.span));
    let vetoes = symptom.vetoes.iter().map(|veto| (&veto.matcher, &veto.span));
    for (matcher, span) in signals.chain(vetoes) {
        if let Some(Err(bad)) = matcher.regex.as_ref().map(super::Pattern::try_compile) {
            problems.push(error(&symptom.file, content, span.clone(), bad.message));
        }
    }
}

fn error(file: &str, content: &str, span: std::ops::Range<usize>, message: String) -> Problem {
    Problem {
        file: file.to_owned(),
        source: content.to_owned(),
        span,
        message,
        level: ProblemLevel::Error,
    }
}
