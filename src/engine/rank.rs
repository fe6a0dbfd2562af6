//! Found symptoms → an order, with reasons.

use super::tuning::rank::*;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::matching::{Found, Hit};
use super::search::Near;
use super::tuning::answer::QUESTION;
use crate::answer::Confidence;
use crate::context::Context;
use crate::knowledge::{KnowledgeBase, Strength};
use crate::paste::Paste;

/// A found symptom with its rank.
#[derive(Debug)]
pub(super) struct Ranked {
    pub(super) found: Found,
    pub(super) score: u8,
    pub(super) confidence: Confidence,
    /// Only generic words, and nothing in the paste shows the product.
    pub(super) is_foreign: bool,
    /// Ids of the found symptoms that this one explains.
    pub(super) consequences: Vec<String>,
    /// Id of the found symptom that explains this one.
    pub(super) follows_from: Option<String>,
    /// What a search found.
    pub(super) near: Option<Near>,
}

/// Orders the found symptoms: causes before their consequences, then by confidence, score and the
/// first place in the paste.
pub(super) fn rank(
    base: &KnowledgeBase,
    found: Vec<Found>,
    paste: &Paste,
    context: &Context,
) -> Vec<Ranked> {
    let own: BTreeSet<usize> =
        found.iter().flat_map(|found| lines(paste, own_hits(base, found))).collect();
    let has_product = |found: &Found| {
        let shown_beside = || {
            let lines: BTreeSet<usize> = lines(paste, found.hits.iter()).collect();
            own.iter().any(|line| !lines.contains(line))
        };
        // The lines of a log need not belong together, those of a question do.
        context.product.is_some() || paste.normal().len() <= QUESTION && shown_beside()
    };
    let mut ranked: Vec<Ranked> = found
        .into_iter()
        .map(|found| {
            let has_product = has_product(&found);
            weigh(base, found, has_product)
        })
        .collect();
    relate(base, &mut ranked);
    sort(base, &mut ranked);
    ranked
}

/// Adds what a search found to findings of which none is sure.
pub(super) fn join(base: &KnowledgeBase, mut ranked: Vec<Ranked>, near: Vec<Near>) -> Vec<Ranked> {
    for near in near.into_iter().take(MAX_NEAR) {
        // Between 1 and 27: the share lies between 0 and 1.
        let score = (near.share * NEAREST).round().max(1.0) as u8;
        let known = ranked.iter_mut().find(|ranked| ranked.found.symptom == near.symptom);
        if let Some(known) = known {
            known.score = combine([known.score, score].into_iter());
            known.near = Some(near);
        } else {
            let found = Found { symptom: near.symptom, hits: Vec::new() };
            ranked.push(Ranked {
                found,
                score,
                confidence: Confidence::Possible,
                is_foreign: false,
                consequences: Vec::new(),
                follows_from: None,
                near: Some(near),
            });
        }
    }
    sort(base, &mut ranked);
    ranked
}

/// Independent evidence: what one piece leaves in doubt the next one halves again.
fn combine(weights: impl Iterator<Item = u8>) -> u8 {
    let doubt: f64 = weights.map(|weight| 1.0 - f64::from(weight) / 100.0).product();
    // The weights lie between 1 and 100, so the result lies between 1 and 100.
    ((1.0 - doubt) * 100.0).round().clamp(1.0, 100.0) as u8
}

fn sort(base: &KnowledgeBase, ranked: &mut [Ranked]) {
    ranked.sort_by_key(|ranked| {
        let first =
            ranked.found.hits.iter().flat_map(|hit| &hit.places).map(|place| place.start).min();
        let symptom = &base.symptoms()[ranked.found.symptom];
        (
            ranked.follows_from.is_some(),
            Reverse(ranked.confidence),
            Reverse(ranked.score),
            Reverse(symptom.severity),
            first,
            // Clues count, too: on one line the finding with more signs knows more of it.
            Reverse(ranked.found.hits.len()),
            symptom.id.clone(),
        )
    });
}

