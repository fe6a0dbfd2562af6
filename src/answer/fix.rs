//! What led to a problem and what cures it.

use serde::Serialize;
use utoipa::ToSchema;

/// A cause as it fits the paste.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundCause {
    /// Id within the symptom.
    pub id: String,
    /// One line.
    pub title: String,
    /// How it leads to the symptom.
    pub why: String,
    /// What in the paste speaks for it. Absent: nothing speaks for or against it.
    pub fits: Option<String>,
    /// Versions in which it is possible.
    pub applies_to: Option<String>,
    /// What the claim rests on.
    pub source: Option<Source>,
}

/// What a claim rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
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

/// A fix, narrowed to the paste and filled with what it tells.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundFix {
    /// Id within the symptom.
    pub id: String,
    /// One line that says what is done.
    pub title: String,
    /// Id of the cause that it removes.
    pub cause: Option<String>,
    /// Versions that it is for. Absent: all.
    pub applies_to: Option<String>,
    /// Said when the fix depends on a version that the paste does not tell.
    pub note: Option<String>,
    /// What to do, in order.
    pub steps: Vec<FoundStep>,
    /// How to see that it worked.
    pub check: Option<FoundCheck>,
    /// Versions of OpenClaw on which it was executed with success.
    pub proved_on: Vec<String>,
    /// When it was executed, as `YYYY-MM-DD`.
    pub proved_at: Option<String>,
    /// Why it cannot be executed in a lab.
    pub unproved: Option<String>,
    /// What the claim rests on.
    pub source: Option<Source>,
}

/// One thing to do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundStep {
    /// What to do, in words.
    pub text: String,
    /// What it does to the machine.
    pub risk: Risk,
    /// Versions that it is for, when the paste does not tell the version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_to: Option<String>,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
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
    /// The word in the API and in the pages' classes.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// What a snippet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
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
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundCheck {
    /// What to look at.
    pub text: String,
    /// What to run.
    pub snippets: Vec<Snippet>,
    /// What it prints or shows when the problem is gone.
    pub expect: String,
}
