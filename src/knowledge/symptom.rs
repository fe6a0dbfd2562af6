//! What a knowledge file says, in types that cannot be wrong inside.
//!
//! The names are those of the files (`docs/knowledge-format.md`); the answer has types of its own.

use std::collections::BTreeMap;
use std::ops::Range;

use super::pattern::{Glob, Pattern};
use crate::product::{Fact, NextQuestion};
use crate::version::{Version, VersionRange};

/// One problem with one way of recognising it and one family of fixes.
#[derive(Debug, Clone)]
pub struct Symptom {
    /// The file's name: `gateway-token-mismatch`. Never changes.
    pub id: String,
    /// The folder's name: `gateway-auth`.
    pub category: String,
    /// The file, as messages name it.
    pub file: String,
    /// The file's text, for messages about its examples.
    pub source: std::sync::Arc<str>,
    /// Whether the program carries it.
    pub is_built_in: bool,
    /// One line that says what is wrong.
    pub title: String,
    /// Whether the entry is still kept up.
    pub status: Status,
    /// How bad it is.
    pub severity: Severity,
    /// What happened and why, in a few sentences.
    pub summary: String,
    /// Ids of consequences: listed under this symptom when both are found.
    pub explains: Vec<String>,
    /// How people say it.
    pub aliases: Vec<String>,
    /// Symptoms that look the same at a glance.
    pub look_alikes: Vec<LookAlike>,
    /// What shows it in a paste.
    pub signals: Vec<Signal>,
    /// What takes evidence back.
    pub vetoes: Vec<Veto>,
    /// What can have led to it.
    pub causes: Vec<Cause>,
    /// What cures it, in the order in which to try.
    pub fixes: Vec<Fix>,
    /// What the `<placeholders>` of the commands stand for.
    pub placeholders: BTreeMap<String, String>,
    /// Popular advice that fails.
    pub does_not_help: Vec<DoesNotHelp>,
    /// What to ask when the evidence does not decide.
    pub next_question: Option<NextQuestion>,
    /// Where to read on.
    pub links: Vec<Link>,
    /// Texts that must (not) hit this symptom.
    pub examples: Vec<Example>,
}

/// Whether an entry is still kept up. Its page stays in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It is.
    Active,
    /// It is still found in pastes, but nobody keeps it up.
    Deprecated {
        /// Why.
        why: String,
    },
    /// Another entry has taken over: it is no longer found.
    Replaced {
        /// Id of the other entry.
        by: String,
        /// Why.
        why: String,
    },
}

/// How bad a symptom is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Harmless, or only a notice: there is nothing to fix.
    Info,
    /// Works, but something is off.
    Warning,
    /// Something does not work.
    Error,
}

impl Severity {
    /// The word in knowledge files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A symptom that this one is taken for, and the words that tell them apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAlike {
    /// Id of the other symptom.
    pub id: String,
    /// What the other one says or shows that this one does not.
    pub tell: String,
}

/// Something in a paste that speaks for a symptom.
#[derive(Debug, Clone)]
pub struct Signal {
    /// Name within the symptom.
    pub id: String,
    /// What the reader is told that the line shows: "the gateway's own close reason".
    pub shows: String,
    /// How strongly it speaks for the symptom.
    pub strength: Strength,
    /// What must match.
    pub matcher: Matcher,
    /// Whether other software prints the same words: without a sign of the product in the paste the
    /// finding stays `possible`.
    pub generic: bool,
    /// Whether it looks for people's own words: it never matches a log line, and is never more than
    /// `possible`.
    pub prose: bool,
    /// Versions in which the words mean this.
    pub versions: Option<VersionRange>,
    /// What to ask when nothing else shows the symptom, instead of the symptom's own question.
    pub next_question: Option<NextQuestion>,
    /// Where in the file it stands.
    pub span: Range<usize>,
}

