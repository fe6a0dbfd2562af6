//! A ranked symptom → a finding: the causes and fixes that fit the paste, filled with what it tells.

mod applicability;
mod commands;
mod conversions;
mod entry;
mod evidence;
mod next_question;
mod summary;
mod unrecognised;

use std::collections::BTreeMap;

use super::rank::Ranked;
use crate::answer::{Evidence, Finding, FoundCause, FoundCheck, FoundFix, FoundStep, page_of};
use crate::context::Context;
use crate::knowledge::{Cause, Fix, KnowledgeBase, Step, Symptom};
use crate::paste::Paste;
use crate::product::Product;
use crate::version::VersionRange;
use crate::wording::{Value, say};
use applicability::Fit;
use commands::Adapter;
use conversions::texts;

pub(super) use conversions::all;
pub(super) use entry::entry;
pub(super) use next_question::next_question;
pub(super) use summary::summarise;
pub(super) use unrecognised::describe;

pub(super) fn finding(
    base: &KnowledgeBase,
    ranked: Ranked,
    paste: &Paste,
    context: &Context,
) -> Finding {
    let symptom = &base.symptoms()[ranked.found.symptom];
    let evidence = evidence::evidence(symptom, &ranked, paste);
    let captures = evidence::captures(symptom, &ranked);
    let situation = Situation {
        product: base.product(),
        symptom,
        ranked: &ranked,
        context,
        captures: &captures,
        evidence: &evidence,
    };
    let adapter = Adapter::new(base.product(), context, &captures);
    let causes = situation.causes();
    let fixes = situation.fixes(&adapter);
    let reasons = evidence::reasons(base, symptom, &ranked, &evidence);
    Finding {
        id: symptom.id.clone(),
        title: symptom.title.clone(),
        category: symptom.category.clone(),
        severity: symptom.severity.into(),
        confidence: ranked.confidence,
        score: ranked.score,
        reasons,
        captures,
        summary: symptom.summary.clone(),
        not_to_confuse_with: all(&symptom.look_alikes),
        causes,
        fixes,
        does_not_help: all(&symptom.does_not_help),
        consequences: ranked.consequences.clone(),
        links: all(&symptom.links),
        page: page_of(&symptom.id),
        signals: ranked
            .found
            .hits
            .iter()
            .map(|hit| symptom.signals[hit.signal].id.clone())
            .collect(),
        evidence,
    }
}

/// What is known when causes and fixes are chosen.
struct Situation<'d> {
    product: &'d Product,
    symptom: &'d Symptom,
    ranked: &'d Ranked,
    context: &'d Context,
    captures: &'d BTreeMap<String, String>,
    evidence: &'d [Evidence],
}

impl Situation<'_> {
    fn causes(&self) -> Vec<FoundCause> {
        let mut list: Vec<(bool, FoundCause)> = Vec::new();
        for cause in &self.symptom.causes {
            let fits = match self.fit(&cause.when) {
                Fit::No => continue,
                Fit::Open => None,
                Fit::Yes(why) => Some(why),
            };
            list.push((
                fits.is_none(),
                FoundCause {
                    id: cause.id.clone(),
                    title: cause.title.clone(),
                    why: cause.why.clone(),
                    fits,
                    applies_to: cause.when.versions.as_ref().map(ToString::to_string),
                    source: cause.source.map(Into::into),
                },
            ));
        }
        // What the paste speaks for comes first; else the file's order, likeliest first.
        list.sort_by_key(|(is_open, _)| *is_open);
        list.into_iter().map(|(_, cause)| cause).collect()
    }

    fn fixes(&self, adapter: &Adapter) -> Vec<FoundFix> {
        let mut list: Vec<(bool, FoundFix)> = Vec::new();
        for fix in &self.symptom.fixes {
            let cause = fix
                .cause
                .as_ref()
                .and_then(|id| self.symptom.causes.iter().find(|cause| cause.id == *id));
            let cause_fit = cause.map_or(Fit::Open, |cause| self.fit(&cause.when));
            let own_fit = self.fit(&fix.when);
            if cause_fit == Fit::No || own_fit == Fit::No {
                continue;
            }
            let speaks = matches!(cause_fit, Fit::Yes(_)) || matches!(own_fit, Fit::Yes(_));
            list.push((!speaks, self.found_fix(fix, cause, adapter)));
        }
        list.sort_by_key(|(is_open, _)| *is_open);
        list.into_iter().map(|(_, fix)| fix).collect()
    }

    fn found_fix(&self, fix: &Fix, cause: Option<&Cause>, adapter: &Adapter) -> FoundFix {
        let versions =
            fix.when.versions.as_ref().or(cause.and_then(|cause| cause.when.versions.as_ref()));
        let undecided = |range: &&VersionRange| !range.includes(self.context.versions());
        let steps: Vec<FoundStep> =
            fix.steps.iter().filter_map(|step| self.found_step(step, adapter)).collect();
        let open_steps = steps.iter().any(|step| step.applies_to.is_some());
        let note = match versions.filter(undecided) {
            Some(range) => {
                let range = ("range", range.to_string().into());
                Some(self.note("only-for-versions", "only-for-versions-told-by", [range], adapter))
            }
            None if open_steps => {
                let ids = ("steps-depend-on-version", "steps-depend-on-version-told-by");
                Some(self.note(ids.0, ids.1, [], adapter))
            }
            None => None,
        };
        FoundFix {
            id: fix.id.clone(),
            title: fix.title.clone(),
            cause: fix.cause.clone(),
            applies_to: versions.map(ToString::to_string),
            note,
            steps,
            check: fix.check.as_ref().map(|check| FoundCheck {
                text: adapter.text(&check.text),
                snippets: adapter.snippets(&check.snippets),
                expect: adapter.text(&check.expect),
            }),
            proved_on: texts(&fix.proof.proved_on),
            proved_at: fix.proof.date.clone(),
            unproved: fix.proof.unproved.clone(),
            source: fix.source.map(Into::into),
        }
    }

    /// Says that something depends on the version; with `told_by` where a command tells it.
    fn note<const N: usize>(
        &self,
        id: &str,
        told_by: &str,
        arguments: [(&'static str, Value<'_>); N],
        adapter: &Adapter,
    ) -> String {
        let mut arguments = arguments.to_vec();
        match self.product.versions.command.as_deref() {
            Some(command) => {
                arguments.push(("command", adapter.line(command).into()));
                say(told_by, &arguments)
            }
            None => say(id, &arguments),
        }
    }

    fn found_step(&self, step: &Step, adapter: &Adapter) -> Option<FoundStep> {
        let known = self.context.versions();
        if step.versions.as_ref().is_some_and(|range| range.excludes(known)) {
            return None;
        }
        let undecided = step.versions.as_ref().filter(|range| !range.includes(known));
        let text = |text: &Option<String>| text.as_deref().map(|text| adapter.text(text));
        Some(FoundStep {
            text: adapter.text(&step.text),
            risk: step.risk.into(),
            applies_to: undecided.map(ToString::to_string),
            snippets: adapter.snippets(&step.snippets),
            expect: text(&step.expect),
            undo: text(&step.undo),
            warning: text(&step.warning),
        })
    }
}

#[cfg(test)]
mod tests;
