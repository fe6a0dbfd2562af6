//! Which of the versions in a paste is the running one.

use regex::Regex;

use crate::version::Scheme;

/// What the words in front of a version say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An update would bring it.
    Target,
    /// It runs.
    Running,
    /// It is named for another reason: since when, who wrote a file.
    Other,
    /// It stands behind a name of the program.
    Named,
    /// A part of the program has it, which usually is the program's as well.
    Reported,
}

/// How the versions of a program are told from others.
#[derive(Debug, Clone)]
pub struct VersionWords {
    /// How they are numbered.
    pub scheme: Scheme,
    /// The command that prints the running one.
    pub command: Option<String>,
    version: Regex,
    /// What stands directly before a version of each role. The first that fits counts.
    before: Vec<(Role, Regex)>,
}

impl VersionWords {
    /// Compiles the words of each role; each is a list of regexes, of which one ends where the version
    /// begins.
    ///
    /// # Errors
    /// The regexes do not compile together.
    pub fn new(
        scheme: Scheme,
        command: Option<String>,
        words: &[(Role, Vec<String>)],
    ) -> Result<VersionWords, regex::Error> {
        let before = words
            .iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(role, words)| Ok((*role, Regex::new(&format!("(?i)(?:{})$", words.join("|")))?)))
            .collect::<Result<_, regex::Error>>()?;
        Ok(VersionWords { scheme, command, version: Regex::new(scheme.pattern())?, before })
    }

    /// Every text that looks like a version.
    #[must_use]
    pub fn pattern(&self) -> &Regex {
        &self.version
    }

    /// What the words in front of a version say; `None`: nothing.
    #[must_use]
    pub fn role(&self, before: &str) -> Option<Role> {
        self.before.iter().find(|(_, words)| words.is_match(before)).map(|(role, _)| *role)
    }
}
