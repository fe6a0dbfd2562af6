//! Causes and fixes of a knowledge file, and the conditions under which they fit.

use super::super::pattern::Glob;
use super::super::reader::{At, Problems, Reader, alternatives};
use super::super::symptom::*;
use super::{Scope, unique, values, version_range};
use crate::product::{Fact, Product};

const RISKS: &[(&str, Risk)] = &[
    ("reads", Risk::Reads),
    ("changes", Risk::Changes),
    ("restarts", Risk::Restarts),
    ("deletes", Risk::Deletes),
];

pub(super) const SOURCES: &[(&str, Source)] = &[
    ("experiment", Source::Experiment),
    ("code", Source::Code),
    ("docs", Source::Docs),
    ("reports", Source::Reports),
];

pub(super) fn causes(reader: &mut Reader, scope: &Scope, problems: &mut Problems) -> Vec<Cause> {
    let mut list: Vec<Cause> = Vec::new();
    for mut table in reader.tables("cause", "a cause", problems) {
        let id = table.required("id", problems);
        unique(
            &id,
            &list.iter().map(|cause| cause.id.as_str()).collect::<Vec<_>>(),
            "cause",
            problems,
        );
        let title = table.required_prose("title", problems).value;
        let why = table.required_prose("why", problems).value;
        let condition = table.table("when", "a condition", problems);
        let when = when(condition, scope, problems);
        let source = table.word("source", SOURCES, problems);
        table.finish(problems);
        list.push(Cause { id: id.value, title, why, when, source });
    }
    list
}

pub(super) fn fixes(
    reader: &mut Reader,
    scope: &Scope,
    causes: &[Cause],
    problems: &mut Problems,
) -> Vec<Fix> {
    let mut list: Vec<Fix> = Vec::new();
    for mut table in reader.tables("fix", "a fix", problems) {
        let id = table.required("id", problems);
        unique(&id, &list.iter().map(|fix| fix.id.as_str()).collect::<Vec<_>>(), "fix", problems);
        let title = table.required_prose("title", problems).value;
        let cause = table.text("cause", problems);
        if let Some(cause) = &cause
            && !causes.iter().any(|known| known.id == cause.value)
        {
            let known = alternatives(causes.iter().map(|cause| cause.id.as_str()));
            problems.error(
                cause.span.clone(),
                format!("no cause is named `{}`: there are {known}", cause.value),
            );
        }
        let condition = table.table("when", "a condition", problems);
        let when = when(condition, scope, problems);
        let steps: Vec<Step> = table
            .tables("step", "a step", problems)
            .into_iter()
            .map(|step_table| step(step_table, scope.product, problems))
            .collect();
        if steps.is_empty() {
            problems.error(table.head(), "a fix needs at least one [[fix.step]]");
        }
        let check = table
            .table("check", "a check", problems)
            .map(|check_table| check(check_table, scope.product, problems));
        if check.is_none() {
            problems.error(
                table.head(),
                "a fix needs [fix.check]: how does the reader see that it worked",
            );
        }
        let proof = proof(&mut table, scope.product, problems);
        let source = table.word("source", SOURCES, problems);
        table.finish(problems);
        list.push(Fix {
            id: id.value,
            title,
            cause: cause.map(|cause| cause.value),
            when,
            steps,
            check,
            proof,
            source,
        });
    }
    list
}

fn proof(table: &mut Reader, product: &Product, problems: &mut Problems) -> Proof {
    let Some(mut table) = table.table("proof", "a proof", problems) else {
        return Proof::default();
    };
    let proved_on = super::versions("proved_on", &mut table, product, problems);
    let proof = Proof {
        scenario: table.text("scenario", problems).map(|text| text.value),
        unproved: table.text("unproved", problems).map(|text| text.value),
        date: table.text("date", problems).map(|text| text.value),
        proved_on,
    };
    if !proof.proved_on.is_empty() && (proof.scenario.is_none() || proof.date.is_none()) {
        problems.error(table.head(), "`proved_on` needs `scenario` and `date`");
    }
    table.finish(problems);
    proof
}

fn when(table: Option<Reader>, scope: &Scope, problems: &mut Problems) -> When {
    let Some(mut table) = table else { return When::default() };
    let mut when =
        When { versions: version_range(&mut table, scope.product, problems), ..When::default() };
    when.signals = signal_names(table.texts("signal", problems), scope, problems);
    when.without = signal_names(table.texts("without", problems), scope, problems);
    for (name, fact) in Fact::NAMES {
        let texts = table.texts(name, problems);
        if texts.is_empty() {
            continue;
        }
        // A profile has any name; of the others only those are concluded that a clue tells.
        if fact != Fact::Profile {
            let known = || scope.product.clues.values(fact);
            for text in texts.iter().filter(|text| !known().any(|value| value == text.value)) {
                let known = alternatives(known());
                problems.error(
                    text.span.clone(),
                    format!("`{name}` is never `{}`: it can be {known}", text.value),
                );
            }
        }
        when.facts.push((fact, values(texts)));
    }
    for (key, texts) in table.rest(problems) {
        if !scope.captures.contains(&key.value) {
            let known = alternatives(scope.captures.iter().map(String::as_str));
            problems.error(
                key.span,
                format!(
                    "`{}` is neither a fact nor a capture: the captures are {known}",
                    key.value
                ),
            );
        }
        when.captures.push((key.value, texts.iter().map(|text| Glob::new(&text.value)).collect()));
    }
    when
}

