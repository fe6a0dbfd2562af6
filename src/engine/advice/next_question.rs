//! What to find out next, when the evidence does not decide.

use crate::answer::{Confidence, Finding, NextQuestion, Severity};
use crate::context::Context;
use crate::knowledge::{KnowledgeBase, Symptom};
use crate::product;
use crate::wording::say;

/// The question of the first finding, when it leaves something open; else the version, when the
/// fixes depend on it.
pub(in crate::engine) fn next_question(
    base: &KnowledgeBase,
    findings: &[Finding],
    context: &Context,
) -> Option<NextQuestion> {
    let Some(first) = findings.first() else {
        return Some((&base.product().question).into());
    };
    let own = base.get(&first.id).and_then(|symptom| question_of(symptom, first));
    let decided = first.confidence == Confidence::Certain
        && (first.severity == Severity::Info
            || first.causes.iter().filter(|cause| cause.fits.is_some()).count() == 1);
    let depends_on_version =
        context.version.is_none() && first.fixes.iter().any(|fix| fix.note.is_some());
    let version = || NextQuestion {
        ask: say("which-version", &[("product", base.product().name.as_str().into())]),
        command: base.product().versions.command.clone(),
    };
    match own {
        Some(question) if !decided => Some(question),
        _ if depends_on_version => Some(version()),
        _ => None,
    }
}

/// The question of the evidence, where every piece of it has one, or else of the symptom.
fn question_of(symptom: &Symptom, finding: &Finding) -> Option<NextQuestion> {
    let shown = symptom.signals.iter().filter(|signal| finding.signals.contains(&signal.id));
    let of_evidence: Option<Vec<&product::NextQuestion>> =
        shown.map(|signal| signal.next_question.as_ref()).collect();
    let own = of_evidence.and_then(|questions| questions.first().copied());
    own.or(symptom.next_question.as_ref()).map(Into::into)
}
