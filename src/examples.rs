//! Runs the examples of the knowledge base: each entry proves that it is recognised, that it is told
//! apart from its look-alikes, and that every signal and veto is needed.

use std::collections::BTreeSet;

use crate::answer::{Confidence, Diagnosis};
use crate::budget::Budget;
use crate::context::{Conclusion, Context, Told};
use crate::engine::Engine;
use crate::knowledge::{Example, Expect, Problem, ProblemLevel, Status, Symptom};

/// What one example was diagnosed as.
#[derive(Debug)]
pub struct Outcome<'b> {
    /// The symptom that the example belongs to.
    pub symptom: &'b Symptom,
    /// The example.
    pub example: &'b Example,
    /// What was found, or why the example could not be read.
    pub diagnosis: Result<Diagnosis, String>,
}

/// Diagnoses all examples of the symptoms for which `wanted` holds.
pub fn run<'b>(engine: &'b Engine, wanted: impl Fn(&Symptom) -> bool) -> Vec<Outcome<'b>> {
    let base = engine.base();
    let symptoms = base.symptoms().iter().chain(base.replaced());
    symptoms
        .filter(|symptom| wanted(symptom))
        .flat_map(|symptom| symptom.examples.iter().map(move |example| (symptom, example)))
        .map(|(symptom, example)| Outcome {
            symptom,
            example,
            diagnosis: diagnose(engine, &example.text),
        })
        .collect()
}

fn diagnose(engine: &Engine, text: &str) -> Result<Diagnosis, String> {
    let paste = engine.read(text).map_err(|refusal| refusal.to_string())?;
    let context = engine.context(&paste, &Told::default());
    Ok(engine.diagnose(&paste, &context, &Budget::for_paste(paste.normal().len())))
}

/// Every example of a product's own facts that fails, and every regex of them that no example proves.
#[must_use]
pub fn product_problems(engine: &Engine) -> Vec<Problem> {
    let proof = engine.base().product_examples();
    let mut problems = Vec::new();
    let mut read: Vec<String> = Vec::new();
    for example in &proof.examples {
        let fail = |what: String| {
            proof.problem(example.span.clone(), format!("example “{}”: {what}", example.name))
        };
        let paste = match engine.read(&example.text) {
            Ok(paste) => paste,
            Err(refusal) => {
                problems.push(fail(format!("cannot be read: {refusal}")));
                continue;
            }
        };
        let context = engine.context(&paste, &Told::default());
        for (fact, wanted) in &example.expect {
            let told = told_of(&context, fact).unwrap_or_else(|| NOTHING.to_owned());
            if told != *wanted {
                problems.push(fail(format!("must tell {fact} = “{wanted}”, but tells “{told}”")));
            }
        }
        // What stands directly before a version is proved where a version stands.
        let versions = engine.base().product().versions.pattern();
        let before = versions.find_iter(paste.normal()).map(|found| found.start());
        read.extend(before.map(|at| paste.normal()[..at].to_owned()));
        read.push(paste.normal().to_owned());
        read.push(paste.shown().to_owned());
    }
    for (regex, span) in &proof.shapes {
        if !read.iter().any(|text| regex.is_match(text)) {
            problems.push(proof.problem(span.clone(), "no example proves this regex".to_owned()));
        }
    }
    problems
}

/// Expected of an example that must not tell a fact.
const NOTHING: &str = "none";

/// What a context says about a fact of an example.
fn told_of(context: &Context, fact: &str) -> Option<String> {
    let value = |conclusion: &Option<Conclusion>| Some(conclusion.as_ref()?.value.clone());
    let bounds = || context.version_range.as_ref();
    match fact {
        "version" => value(&context.version),
        "at_least" => Some(bounds()?.at_least?.to_string()),
        "before" => Some(bounds()?.before?.to_string()),
        "platform" => value(&context.platform),
        "install" => value(&context.install),
        "service" => value(&context.service),
        "profile" => value(&context.profile),
        "client" => value(&context.client),
        "product" => context.product.clone(),
        _ => None,
    }
}

/// Every example that fails, and every signal or veto that no example proves.
#[must_use]
pub fn problems(outcomes: &[Outcome<'_>]) -> Vec<Problem> {
    let mut problems: Vec<Problem> = outcomes.iter().filter_map(failure).collect();
    let mut symptoms: Vec<&Symptom> = outcomes.iter().map(|outcome| outcome.symptom).collect();
    symptoms.dedup_by_key(|symptom| &symptom.id);
    let is_sought = |symptom: &&Symptom| !matches!(symptom.status, Status::Replaced { .. });
    for symptom in symptoms.into_iter().filter(is_sought) {
        let own = || outcomes.iter().filter(|outcome| outcome.symptom.id == symptom.id);
        problems.extend(unproved_signals(symptom, own()));
        if !symptom.vetoes.is_empty()
            && !own().any(|outcome| outcome.example.expect == Expect::Absent)
        {
            problems.push(problem(
                symptom,
                symptom.vetoes[0].span.clone(),
                "a veto needs an example with `expect = \"absent\"` that it takes back".to_owned(),
            ));
        }
    }
    problems
}

fn unproved_signals<'b>(
    symptom: &'b Symptom,
    outcomes: impl Iterator<Item = &'b Outcome<'b>>,
) -> Vec<Problem> {
    let positive = outcomes.filter(|outcome| outcome.example.expect != Expect::Absent);
    let findings = positive
        .filter_map(|outcome| outcome.diagnosis.as_ref().ok())
        .flat_map(|diagnosis| diagnosis.findings.iter().filter(|finding| finding.id == symptom.id));
    let hit: BTreeSet<&str> =
        findings.flat_map(|finding| finding.signals.iter().map(String::as_str)).collect();
    let unproved = symptom.signals.iter().filter(|signal| !hit.contains(signal.id.as_str()));
    unproved
        .map(|signal| {
            let message = format!("no example hits the signal `{}`", signal.id);
            problem(symptom, signal.span.clone(), message)
        })
        .collect()
}

