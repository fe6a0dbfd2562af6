//! Which signals of which symptoms stand in a paste, and where.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::fields;
use crate::context::Context;
use crate::knowledge::{KnowledgeBase, Matcher, Symptom, VetoScope};
use crate::paste::{Paste, Unit, UnitKind};

/// Places kept of one signal; more are counted.
const MAX_PLACES: usize = 3;
/// Units on which one signal's regex is tried. A paste with more candidates is a flood of the same
/// line, or hostile.
const MAX_TRIES: usize = 400;
/// Patterns up to which the automaton is built as a DFA: twice as fast as an NFA, and for a few
/// hundred literals small enough.
const MAX_DFA_PATTERNS: usize = 600;

/// The automaton over the literals of all signals and vetoes.
#[derive(Debug)]
pub(super) struct Prefilter {
    automaton: AhoCorasick,
    /// For each literal of the automaton: whose it is.
    owners: Vec<Owner>,
}

/// Index of a symptom, and of a signal or veto in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Owner {
    symptom: usize,
    part: Part,
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
    /// What the regex captured at the first place that captured it.
    pub(super) captures: BTreeMap<String, String>,
}

impl Prefilter {
    pub(super) fn new(base: &KnowledgeBase) -> Prefilter {
        let mut literals: Vec<String> = Vec::new();
        let mut owners = Vec::new();
        for (index, symptom) in base.symptoms().iter().enumerate() {
            let signals =
                symptom.signals.iter().enumerate().map(|(i, s)| (Part::Signal(i), &s.matcher));
            let vetoes =
                symptom.vetoes.iter().enumerate().map(|(i, v)| (Part::Veto(i), &v.matcher));
            for (part, matcher) in signals.chain(vetoes) {
                for literal in needles(matcher) {
                    literals.push(literal);
                    owners.push(Owner { symptom: index, part });
                }
            }
        }
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
        Prefilter { automaton, owners }
    }

    /// Finds every signal that counts.
    pub(super) fn find(
        &self,
        base: &KnowledgeBase,
        paste: &Paste,
        context: &Context,
    ) -> Vec<Found> {
        let mut candidates: Vec<(Owner, usize)> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(paste.normal()) {
            let unit = paste.unit_at(hit.start());
            let owner = self.owners[hit.pattern().as_usize()];
            if is_evidence(paste.units()[unit].kind) && candidates.last() != Some(&(owner, unit)) {
                candidates.push((owner, unit));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
            .chunk_by(|a, b| a.0.symptom == b.0.symptom)
            .filter_map(|chunk| {
                confirm(&base.symptoms()[chunk[0].0.symptom], chunk, paste, context)
            })
            .collect()
    }
}

/// What the automaton looks for: the literals, or the rarest part of a field's values.
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

/// Whether somebody wrote it, rather than a program: no log fields, no `[subsystem]` in front.
fn is_prose(paste: &Paste, unit: &Unit) -> bool {
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

fn confirm(
    symptom: &Symptom,
    candidates: &[(Owner, usize)],
    paste: &Paste,
    context: &Context,
) -> Option<Found> {
    let mut vetoed: Vec<Range<usize>> = Vec::new();
    let mut hits: Vec<Hit> = Vec::new();
    for chunk in candidates.chunk_by(|a, b| a.0 == b.0) {
        let units = chunk.iter().take(MAX_TRIES).map(|(_, unit)| &paste.units()[*unit]);
        match chunk[0].0.part {
            Part::Veto(index) => {
                let veto = &symptom.vetoes[index];
                for unit in units {
                    if let Some(place) = matches(&veto.matcher, paste, unit, None) {
                        if veto.scope == VetoScope::Paste {
                            return None;
                        }
                        // Said in terms of the shown text, so that it reaches the seams as well.
                        vetoed.push(line_of(paste, place));
                    }
                }
            }
            Part::Signal(index) => {
                let signal = &symptom.signals[index];
                if signal.versions.as_ref().is_some_and(|range| range.excludes(context.versions()))
                {
                    continue;
                }
                let mut hit =
                    Hit { signal: index, places: Vec::new(), times: 0, captures: BTreeMap::new() };
                for unit in units.filter(|unit| !signal.prose || is_prose(paste, unit)) {
                    let Some(place) =
                        matches(&signal.matcher, paste, unit, Some(&mut hit.captures))
                    else {
                        continue;
                    };
                    let line = line_of(paste, place.clone());
                    let seen_in_its_line = matches!(unit.kind, UnitKind::Seam { .. })
                        && hit.places.iter().any(|known| line_of(paste, known.clone()) == line);
                    if vetoed.contains(&line) || seen_in_its_line {
                        continue;
                    }
                    hit.times += 1;
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
    proves.then_some(Found { symptom: candidates[0].0.symptom, hits })
}

/// The line of the shown text in which a place begins.
fn line_of(paste: &Paste, place: Range<usize>) -> Range<usize> {
    let at = paste.locate(place).shown.start;
    let shown = paste.shown();
    let start = shown[..at].rfind('\n').map_or(0, |before| before + 1);
    let end = shown[at..].find('\n').map_or(shown.len(), |after| at + after);
    start..end
}

/// Where a matcher matches in a unit. What only lies in one half of a seam is no news.
fn matches(
    matcher: &Matcher,
    paste: &Paste,
    unit: &Unit,
    captures: Option<&mut BTreeMap<String, String>>,
) -> Option<Range<usize>> {
    let text = paste.text_of(unit);
    let crosses = |range: &Range<usize>| match unit.kind {
        UnitKind::Seam { at } => {
            unit.range.start + range.start < at && unit.range.start + range.end > at
        }
        _ => true,
    };
    let absolute =
        |range: Range<usize>| unit.range.start + range.start..unit.range.start + range.end;
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
    // Checked at load; a pattern over the size limit never gets here.
    let regex = pattern.compile().ok()?;
    let found = regex
        .captures_iter(text)
        .find(|found| found.get(0).is_some_and(|whole| crosses(&whole.range())))?;
    if let Some(captures) = captures {
        for name in pattern.captures() {
            if let Some(value) = found.name(name).filter(|value| !value.is_empty()) {
                captures.entry(name.clone()).or_insert_with(|| value.as_str().trim().to_owned());
            }
        }
    }
    found.get(0).map(|whole| absolute(whole.range()))
}

fn literal_stands(matcher: &Matcher, text: &str) -> bool {
    matcher.literals.is_empty() || literal_range(matcher, text).is_some()
}

/// The first literal in a unit that the automaton already found it in.
fn literal_range(matcher: &Matcher, text: &str) -> Option<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    matcher.literals.iter().find_map(|literal| {
        let at = lower.find(&literal.to_ascii_lowercase())?;
        Some(at..at + literal.len())
    })
}