fn signal_names(texts: Vec<At<String>>, scope: &Scope, problems: &mut Problems) -> Vec<String> {
    for text in texts.iter().filter(|text| !scope.signals.contains(&text.value)) {
        let known = alternatives(scope.signals.iter().map(String::as_str));
        problems.error(
            text.span.clone(),
            format!("no signal is named `{}`: there are {known}", text.value),
        );
    }
    values(texts)
}

fn step(mut table: Reader, product: &Product, problems: &mut Problems) -> Step {
    let text = table.required_prose("text", problems).value;
    let risk = table.word("risk", RISKS, problems);
    if risk.is_none() && !table.has("risk") {
        problems.error(table.head(), "a step needs `risk`");
    }
    let risk = risk.unwrap_or(Risk::Reads);
    let versions = version_range(&mut table, product, problems);
    let snippets = snippets(&mut table, product, problems);
    let expect = table.prose("expect", problems).map(|text| text.value);
    let undo = table.prose("undo", problems).map(|text| text.value);
    let warning = table.prose("warning", problems).map(|text| text.value);
    let runs = snippets.iter().any(|snippet| snippet.kind == SnippetKind::Command);
    if runs && expect.is_none() {
        problems.error(table.head(), "a step that runs a command needs `expect`");
    }
    if matches!(risk, Risk::Changes | Risk::Deletes) && undo.is_none() {
        problems.error(table.head(), "a step that changes or deletes needs `undo`");
    }
    if risk == Risk::Deletes && warning.is_none() {
        problems.error(table.head(), "a step that deletes needs `warning`: what is lost");
    }
    table.finish(problems);
    Step { text, risk, versions, snippets, expect, undo, warning }
}

fn check(mut table: Reader, product: &Product, problems: &mut Problems) -> Check {
    let text = table.prose("text", problems).map(|text| text.value);
    let snippets = snippets(&mut table, product, problems);
    let expect = table.required_prose("expect", problems).value;
    if text.is_none() && snippets.is_empty() {
        problems.error(table.head(), "a check needs `text` or `run`");
    }
    table.finish(problems);
    Check { text: text.unwrap_or_else(|| "Try again:".to_owned()), snippets, expect }
}

/// `run`, `powershell`, `config`, `file`, `output`, and `[[…variant]]` for other platforms.
fn snippets(table: &mut Reader, product: &Product, problems: &mut Problems) -> Vec<Snippet> {
    let mut list = Vec::new();
    let path = table.text("path", problems);
    let path_value = path.as_ref().map(|path| path.value.clone());
    let lang = table.text("lang", problems).map(|lang| lang.value);
    let or_lang = |default: &str| lang.clone().unwrap_or_else(|| default.to_owned());
    let snippet = |kind, lang: String, platform: &str, text: String, path: Option<String>| {
        Snippet { kind, lang, platform: platform.to_owned(), text, path }
    };
    if let Some(run) = table.text("run", problems) {
        check_command(&run, problems);
        list.push(snippet(SnippetKind::Command, "sh".to_owned(), "any", run.value, None));
    }
    if let Some(run) = table.text("powershell", problems) {
        check_command(&run, problems);
        list.push(snippet(
            SnippetKind::Command,
            "powershell".to_owned(),
            "windows",
            run.value,
            None,
        ));
    }
    for (key, kind, default_lang) in
        [("config", SnippetKind::Config, "json5"), ("file", SnippetKind::File, "text")]
    {
        if let Some(text) = table.text(key, problems) {
            let default_path = product.config.clone().filter(|_| kind == SnippetKind::Config);
            let path = path_value.clone().or(default_path);
            if path.is_none() {
                problems.error(
                    text.span.clone(),
                    "the snippet needs `path`: the file that it belongs into",
                );
            }
            list.push(snippet(kind, or_lang(default_lang), "any", text.value, path));
        }
    }
    if let Some(output) = table.text("output", problems) {
        list.push(snippet(SnippetKind::Output, or_lang("text"), "any", output.value, None));
    }
    for mut variant in table.tables("variant", "a variant", problems) {
        let platform = place(&mut variant, product, problems);
        let run = variant.required("run", problems);
        check_command(&run, problems);
        variant.finish(problems);
        list.push(snippet(SnippetKind::Command, "sh".to_owned(), &platform, run.value, None));
    }
    list
}

/// Where a variant is run: on a platform, or with an install method.
fn place(variant: &mut Reader, product: &Product, problems: &mut Problems) -> String {
    let text = variant.required("platform", problems);
    let clues = &product.clues;
    let known = || clues.values(Fact::Platform).chain(clues.values(Fact::Install));
    if !text.value.is_empty() && !known().any(|place| place == text.value) {
        let known = alternatives(known());
        problems.error(text.span, format!("`platform` must be {known}"));
    }
    text.value
}

/// What a reader should never copy out of a page.
fn check_command(run: &At<String>, problems: &mut Problems) {
    let piped = run.value.contains("curl")
        && run.value.lines().any(|line| line.contains("| sh") || line.contains("| bash"));
    if piped {
        problems.error(run.span.clone(), "a command must not pipe a download into a shell");
    }
    if run.value.lines().any(|line| line.trim_start().starts_with("$ ")) {
        problems.error(
            run.span.clone(),
            "leave the prompt `$` out: the command is copied as it stands",
        );
    }
}
