//! The places that show a symptom, what they name, and why they count, for people.

use std::collections::BTreeMap;

use super::super::rank::Ranked;
use super::super::tuning::advice::*;
use crate::answer::Evidence;
use crate::knowledge::{KnowledgeBase, Symptom};
use crate::paste::Paste;
use crate::wording::say;

/// Stands in the place of a signal's id where a search found the symptom.
const SIMILAR_WORDS: &str = "similar-words";

pub(super) fn evidence(symptom: &Symptom, ranked: &Ranked, paste: &Paste) -> Vec<Evidence> {
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
pub(super) fn captures(symptom: &Symptom, ranked: &Ranked) -> BTreeMap<String, String> {
    let mut hits: Vec<_> = ranked.found.hits.iter().collect();
    hits.sort_by_key(|hit| (std::cmp::Reverse(symptom.signals[hit.signal].weight), hit.signal));
    let mut captures = BTreeMap::new();
    for (name, value) in hits.into_iter().flat_map(|hit| &hit.captures) {
        captures.entry(name.clone()).or_insert_with(|| value.clone());
    }
    captures
}

pub(super) fn reasons(
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
        if !reasons.iter().any(|reason| reason.contains(shows.as_str())) {
            let told = [("line", place.line.into()), ("what", shows.as_str().into())];
            reasons.push(match place.times {
                ..=1 => say("line-has", &told),
                times => {
                    let [line, what] = told;
                    say("line-has-often", &[line, what, ("times", times.into())])
                }
            });
        }
    }
    let hits = &ranked.found.hits;
    if let Some(near) = &ranked.near {
        let id = if hits.is_empty() { "only-shares-words" } else { "shares-words" };
        reasons.push(say(id, &[("words", near.shared.join(", ").into())]));
    }
    let is_repaired = !hits.is_empty() && hits.iter().all(|hit| hit.is_mended);
    if is_repaired {
        reasons.push(say("was-repaired", &[]));
    }
    if ranked.is_foreign {
        let id = if is_repaired { "not-shown" } else { "not-shown-others-print-it" };
        reasons.push(say(id, &[("product", base.product().name.as_str().into())]));
    }
    if let Some(cause) = ranked.follows_from.as_deref().and_then(|id| base.get(id)) {
        reasons.push(say("follows-from", &[("title", cause.title.as_str().into())]));
    }
    reasons
}
