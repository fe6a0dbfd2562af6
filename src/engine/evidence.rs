//! Which signals of which symptoms stand in a paste, and where.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::beheaded::Beheaded;
use super::fields;
use super::retyped::{Mended, Retyped};
use crate::budget::{Budget, LeftOut};
use crate::context::Context;
use crate::knowledge::{KnowledgeBase, Matcher, Scratch, Symptom, VetoScope};
use crate::paste::{Paste, Unit, UnitKind};

/// Places kept of one signal; more are counted.
const MAX_PLACES: usize = 3;
/// Units on which one signal's regex is tried. A paste with more candidates is a flood of the same
/// line, or hostile.
const MAX_TRIES: usize = 400;
/// Units on which a signal of people's own words is tried: nobody writes more lines by hand.
const MAX_PROSE_TRIES: usize = 60;
/// A person's paragraph is no longer, in bytes, unless all that was pasted is a person's letter.
const MAX_PARAGRAPH: usize = 1_500;
const MAX_LETTER: usize = 6_000;
/// Patterns up to which the automaton is built as a DFA: twice as fast as an NFA, and for a few
/// hundred literals small enough.
const MAX_DFA_PATTERNS: usize = 600;

/// The automaton over the literals of all signals and vetoes.
#[derive(Debug)]
pub(super) struct Prefilter {
    automaton: AhoCorasick,
    /// For each literal of the automaton: whose it is.
    owners: Vec<Owner>,
    beheaded: Beheaded,
}

/// Index of a symptom, and of a signal or veto in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Owner {
    symptom: usize,
    part: Part,
}

/// A unit in which a part of a symptom may match.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    owner: Owner,
    unit: usize,
    /// How it had to be mended to match.
    mend: Option<Mend>,
}

/// What was done to a unit so that a matcher can read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Mend {
    /// The beginning of its message was put back.
    Beginning(Lost),
    /// This is how it must have been before somebody typed it again.
    Retyped(Arc<str>),
}

impl Mend {
    fn text(&self, unit: &str) -> String {
        match self {
            Mend::Beginning(lost) => format!("{}{}", lost.text, &unit[lost.at..]),
            Mend::Retyped(text) => text.to_string(),
        }
    }

    /// Where a range of the mended text lies in the unit, which is `length` bytes long.
    fn original(&self, range: Range<usize>, length: usize) -> Range<usize> {
        let shift = |lost: &Lost, at: usize| at.saturating_sub(lost.text.len()) + lost.at;
        match self {
            Mend::Beginning(lost) => shift(lost, range.start)..shift(lost, range.end),
            Mend::Retyped(_) => 0..length,
        }
    }

    /// Whether something is wrong with the paste: the program itself leaves out what its tag says.
    fn is_slip(&self) -> bool {
        !matches!(self, Mend::Beginning(Lost { is_regular: true, .. }))
    }
}

/// The beginning that a message lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lost {
    /// Where in the unit the message begins.
    pub(super) at: usize,
    /// What stood before.
    pub(super) text: String,
    /// Whether the program itself leaves it out: the tag in front says it already.
    pub(super) is_regular: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    // Vetoes come first: they decide which evidence counts.
    Veto(usize),
    Signal(usize),
}

/// A symptom with the signals that were found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) symptom: usize,
    pub(super) hits: Vec<Hit>,
}

/// A signal that was found.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) signal: usize,
    /// Where, in the normal text; at most [`MAX_PLACES`].
    pub(super) places: Vec<Range<usize>>,
    /// How often.
    pub(super) times: usize,
    /// Whether every place had to be mended.
    pub(super) is_mended: bool,
    /// What the regex captured at the first place that captured it.
    pub(super) captures: BTreeMap<String, String>,
}

