//! Markdown, for chats, issues and bots.

use std::fmt::Write;

use super::{
    advice_words, confidence_words, left_out_words, look_for, proof_words, risk_words,
    severity_words,
};
use crate::answer::{
    Category, Diagnosis, DoesNotHelp, Entry, Finding, FoundCause, FoundCheck, FoundFix, FoundStep,
    Link, LookAlike, Snippet, Unrecognised,
};
use crate::wording::say;

/// The whole answer.
#[must_use]
pub fn diagnosis_markdown(diagnosis: &Diagnosis) -> String {
    let mut out = String::new();
    line(&mut out, &format!("# {}", diagnosis.summary));
    for finding in &diagnosis.findings {
        write_finding(&mut out, finding);
    }
    if let Some(question) = &diagnosis.next_question {
        heading(&mut out, "what-to-find-out");
        line(&mut out, &question.ask);
        if let Some(command) = &question.command {
            fence(&mut out, "sh", command);
        }
    }
    if let Some(unrecognised) = &diagnosis.unrecognised {
        write_unrecognised(&mut out, unrecognised);
    }
    if !diagnosis.redactions.is_empty() {
        let list: Vec<String> =
            diagnosis.redactions.iter().map(|r| format!("{} × {}", r.count, r.kind)).collect();
        line(&mut out, &say("masked", &[("list", list.join(", ").into())]));
    }
    if diagnosis.truncated {
        line(&mut out, &say("middle-not-read", &[]));
    }
    for part in &diagnosis.left_out {
        line(&mut out, &left_out_words(part));
    }
    out.trim_end().to_owned() + "\n"
}

/// One symptom's page.
#[must_use]
pub fn entry_markdown(entry: &Entry) -> String {
    let mut out = String::new();
    line(&mut out, &format!("# {}", entry.title));
    line(
        &mut out,
        &format!("`{}` · {} · {}", entry.id, entry.category, severity_words(&entry.severity)),
    );
    line(&mut out, &entry.summary);
    if !entry.messages.is_empty() {
        heading(&mut out, "what-it-looks-like");
        fence(&mut out, "text", &entry.messages.join("\n"));
    }
    write_look_alikes(&mut out, &entry.not_to_confuse_with);
    write_causes(&mut out, &entry.causes);
    write_fixes(&mut out, &entry.fixes);
    write_does_not_help(&mut out, &entry.does_not_help);
    write_links(&mut out, &entry.links);
    out.trim_end().to_owned() + "\n"
}

/// The list of all symptoms.
#[must_use]
pub fn catalogue_markdown(categories: &[Category]) -> String {
    let mut out = String::new();
    line(&mut out, &format!("# {}", say("all-symptoms", &[])));
    for category in categories {
        line(&mut out, &format!("## {}", category.id));
        for symptom in &category.symptoms {
            push(
                &mut out,
                &format!("- [{}](symptoms/{}.md): {}\n", symptom.id, symptom.id, symptom.title),
            );
        }
        out.push('\n');
    }
    out.trim_end().to_owned() + "\n"
}

fn write_unrecognised(out: &mut String, unrecognised: &Unrecognised) {
    if !unrecognised.lines.is_empty() {
        heading(out, "error-lines");
        let lines: Vec<String> =
            unrecognised.lines.iter().map(|l| quoted(l.line, &l.text)).collect();
        fence(out, "text", &lines.join("\n"));
    }
    if !unrecognised.nearest.is_empty() {
        heading(out, "nearest-problems");
        for near in &unrecognised.nearest {
            push(out, &format!("- `{}`: {} ({})\n", near.id, near.title, near.why_not));
        }
        out.push('\n');
    }
    heading(out, "ladder");
    for step in &unrecognised.ladder {
        push(out, &format!("- `{}`: {}\n", step.command, look_for(&step.look_for)));
    }
    out.push('\n');
}

fn write_finding(out: &mut String, finding: &Finding) {
    line(out, &format!("## {}", finding.title));
    line(
        out,
        &format!(
            "`{}` · {} · {}",
            finding.id,
            severity_words(&finding.severity),
            confidence_words(&finding.confidence)
        ),
    );
    line(out, &finding.summary);
    if !finding.evidence.is_empty() {
        label(out, "evidence");
        let lines: Vec<String> =
            finding.quoted().map(|place| quoted(place.line, &place.text)).collect();
        fence(out, "text", &lines.join("\n"));
    }
    for reason in &finding.reasons {
        push(out, &format!("- {reason}\n"));
    }
    out.push('\n');
    write_look_alikes(out, &finding.not_to_confuse_with);
    write_causes(out, &finding.causes);
    write_fixes(out, &finding.fixes);
    write_does_not_help(out, &finding.does_not_help);
    if !finding.consequences.is_empty() {
        let list = finding.consequences.join(", ");
        line(out, &say("consequences", &[("list", list.into())]));
    }
    write_links(out, &finding.links);
}