fn failure(outcome: &Outcome<'_>) -> Option<Problem> {
    let (symptom, example) = (outcome.symptom, outcome.example);
    let fail = |message: String| {
        Some(problem(
            symptom,
            example.span.clone(),
            format!("example “{}”: {message}", example.name),
        ))
    };
    let diagnosis = match &outcome.diagnosis {
        Ok(diagnosis) => diagnosis,
        Err(refusal) => return fail(format!("cannot be read: {refusal}")),
    };
    // What a replaced entry was found in, its successor must be found in.
    let (id, is_replaced) = match &symptom.status {
        Status::Replaced { by, .. } => (by, true),
        _ => (&symptom.id, false),
    };
    let own = diagnosis.findings.iter().find(|finding| finding.id == *id);
    let first = diagnosis.findings.first();
    match (example.expect, own) {
        (Expect::Absent, Some(finding)) if finding.confidence > Confidence::Possible => {
            let lines: Vec<String> = finding.reasons.clone();
            return fail(format!("must not find this symptom, but {}", lines.join("; ")));
        }
        (Expect::Absent, _) => return None,
        (_, None) => return fail(format!("the symptom is not found; found: {}", found(diagnosis))),
        (Expect::First, Some(_)) if first.is_none_or(|first| first.id != *id) => {
            return fail(format!("must come first; found: {}", found(diagnosis)));
        }
        _ => {}
    }
    let own = own?;
    if is_replaced {
        return None;
    }
    if let Some(wanted) = &example.first_fix {
        let first = own.fixes.first().map_or("none", |fix| fix.id.as_str());
        if first != wanted {
            return fail(format!("the first fix must be `{wanted}`, but is `{first}`"));
        }
    }
    for (name, value) in &example.captures {
        let captured = own.captures.get(name).map_or("nothing", String::as_str);
        if captured != value {
            return fail(format!("must capture {name} = “{value}”, but captures “{captured}”"));
        }
    }
    None
}

/// What signals found, best first. What only a search found, and the score of a guess, depend on the
/// words of every entry: a new one would change them everywhere.
fn found(diagnosis: &Diagnosis) -> String {
    let list: Vec<String> = diagnosis
        .findings
        .iter()
        .filter(|finding| !finding.signals.is_empty())
        .map(|finding| match finding.confidence {
            Confidence::Possible => format!("{} (possible)", finding.id),
            sure => format!("{} ({}, {})", finding.id, sure.word(), finding.score),
        })
        .collect();
    if list.is_empty() { "nothing".to_owned() } else { list.join(", ") }
}

fn problem(symptom: &Symptom, span: std::ops::Range<usize>, message: String) -> Problem {
    Problem {
        file: symptom.file.clone(),
        source: symptom.source.to_string(),
        span,
        message,
        level: ProblemLevel::Error,
    }
}

/// A symptom found in an example, of its own or of another symptom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExampleHit {
    /// The symptom that the example belongs to.
    pub symptom: String,
    /// The example's name.
    pub example: String,
    /// The symptom that was found in it.
    pub found: String,
    /// How sure that is.
    pub confidence: Confidence,
}

/// Everything above `possible` that is found in the examples.
#[must_use]
pub fn hits(outcomes: &[Outcome<'_>]) -> BTreeSet<ExampleHit> {
    let found =
        outcomes.iter().filter_map(|outcome| Some((outcome, outcome.diagnosis.as_ref().ok()?)));
    found
        .flat_map(|(outcome, diagnosis)| {
            diagnosis.findings.iter().map(move |finding| ExampleHit {
                symptom: outcome.symptom.id.clone(),
                example: outcome.example.name.clone(),
                found: finding.id.clone(),
                confidence: finding.confidence,
            })
        })
        .filter(|hit| hit.confidence > Confidence::Possible)
        .collect()
}

/// One line for each example: what it expects and what is found in it, best first. Reviewed as a
/// snapshot: a new entry that is found in another one's example shows up here.
#[must_use]
pub fn matrix(outcomes: &[Outcome<'_>]) -> String {
    let mut lines: Vec<String> = outcomes
        .iter()
        .map(|outcome| {
            let expect = match outcome.example.expect {
                Expect::First => "first",
                Expect::Found => "found",
                Expect::Absent => "absent",
            };
            let found = match &outcome.diagnosis {
                Ok(diagnosis) => found(diagnosis),
                Err(refusal) => format!("cannot be read: {refusal}"),
            };
            format!("{} | {} | {expect} | {found}", outcome.symptom.id, outcome.example.name)
        })
        .collect();
    lines.sort();
    lines.join("\n") + "\n"
}
