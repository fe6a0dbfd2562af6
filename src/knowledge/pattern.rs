//! Regexes and globs of knowledge files: checked at load, compiled on first use.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex_automata::meta::{self, Cache, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_automata::{Input, Span};
use regex_syntax::ast::{self, Ast};

/// Upper bound of one compiled regex, in bytes. A pattern of the knowledge base takes about 40 KiB.
const SIZE_LIMIT: usize = 256 * 1024;

/// The memory in which patterns search, one after the other.
///
/// The crate `regex` keeps one for each pattern and thread, 80 KiB on average: after some thousand
/// different pastes that was half a gigabyte. Its engine below, `regex-automata`, takes one from
/// outside.
#[derive(Debug, Default)]
pub struct Scratch(Option<Cache>);

/// Where a pattern matches, and what its named groups hold there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternMatch {
    /// The whole match.
    pub range: Range<usize>,
    /// The groups that took part, by name, in the order of the pattern.
    pub captures: Vec<(String, Range<usize>)>,
}

/// A regex that was checked when it was read. Case does not matter.
///
/// It is compiled when its literal is met for the first time: most patterns of the base never are,
/// and compiling all of them would dominate start-up and idle memory.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: Arc<str>,
    compiled: Arc<OnceLock<Regex>>,
    captures: Arc<[String]>,
}

/// Why a text is no pattern for the knowledge base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPattern {
    /// What is wrong, and what to write instead.
    pub message: String,
    /// Where, in bytes of the pattern.
    pub span: Range<usize>,
}

impl Pattern {
    /// Checks a pattern by parsing it; does not compile it.
    ///
    /// # Errors
    /// A syntax error, a bare Unicode `\b` (it makes a search hundreds of times slower on text with
    /// one non-ASCII character), or a pattern that matches the empty string.
    pub fn parse(source: &str) -> Result<Pattern, BadPattern> {
        let whole = 0..source.len();
        let bad = |message: String, span: Range<usize>| BadPattern { message, span };
        let ast = ast::parse::Parser::new().parse(source).map_err(|error| {
            bad(error.kind().to_string(), error.span().start.offset..error.span().end.offset)
        })?;
        if let Some(span) = unicode_word_boundary(&ast) {
            let message =
                r"a Unicode word boundary is slow on non-ASCII text: write (?-u:\b)".to_owned();
            return Err(bad(message, span));
        }
        let hir = regex_syntax::hir::translate::TranslatorBuilder::new()
            .case_insensitive(true)
            .build()
            .translate(source, &ast)
            .map_err(|error| {
                bad(error.kind().to_string(), error.span().start.offset..error.span().end.offset)
            })?;
        if hir.properties().minimum_len() == Some(0) {
            return Err(bad("the pattern matches the empty string".to_owned(), whole));
        }
        let mut names = Vec::new();
        capture_names(&ast, &mut names);
        Ok(Pattern { source: source.into(), compiled: Arc::default(), captures: names.into() })
    }

    /// Compiles the pattern and forgets the result: nine hundred kept ones are tens of megabytes.
    ///
    /// # Errors
    /// The compiled pattern would be too large.
    pub fn try_compile(&self) -> Result<(), BadPattern> {
        self.build().map(drop)
    }

    /// The first match in `text` whose range is accepted. Nothing matches for a pattern that
    /// [`Pattern::try_compile`] refuses.
    pub fn find(
        &self,
        text: &str,
        scratch: &mut Scratch,
        is_accepted: impl Fn(&Range<usize>) -> bool,
    ) -> Option<PatternMatch> {
        let regex = match self.compiled.get() {
            Some(regex) => regex,
            None => {
                let regex = self.build().ok()?;
                self.compiled.get_or_init(|| regex)
            }
        };
        let cache = match &mut scratch.0 {
            Some(cache) => {
                cache.reset(regex);
                cache
            }
            none => none.insert(regex.create_cache()),
        };
        let mut captures = regex.create_captures();
        let mut start = 0;
        while start <= text.len() {
            let input = Input::new(text).range(start..);
            regex.search_captures_with(cache, &input, &mut captures);
            let Span { start: from, end } = captures.get_match()?.span();
            if is_accepted(&(from..end)) {
                return Some(PatternMatch { range: from..end, captures: named(regex, &captures) });
            }
            // No pattern matches the empty string, so this goes on.
            start = end;
        }
        None
    }

