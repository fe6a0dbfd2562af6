//! A ranked symptom → a finding: the causes and fixes that fit the paste, filled with what it tells.

use std::collections::BTreeMap;

use super::adapt::Adapter;
use super::diagnosis::*;
use super::rank::Ranked;
use crate::context::{Conclusion, Context};
use crate::knowledge::{
    Cause, Fact, Fix, KnowledgeBase, NextQuestion, Severity, Step, Symptom, When,
};
use crate::paste::Paste;
use crate::version::VersionRange;

/// Longest quoted line, in characters.
const MAX_QUOTE: usize = 300;
/// Stands in the place of a signal's id where a search found the symptom.
const SIMILAR_WORDS: &str = "similar-words";
/// Evidence places in an answer for one finding.
const MAX_EVIDENCE: usize = 6;

pub(super) fn finding(
    base: &KnowledgeBase,
    ranked: Ranked,
    paste: &Paste,
    context: &Context,
) -> Finding {
    let symptom = &base.symptoms()[ranked.found.symptom];
    let evidence = evidence(symptom, &ranked, paste);
    let captures = captures(symptom, &ranked);
    let situation =
        Situation { symptom, ranked: &ranked, context, captures: &captures, evidence: &evidence };
    let adapter = Adapter::new(context, &captures);
    let causes = situation.causes();
    let fixes = situation.fixes(&adapter);
    let reasons = reasons(base, symptom, &ranked, &evidence);
    Finding {
        id: symptom.id.clone(),
        title: symptom.title.clone(),
        category: symptom.category.clone(),
        severity: symptom.severity,
        confidence: ranked.confidence,
        score: ranked.score,
        reasons,
        captures,
        summary: symptom.summary.clone(),
        not_to_confuse_with: symptom.look_alikes.clone(),
        causes,
        fixes,
        does_not_help: symptom.does_not_help.clone(),
        consequences: ranked.consequences.clone(),
        links: symptom.links.clone(),
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

/// The question of the first finding, when it leaves something open; else the version, when the
/// fixes depend on it.
pub(super) fn next_question(
    base: &KnowledgeBase,
    findings: &[Finding],
    context: &Context,
) -> Option<NextQuestion> {
    let Some(first) = findings.first() else {
        return Some(NextQuestion {
            ask: "What does OpenClaw itself say about its state? Paste the whole output; secrets are masked before \
                  anything else reads it."
                .to_owned(),
            command: Some("openclaw status --all".to_owned()),
        });
    };
    let own = base.get(&first.id).and_then(|symptom| question_of(symptom, first));
    let decided = first.confidence == Confidence::Certain
        && (first.severity == Severity::Info
            || first.causes.iter().filter(|cause| cause.fits.is_some()).count() == 1);
    let depends_on_version =
        context.version.is_none() && first.fixes.iter().any(|fix| fix.note.is_some());
    let version = || {
        NextQuestion {
        ask: "Which version of OpenClaw is it? The right fix depends on it, and the paste does not tell.".to_owned(),
        command: Some("openclaw --version".to_owned()),
    }
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
    let of_evidence: Option<Vec<&NextQuestion>> =
        shown.map(|signal| signal.next_question.as_ref()).collect();
    let own = of_evidence.and_then(|questions| questions.first().copied().cloned());
    own.or_else(|| symptom.next_question.clone())
}

fn evidence(symptom: &Symptom, ranked: &Ranked, paste: &Paste) -> Vec<Evidence> {
    let mut hits: Vec<_> = ranked.found.hits.iter().collect();
    hits.sort_by_key(|hit| (std::cmp::Reverse(symptom.signals[hit.signal].weight), hit.signal));
    let mut list: Vec<Evidence> = Vec::new();
    for hit in hits {
        for range in hit.places.iter().take(MAX_EVIDENCE - list.len()) {
            let place = paste.locate(range.clone());
            list.push(Evidence {
                line: place.line,
                column: place.column,
                length: place.length,
                text: quote(paste, &place.shown),
                signal: symptom.signals[hit.signal].id.clone(),
                times: hit.times,
                shown: place.shown,
            });
        }
    }
    if let Some(near) = ranked.near.as_ref().filter(|_| list.is_empty()) {
        let place = paste.locate(near.place.clone());
        list.push(Evidence {
            line: place.line,
            column: place.column,
            length: place.length,
            text: quote(paste, &place.shown),
            signal: SIMILAR_WORDS.to_owned(),
            times: 1,
            shown: place.shown,
        });
    }
    list
}

/// The line around a place; of a long line the part around it.
fn quote(paste: &Paste, place: &std::ops::Range<usize>) -> String {
    let shown = paste.shown();
    let std::ops::Range { start, end } = paste.shown_line_around(place.start);
    let line = &shown[start..end];
    if line.chars().nth(MAX_QUOTE).is_none() {
        return line.trim().to_owned();
    }
    let before: String = shown[start..place.start].chars().rev().take(MAX_QUOTE / 4).collect();
    let before: String = before.chars().rev().collect();
    let after: String = shown[place.start..end].chars().take(MAX_QUOTE * 3 / 4).collect();
    let lead = if before.len() < place.start - start { "…" } else { "" };
    let trail = if place.start + after.len() < end { "…" } else { "" };
    format!("{lead}{before}{after}{trail}").trim().to_owned()
}

/// What the strongest signals captured first.
fn captures(symptom: &Symptom, ranked: &Ranked) -> BTreeMap<String, String> {
    let mut hits: Vec<_> = ranked.found.hits.iter().collect();
    hits.sort_by_key(|hit| (std::cmp::Reverse(symptom.signals[hit.signal].weight), hit.signal));
    let mut captures = BTreeMap::new();
    for (name, value) in hits.into_iter().flat_map(|hit| &hit.captures) {
        captures.entry(name.clone()).or_insert_with(|| value.clone());
    }
    captures
}

fn reasons(
    base: &KnowledgeBase,
    symptom: &Symptom,
    ranked: &Ranked,
    evidence: &[Evidence],
) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for place in evidence {
        let Some(signal) = symptom.signals.iter().find(|signal| signal.id == place.signal) else {
            continue;
        };
        let shows = &signal.shows;
        let times =
            if place.times > 1 { format!(" ({} times)", place.times) } else { String::new() };
        if !reasons.iter().any(|reason| reason.contains(shows.as_str())) {
            reasons.push(format!("line {} has {shows}{times}", place.line));
        }
    }
    if let Some(near) = &ranked.near {
        let words = near.shared.join(", ");
        reasons.push(if ranked.found.hits.is_empty() {
            format!(
                "no known message stands in the paste; it shares words with this problem: {words}"
            )
        } else {
            format!("it shares words with this problem: {words}")
        });
    }
    let hits = &ranked.found.hits;
    let is_mended = !hits.is_empty() && hits.iter().all(|hit| hit.is_mended);
    if is_mended {
        reasons.push(
            "the message does not stand there word for word: a lost beginning, lost blanks or wrong letters were put right first"
                .to_owned(),
        );
    }
    if ranked.is_foreign && is_mended {
        reasons.push("nothing in the paste shows that it comes from OpenClaw".to_owned());
    } else if ranked.is_foreign {
        reasons.push(
            "other programs print these words as well, and nothing in the paste shows that they come from OpenClaw"
                .to_owned(),
        );
    }
    if let Some(cause) = ranked.follows_from.as_deref().and_then(|id| base.get(id)) {
        reasons.push(format!("it follows from another finding: {}", cause.title));
    }
    reasons
}

/// How well a condition fits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fit {
    /// The paste rules it out.
    No,
    /// The paste does not tell.
    Open,
    /// The paste speaks for it, and this is why.
    Yes(String),
}

/// What is known when causes and fixes are chosen.
struct Situation<'d> {
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
                    source: cause.source,
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
            Some(range) => Some(format!(
                "Only for versions {range}. The paste does not tell your version: `{}` does.",
                adapter.line("openclaw --version")
            )),
            None if open_steps => Some(format!(
                "Some steps depend on the version, which the paste does not tell: `{}` does.",
                adapter.line("openclaw --version")
            )),
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
            proved_on: fix.proof.proved_on.clone(),
            proved_at: fix.proof.date.clone(),
            unproved: fix.proof.unproved.clone(),
            source: fix.source,
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
            risk: step.risk,
            applies_to: undecided.map(ToString::to_string),
            snippets: adapter.snippets(&step.snippets),
            expect: text(&step.expect),
            undo: text(&step.undo),
            warning: text(&step.warning),
        })
    }

    /// Judges a condition. Versions only rule out; facts, captures and signals also speak for it.
    fn fit(&self, when: &When) -> Fit {
        let mut why: Vec<String> = Vec::new();
        let mut open = false;
        if let Some(range) = &when.versions {
            if range.excludes(self.context.versions()) {
                return Fit::No;
            }
            if range.includes(self.context.versions()) {
                why.extend(self.context.version.as_ref().map(|version| match version.line {
                    Some(line) => format!("line {line} shows version {}", version.value),
                    None => format!("you chose version {}", version.value),
                }));
            }
        }
        let mut speaks = false;
        for (fact, values) in &when.facts {
            match self.fact(*fact) {
                Some(conclusion)
                    if values.iter().any(|value| is_kind_of(&conclusion.value, value)) =>
                {
                    speaks = true;
                    why.push(match conclusion.line {
                        Some(line) => {
                            format!("line {line} shows {} {}", fact.name(), conclusion.value)
                        }
                        None => format!("you chose {} {}", fact.name(), conclusion.value),
                    });
                }
                Some(_) => return Fit::No,
                None => open = true,
            }
        }
        for (name, globs) in &when.captures {
            match self.captures.get(name) {
                Some(value) if globs.iter().any(|glob| glob.matches(value)) => {
                    speaks = true;
                    why.push(format!("the paste says “{value}”"));
                }
                Some(_) => return Fit::No,
                None => open = true,
            }
        }
        let found = |id: &String| {
            self.ranked.found.hits.iter().any(|hit| self.symptom.signals[hit.signal].id == *id)
        };
        if when.without.iter().any(found) {
            return Fit::No;
        }
        if !when.signals.is_empty() {
            let hits = self.ranked.found.hits.iter().map(|hit| &self.symptom.signals[hit.signal]);
            match hits.into_iter().find(|signal| when.signals.contains(&signal.id)) {
                Some(signal) => {
                    speaks = true;
                    let line = self
                        .evidence
                        .iter()
                        .find(|place| place.signal == signal.id)
                        .map(|place| place.line);
                    why.push(match line {
                        Some(line) => format!("line {line} has {}", signal.shows),
                        None => format!("the paste has {}", signal.shows),
                    });
                }
                None => open = true,
            }
        }
        if speaks && !open {
            Fit::Yes(format!("because {}", why.join(", and ")))
        } else {
            Fit::Open
        }
    }

    fn fact(&self, fact: Fact) -> Option<Conclusion> {
        match fact {
            Fact::Platform => self.context.platform.clone(),
            Fact::Install => self.context.install.clone(),
            Fact::Service => self.context.service.clone(),
            Fact::Client => self.context.client.clone(),
            Fact::Profile => self.context.profile.clone(),
            Fact::Product => {
                self.context.product.clone().map(|value| Conclusion { value, line: None })
            }
        }
    }
}

/// Whether a fact's value is the wanted one or a special form of it.
fn is_kind_of(value: &str, wanted: &str) -> bool {
    value == wanted || matches!((value, wanted), ("wsl", "linux") | ("compose", "docker"))
}

#[cfg(test)]
mod tests;
