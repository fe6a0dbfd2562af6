//! Whether a condition of a cause or fix fits the paste, and why.

use super::Situation;
use crate::context::Conclusion;
use crate::knowledge::When;
use crate::product::Fact;
use crate::wording::say;

/// How well a condition fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fit {
    /// The paste rules it out.
    No,
    /// The paste does not tell.
    Open,
    /// The paste speaks for it, and this is why.
    Yes(String),
}

impl Situation<'_> {
    /// Judges a condition. Versions only rule out; facts, captures and signals also speak for it.
    pub(super) fn fit(&self, when: &When) -> Fit {
        let mut why: Vec<String> = Vec::new();
        let mut open = false;
        if let Some(range) = &when.versions {
            if range.excludes(self.context.versions()) {
                return Fit::No;
            }
            if range.includes(self.context.versions()) {
                why.extend(self.context.version.as_ref().map(|version| match version.line {
                    Some(line) => say(
                        "line-shows-version",
                        &[("line", line.into()), ("version", version.value.as_str().into())],
                    ),
                    None => say("chose-version", &[("version", version.value.as_str().into())]),
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
                    let told =
                        [("fact", fact.name().into()), ("value", conclusion.value.as_str().into())];
                    why.push(match conclusion.line {
                        Some(line) => {
                            let [fact, value] = told;
                            say("line-shows-fact", &[("line", line.into()), fact, value])
                        }
                        None => say("chose-fact", &told),
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
                    why.push(say("paste-says", &[("words", value.as_str().into())]));
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
                        Some(line) => say(
                            "line-has",
                            &[("line", line.into()), ("what", signal.shows.as_str().into())],
                        ),
                        None => say("paste-has", &[("what", signal.shows.as_str().into())]),
                    });
                }
                None => open = true,
            }
        }
        if speaks && !open {
            let reasons = why.join(&say("and-because", &[]));
            Fit::Yes(say("because", &[("reasons", reasons.into())]))
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
