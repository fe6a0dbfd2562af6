//! Plain text, for terminals.

use std::fmt::Write;

use super::{
    advice_words, confidence_words, left_out_words, look_for, proof_words, risk_words,
    severity_words,
};
use crate::answer::{Diagnosis, Finding, FoundFix, Snippet, Unrecognised};
use crate::wording::say;

/// Width of a line of prose, in characters.
const WIDTH: usize = 96;

/// The whole answer.
#[must_use]
pub fn diagnosis_text(diagnosis: &Diagnosis) -> String {
    let mut page = Page::default();
    page.prose(0, &diagnosis.summary);
    for (index, finding) in diagnosis.findings.iter().enumerate() {
        page.blank();
        write_finding(&mut page, index + 1, finding);
    }
    if let Some(question) = &diagnosis.next_question {
        page.blank();
        page.prose(0, &say("terminal-next", &[("question", question.ask.as_str().into())]));
        if let Some(command) = &question.command {
            page.code(4, command);
        }
    }
    if let Some(unrecognised) = &diagnosis.unrecognised {
        write_unrecognised(&mut page, unrecognised);
    }
    if !diagnosis.redactions.is_empty() {
        let list: Vec<String> =
            diagnosis.redactions.iter().map(|r| format!("{} × {}", r.count, r.kind)).collect();
        page.blank();
        page.prose(0, &say("masked", &[("list", list.join(", ").into())]));
    }
    if diagnosis.truncated {
        page.prose(0, &say("middle-not-read", &[]));
    }
    for part in &diagnosis.left_out {
        page.prose(0, &left_out_words(part));
    }
    page.text
}

fn write_unrecognised(page: &mut Page, unrecognised: &Unrecognised) {
    if !unrecognised.lines.is_empty() {
        page.blank();
        page.prose(0, &say("terminal-error-lines", &[]));
        for line in &unrecognised.lines {
            page.code(3, &format!("line {} │ {}", line.line, line.text));
        }
    }
    if !unrecognised.nearest.is_empty() {
        page.blank();
        page.prose(0, &say("terminal-nearest-problems", &[]));
        for near in &unrecognised.nearest {
            page.prose(3, &format!("{}: {} ({})", near.id, near.title, near.why_not));
        }
    }
    page.blank();
    page.prose(0, &say("terminal-ladder", &[]));
    for step in &unrecognised.ladder {
        page.code(3, &step.command);
        page.prose(6, &look_for(&step.look_for));
    }
}

fn write_finding(page: &mut Page, number: usize, finding: &Finding) {
    page.prose(0, &format!("{number}. {}", finding.title));
    page.prose(
        3,
        &format!(
            "{} · {} · {}",
            finding.id,
            severity_words(&finding.severity),
            confidence_words(&finding.confidence)
        ),
    );
    page.prose(3, &finding.summary);
    for place in finding.quoted() {
        page.blank();
        page.code(3, &format!("line {} │ {}", place.line, place.text));
    }
    if let Some(cause) = finding.causes.iter().find(|cause| cause.fits.is_some()) {
        page.blank();
        let fits = cause.fits.as_deref().unwrap_or_default();
        let told = [("title", cause.title.as_str().into()), ("fits", fits.into())];
        page.prose(3, &say("terminal-cause", &told));
    }
    for (index, fix) in finding.fixes.iter().enumerate() {
        page.blank();
        write_fix(page, index + 1, fix);
    }
    if !finding.does_not_help.is_empty() {
        page.blank();
        page.prose(3, &say("terminal-does-not-help", &[]));
        for entry in &finding.does_not_help {
            let words = advice_words(entry).map_or(String::new(), |words| format!(" ({words})"));
            page.prose(5, &format!("- {}: {}{words}", entry.advice, entry.why));
        }
    }
}

fn write_fix(page: &mut Page, number: usize, fix: &FoundFix) {
    let versions = fix.applies_to.as_deref().map_or(String::new(), |range| format!(" [{range}]"));
    let fix_title = [("number", number.into()), ("title", fix.title.as_str().into())];
    page.prose(3, &format!("{}{versions}", say("terminal-fix", &fix_title)));
    if let Some(note) = &fix.note {
        page.prose(5, note);
    }
    for (index, step) in fix.steps.iter().enumerate() {
        let versions =
            step.applies_to.as_deref().map_or(String::new(), |range| format!(" [{range}]"));
        page.prose(
            5,
            &format!("{}. {} ({}){versions}", index + 1, step.text, risk_words(&step.risk)),
        );
        if let Some(warning) = &step.warning {
            page.prose(8, &say("terminal-warning", &[("what", warning.as_str().into())]));
        }
        write_snippets(page, &step.snippets);
        if let Some(expect) = &step.expect {
            page.prose(8, &say("expect", &[("what", expect.as_str().into())]));
        }
        if let Some(undo) = &step.undo {
            page.prose(8, &say("undo", &[("what", undo.as_str().into())]));
        }
    }
    if let Some(check) = &fix.check {
        page.prose(5, &format!("{} {}", say("did-it-work", &[]), check.text));
        write_snippets(page, &check.snippets);
        page.prose(8, &say("expect", &[("what", check.expect.as_str().into())]));
    }
    if let Some(words) = proof_words(fix) {
        page.prose(5, &words);
    }
}

fn write_snippets(page: &mut Page, snippets: &[Snippet]) {
    for snippet in snippets {
        match (&snippet.path, snippet.platform.as_str()) {
            (Some(path), _) => page.prose(8, &say("in-file", &[("path", path.as_str().into())])),
            (None, "any") => {}
            (None, platform) => {
                page.prose(8, &say("on-platform", &[("platform", platform.into())]));
            }
        }
        page.code(10, &snippet.text);
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Wrapped at [`WIDTH`], each line indented.
    fn prose(&mut self, indent: usize, text: &str) {
        let mut column = 0;
        for word in text.split_whitespace() {
            let width = word.chars().count();
            if column == 0 || column + 1 + width > WIDTH {
                if column != 0 {
                    self.text.push('\n');
                }
                self.text.push_str(&" ".repeat(indent));
                column = indent;
            } else {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += width;
        }
        self.text.push('\n');
    }

    /// As it stands, each line indented.
    fn code(&mut self, indent: usize, text: &str) {
        for line in text.lines() {
            // Writing to a string cannot fail.
            let _ = writeln!(self.text, "{}{line}", " ".repeat(indent));
        }
    }
}
