//! One knowledge file → [`Symptom`], or every problem of the file.

use std::ops::Range;

use toml::de::DeTable;

use super::pattern::{Glob, Pattern};
use super::problem::Problem;
use super::reader::{At, Problems, Reader, alternatives};
use super::symptom::*;
use crate::version::VersionRange;

/// A shorter literal is found in everything.
const MIN_LITERAL: usize = 8;
/// People's own words stay below what makes a finding likely.
const MAX_PROSE_WEIGHT: u8 = 49;
/// From here on a literal is rare enough to be searched for without cost.
const GOOD_LITERAL: usize = 12;

const SEVERITIES: &[(&str, Severity)] =
    &[("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];
const RISKS: &[(&str, Risk)] = &[
    ("reads", Risk::Reads),
    ("changes", Risk::Changes),
    ("restarts", Risk::Restarts),
    ("deletes", Risk::Deletes),
];
const SOURCES: &[(&str, Source)] = &[
    ("experiment", Source::Experiment),
    ("code", Source::Code),
    ("docs", Source::Docs),
    ("reports", Source::Reports),
];
const EXPECTS: &[(&str, Expect)] =
    &[("first", Expect::First), ("found", Expect::Found), ("absent", Expect::Absent)];
const SCOPES: &[(&str, VetoScope)] = &[("line", VetoScope::Line), ("paste", VetoScope::Paste)];

/// Values of facts that the context can conclude.
pub(super) const FACT_VALUES: &[(Fact, &[&str])] = &[
    (Fact::Platform, &["linux", "macos", "windows", "wsl", "android"]),
    (
        Fact::Install,
        &[
            "npm",
            "docker",
            "compose",
            "podman",
            "kubernetes",
            "add-on",
            "source",
            "app",
            "termux",
            "paas",
        ],
    ),
    (Fact::Service, &["systemd", "launchd", "schtasks"]),
    (Fact::Client, &["cli", "control-ui", "backend", "node", "app", "webchat", "probe"]),
    (Fact::Product, &["openclaw", "clawdbot", "moltbot"]),
];

/// What a file holds.
pub(super) enum Decoded {
    Symptom(Box<Symptom>),
    /// The file says that the symptom is gone from this layer on.
    Retired,
}

/// A reference to another symptom, checked once all files are read.
pub(super) struct Reference {
    pub(super) to: String,
    pub(super) span: Range<usize>,
}

/// The outcome of reading one file: the symptom when the file has no errors.
pub(super) struct Outcome {
    pub(super) decoded: Option<Decoded>,
    pub(super) references: Vec<Reference>,
    pub(super) problems: Vec<Problem>,
}

/// Reads one file. `id` and `category` come from its path.
pub(super) fn decode(file: &str, category: &str, id: &str, source: &str) -> Outcome {
    let (root, errors) = DeTable::parse_recoverable(source);
    let mut problems = Problems::new(file, source);
    for error in &errors {
        problems.error(error.span().unwrap_or(0..0), error.message().to_owned());
    }
    let mut references = Vec::new();
    let mut reader = Reader::new(root.get_ref(), 0..source.len(), "a symptom");
    let decoded = if reader.has("retired") {
        let why = reader.table("retired", "a retirement", &mut problems).map(|mut table| {
            table.required_prose("why", &mut problems);
            table.finish(&mut problems);
        });
        reader.finish(&mut problems);
        why.map(|()| Decoded::Retired)
    } else {
        let symptom =
            symptom(Place { file, category, id, source }, reader, &mut problems, &mut references);
        Some(Decoded::Symptom(Box::new(symptom)))
    };
    let problems = problems.into_list();
    Outcome { decoded, references, problems }
}

/// Which file is read.
struct Place<'f> {
    file: &'f str,
    category: &'f str,
    id: &'f str,
    source: &'f str,
}

fn symptom(
    place: Place<'_>,
    mut reader: Reader,
    problems: &mut Problems,
    references: &mut Vec<Reference>,
) -> Symptom {
    let title = reader.required_prose("title", problems).value;
    let severity = reader.word("severity", SEVERITIES, problems);
    if severity.is_none() && !reader.has("severity") {
        problems.error(reader.head(), "a symptom needs `severity`");
    }
    let summary = reader.required_prose("summary", problems).value;
    let explains = reader.texts("explains", problems);
    let aliases = values(reader.texts("aliases", problems));
    let look_alikes = look_alikes(&mut reader, problems, references);
    let signals = signals(&mut reader, problems);
    let vetoes = vetoes(&mut reader, problems);
    let captures = capture_names(&signals);
    let names: Vec<String> = signals.iter().map(|signal| signal.id.clone()).collect();
    let scope = Scope { captures: &captures, signals: &names };
    let causes = causes(&mut reader, &scope, problems);
    let fixes = fixes(&mut reader, &scope, &causes, problems);
    let does_not_help = does_not_help(&mut reader, problems);
    let next_question =
        reader.table("next_question", "the next question", problems).map(|mut table| {
            let ask = table.required_prose("ask", problems).value;
            let command = table.text("command", problems).map(|command| command.value);
            table.finish(problems);
            NextQuestion { ask, command }
        });
    let links = links(&mut reader, problems);
    let examples = examples(&mut reader, &fixes, &captures, problems);
    if signals.iter().all(|signal| signal.weight == 0) {
        problems
            .error(reader.head(), "a symptom needs at least one [[signal]] with a weight above 0");
    }
    if examples.is_empty() {
        problems.error(reader.head(), "a symptom needs at least one [[example]]");
    }
    reader.finish(problems);
    references.extend(
        explains.iter().map(|id| Reference { to: id.value.clone(), span: id.span.clone() }),
    );
    Symptom {
        id: place.id.to_owned(),
        category: place.category.to_owned(),
        file: place.file.to_owned(),
        source: place.source.into(),
        is_built_in: false,
        title,
        severity: severity.unwrap_or(Severity::Error),
        summary,
        explains: values(explains),
        aliases,
        look_alikes,
        signals,
        vetoes,
        causes,
        fixes,
        does_not_help,
        next_question,
        links,
        examples,
    }
}

/// The names that conditions inside a symptom can refer to.
struct Scope<'s> {
    captures: &'s [String],
    signals: &'s [String],
}