/// Messages that only the product prints: what stands on another line beside one is the product's as well.
/// (On the same line the message itself says more than the general words in it.)
fn own_hits<'f>(base: &'f KnowledgeBase, found: &'f Found) -> impl Iterator<Item = &'f Hit> {
    let signals = &base.symptoms()[found.symptom].signals;
    found.hits.iter().filter(|hit| !hit.is_mended).filter(|hit| {
        let signal = &signals[hit.signal];
        signal.strength >= Strength::Strong && !signal.generic && !signal.prose
    })
}

/// The lines of the paste on which evidence stands.
fn lines<'f>(paste: &Paste, hits: impl Iterator<Item = &'f Hit>) -> impl Iterator<Item = usize> {
    hits.flat_map(|hit| &hit.places).map(|place| paste.line_of(place.start))
}

fn weigh(base: &KnowledgeBase, found: Found, has_product: bool) -> Ranked {
    let symptom = &base.symptoms()[found.symptom];
    // Each piece of evidence: its weight, and whether other software prints the same.
    let evidence = || {
        found.hits.iter().map(|hit| {
            let signal = &symptom.signals[hit.signal];
            let weight = weight(signal.strength);
            let weight = if hit.is_mended { weight.min(MENDED_CAP) } else { weight };
            // Anybody writes prose; it shows no OpenClaw.
            (weight, signal.generic || signal.prose || hit.is_mended)
        })
    };
    // A clue shows nothing, so it does not show OpenClaw either.
    let is_foreign =
        !has_product && evidence().filter(|(weight, _)| *weight > 0).all(|(_, generic)| generic);
    let combined = combine(evidence().map(|(weight, _)| weight));
    let strongest = evidence()
        .filter(|(_, generic)| has_product || !generic)
        .map(|(weight, _)| weight)
        .max()
        .unwrap_or(0);
    let proving = || {
        found
            .hits
            .iter()
            .map(|hit| &symptom.signals[hit.signal])
            .filter(|s| s.strength > Strength::Clue)
    };
    let (score, confidence) = if is_foreign {
        (combined.min(GENERIC_CAP), Confidence::Possible)
    } else if proving().all(|signal| signal.prose) {
        // What people say in their own words never decides.
        (combined.min(LIKELY - 1), Confidence::Possible)
    } else if strongest >= PROOF {
        (combined, Confidence::Certain)
    } else if combined >= LIKELY {
        (combined, Confidence::Likely)
    } else {
        (combined, Confidence::Possible)
    };
    Ranked {
        found,
        score,
        confidence,
        is_foreign,
        consequences: Vec::new(),
        follows_from: None,
        near: None,
    }
}

/// Joins causes with the consequences that were found beside them.
fn relate(base: &KnowledgeBase, ranked: &mut [Ranked]) {
    let id_of = |ranked: &Ranked| base.symptoms()[ranked.found.symptom].id.clone();
    let ids: Vec<String> = ranked.iter().map(id_of).collect();
    for cause in 0..ranked.len() {
        // A guess explains nothing that is sure.
        let sure = ranked[cause].confidence;
        for consequence in explained(base, &ids[cause]) {
            let Some(index) = ids.iter().position(|id| *id == consequence) else { continue };
            if sure == Confidence::Possible && ranked[index].confidence > sure {
                continue;
            }
            ranked[cause].consequences.push(consequence);
            if ranked[index].follows_from.is_none() {
                ranked[index].follows_from = Some(ids[cause].clone());
            }
        }
        ranked[cause].consequences.sort();
    }
}

/// Everything that a symptom explains, directly or through others.
fn explained(base: &KnowledgeBase, id: &str) -> Vec<String> {
    let mut open = vec![id.to_owned()];
    let mut seen = BTreeSet::new();
    let mut list = Vec::new();
    while let Some(id) = open.pop() {
        for next in base.get(&id).map(|symptom| symptom.explains.as_slice()).unwrap_or_default() {
            if seen.insert(next.clone()) {
                list.push(next.clone());
                open.push(next.clone());
            }
        }
    }
    list
}

#[cfg(test)]
mod tests;
