//! A candidate → a hit: what a signal's regex and fields say of a message in which its literal stands.

use super::super::tuning::matching::*;
use std::collections::BTreeMap;
use std::ops::Range;

use super::super::repair::Repair;
use super::{Candidate, Found, Hit, Part, fields};
use crate::budget::{Budget, LeftOut};
use crate::context::Context;
use crate::knowledge::{Matcher, Scratch, Symptom, VetoScope};
use crate::paste::{Message, MessageKind, Paste};

/// Units of work that a matcher takes for a message.
fn price(matcher: &Matcher, message: &Message) -> usize {
    let per_byte = if matcher.fields.is_empty() { 1 } else { PRICE_OF_FIELDS };
    PRICE_OF_TRY + message.range.len() * per_byte
}

pub(super) fn confirm(
    symptom: &Symptom,
    candidates: &[Candidate],
    paste: &Paste,
    context: &Context,
    scratch: &mut Scratch,
    budget: &Budget,
) -> Option<Found> {
    let affordable = |price: usize| {
        let is_affordable = budget.spend(price);
        if !is_affordable {
            budget.leave_out(LeftOut::Evidence);
        }
        is_affordable
    };
    let mut vetoed: Vec<Range<usize>> = Vec::new();
    let mut hits: Vec<Hit> = Vec::new();
    for chunk in candidates.chunk_by(|a, b| a.owner == b.owner) {
        if !affordable(PRICE_OF_SIGNAL) {
            break;
        }
        let tries = chunk
            .iter()
            .take(MAX_TRIES)
            .map(|candidate| (&paste.messages()[candidate.message], candidate.repair.as_ref()));
        match chunk[0].owner.part {
            Part::Veto(index) => {
                let veto = &symptom.vetoes[index];
                for (message, repair) in
                    tries.take_while(|(message, _)| affordable(price(&veto.matcher, message)))
                {
                    if let Some(place) =
                        matches(&veto.matcher, paste, message, repair, scratch, None)
                    {
                        if veto.scope == VetoScope::Paste {
                            return None;
                        }
                        // Said in terms of the shown text, so that it reaches the seams as well.
                        vetoed.push(paste.shown_line_of(place.start));
                    }
                }
            }
            Part::Signal(index) => {
                let signal = &symptom.signals[index];
                if signal.versions.as_ref().is_some_and(|range| range.excludes(context.versions()))
                {
                    continue;
                }
                let mut hit = Hit {
                    signal: index,
                    places: Vec::new(),
                    times: 0,
                    is_mended: true,
                    captures: BTreeMap::new(),
                };
                let most = if signal.prose { MAX_PROSE_TRIES } else { MAX_TRIES };
                for (message, repair) in tries
                    .filter(|(message, _)| !signal.prose || paste.is_prose(message))
                    .take(most)
                    .take_while(|(message, _)| affordable(price(&signal.matcher, message)))
                {
                    let Some(place) = matches(
                        &signal.matcher,
                        paste,
                        message,
                        repair,
                        scratch,
                        Some(&mut hit.captures),
                    ) else {
                        continue;
                    };
                    let line = paste.shown_line_of(place.start);
                    let seen_in_its_line = matches!(message.kind, MessageKind::Seam { .. })
                        && hit.places.iter().any(|known| paste.shown_line_of(known.start) == line);
                    if vetoed.contains(&line) || seen_in_its_line {
                        continue;
                    }
                    hit.times += 1;
                    hit.is_mended &= repair.is_some_and(Repair::is_slip);
                    if hit.places.len() < MAX_PLACES {
                        hit.places.push(place);
                    }
                }
                if hit.times > 0 {
                    hits.push(hit);
                }
            }
        }
    }
    let proves = hits.iter().any(|hit| symptom.signals[hit.signal].weight > 0);
    proves.then_some(Found { symptom: candidates[0].owner.symptom, hits })
}

/// Where a matcher matches in a message. What only lies in one half of a seam is no news.
fn matches(
    matcher: &Matcher,
    paste: &Paste,
    message: &Message,
    repair: Option<&Repair>,
    scratch: &mut Scratch,
    captures: Option<&mut BTreeMap<String, String>>,
) -> Option<Range<usize>> {
    let repaired = repair.map(|repair| repair.text(paste.text_of(message)));
    let text = repaired.as_deref().unwrap_or_else(|| paste.text_of(message));
    let crosses = |range: &Range<usize>| match message.kind {
        MessageKind::Seam { at } => {
            message.range.start + range.start < at && message.range.start + range.end > at
        }
        _ => true,
    };
    let absolute = |range: Range<usize>| {
        let range = match repair {
            Some(repair) => repair.original(range, message.range.len()),
            None => range,
        };
        message.range.start + range.start..message.range.start + range.end
    };
    if !matcher.fields.is_empty() {
        let range = fields::find(text, &matcher.fields)?;
        if !crosses(&range) || !literal_stands(matcher, text) {
            return None;
        }
        if matcher.regex.is_none() {
            return Some(absolute(range));
        }
    }
    let Some(pattern) = &matcher.regex else {
        let range = literal_range(matcher, text)?;
        return crosses(&range).then(|| absolute(range));
    };
    let found = pattern.find(text, scratch, crosses)?;
    if let Some(captures) = captures {
        for (name, range) in found.captures.into_iter().filter(|(_, range)| !range.is_empty()) {
            captures.entry(name).or_insert_with(|| text[range].trim().to_owned());
        }
    }
    Some(absolute(found.range))
}

fn literal_stands(matcher: &Matcher, text: &str) -> bool {
    matcher.literals.is_empty() || literal_range(matcher, text).is_some()
}

/// The first literal in a message that the automaton already found it in.
fn literal_range(matcher: &Matcher, text: &str) -> Option<Range<usize>> {
    matcher.literals.iter().find_map(|literal| {
        let literal = literal.as_bytes();
        let mut windows = text.as_bytes().windows(literal.len());
        let at = windows.position(|window| window.eq_ignore_ascii_case(literal))?;
        Some(at..at + literal.len())
    })
}
