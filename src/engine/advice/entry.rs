//! A symptom as its page and the API show it, without a paste.

use super::super::tuning::rank::LIKELY;
use super::conversions::{all, texts};
use crate::answer::{Entry, FoundCause, FoundCheck, FoundFix, FoundStep, page_of};
use crate::knowledge::{Fix, Symptom};

/// The whole entry, for every version and platform.
pub(in crate::engine) fn entry(symptom: &Symptom) -> Entry {
    Entry {
        id: symptom.id.clone(),
        title: symptom.title.clone(),
        category: symptom.category.clone(),
        severity: symptom.severity.into(),
        summary: symptom.summary.clone(),
        aliases: symptom.aliases.clone(),
        messages: messages(symptom),
        not_to_confuse_with: all(&symptom.look_alikes),
        causes: symptom
            .causes
            .iter()
            .map(|cause| FoundCause {
                id: cause.id.clone(),
                title: cause.title.clone(),
                why: cause.why.clone(),
                fits: None,
                applies_to: cause.when.versions.as_ref().map(ToString::to_string),
                source: cause.source.map(Into::into),
            })
            .collect(),
        fixes: symptom.fixes.iter().map(|fix| found_fix(symptom, fix)).collect(),
        does_not_help: all(&symptom.does_not_help),
        consequences: symptom.explains.clone(),
        next_question: symptom.next_question.as_ref().map(Into::into),
        links: all(&symptom.links),
        page: page_of(&symptom.id),
    }
}

/// The literals of the signals that make the symptom likely, and `key=value` of its fields.
fn messages(symptom: &Symptom) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for signal in symptom.signals.iter().filter(|signal| signal.weight >= LIKELY) {
        let fields = signal.matcher.fields.iter().map(|field| {
            let values: Vec<&str> = field.values.iter().map(|value| value.source()).collect();
            format!("{}={}", field.key, values.join("|"))
        });
        let text: Vec<String> = fields.collect();
        if !text.is_empty() {
            list.push(text.join(" "));
        } else {
            list.extend(signal.matcher.literals.iter().cloned());
        }
    }
    list.dedup();
    list
}

fn found_fix(symptom: &Symptom, fix: &Fix) -> FoundFix {
    let cause =
        fix.cause.as_ref().and_then(|id| symptom.causes.iter().find(|cause| cause.id == *id));
    let versions =
        fix.when.versions.as_ref().or(cause.and_then(|cause| cause.when.versions.as_ref()));
    FoundFix {
        id: fix.id.clone(),
        title: fix.title.clone(),
        cause: fix.cause.clone(),
        applies_to: versions.map(ToString::to_string),
        note: None,
        steps: fix
            .steps
            .iter()
            .map(|step| FoundStep {
                text: step.text.clone(),
                risk: step.risk.into(),
                applies_to: step.versions.as_ref().map(ToString::to_string),
                snippets: all(&step.snippets),
                expect: step.expect.clone(),
                undo: step.undo.clone(),
                warning: step.warning.clone(),
            })
            .collect(),
        check: fix.check.as_ref().map(|check| FoundCheck {
            text: check.text.clone(),
            snippets: all(&check.snippets),
            expect: check.expect.clone(),
        }),
        proved_on: texts(&fix.proof.proved_on),
        proved_at: fix.proof.date.clone(),
        unproved: fix.proof.unproved.clone(),
        source: fix.source.map(Into::into),
    }
}
