//! How a command that is written once is run elsewhere.

use regex::Regex;

/// Stands for what follows the program's command.
const ARGUMENTS: &str = "<arguments>";

/// The form that some commands of a program have where it is installed in some way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandForm {
    /// The install methods it is for.
    pub install: Vec<String>,
    /// What follows the program's command; `*` at the end stands for anything.
    pub arguments: Vec<String>,
    /// What is run instead. `None`: it has no form there, and is left as it is.
    pub run: Option<String>,
}

impl CommandForm {
    /// Whether it is the form of a command for an install method.
    #[must_use]
    pub fn fits(&self, install: &str, arguments: &str) -> bool {
        self.install.iter().any(|own| own == install)
            && self.arguments.iter().any(|pattern| match pattern.strip_suffix('*') {
                Some(start) => arguments.starts_with(start),
                None => arguments == pattern,
            })
    }

    /// The command in this form.
    #[must_use]
    pub fn with(&self, arguments: &str) -> Option<String> {
        self.run.as_ref().map(|run| run.replace(ARGUMENTS, arguments))
    }
}

/// Settings apart from the usual ones.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Finds its name in a paste: a group `name`, or a group that is itself the name.
    pub shown_by: Regex,
    /// The option that chooses it, with `<profile>`.
    pub option: String,
    /// Options that choose one already.
    pub options: Vec<String>,
    /// Where its files lie: the usual folder, and the folder with `<profile>`.
    pub folder: Option<(String, String)>,
}

impl Profile {
    /// The option for one profile.
    #[must_use]
    pub fn option_for(&self, profile: &str) -> String {
        self.option.replace("<profile>", profile)
    }

    /// A path of the usual folder → the path of the profile's.
    #[must_use]
    pub fn path(&self, path: &str, profile: &str) -> String {
        match &self.folder {
            Some((usual, own)) => path.replace(usual, &own.replace("<profile>", profile)),
            None => path.to_owned(),
        }
    }
}
