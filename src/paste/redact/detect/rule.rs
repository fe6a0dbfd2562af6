//! The rule files: how a rule is written, and what is wrong with it when it is.

use std::fmt;
use std::sync::{Arc, OnceLock};

use regex_automata::PatternID;
use regex_automata::meta::{Config, Regex};
use serde::Deserialize;

use super::back::Back;
use super::kind::SecretKind;
use super::value::ValueTest;

/// One shape of secrets.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The file it stands in, for messages.
    pub(crate) file: Arc<str>,
    /// Its name, unique over all files.
    pub(crate) id: String,
    /// What its values are.
    pub(crate) kind: RuleKind,
    /// The rule is tried where one of these stands.
    pub(crate) literals: Vec<String>,
    /// ASCII case of the literals counts.
    pub(crate) exact: bool,
    /// A letter, a digit or `_` in front of the literal rules it out.
    pub(crate) whole: bool,
    /// How far in front of the literal the match begins.
    pub(crate) back: Back,
    /// The match may run over line ends.
    pub(crate) lines: bool,
    /// How far the rule looks from the beginning of its match, in bytes. A value that runs on is
    /// masked to its end all the same.
    pub(crate) reach: usize,
    /// What the value has to pass.
    pub(crate) tests: Vec<ValueTest>,
    /// Texts whose marked part the rule must find.
    pub(crate) hits: Vec<Hit>,
    /// Texts in which nothing may be masked.
    pub(crate) keeps: Vec<String>,
    /// What must stand near behind the literal: a quick look that spares most lines the regex.
    pub(super) near: Near,
    /// What the match begins with. Empty: anything.
    pub(super) begins: String,
    /// What the character behind the literal must be, one of ASCII. Empty: any.
    pub(super) next: Vec<char>,
    /// The literals are ends of the name of a value.
    pub(crate) names_a_key: bool,
    pattern: String,
    compiled: OnceLock<Compiled>,
}

/// Characters of which one must stand somewhere. None: there need not be any.
#[derive(Debug)]
pub(super) struct Near {
    ascii: Vec<u8>,
    wide: Vec<char>,
    /// How many bytes behind the literal are looked at.
    within: usize,
}

impl Near {
    fn of(characters: &[char], within: usize) -> Near {
        let ascii: Vec<u8> =
            characters.iter().filter_map(|c| u8::try_from(*c).ok()).filter(u8::is_ascii).collect();
        let wide = characters.iter().copied().filter(|c| !c.is_ascii()).collect();
        Near { ascii, wide, within }
    }

    /// Whether one of them stands behind `at`, near enough. Up to `known` there is none, and it is moved on:
    /// all the places of a text are looked for in one walk.
    pub(super) fn stands_behind(&self, text: &str, at: usize, known: &mut usize) -> bool {
        if self.ascii.is_empty() && self.wide.is_empty() {
            return true;
        }
        let end = text.floor_char_boundary((at + self.within).min(text.len()));
        let from = at.max(*known);
        if from >= end {
            return false;
        }
        let place = self.place_in(&text[from..end]);
        *known = place.map_or(end, |place| from + place);
        place.is_some()
    }

    fn place_in(&self, text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        let ascii = match *self.ascii.as_slice() {
            [a] => memchr::memchr(a, bytes),
            [a, b] => memchr::memchr2(a, b, bytes),
            [a, b, c] => memchr::memchr3(a, b, c, bytes),
            [] => None,
            _ => bytes.iter().position(|byte| self.ascii.contains(byte)),
        };
        if self.wide.is_empty() || text.is_ascii() {
            return ascii;
        }
        let wide = text[..ascii.unwrap_or(text.len())].find(self.wide.as_slice());
        wide.or(ascii)
    }
}

/// A rule's regex and the numbers of its groups.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) regex: Regex,
    /// The groups that hold a value, and whether it stands in quotation marks.
    pub(super) values: Vec<(usize, bool)>,
    pub(super) key: Option<usize>,
    pub(super) separator: Option<usize>,
    pub(super) close: Option<usize>,
}