    /// Literals lead to the place, and a bounded backtracker decides: on one line of a log it is as
    /// fast as the lazy automata, which take three times the memory.
    fn build(&self) -> Result<Regex, BadPattern> {
        let config = meta::Config::new()
            .nfa_size_limit(Some(SIZE_LIMIT))
            .hybrid(false)
            .dfa(false)
            .onepass(false);
        meta::Regex::builder()
            .configure(config)
            .syntax(syntax::Config::new().case_insensitive(true))
            .build(&self.source)
            .map_err(|_| BadPattern {
                message: format!("the compiled pattern is larger than {} KiB", SIZE_LIMIT / 1024),
                span: 0..self.source.len(),
            })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Names of the groups that capture.
    #[must_use]
    pub fn captures(&self) -> &[String] {
        &self.captures
    }
}

fn named(regex: &Regex, captures: &Captures) -> Vec<(String, Range<usize>)> {
    let names = regex.group_info().all_names();
    names
        .filter_map(|(_, group, name)| {
            let Span { start, end } = captures.get_group(group)?;
            Some((name?.to_owned(), start..end))
        })
        .collect()
}

/// Calls `visit` with every node, outermost first, until it answers.
fn find_node<T>(ast: &Ast, visit: &mut impl FnMut(&Ast) -> Option<T>) -> Option<T> {
    if let Some(found) = visit(ast) {
        return Some(found);
    }
    match ast {
        Ast::Repetition(node) => find_node(&node.ast, visit),
        Ast::Group(node) => find_node(&node.ast, visit),
        Ast::Alternation(node) => node.asts.iter().find_map(|child| find_node(child, visit)),
        Ast::Concat(node) => node.asts.iter().find_map(|child| find_node(child, visit)),
        _ => None,
    }
}

fn unicode_word_boundary(ast: &Ast) -> Option<Range<usize>> {
    let ascii_group = |ast: &Ast| match ast {
        Ast::Group(group) => {
            group.flags().and_then(|flags| flags.flag_state(ast::Flag::Unicode)) == Some(false)
        }
        _ => false,
    };
    fn walk(ast: &Ast, ascii_group: &impl Fn(&Ast) -> bool) -> Option<Range<usize>> {
        if ascii_group(ast) {
            return None;
        }
        match ast {
            Ast::Assertion(node)
                if matches!(
                    node.kind,
                    ast::AssertionKind::WordBoundary | ast::AssertionKind::NotWordBoundary
                ) =>
            {
                Some(node.span.start.offset..node.span.end.offset)
            }
            Ast::Repetition(node) => walk(&node.ast, ascii_group),
            Ast::Group(node) => walk(&node.ast, ascii_group),
            Ast::Alternation(node) => node.asts.iter().find_map(|child| walk(child, ascii_group)),
            Ast::Concat(node) => node.asts.iter().find_map(|child| walk(child, ascii_group)),
            _ => None,
        }
    }
    walk(ast, &ascii_group)
}

fn capture_names(ast: &Ast, names: &mut Vec<String>) {
    find_node(ast, &mut |node| {
        if let Ast::Group(group) = node
            && let ast::GroupKind::CaptureName { name, .. } = &group.kind
        {
            names.push(name.name.clone());
        }
        None::<()>
    });
}

/// A value with `*` for any run of characters; case does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    source: String,
    parts: Vec<String>,
}

impl Glob {
    /// Reads a glob; every text is one.
    #[must_use]
    pub fn new(source: &str) -> Glob {
        let parts = source.to_ascii_lowercase().split('*').map(str::to_owned).collect();
        Glob { source: source.to_owned(), parts }
    }

    /// Whether the whole of `text` fits.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        let [first, middle @ .., last] = &self.parts[..] else {
            return self.parts.first().is_some_and(|only| *only == text);
        };
        let Some(mut rest) =
            text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()))
        else {
            return false;
        };
        middle.iter().all(|part| match rest.find(part.as_str()) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    }

    /// The longest run without `*`.
    #[must_use]
    pub fn literal(&self) -> &str {
        self.parts.iter().max_by_key(|part| part.len()).map_or("", String::as_str)
    }

    /// The glob as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_knows_its_captures_without_being_compiled() {
        let pattern = Pattern::parse(r"mismatch(?: \((?<hint>[^)]{1,9})\))?(?P<tail>x)").unwrap();
        assert_eq!(pattern.captures(), ["hint", "tail"]);
    }

    #[test]
    fn patterns_share_one_scratch_and_tell_what_their_groups_hold() {
        let mut scratch = Scratch::default();
        let mut find = |source: &str, text: &str| {
            let pattern = Pattern::parse(source).unwrap();
            pattern.find(text, &mut scratch, |range| range.start > 0)
        };
        assert_eq!(find("only a literal", "only a literal"), None);
        let found = find(r"code=(?<code>\d+)(?: \((?<why>\w+)\))?", "code=1 CODE=1008 x").unwrap();
        assert_eq!((found.range, found.captures), (7..16, vec![("code".to_owned(), 12..16)]));
        assert!(find("only a literal", "not only a literal").is_some());
    }

    #[test]
    fn bad_patterns_are_refused_with_the_place() {
        let place = |source| Pattern::parse(source).map(|_| ()).unwrap_err();
        assert_eq!(place("a(b").span, 1..2);
        assert_eq!(place(r"ab\bcd").span, 2..4);
        assert_eq!(place("a?b*").message, "the pattern matches the empty string");
        assert!(Pattern::parse(r"(?-u:\b)ab(?-u:\b)").is_ok());
    }

    #[test]
    fn a_pattern_that_explodes_is_refused() {
        let pattern = Pattern::parse(r"(\w{200}){40}").unwrap();
        assert!(pattern.try_compile().unwrap_err().message.contains("larger than"));
        assert_eq!(pattern.find("w", &mut Scratch::default(), |_| true), None);
    }

    #[test]
    fn globs_match_whole_values_without_regard_to_case() {
        for (glob, text, fits) in [
            ("gateway:*", "gateway:channels.status backend", true),
            ("set gateway.remote.token*", "Set gateway.remote.token to match", true),
            ("*backend*", "gateway-client backend v2026.9.6", true),
            ("cli", "cli", true),
            ("cli", "clip", false),
            ("a*b", "ab", true),
            ("aa*aa", "aaa", false),
            ("*", "", true),
        ] {
            assert_eq!(Glob::new(glob).matches(text), fits, "{glob} {text}");
        }
    }
}
