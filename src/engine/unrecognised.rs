//! What can be said of a paste in which no known message stands.

use super::diagnosis::{LadderStep, NearSymptom, NotableLine, Unrecognised, page_of};
use super::nearest::Near;
use super::notable;
use crate::context::Context;
use crate::knowledge::KnowledgeBase;
use crate::paste::Paste;

/// Lines in an answer.
const MAX_LINES: usize = 8;
/// Longest line in an answer, in characters.
const MAX_LINE: usize = 240;

/// The ladder of OpenClaw's troubleshooting page (docs/gateway/troubleshooting.md of 2026.9.6), with the
/// variants that end by themselves and mask what they can.
const LADDER: [(&str, &str); 5] = [
    ("openclaw status --all", "a red or yellow line; it masks tokens"),
    (
        "openclaw gateway status",
        "“Runtime: running” and a probe that is ok; else the reason stands beside it",
    ),
    ("openclaw logs --limit 200 --plain", "the first error after the last start, not the last one"),
    (
        "openclaw doctor",
        "what it calls invalid, missing or unreachable; without --fix it changes nothing",
    ),
    (
        "openclaw channels status --probe",
        "“works” at the channel in question; else the channel's own words",
    ),
];

pub(super) fn describe(
    base: &KnowledgeBase,
    paste: &Paste,
    context: &Context,
    near: &[Near],
) -> Unrecognised {
    let lines: Vec<NotableLine> = notable::lines(paste, MAX_LINES)
        .iter()
        .map(|unit| {
            let whole = paste.shown()[paste.shown_line_of(unit.range.start)].trim();
            let mut text: String = whole.chars().take(MAX_LINE).collect();
            if text.len() < whole.len() {
                text.push('…');
            }
            NotableLine { line: paste.line_of(unit.range.start), text }
        })
        .collect();
    let nearest = near
        .iter()
        .map(|near| {
            let symptom = &base.symptoms()[near.symptom];
            NearSymptom {
                id: symptom.id.clone(),
                title: symptom.title.clone(),
                why_not: format!(
                    "none of its messages stands in the paste; words in common: {}",
                    near.shared.join(", ")
                ),
                page: page_of(&symptom.id),
            }
        })
        .collect();
    let ladder = LADDER
        .iter()
        .map(|(command, look_for)| LadderStep {
            command: (*command).to_owned(),
            look_for: (*look_for).to_owned(),
        })
        .collect();
    let report = report(context, &lines);
    Unrecognised { lines, nearest, ladder, report }
}

/// An issue report with what its template asks for.
fn report(context: &Context, lines: &[NotableLine]) -> String {
    let told = |value: Option<&str>| value.unwrap_or("(please fill in)").to_owned();
    let version = context.version.as_ref().map(|version| version.value.to_string());
    let platform = context.platform.as_ref().map(|platform| platform.value.to_string());
    let install = context.install.as_ref().map(|install| install.value.to_string());
    let quoted: Vec<String> = lines.iter().map(|line| format!("    {}", line.text)).collect();
    let quoted = if quoted.is_empty() {
        "    (no line of the log looks like an error)".to_owned()
    } else {
        quoted.join("\n")
    };
    format!(
        "### What happened\n\n(what you did, what you expected, what came instead)\n\n\
         ### Environment\n\n- OpenClaw: {}\n- Platform: {}\n- Installed with: {}\n\n\
         ### Lines that look like an error\n\nSecrets are masked; look through it before you post it.\n\n{quoted}\n\n\
         ### Output of `openclaw status --all`\n\n(please paste)\n",
        told(version.as_deref()),
        told(platform.as_deref()),
        told(install.as_deref()),
    )
}