/// Names of the groups that hold a value, and whether it stands in quotation marks.
const VALUE_GROUPS: [(&str, bool); 6] = [
    ("secret", false),
    ("secret2", false),
    ("secret3", false),
    ("quoted", true),
    ("quoted2", true),
    ("quoted3", true),
];

/// The kind of a rule's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleKind {
    /// Always this one.
    Is(SecretKind),
    /// Told by the name of the value.
    ByKey,
}

/// A text with a marked secret.
#[derive(Debug)]
pub(crate) struct Hit {
    /// The text without the marks.
    pub(crate) text: String,
    /// Where the secret stands in it.
    pub(crate) secret: std::ops::Range<usize>,
}

/// What is wrong with a rule file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RuleError {
    /// The file.
    pub(crate) file: String,
    /// The rule, when it has come that far.
    pub(crate) rule: Option<String>,
    /// What is wrong.
    pub(crate) problem: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rule {
            Some(rule) => write!(f, "{}: rule `{rule}`: {}", self.file, self.problem),
            None => write!(f, "{}: {}", self.file, self.problem),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    kind: String,
    literals: Vec<String>,
    #[serde(default)]
    exact: bool,
    #[serde(default)]
    whole: bool,
    #[serde(default)]
    back: Back,
    #[serde(default)]
    lines: bool,
    #[serde(default)]
    near: Vec<char>,
    #[serde(default = "usual_near", rename = "near-within")]
    near_within: usize,
    #[serde(default)]
    begins: String,
    #[serde(default)]
    next: Vec<char>,
    #[serde(default = "usual_reach")]
    reach: usize,
    regex: String,
    #[serde(default)]
    tests: Vec<String>,
    hits: Vec<String>,
    keeps: Vec<String>,
}

/// Bytes behind a literal in which a name ends and a value begins: the rest of the name, quotation marks
/// with their escapes, blanks, the sign between both.
fn usual_near() -> usize {
    96
}

fn usual_reach() -> usize {
    640
}

/// Named pieces of regexes, used as `{{name}}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FragmentFile {
    fragment: Vec<Fragment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fragment {
    name: String,
    regex: String,
}

/// Reads the fragments; later ones may use earlier ones.
///
/// # Errors
/// When the file is no TOML of that form.
pub(super) fn read_fragments(file: &str, text: &str) -> Result<Vec<(String, String)>, RuleError> {
    let parsed: FragmentFile = toml::from_str(text).map_err(|error| RuleError {
        file: file.to_owned(),
        rule: None,
        problem: error.to_string(),
    })?;
    let mut fragments: Vec<(String, String)> = Vec::new();
    for Fragment { name, regex } in parsed.fragment {
        let regex = expand(&regex, &fragments);
        fragments.push((format!("{{{{{name}}}}}"), format!("(?:{regex})")));
    }
    Ok(fragments)
}

fn expand(pattern: &str, fragments: &[(String, String)]) -> String {
    fragments
        .iter()
        .fold(pattern.to_owned(), |pattern, (name, regex)| pattern.replace(name.as_str(), regex))
}

/// Reads the rules of one file.
///
/// # Errors
/// Everything that is wrong with the file, each with its rule; whether the regexes compile is not
/// looked at here.
pub(super) fn read_rules(
    file: &str,
    text: &str,
    fragments: &[(String, String)],
) -> Result<Vec<Rule>, Vec<RuleError>> {
    let parsed: RuleFile = toml::from_str(text).map_err(|error| {
        vec![RuleError { file: file.to_owned(), rule: None, problem: error.to_string() }]
    })?;
    let name: Arc<str> = file.into();
    let mut rules = Vec::new();
    let mut errors = Vec::new();
    for raw in parsed.rule {
        let id = raw.id.clone();
        match decode(&name, raw, fragments) {
            Ok(rule) => rules.push(rule),
            Err(problem) => {
                errors.push(RuleError { file: file.to_owned(), rule: Some(id), problem });
            }
        }
    }
    if errors.is_empty() { Ok(rules) } else { Err(errors) }
}

