//! Masks secrets and personal data before anything else sees the text.
//!
//! A mask is `[kind-n]`: it tells what stood there, and equal values get equal numbers, so that
//! "these two tokens differ" can be said without printing either. What is evidence stays:
//! connection and request ids, loopback and private addresses, ports, reasons, versions,
//! placeholders, and masks that are already in the paste.

mod accept;
mod rules;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;
use serde::Serialize;

use super::position::LineMap;
use rules::{RULES, Rule};

/// How often one kind of secret was masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Redaction {
    /// The kind, as it stands in the mask: `gateway-token`, `api-key`, `email` …
    pub kind: &'static str,
    /// How many places were masked.
    pub count: usize,
}

pub(super) struct Redacted {
    pub(super) text: String,
    pub(super) map: LineMap,
    pub(super) redactions: Vec<Redaction>,
}

/// A range of the text to mask.
struct Secret {
    range: Range<usize>,
    kind: &'static str,
}

/// The literals of all line rules; a rule runs only on lines that hold one of its literals.
static TRIGGERS: LazyLock<(AhoCorasick, Vec<usize>)> = LazyLock::new(|| {
    let pairs: Vec<(&str, usize)> = RULES
        .iter()
        .enumerate()
        .flat_map(|(index, rule)| rule.triggers.iter().map(move |trigger| (*trigger, index)))
        .collect();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(aho_corasick::AhoCorasickKind::DFA))
        .build(pairs.iter().map(|(trigger, _)| trigger))
        .expect("a few constant literals");
    (automaton, pairs.into_iter().map(|(_, rule)| rule).collect())
});

/// A mask can uncover a shape that its value hid (`/home/alex/8.8.4.4`), so passes are repeated while
/// they find something; each shortens what is left, and three have been enough for every input.
const MAX_PASSES: usize = 4;

/// Masks every secret in `text`, whose positions `map` describes.
pub(super) fn redact(text: &str, map: &LineMap) -> Redacted {
    let mut redacted = redact_once(text, map);
    for _ in 1..MAX_PASSES {
        if redacted.redactions.is_empty() {
            break;
        }
        let again = redact_once(&redacted.text, &redacted.map);
        if again.redactions.is_empty() {
            break;
        }
        redacted = Redacted { redactions: add(redacted.redactions, again.redactions), ..again };
    }
    redacted
}

fn add(mut counts: Vec<Redaction>, more: Vec<Redaction>) -> Vec<Redaction> {
    for redaction in more {
        match counts.iter_mut().find(|known| known.kind == redaction.kind) {
            Some(known) => known.count += redaction.count,
            None => counts.push(redaction),
        }
    }
    counts.sort_by_key(|redaction| redaction.kind);
    counts
}

fn redact_once(text: &str, map: &LineMap) -> Redacted {
    let mut secrets = find_in_lines(text);
    find_everywhere(text, &mut secrets);
    secrets.sort_by_key(|secret| (secret.range.start, std::cmp::Reverse(secret.range.end)));
    mask(text, map, secrets)
}

fn find_in_lines(text: &str) -> Vec<Secret> {
    let (automaton, rule_of) = &*TRIGGERS;
    let mut secrets = Vec::new();
    let mut line = 0..0;
    let mut due = 0u64;
    let mut hits = automaton.find_overlapping_iter(text).peekable();
    while let Some(hit) = hits.next() {
        if hit.start() >= line.end {
            line = line_around(text, hit.start());
            due = 0;
        }
        due |= 1 << rule_of[hit.pattern().as_usize()];
        let line_is_done = hits.peek().is_none_or(|next| next.start() >= line.end);
        if line_is_done {
            for (index, rule) in
                RULES.iter().enumerate().filter(|(index, _)| due & (1 << index) != 0)
            {
                debug_assert!(index < 64);
                apply(rule, text, line.clone(), &mut secrets);
            }
        }
    }
    secrets
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    let end = text[at..].find('\n').map_or(text.len(), |after| at + after);
    start..end
}

fn apply(rule: &Rule, text: &str, line: Range<usize>, secrets: &mut Vec<Secret>) {
    let haystack = &text[line.clone()];
    for found in rule.regex.captures_iter(haystack) {
        let Some(value) = found.name("v").or_else(|| found.name("w")).or_else(|| found.name("x"))
        else {
            continue;
        };
        if let Some(kind) = (rule.accept)(haystack, &found, value.as_str()) {
            secrets
                .push(Secret { range: line.start + value.start()..line.start + value.end(), kind });
        }
    }
}

