//! What is wrong in a knowledge file, told to the person who wrote it.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::lines;

/// A problem in a knowledge file. Wording: lower case, no full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the person named it.
    pub file: String,
    /// The file's text, for the caret. Empty when the problem is not inside the text.
    pub source: String,
    /// Where in the text, in bytes.
    pub span: Range<usize>,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether it keeps the base from being used.
    pub level: ProblemLevel,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemLevel {
    /// The base cannot be used.
    Error,
    /// The base works, but not as well as it could.
    Warning,
}

impl Problem {
    /// Where in the text it is shown: within it, and whole characters, whatever a parser counted.
    fn place(&self) -> Range<usize> {
        let start = self.source.floor_char_boundary(self.span.start);
        start..self.source.ceil_char_boundary(self.span.end).max(start)
    }

    /// 1-based line and column (in characters) of the problem.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        lines::position(&self.source, self.place().start)
    }

    /// The problem with its line and a caret under the place.
    #[must_use]
    pub fn render(&self) -> String {
        let level = match self.level {
            ProblemLevel::Error => Level::ERROR,
            ProblemLevel::Warning => Level::WARNING,
        };
        let title = level.primary_title(self.message.as_str());
        let (line, column) = self.position();
        if self.source.is_empty() {
            return format!("{}: {}: {}", self.file, self.level, self.message);
        }
        let snippet = Snippet::source(self.source.as_str())
            .fold(true)
            .annotation(AnnotationKind::Primary.span(self.place()));
        let body = Renderer::plain().render(&[title.element(snippet)]);
        // The first line is what editors and terminals turn into a link.
        format!("{}:{line}:{column}: {body}", self.file)
    }

    /// The problem as a GitHub workflow command.
    #[must_use]
    pub fn render_github(&self) -> String {
        let (line, column) = self.position();
        let escape =
            |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        format!(
            "::{} file={},line={line},col={column}::{}",
            self.level,
            escape(&self.file),
            escape(&self.message)
        )
    }
}

impl fmt::Display for ProblemLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProblemLevel::Error => "error",
            ProblemLevel::Warning => "warning",
        })
    }
}

impl fmt::Display for Problem {
    /// `file:line:column: message`, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.position();
        write!(f, "{}:{line}:{column}: {}", self.file, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_inside_a_character_or_behind_the_text_is_shown_all_the_same() {
        for span in [0..1, 1..2, 1..1, 3..4, 3..99, 50..99] {
            let problem = Problem {
                file: "x.toml".to_owned(),
                source: "Õ\u{2}é".to_owned(),
                span: span.clone(),
                message: "no TOML".to_owned(),
                level: ProblemLevel::Error,
            };
            assert!(problem.render().starts_with("x.toml:1:"), "{span:?}");
        }
    }

    #[test]
    fn a_problem_is_shown_with_file_line_column_and_a_caret() {
        let problem = Problem {
            file: "gateway-auth/x.toml".to_owned(),
            source: "title = \"é\"\nseverty = \"error\"\n".to_owned(),
            span: 13..20,
            message: "unknown key `severty`".to_owned(),
            level: ProblemLevel::Error,
        };
        assert_eq!(problem.to_string(), "gateway-auth/x.toml:2:1: unknown key `severty`");
        insta::assert_snapshot!(problem.render(), @r#"
        gateway-auth/x.toml:2:1: error: unknown key `severty`
          |
        2 | severty = "error"
          | ^^^^^^^
        "#);
        assert_eq!(
            problem.render_github(),
            "::error file=gateway-auth/x.toml,line=2,col=1::unknown key `severty`"
        );
    }
}