fn decode(file: &Arc<str>, raw: RawRule, fragments: &[(String, String)]) -> Result<Rule, String> {
    let kind = match raw.kind.as_str() {
        "by-key" => RuleKind::ByKey,
        name => RuleKind::Is(
            SecretKind::from_name(name).ok_or_else(|| format!("there is no kind `{name}`"))?,
        ),
    };
    let tests = raw
        .tests
        .iter()
        .map(|name| ValueTest::from_name(name).ok_or_else(|| format!("there is no test `{name}`")))
        .collect::<Result<Vec<_>, _>>()?;
    if raw.literals.is_empty() || raw.literals.iter().any(|literal| literal.is_empty()) {
        return Err("`literals` must name what the rule is tried at".to_owned());
    }
    if raw.hits.is_empty() || raw.keeps.is_empty() {
        return Err("`hits` and `keeps` must hold at least one text each".to_owned());
    }
    let hits = raw.hits.iter().map(|text| marked(text)).collect::<Result<Vec<_>, _>>()?;
    let pattern = expand(&raw.regex, fragments);
    if let Some(at) = pattern.find("{{") {
        return Err(format!("there is no fragment at `{}`", &pattern[at..]));
    }
    Ok(Rule {
        names_a_key: raw.back == Back::Key && pattern.contains("(?<key>"),
        file: Arc::clone(file),
        id: raw.id,
        kind,
        literals: raw.literals,
        exact: raw.exact,
        whole: raw.whole,
        back: raw.back,
        lines: raw.lines,
        near: Near::of(&raw.near, raw.near_within),
        begins: raw.begins,
        next: raw.next,
        reach: raw.reach,
        tests,
        hits,
        keeps: raw.keeps,
        pattern,
        compiled: OnceLock::new(),
    })
}

/// `token=⟦abc⟧` → the text and where the secret stands.
fn marked(text: &str) -> Result<Hit, String> {
    let parts = text.split_once('⟦').and_then(|(before, rest)| {
        rest.split_once('⟧').map(|(secret, after)| (before, secret, after))
    });
    let Some((before, secret, after)) = parts else {
        return Err(format!("the secret is not marked with ⟦ and ⟧ in `{text}`"));
    };
    Ok(Hit {
        text: format!("{before}{secret}{after}"),
        secret: before.len()..before.len() + secret.len(),
    })
}

impl Rule {
    /// Compiles the regex.
    ///
    /// # Errors
    /// What is wrong with the regex, or that it names no secret.
    pub(super) fn compile(&self) -> Result<Compiled, RuleError> {
        let error = |problem: String| RuleError {
            file: self.file.to_string(),
            rule: Some(self.id.clone()),
            problem,
        };
        // A rule is tried at one place: the lazy automata see at once that it does not begin there, and
        // nothing has to be looked for.
        let config = Config::new().dfa(false).auto_prefilter(false);
        let regex = Regex::builder().configure(config).build(&self.pattern).map_err(|wrong| {
            let detail = std::error::Error::source(&wrong).map(ToString::to_string);
            error(detail.unwrap_or_else(|| wrong.to_string()))
        })?;
        let group = |name| regex.group_info().to_index(PatternID::ZERO, name);
        let values: Vec<(usize, bool)> = VALUE_GROUPS
            .into_iter()
            .filter_map(|(name, quoted)| Some((group(name)?, quoted)))
            .collect();
        if values.is_empty() {
            return Err(error("no group is called `secret` or `quoted`".to_owned()));
        }
        let (key, separator, close) = (group("key"), group("sep"), group("close"));
        Ok(Compiled { values, key, separator, close, regex })
    }

    /// The compiled regex. Rules are met seldom, so each is compiled when it is.
    pub(super) fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            self.compile().expect("every rule is compiled when its file is checked")
        })
    }
}