/// Shapes without a literal to look for first, and the one that spans lines.
fn find_everywhere(text: &str, secrets: &mut Vec<Secret>) {
    if text.contains("PRIVATE KEY-----") {
        secrets.extend(
            rules::PRIVATE_KEY
                .find_iter(text)
                .map(|m| Secret { range: m.range(), kind: "private-key" }),
        );
    }
    secrets.extend(
        rules::HEX_TOKEN
            .find_iter(text)
            .map(|m| Secret { range: m.range(), kind: "gateway-token" }),
    );
    secrets.extend(rules::LONE_SECRET.captures_iter(text).filter_map(|found| {
        let value = found.name("v")?;
        accept::is_random_looking(value.as_str())
            .then(|| Secret { range: value.range(), kind: "secret" })
    }));
    secrets.extend(
        rules::ADDRESS
            .find_iter(text)
            .filter(|m| is_public_address(text, m))
            .map(|m| Secret { range: m.range(), kind: "public-ip" }),
    );
}

fn is_public_address(text: &str, found: &regex::Match<'_>) -> bool {
    let before = text[..found.start()].bytes().last();
    let after = text[found.end()..].bytes().next();
    // `Chrome/156.0.0.0` and `v1.2.3.4` are versions.
    let glued = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_';
    let product_version = before == Some(b'/')
        && text[..found.start() - 1].bytes().last().is_some_and(|byte| byte.is_ascii_alphabetic());
    if before.is_some_and(glued)
        || after.is_some_and(|b| b.is_ascii_alphanumeric())
        || product_version
    {
        return false;
    }
    match found.as_str().parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => {
            let [a, b, ..] = ip.octets();
            let carrier_grade = a == 100 && (64..128).contains(&b); // Tailscale's range
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || ip.is_multicast()
                || carrier_grade
                || a == 0)
        }
        Ok(IpAddr::V6(ip)) => (ip.segments()[0] & 0xE000) == 0x2000,
        Err(_) => false,
    }
}

/// Masks in the text already: numbering goes on behind them.
static OLD_MASK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[[a-z][a-z-]{2,20}-([0-9]{1,6})\]")
        .expect("a constant pattern that the tests compile")
});

fn mask(text: &str, map: &LineMap, secrets: Vec<Secret>) -> Redacted {
    let mut out = Redacted {
        text: String::with_capacity(text.len()),
        map: LineMap::default(),
        redactions: Vec::new(),
    };
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut next = if text.contains("-1]") {
        let used = OLD_MASK.captures_iter(text).filter_map(|found| found[1].parse().ok());
        1 + used.max().unwrap_or(0)
    } else {
        1
    };
    let mut done = 0;
    for secret in secrets {
        if secret.range.start < done || secret.range.is_empty() {
            continue;
        }
        out.copy(text, map, done..secret.range.start);
        let value = &text[secret.range.clone()];
        let number = *numbers.entry(value).or_insert_with(|| {
            next += 1;
            next - 1
        });
        let (line, column) = map.position(text, secret.range.start);
        out.map.anchor(out.text.len(), line, column);
        out.text.push_str(&format!("[{}-{number}]", secret.kind));
        *counts.entry(secret.kind).or_default() += 1;
        done = secret.range.end;
        let (line, column) = map.position(text, done);
        out.map.anchor(out.text.len(), line, column);
    }
    out.copy(text, map, done..text.len());
    // An empty last line has its anchor behind the last byte.
    if let Some((_, line, column)) = map.anchors_in(text.len()..text.len() + 1).next() {
        out.map.anchor(out.text.len(), line, column);
    }
    out.redactions = counts.into_iter().map(|(kind, count)| Redaction { kind, count }).collect();
    out.redactions.sort_by_key(|redaction| redaction.kind);
    out
}

impl Redacted {
    /// Copies a piece of the text together with the anchors that lie in it.
    fn copy(&mut self, text: &str, map: &LineMap, range: Range<usize>) {
        let shift = self.text.len();
        if !range.is_empty() {
            let (line, column) = map.position(text, range.start);
            self.map.anchor(shift, line, column);
        }
        for (at, line, column) in map.anchors_in(range.clone()) {
            self.map.anchor(shift + (at - range.start), line, column);
        }
        self.text.push_str(&text[range]);
    }
}

#[cfg(test)]
mod tests;