/// How strongly a signal speaks for its symptom, weakest first. `docs/knowledge-format.md` says how to
/// choose; the engine says what each is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Shows nothing by itself, but decides between causes, or is captured for a command.
    Clue,
    /// Words that people use for several problems.
    Hint,
    /// Fits this symptom and few others; two of them make it likely.
    Fair,
    /// Hardly anything else says so: likely alone.
    Strong,
    /// The program says so only in this case: certain alone.
    Proof,
}

impl Strength {
    /// Every strength with its word in knowledge files, strongest first.
    pub const WORDS: [(&'static str, Strength); 5] = [
        ("proof", Strength::Proof),
        ("strong", Strength::Strong),
        ("fair", Strength::Fair),
        ("hint", Strength::Hint),
        ("clue", Strength::Clue),
    ];

    /// The word in knowledge files.
    #[must_use]
    pub fn word(self) -> &'static str {
        Strength::WORDS.iter().find(|(_, strength)| *strength == self).map_or("", |(word, _)| word)
    }
}

/// What a signal or veto looks for in one unit of the paste.
#[derive(Debug, Clone)]
pub struct Matcher {
    /// Literals of which one must stand in the unit (ASCII case does not matter). They find the
    /// candidates quickly; a field matcher's are taken from its values.
    pub literals: Vec<String>,
    /// The regex that confirms the candidate and captures. Without: the literal is enough.
    pub regex: Option<Pattern>,
    /// `key=value` or JSON fields that must all stand in the unit.
    pub fields: Vec<FieldMatch>,
}

/// A field and the values that it may have.
#[derive(Debug, Clone)]
pub struct FieldMatch {
    /// The field's name, exact.
    pub key: String,
    /// The values, of which one must match.
    pub values: Vec<Glob>,
}

/// Something that takes evidence back.
#[derive(Debug, Clone)]
pub struct Veto {
    /// What must match.
    pub matcher: Matcher,
    /// How far it reaches.
    pub scope: VetoScope,
    /// Why the evidence does not count then.
    pub why: String,
    /// Where in the file it stands.
    pub span: Range<usize>,
}

/// How far a veto reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VetoScope {
    /// Evidence in the same unit does not count.
    Line,
    /// The symptom is not reported for this paste.
    Paste,
}

/// Something that can have led to a symptom.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Name within the symptom.
    pub id: String,
    /// One line.
    pub title: String,
    /// How it leads to the symptom.
    pub why: String,
    /// When it fits. Empty: always possible.
    pub when: When,
    /// What the claim rests on.
    pub source: Option<Source>,
}

/// What a claim rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Seen by running the program.
    Experiment,
    /// Read in its code.
    Code,
    /// Stated by its documentation or changelog.
    Docs,
    /// Reported by users in public threads.
    Reports,
}

/// Facts that must hold for a cause or fix to fit. Every part that is given must hold; several
/// values in a part are alternatives.
#[derive(Debug, Clone, Default)]
pub struct When {
    /// Versions of the product.
    pub versions: Option<VersionRange>,
    /// Facts of the context.
    pub facts: Vec<(Fact, Vec<String>)>,
    /// Captures of the symptom's signals.
    pub captures: Vec<(String, Vec<Glob>)>,
    /// Signals of the symptom, of which one must have been found.
    pub signals: Vec<String>,
    /// Signals of the symptom, of which none may have been found.
    pub without: Vec<String>,
}

/// A way out of a symptom.
#[derive(Debug, Clone)]
pub struct Fix {
    /// Name within the symptom.
    pub id: String,
    /// One line that says what is done.
    pub title: String,
    /// Id of the cause that it removes.
    pub cause: Option<String>,
    /// When it fits, besides its cause.
    pub when: When,
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// How to see that it worked.
    pub check: Option<Check>,
    /// Whether it was executed.
    pub proof: Proof,
    /// What the claim rests on.
    pub source: Option<Source>,
}

