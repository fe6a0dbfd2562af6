//! A symptom as its page and the API show it, without a paste.

use serde::Serialize;
use utoipa::ToSchema;

use super::*;
use crate::knowledge::{DoesNotHelp, Fix, Link, LookAlike, NextQuestion, Severity, Symptom};

/// Everything that is known of one symptom; the field names are those of a [`Finding`].
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Entry {
    /// Id of the symptom.
    pub id: String,
    /// One line that says what is wrong.
    pub title: String,
    /// Id of the category.
    pub category: String,
    /// How bad it is.
    pub severity: Severity,
    /// What happened and why.
    pub summary: String,
    /// How people say it.
    pub aliases: Vec<String>,
    /// Texts that show it, as the program prints them.
    pub messages: Vec<String>,
    /// Symptoms that look the same at a glance, with what tells them apart.
    pub not_to_confuse_with: Vec<LookAlike>,
    /// What can have led to it, likeliest first.
    pub causes: Vec<FoundCause>,
    /// What cures it, in the order in which to try.
    pub fixes: Vec<FoundFix>,
    /// Popular advice that fails.
    pub does_not_help: Vec<DoesNotHelp>,
    /// Ids of symptoms that can follow from this one.
    pub consequences: Vec<String>,
    /// What to find out when the evidence does not decide.
    pub next_question: Option<NextQuestion>,
    /// Where to read on.
    pub links: Vec<Link>,
    /// Path of the symptom's page.
    pub page: String,
}

impl Entry {
    /// The whole entry, for every version and platform.
    #[must_use]
    pub fn of(symptom: &Symptom) -> Entry {
        Entry {
            id: symptom.id.clone(),
            title: symptom.title.clone(),
            category: symptom.category.clone(),
            severity: symptom.severity,
            summary: symptom.summary.clone(),
            aliases: symptom.aliases.clone(),
            messages: messages(symptom),
            not_to_confuse_with: symptom.look_alikes.clone(),
            causes: symptom
                .causes
                .iter()
                .map(|cause| FoundCause {
                    id: cause.id.clone(),
                    title: cause.title.clone(),
                    why: cause.why.clone(),
                    fits: None,
                    applies_to: cause.when.versions.as_ref().map(ToString::to_string),
                    source: cause.source,
                })
                .collect(),
            fixes: symptom.fixes.iter().map(|fix| found_fix(symptom, fix)).collect(),
            does_not_help: symptom.does_not_help.clone(),
            consequences: symptom.explains.clone(),
            next_question: symptom.next_question.clone(),
            links: symptom.links.clone(),
            page: page_of(&symptom.id),
        }
    }
}

/// The literals of the signals that can prove the symptom, and `key=value` of its fields.
fn messages(symptom: &Symptom) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for signal in symptom.signals.iter().filter(|signal| signal.weight >= 50) {
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
                risk: step.risk,
                applies_to: step.versions.as_ref().map(ToString::to_string),
                snippets: step.snippets.clone(),
                expect: step.expect.clone(),
                undo: step.undo.clone(),
                warning: step.warning.clone(),
            })
            .collect(),
        check: fix.check.as_ref().map(|check| FoundCheck {
            text: check.text.clone(),
            snippets: check.snippets.clone(),
            expect: check.expect.clone(),
        }),
        proved_on: fix.proof.proved_on.clone(),
        proved_at: fix.proof.date.clone(),
        unproved: fix.proof.unproved.clone(),
        source: fix.source,
    }
}
