//! A program whose pastes are diagnosed, as data: what `knowledge/<product>/product.toml` says of it.
//!
//! Names, versions, words that tell where a paste comes from, how its commands are run elsewhere, what to
//! do when nothing is recognised. Here are the types and what can be asked of them; the files are read by
//! [`crate::knowledge`], pastes by [`crate::context`].

mod clues;
mod commands;
mod versions;

use std::sync::Arc;

use regex::Regex;

use crate::paste::{Layout, Reader, SecretRules};
use crate::version::Version;

pub use clues::{Clue, ClueHit, Clues, Fact, Wording};
pub use commands::{CommandForm, Profile};
pub use versions::{Role, VersionWords};

/// What is known of a program, apart from its problems.
#[derive(Debug, Clone)]
pub struct Product {
    /// The name of its folder: kebab-case, unique.
    pub id: String,
    /// As people write it.
    pub name: String,
    /// One line for the foot of a page.
    pub about: String,
    /// A message of it as people paste it, shown in the empty form.
    pub message: Option<String>,
    /// What its commands begin with, as they are typed.
    pub command: String,
    /// The file that a `config` snippet belongs into when it names none.
    pub config: Option<String>,
    /// Names, folders and variables that it had before.
    pub former_names: Vec<FormerName>,
    /// How its versions are told from others.
    pub versions: VersionWords,
    /// The line that tells product and version, and nothing else.
    pub banner: Option<Regex>,
    /// Shapes of secrets that only it has.
    pub secrets: Option<SecretRules>,
    /// Settings apart from the usual ones, chosen by an option.
    pub profile: Option<Profile>,
    /// Words that tell where a paste comes from.
    pub clues: Clues,
    /// How its commands are run in containers, the first that fits.
    pub commands: Vec<CommandForm>,
    /// What to run when nothing is recognised, in order.
    pub ladder: Vec<Rung>,
    /// What to find out when nothing is recognised.
    pub question: NextQuestion,
    /// The command whose output an issue report ends with.
    pub report: Option<String>,
    /// Words that nearly every paste of it holds: a literal that is one of them finds nothing.
    pub common_words: Vec<String>,
}

/// A name that a program had once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    /// The value of the product clue that shows it.
    pub name: String,
    /// The first version with the new name.
    pub before: Version,
    /// What was written for what is written now: from, to.
    pub replacements: Vec<(String, String)>,
}

/// One command of the ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rung {
    /// What to run.
    pub command: String,
    /// What to look for in its output.
    pub look_for: String,
}

/// What to find out next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextQuestion {
    /// The question.
    pub ask: String,
    /// The command whose output answers it.
    pub command: Option<String>,
}

impl Product {
    /// The words that name it, in lower case, the present name first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.clues.values(Fact::Product)
    }

    /// The former name that holds in a paste: told by its version, else by the name that it shows.
    #[must_use]
    pub fn former_name(
        &self,
        version: Option<Version>,
        shown: Option<&str>,
    ) -> Option<&FormerName> {
        self.former_names.iter().find(|former| match version {
            Some(version) => version < former.before,
            None => shown == Some(former.name.as_str()),
        })
    }
}

/// Reads the pastes of several programs: knows the banners of all.
#[must_use]
pub fn reader<'p>(products: impl IntoIterator<Item = &'p Arc<Product>>) -> Reader {
    let mut layout = Layout::default();
    for product in products {
        layout.banners.extend(product.banner.clone());
        layout.secrets.extend(product.secrets.clone());
        layout.accounts.extend(product.names().map(str::to_owned));
    }
    Reader::new(layout)
}