fn values(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn capture_names(signals: &[Signal]) -> Vec<String> {
    let patterns = signals.iter().filter_map(|signal| signal.matcher.regex.as_ref());
    patterns.flat_map(|pattern| pattern.captures().iter().cloned()).collect()
}

fn unique(id: &At<String>, taken: &[&str], what: &str, problems: &mut Problems) {
    let kebab = !id.value.is_empty()
        && id.value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !kebab && !id.value.is_empty() {
        problems.error(id.span.clone(), format!("the id `{}` must be kebab-case", id.value));
    }
    if taken.contains(&id.value.as_str()) {
        problems.error(id.span.clone(), format!("there are two {what}s named `{}`", id.value));
    }
}

fn look_alikes(
    reader: &mut Reader,
    problems: &mut Problems,
    references: &mut Vec<Reference>,
) -> Vec<LookAlike> {
    let mut list = Vec::new();
    for mut table in reader.tables("look_alike", "a look-alike", problems) {
        let id = table.required("id", problems);
        let tell = table.required_prose("tell", problems).value;
        table.finish(problems);
        references.push(Reference { to: id.value.clone(), span: id.span });
        list.push(LookAlike { id: id.value, tell });
    }
    list
}

fn signals(reader: &mut Reader, problems: &mut Problems) -> Vec<Signal> {
    let mut list: Vec<Signal> = Vec::new();
    for mut table in reader.tables("signal", "a signal", problems) {
        let id = table.required("id", problems);
        unique(
            &id,
            &list.iter().map(|signal| signal.id.as_str()).collect::<Vec<_>>(),
            "signal",
            problems,
        );
        let weight = table.integer("weight", 0..=100, problems);
        if weight.is_none() && !table.has("weight") {
            problems.error(table.head(), "a signal needs `weight`");
        }
        let shows = table.required_prose("shows", problems).value;
        let matcher = matcher(&mut table, problems);
        let generic = table.flag("generic", problems);
        let prose = table.flag("prose", problems);
        if prose && weight.is_some_and(|weight| weight > MAX_PROSE_WEIGHT) {
            problems.error(
                id.span.clone(),
                format!(
                    "people's own words prove nothing: the weight can be {MAX_PROSE_WEIGHT} at most"
                ),
            );
        }
        let versions = table.parsed::<VersionRange>("versions", problems);
        let span = id.span.clone();
        table.finish(problems);
        list.push(Signal {
            id: id.value,
            shows,
            weight: weight.unwrap_or(1),
            matcher,
            generic,
            prose,
            versions,
            span,
        });
    }
    list
}

fn vetoes(reader: &mut Reader, problems: &mut Problems) -> Vec<Veto> {
    let mut list = Vec::new();
    for mut table in reader.tables("veto", "a veto", problems) {
        let matcher = matcher(&mut table, problems);
        let scope = table.word("scope", SCOPES, problems).unwrap_or(VetoScope::Line);
        let why = table.required_prose("why", problems);
        table.finish(problems);
        list.push(Veto { matcher, scope, why: why.value, span: why.span });
    }
    list
}

fn matcher(table: &mut Reader, problems: &mut Problems) -> Matcher {
    let literals = table.texts("literal", problems);
    for literal in &literals {
        check_literal(literal, problems);
    }
    let regex = table.text("regex", problems).and_then(|text| match Pattern::parse(&text.value) {
        Ok(pattern) => Some(pattern),
        Err(bad) => {
            let start = problems.content_start(&text.span);
            problems.error(start + bad.span.start..start + bad.span.end, bad.message);
            None
        }
    });
    let mut fields = Vec::new();
    if let Some(table) = table.table("field", "a field condition", problems) {
        for (key, values) in table.rest(problems) {
            let values = values.iter().map(|value| Glob::new(&value.value)).collect();
            fields.push(FieldMatch { key: key.value, values });
        }
    }
    if literals.is_empty() && fields.is_empty() {
        problems.error(
            table.head(),
            "needs `literal` or `field`: without one every line would be a candidate",
        );
    }
    let fields_are_findable = fields.is_empty()
        || !literals.is_empty()
        || fields.iter().any(|field| field.values.iter().all(|glob| glob.literal().len() >= 4));
    if !fields_are_findable {
        problems
            .error(table.head(), "one field needs values with at least 4 characters besides `*`");
    }
    Matcher { literals: values(literals), regex, fields }
}

fn check_literal(literal: &At<String>, problems: &mut Problems) {
    // A character of Chinese, Japanese or Korean says as much as several Latin letters.
    let length: usize = literal.value.chars().map(|c| if c.is_ascii() { 1 } else { 4 }).sum();
    if length < MIN_LITERAL {
        problems.error(
            literal.span.clone(),
            format!("the literal has {length} characters, at least {MIN_LITERAL} are needed to find it quickly"),
        );
    } else if length < GOOD_LITERAL && is_common(&literal.value) {
        problems.warn(
            literal.span.clone(),
            format!("the literal is common: {GOOD_LITERAL} or more characters, or rarer words, search faster"),
        );
    }
}

/// Whether nearly every OpenClaw log holds it.
fn is_common(literal: &str) -> bool {
    const COMMON: &[&str] =
        &["openclaw", "clawdbot", "connect", "gateway", "unauthorized", "127.0.0.1"];
    let lower = literal.to_ascii_lowercase();
    COMMON.iter().any(|word| *word == lower.trim())
}

fn when(table: Option<Reader>, scope: &Scope, problems: &mut Problems) -> When {
    let Some(mut table) = table else { return When::default() };
    let mut when = When { versions: table.parsed("versions", problems), ..When::default() };
    when.signals = signal_names(table.texts("signal", problems), scope, problems);
    when.without = signal_names(table.texts("without", problems), scope, problems);
    for (name, fact) in Fact::NAMES {
        let texts = table.texts(name, problems);
        if texts.is_empty() {
            continue;
        }
        if let Some((_, known)) = FACT_VALUES.iter().find(|(known, _)| *known == fact) {
            for text in texts.iter().filter(|text| !known.contains(&text.value.as_str())) {
                let known = alternatives(known.iter().copied());
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

fn causes(reader: &mut Reader, scope: &Scope, problems: &mut Problems) -> Vec<Cause> {
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

fn fixes(
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
            .map(|step_table| step(step_table, problems))
            .collect();
        if steps.is_empty() {
            problems.error(table.head(), "a fix needs at least one [[fix.step]]");
        }
        let check = table
            .table("check", "a check", problems)
            .map(|check_table| check(check_table, problems));
        if check.is_none() {
            problems.error(
                table.head(),
                "a fix needs [fix.check]: how does the reader see that it worked",
            );
        }
        let (scenario, unproved) = proof(&mut table, problems);
        let source = table.word("source", SOURCES, problems);
        table.finish(problems);
        list.push(Fix {
            id: id.value,
            title,
            cause: cause.map(|cause| cause.value),
            when,
            steps,
            check,
            scenario,
            unproved,
            proved_on: Vec::new(),
            source,
        });
    }
    list
}

fn proof(table: &mut Reader, problems: &mut Problems) -> (Option<String>, Option<String>) {
    let Some(mut proof) = table.table("proof", "a proof", problems) else { return (None, None) };
    let scenario = proof.text("scenario", problems).map(|text| text.value);
    let unproved = proof.text("unproved", problems).map(|text| text.value);
    proof.finish(problems);
    (scenario, unproved)
}

fn step(mut table: Reader, problems: &mut Problems) -> Step {
    let text = table.required_prose("text", problems).value;
    let risk = table.word("risk", RISKS, problems);
    if risk.is_none() && !table.has("risk") {
        problems.error(table.head(), "a step needs `risk`");
    }
    let risk = risk.unwrap_or(Risk::Reads);
    let versions = table.parsed("versions", problems);
    let snippets = snippets(&mut table, problems);
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

fn check(mut table: Reader, problems: &mut Problems) -> Check {
    let text = table.prose("text", problems).map(|text| text.value);
    let snippets = snippets(&mut table, problems);
    let expect = table.required_prose("expect", problems).value;
    if text.is_none() && snippets.is_empty() {
        problems.error(table.head(), "a check needs `text` or `run`");
    }
    table.finish(problems);
    Check { text: text.unwrap_or_else(|| "Try again:".to_owned()), snippets, expect }
}

/// Platforms that a snippet can be for.
const PLATFORMS: &[(&str, &str)] = &[
    ("any", "any"),
    ("linux", "linux"),
    ("macos", "macos"),
    ("windows", "windows"),
    ("docker", "docker"),
    ("compose", "compose"),
    ("kubernetes", "kubernetes"),
    ("add-on", "add-on"),
];

/// `run`, `powershell`, `config`, `file`, `output`, and `[[…variant]]` for other platforms.
fn snippets(table: &mut Reader, problems: &mut Problems) -> Vec<Snippet> {
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
            let default_path =
                (kind == SnippetKind::Config).then(|| "~/.openclaw/openclaw.json".to_owned());
            let path = path_value.clone().or(default_path);
            if path.is_none() {
                problems.error(text.span.clone(), "a file snippet needs `path`");
            }
            list.push(snippet(kind, or_lang(default_lang), "any", text.value, path));
        }
    }
    if let Some(output) = table.text("output", problems) {
        list.push(snippet(SnippetKind::Output, or_lang("text"), "any", output.value, None));
    }
    for mut variant in table.tables("variant", "a variant", problems) {
        let platform = variant.word("platform", PLATFORMS, problems).unwrap_or("any");
        let run = variant.required("run", problems);
        check_command(&run, problems);
        variant.finish(problems);
        list.push(snippet(SnippetKind::Command, "sh".to_owned(), platform, run.value, None));
    }
    list
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

fn does_not_help(reader: &mut Reader, problems: &mut Problems) -> Vec<DoesNotHelp> {
    let mut list = Vec::new();
    for mut table in reader.tables("does_not_help", "advice that does not help", problems) {
        let advice = table.required_prose("advice", problems).value;
        let why = table.required_prose("why", problems).value;
        table.finish(problems);
        list.push(DoesNotHelp { advice, why });
    }
    list
}

fn links(reader: &mut Reader, problems: &mut Problems) -> Vec<Link> {
    let mut list = Vec::new();
    for mut table in reader.tables("link", "a link", problems) {
        let title = table.required_prose("title", problems).value;
        let url = table.required("url", problems);
        if !url.value.starts_with("https://") && !url.value.is_empty() {
            problems.error(url.span, "a link must begin with https://");
        }
        table.finish(problems);
        list.push(Link { title, url: url.value });
    }
    list
}

fn examples(
    reader: &mut Reader,
    fixes: &[Fix],
    captures: &[String],
    problems: &mut Problems,
) -> Vec<Example> {
    let mut list: Vec<Example> = Vec::new();
    for mut table in reader.tables("example", "an example", problems) {
        let name = table.required("name", problems);
        if list.iter().any(|example| example.name == name.value) {
            problems
                .error(name.span.clone(), format!("there are two examples named `{}`", name.value));
        }
        let expect = table.word("expect", EXPECTS, problems);
        if expect.is_none() && !table.has("expect") {
            problems.error(table.head(), "an example needs `expect`");
        }
        let text = table.required("text", problems).value;
        let first_fix = table.text("first_fix", problems);
        if let Some(fix) = &first_fix
            && !fixes.iter().any(|known| known.id == fix.value)
        {
            let known = alternatives(fixes.iter().map(|fix| fix.id.as_str()));
            problems.error(
                fix.span.clone(),
                format!("no fix is named `{}`: there are {known}", fix.value),
            );
        }
        let mut expected = Vec::new();
        if let Some(table) = table.table("captures", "the captures of an example", problems) {
            for (key, values) in table.rest(problems) {
                if !captures.contains(&key.value) {
                    problems.error(key.span, format!("no signal captures `{}`", key.value));
                }
                expected.extend(values.into_iter().map(|value| (key.value.clone(), value.value)));
            }
        }
        table.finish(problems);
        list.push(Example {
            name: name.value,
            expect: expect.unwrap_or(Expect::Found),
            text,
            first_fix: first_fix.map(|fix| fix.value),
            captures: expected,
            span: name.span,
        });
    }
    list
}
