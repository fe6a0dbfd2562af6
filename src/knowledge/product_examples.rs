//! What proves the facts of a product: texts with what must be concluded from them.

use std::ops::Range;

use regex::Regex;

use super::Problem;
use super::problem::ProblemLevel;

/// The examples of one `product.toml`, and the regexes that they have to prove.
#[derive(Debug, Clone)]
pub struct ProductExamples {
    /// The file, as messages name it.
    pub file: String,
    /// Its content.
    pub source: String,
    /// Whether it is built in: then the tests of the build prove it.
    pub is_built_in: bool,
    /// The examples.
    pub examples: Vec<ProductExample>,
    /// The regexes, with their places in the file.
    pub shapes: Vec<(Regex, Range<usize>)>,
}

/// A text with what must be concluded from it.
#[derive(Debug, Clone)]
pub struct ProductExample {
    /// What it shows.
    pub name: String,
    /// The paste.
    pub text: String,
    /// What the paste tells, by name: `version`, `at_least`, `before` and the facts of a context.
    pub expect: Vec<(String, String)>,
    /// Where in the file it stands.
    pub span: Range<usize>,
}

impl ProductExamples {
    /// An error at a place of the file.
    #[must_use]
    pub fn problem(&self, span: Range<usize>, message: String) -> Problem {
        Problem {
            file: self.file.clone(),
            source: self.source.clone(),
            span,
            message,
            level: ProblemLevel::Error,
        }
    }
}