impl Prefilter {
    pub(super) fn new(base: &KnowledgeBase) -> Prefilter {
        let (literals, owners): (Vec<String>, Vec<Owner>) = literals(base).unzip();
        let kind = if literals.len() <= MAX_DFA_PATTERNS {
            AhoCorasickKind::DFA
        } else {
            AhoCorasickKind::ContiguousNFA
        };
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(kind))
            .build(&literals)
            .unwrap_or_else(|error| {
                panic!("{} literals are too many for one automaton: {error}", literals.len())
            });
        let beheaded =
            Beheaded::new(literals.iter().map(String::as_str).zip(owners.iter().copied()));
        Prefilter { automaton, owners, beheaded }
    }

    /// A dictionary of the words of all messages and examples.
    pub(super) fn dictionary(base: &KnowledgeBase) -> Retyped {
        let literals: Vec<String> = literals(base).map(|(literal, _)| literal).collect();
        Retyped::new(base, literals.iter().map(String::as_str))
    }

    /// Finds every signal that counts, also in the mended text of units.
    pub(super) fn find(
        &self,
        base: &KnowledgeBase,
        paste: &Paste,
        context: &Context,
        mended: &[Mended],
        budget: &Budget,
    ) -> Vec<Found> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(paste.normal()) {
            let unit = paste.unit_at(hit.start());
            let candidate =
                Candidate { owner: self.owners[hit.pattern().as_usize()], unit, mend: None };
            if is_evidence(paste.units()[unit].kind) && candidates.last() != Some(&candidate) {
                candidates.push(candidate);
            }
        }
        for (index, unit) in paste.units().iter().enumerate() {
            if matches!(unit.kind, UnitKind::Line | UnitKind::JsonLog) {
                for (owner, lost) in self.beheaded.find(paste.text_of(unit)) {
                    let mend = Some(Mend::Beginning(lost));
                    candidates.push(Candidate { owner, unit: index, mend });
                }
            }
        }
        for Mended { unit, text } in mended {
            let mend = Mend::Retyped(text.as_str().into());
            for hit in self.automaton.find_overlapping_iter(text) {
                let owner = self.owners[hit.pattern().as_usize()];
                candidates.push(Candidate { owner, unit: *unit, mend: Some(mend.clone()) });
            }
        }
        // Whole messages sort before mended ones.
        candidates.sort_unstable();
        candidates.dedup();
        candidates.dedup_by(|next, kept| next.owner == kept.owner && next.unit == kept.unit);
        let mut scratch = Scratch::default();
        candidates
            .chunk_by(|a, b| a.owner.symptom == b.owner.symptom)
            .filter_map(|chunk| {
                confirm(
                    &base.symptoms()[chunk[0].owner.symptom],
                    chunk,
                    paste,
                    context,
                    &mut scratch,
                    budget,
                )
            })
            .collect()
    }
}

/// What the automaton looks for, with the part of a symptom that each literal belongs to.
fn literals(base: &KnowledgeBase) -> impl Iterator<Item = (String, Owner)> {
    base.symptoms().iter().enumerate().flat_map(|(symptom, entry)| {
        let signals = entry.signals.iter().enumerate().map(|(i, s)| (Part::Signal(i), &s.matcher));
        let vetoes = entry.vetoes.iter().enumerate().map(|(i, v)| (Part::Veto(i), &v.matcher));
        signals.chain(vetoes).flat_map(move |(part, matcher)| {
            needles(matcher).into_iter().map(move |literal| (literal, Owner { symptom, part }))
        })
    })
}

/// What the automaton looks for in a matcher: the literals, or the rarest part of a field's values.
fn needles(matcher: &Matcher) -> Vec<String> {
    if !matcher.literals.is_empty() {
        return matcher.literals.clone();
    }
    let shortest = |values: &[String]| values.iter().map(String::len).min().unwrap_or(0);
    let per_field = matcher.fields.iter().map(|field| {
        field.values.iter().map(|glob| glob.literal().to_owned()).collect::<Vec<String>>()
    });
    per_field.max_by_key(|values| shortest(values)).unwrap_or_default()
}

fn is_evidence(kind: UnitKind) -> bool {
    match kind {
        UnitKind::Line | UnitKind::JsonLog | UnitKind::Seam { .. } => true,
        UnitKind::Banner | UnitKind::Tagline | UnitKind::Repeat => false,
    }
}