impl Fix {
    /// Every text in which a placeholder can be filled.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let step_texts = self.steps.iter().flat_map(|step| {
            let own =
                [Some(&step.text), step.expect.as_ref(), step.undo.as_ref(), step.warning.as_ref()];
            own.into_iter().flatten().chain(step.snippets.iter().map(|snippet| &snippet.text))
        });
        let check_texts = self.check.iter().flat_map(|check| {
            let own = [&check.text, &check.expect];
            own.into_iter().chain(check.snippets.iter().map(|snippet| &snippet.text))
        });
        step_texts.chain(check_texts).map(String::as_str)
    }
}

/// Whether a fix was executed against the real program.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// The lab scenario that executes it.
    pub scenario: Option<String>,
    /// Why no lab can execute it.
    pub unproved: Option<String>,
    /// Versions on which the lab executed it with success.
    pub proved_on: Vec<Version>,
    /// When, as `YYYY-MM-DD`.
    pub date: Option<String>,
}

/// One thing to do.
#[derive(Debug, Clone)]
pub struct Step {
    /// Name within the fix.
    pub id: String,
    /// What to do, in words.
    pub text: String,
    /// What it does to the machine.
    pub risk: Risk,
    /// Versions that it is for.
    pub versions: Option<VersionRange>,
    /// What to run or write.
    pub snippets: Vec<Snippet>,
    /// What it prints or shows when it works.
    pub expect: Option<String>,
    /// How to take it back.
    pub undo: Option<String>,
    /// What can be lost.
    pub warning: Option<String>,
}

/// What a step does to the machine, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Only looks.
    Reads,
    /// Changes configuration or credentials.
    Changes,
    /// Interrupts the gateway.
    Restarts,
    /// Removes data.
    Deletes,
}

impl Risk {
    /// The word in knowledge files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Risk::Reads => "reads",
            Risk::Changes => "changes",
            Risk::Restarts => "restarts",
            Risk::Deletes => "deletes",
        }
    }
}

/// Something to run, write or compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// What it is.
    pub kind: SnippetKind,
    /// Language, for highlighting: `sh`, `powershell`, `json5`, `yaml`, `text` …
    pub lang: String,
    /// Where it is run: `any`, `linux`, `macos`, `windows`, `docker`, `compose`, `kubernetes` …
    pub platform: String,
    /// The text itself. `<…>` marks what the reader fills in.
    pub text: String,
    /// The file that it belongs into (config and file).
    pub path: Option<String>,
}

/// What a snippet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnippetKind {
    /// Complete and runnable once its placeholders are filled.
    Command,
    /// A fragment that is merged into the configuration file at `path`.
    Config,
    /// Lines of the file at `path`.
    File,
    /// What a program prints.
    Output,
}

/// How to see that a fix worked.
#[derive(Debug, Clone)]
pub struct Check {
    /// What to look at.
    pub text: String,
    /// What to run.
    pub snippets: Vec<Snippet>,
    /// What it prints or shows when the problem is gone.
    pub expect: String,
}

/// Popular advice that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoesNotHelp {
    /// The advice, as people meet it.
    pub advice: String,
    /// Why it fails.
    pub why: String,
    /// What the claim that it fails rests on.
    pub source: Option<Source>,
    /// Versions on which the lab followed it, in vain.
    pub failed_on: Vec<Version>,
    /// Why the lab did not follow it.
    pub unproved: Option<String>,
}

/// A page to read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is.
    pub title: String,
    /// Where it is.
    pub url: String,
}

/// A text that must (not) hit the symptom it stands in.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// What must be found in it.
    pub expect: Expect,
    /// The paste.
    pub text: String,
    /// The fix that must come first, when the example proves a narrowing.
    pub first_fix: Option<String>,
    /// Captures that must be taken.
    pub captures: Vec<(String, String)>,
    /// Where in the file it stands.
    pub span: Range<usize>,
}

/// What an example expects of its symptom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// It is the first finding.
    First,
    /// It is among the findings.
    Found,
    /// It is not found, or at most `possible`.
    Absent,
}