fn write_look_alikes(out: &mut String, list: &[LookAlike]) {
    if list.is_empty() {
        return;
    }
    label(out, "look-alikes");
    for look_alike in list {
        push(out, &format!("- `{}`: {}\n", look_alike.id, one_line(&look_alike.tell)));
    }
    out.push('\n');
}

fn write_causes(out: &mut String, causes: &[FoundCause]) {
    if causes.is_empty() {
        return;
    }
    label(out, "causes");
    for cause in causes {
        let fits =
            cause.fits.as_deref().map_or(String::new(), |fits| format!(" *({})*", escape(fits)));
        let versions = applies_to(cause.applies_to.as_deref());
        push(out, &format!("- **{}**{versions}{fits}: {}\n", cause.title, one_line(&cause.why)));
    }
    out.push('\n');
}

fn write_fixes(out: &mut String, fixes: &[FoundFix]) {
    for (index, fix) in fixes.iter().enumerate() {
        line(
            out,
            &format!(
                "### {}{}",
                say("fix", &[("number", (index + 1).into()), ("title", fix.title.as_str().into())]),
                applies_to(fix.applies_to.as_deref())
            ),
        );
        if let Some(note) = &fix.note {
            line(out, note);
        }
        for (number, step) in fix.steps.iter().enumerate() {
            write_step(out, number + 1, step);
        }
        if let Some(check) = &fix.check {
            write_check(out, check);
        }
        if let Some(words) = proof_words(fix) {
            line(out, &words);
        }
    }
}

fn write_step(out: &mut String, number: usize, step: &FoundStep) {
    let versions = applies_to(step.applies_to.as_deref());
    line(
        out,
        &format!("{number}. {} ({}){versions}", one_line(&step.text), risk_words(&step.risk)),
    );
    if let Some(warning) = &step.warning {
        line(out, &format!("**{}** {}", say("warning", &[]), one_line(warning)));
    }
    write_snippets(out, &step.snippets);
    if let Some(expect) = &step.expect {
        line(out, &say("expect", &[("what", one_line(expect).into())]));
    }
    if let Some(undo) = &step.undo {
        line(out, &say("undo", &[("what", one_line(undo).into())]));
    }
}

fn write_check(out: &mut String, check: &FoundCheck) {
    line(out, &format!("**{}** {}", say("did-it-work", &[]), one_line(&check.text)));
    write_snippets(out, &check.snippets);
    line(out, &say("expect", &[("what", one_line(&check.expect).into())]));
}

fn write_snippets(out: &mut String, snippets: &[Snippet]) {
    for snippet in snippets {
        let place = match (&snippet.path, snippet.platform.as_str()) {
            (Some(path), _) => say("in-file", &[("path", format!("`{path}`").into())]),
            (None, "any") => String::new(),
            (None, platform) => say("on-platform", &[("platform", platform.into())]),
        };
        if !place.is_empty() {
            line(out, &place);
        }
        fence(out, &snippet.lang, &snippet.text);
    }
}

fn write_does_not_help(out: &mut String, list: &[DoesNotHelp]) {
    if list.is_empty() {
        return;
    }
    label(out, "does-not-help");
    for entry in list {
        let words = advice_words(entry).map_or(String::new(), |words| format!(" ({words})"));
        push(out, &format!("- {}: {}{words}\n", one_line(&entry.advice), one_line(&entry.why)));
    }
    out.push('\n');
}

fn write_links(out: &mut String, links: &[Link]) {
    for link in links {
        push(out, &format!("- [{}]({})\n", link.title, link.url));
    }
    if !links.is_empty() {
        out.push('\n');
    }
}

fn applies_to(range: Option<&str>) -> String {
    range.map_or(String::new(), |range| format!(" [{range}]"))
}

fn heading(out: &mut String, id: &str) {
    line(out, &format!("## {}", say(id, &[])));
}

fn label(out: &mut String, id: &str) {
    line(out, &format!("**{}**", say(id, &[])));
}

fn quoted(number: usize, text: &str) -> String {
    say("line", &[("line", number.into()), ("text", text.into())])
}

/// A paragraph of its own.
fn line(out: &mut String, text: &str) {
    push(out, text.trim());
    out.push_str("\n\n");
}

fn push(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{text}");
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A code block whose fence is longer than any run of backticks in the text.
fn fence(out: &mut String, lang: &str, text: &str) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    push(out, &format!("{fence}{lang}\n{}\n{fence}\n\n", text.trim_end()));
}

/// Text that holds words of a stranger: nothing in it is markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '@')
        {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_fence_cannot_close_the_code_block() {
        let mut out = String::new();
        fence(&mut out, "text", "a\n```\n<script>\n````x");
        assert!(out.starts_with("`````text\n") && out.ends_with("\n`````\n\n"));
    }

    #[test]
    fn pasted_words_in_a_sentence_are_no_markup() {
        assert_eq!(
            escape("“[x](http://e) <b> @all *y*”"),
            "“\\[x\\](http://e) \\<b\\> \\@all \\*y\\*”"
        );
    }
}