/// Whether somebody wrote it, rather than a program: no log fields, no `[subsystem]` in front, and no
/// endless line in a long paste.
pub(super) fn is_prose(paste: &Paste, unit: &Unit) -> bool {
    if unit.range.len() > MAX_PARAGRAPH && paste.normal().len() > MAX_LETTER {
        return false;
    }
    let text = paste.text_of(unit);
    let is_field = |word: &str| {
        word.split_once('=').is_some_and(|(key, value)| {
            !value.is_empty()
                && !key.is_empty()
                && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
    };
    unit.kind != UnitKind::JsonLog
        && !text.starts_with('[')
        && text.split(' ').filter(|word| is_field(word)).count() < 3
}

/// Units of work for turning to another signal: its pattern is elsewhere in memory, and large.
const PRICE_OF_SIGNAL: usize = 5_000;
/// Units of work for a try, besides the bytes that it reads.
const PRICE_OF_TRY: usize = 40;
/// Units of work for each byte of which fields are cut.
const PRICE_OF_FIELDS: usize = 6;

/// Units of work that a matcher takes for a unit.
fn price(matcher: &Matcher, unit: &Unit) -> usize {
    let per_byte = if matcher.fields.is_empty() { 1 } else { PRICE_OF_FIELDS };
    PRICE_OF_TRY + unit.range.len() * per_byte
}

fn confirm(
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
            .map(|candidate| (&paste.units()[candidate.unit], candidate.mend.as_ref()));
        match chunk[0].owner.part {
            Part::Veto(index) => {
                let veto = &symptom.vetoes[index];
                for (unit, mend) in
                    tries.take_while(|(unit, _)| affordable(price(&veto.matcher, unit)))
                {
                    if let Some(place) = matches(&veto.matcher, paste, unit, mend, scratch, None) {
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
                for (unit, mend) in tries
                    .filter(|(unit, _)| !signal.prose || is_prose(paste, unit))
                    .take(most)
                    .take_while(|(unit, _)| affordable(price(&signal.matcher, unit)))
                {
                    let Some(place) = matches(
                        &signal.matcher,
                        paste,
                        unit,
                        mend,
                        scratch,
                        Some(&mut hit.captures),
                    ) else {
                        continue;
                    };
                    let line = paste.shown_line_of(place.start);
                    let seen_in_its_line = matches!(unit.kind, UnitKind::Seam { .. })
                        && hit.places.iter().any(|known| paste.shown_line_of(known.start) == line);
                    if vetoed.contains(&line) || seen_in_its_line {
                        continue;
                    }
                    hit.times += 1;
                    hit.is_mended &= mend.is_some_and(Mend::is_slip);
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

/// Where a matcher matches in a unit. What only lies in one half of a seam is no news.
fn matches(
    matcher: &Matcher,
    paste: &Paste,
    unit: &Unit,
    mend: Option<&Mend>,
    scratch: &mut Scratch,
    captures: Option<&mut BTreeMap<String, String>>,
) -> Option<Range<usize>> {
    let mended = mend.map(|mend| mend.text(paste.text_of(unit)));
    let text = mended.as_deref().unwrap_or_else(|| paste.text_of(unit));
    let crosses = |range: &Range<usize>| match unit.kind {
        UnitKind::Seam { at } => {
            unit.range.start + range.start < at && unit.range.start + range.end > at
        }
        _ => true,
    };
    let absolute = |range: Range<usize>| {
        let range = match mend {
            Some(mend) => mend.original(range, unit.range.len()),
            None => range,
        };
        unit.range.start + range.start..unit.range.start + range.end
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

/// The first literal in a unit that the automaton already found it in.
fn literal_range(matcher: &Matcher, text: &str) -> Option<Range<usize>> {
    matcher.literals.iter().find_map(|literal| {
        let literal = literal.as_bytes();
        let mut windows = text.as_bytes().windows(literal.len());
        let at = windows.position(|window| window.eq_ignore_ascii_case(literal))?;
        Some(at..at + literal.len())
    })
}

#[cfg(test)]
mod tests;
