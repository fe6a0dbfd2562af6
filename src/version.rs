//! Versions, the schemes in which programs number them, and ranges of them.
//!
//! A leaf module: the context reads versions out of pastes, the knowledge base bounds its claims
//! with ranges, the engine compares the two. It knows none of them.
//!
//! The crate `semver` knows neither two numbers (`17.6`) nor a repaired release behind a plain one
//! (`2026.1.24-3`), which programs that people paste have.

use std::cmp::Ordering;
use std::fmt;

/// Most numbers that a version has.
const MAX_NUMBERS: usize = 4;

/// A version: one to four numbers, then what release of them it is.
///
/// `2026.1.24-beta.1 < 2026.1.24 < 2026.1.24-3 < 2026.1.25`; a missing number is 0: `17 = 17.0`.
#[derive(Debug, Clone, Copy)]
pub struct Version {
    numbers: [u32; MAX_NUMBERS],
    /// How many of the numbers are written.
    written: usize,
    release: Release,
}

/// What stands behind the numbers. The order of the variants is the order of the versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Release {
    Early(Stage, u16),
    Plain,
    Repair(u16),
}

/// A release before the plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Alpha,
    Beta,
    Candidate,
}

impl Stage {
    const NAMES: [(&'static str, Stage); 3] =
        [("alpha", Stage::Alpha), ("beta", Stage::Beta), ("rc", Stage::Candidate)];

    fn name(self) -> &'static str {
        Stage::NAMES.iter().find(|(_, stage)| *stage == self).map_or("", |(name, _)| name)
    }
}

/// How a program numbers its versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// By the day: `YYYY.M.D`, `YYYY.M.D-n` (a repaired release) or `YYYY.M.D-beta.n`.
    #[default]
    Calendar,
    /// One to four numbers, also with `-alpha.n`, `-beta.n`, `-rc.n` or `-n`.
    Semantic,
}

/// The text is no version of the scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a version of the form {}", scheme.form())]
pub struct NotAVersion {
    text: String,
    scheme: Scheme,
}

impl NotAVersion {
    /// What versions of the scheme look like.
    #[must_use]
    pub fn examples(&self) -> &'static str {
        match self.scheme {
            Scheme::Calendar => "2026.9.6, 2026.1.24-3 or 2026.2.1-beta.2",
            Scheme::Semantic => "17.6, 2.8.4 or 1.2.0-rc.1",
        }
    }
}

impl Scheme {
    /// The words in knowledge files.
    pub const NAMES: [(&'static str, Scheme); 2] =
        [("calendar", Scheme::Calendar), ("semantic", Scheme::Semantic)];

    /// A regex for the versions that stand in a text. A single number is too common to be one.
    #[must_use]
    pub fn pattern(self) -> &'static str {
        match self {
            Scheme::Calendar => r"20[2-9][0-9]\.[0-9]{1,2}\.[0-9]{1,2}(?:-(?:beta\.)?[0-9]{1,3})?",
            Scheme::Semantic => {
                r"[0-9]{1,4}(?:(?:\.[0-9]{1,6}){1,3}(?:-?(?:alpha|beta|rc)\.?[0-9]{1,3})?|(?:alpha|beta|rc)[0-9]{1,3})"
            }
        }
    }

    /// A regex for all that [`Scheme::parse`] takes, for the description of an interface.
    #[must_use]
    pub fn input_pattern(self) -> &'static str {
        match self {
            Scheme::Calendar => r"[1-9][0-9]{3}\.[0-9]{1,2}\.[0-9]{1,2}(-(beta\.)?[0-9]{1,4})?",
            Scheme::Semantic => {
                r"[0-9]{1,8}(\.[0-9]{1,8}){0,3}(-?(alpha|beta|rc)\.?[0-9]{1,4}|-[0-9]{1,4})?"
            }
        }
    }

    /// Whether a version that stands alone, without a word of what it belongs to, is one of the program:
    /// nothing else is numbered by days of this century.
    #[must_use]
    pub fn is_telling(self) -> bool {
        self == Scheme::Calendar
    }

    fn form(self) -> &'static str {
        match self {
            Scheme::Calendar => "YYYY.M.D, YYYY.M.D-n or YYYY.M.D-beta.n",
            Scheme::Semantic => "1.2.3 (one to four numbers), 1.2.3-n or 1.2.3-rc.n",
        }
    }

    /// Reads a version.
    ///
    /// # Errors
    /// The text is none of this scheme.
    pub fn parse(self, text: &str) -> Result<Version, NotAVersion> {
        parse(text)
            .filter(|version| self == Scheme::Semantic || version.is_of_a_day(text))
            .ok_or_else(|| NotAVersion { text: text.to_owned(), scheme: self })
    }
}

fn parse(text: &str) -> Option<Version> {
    let end = text.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, suffix) = text.split_at(end);
    let mut numbers = [0; MAX_NUMBERS];
    let mut written = 0;
    for part in digits.split('.') {
        *numbers.get_mut(written)? = part.parse().ok()?;
        written += 1;
    }
    let named = suffix.strip_prefix('-').unwrap_or(suffix);
    let stage =
        Stage::NAMES.iter().find_map(|(name, stage)| Some((stage, named.strip_prefix(name)?)));
    let release = match stage {
        None if suffix.is_empty() => Release::Plain,
        None => Release::Repair(suffix.strip_prefix('-')?.parse().ok()?),
        Some((stage, number)) => {
            Release::Early(*stage, number.strip_prefix('.').unwrap_or(number).parse().ok()?)
        }
    };
    Some(Version { numbers, written, release })
}

impl Version {
    fn is_of_a_day(&self, text: &str) -> bool {
        let [year, ..] = self.numbers;
        let release = match self.release {
            Release::Early(stage, _) => stage == Stage::Beta && text.contains("-beta."),
            Release::Plain | Release::Repair(_) => true,
        };
        self.written == 3 && (1000..=9999).contains(&year) && release
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Version) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Version) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Version) -> Ordering {
        (self.numbers, self.release).cmp(&(other.numbers, other.release))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, number) in self.numbers.iter().take(self.written).enumerate() {
            let dot = if index == 0 { "" } else { "." };
            write!(f, "{dot}{number}")?;
        }
        match self.release {
            Release::Early(stage, number) => write!(f, "-{}.{number}", stage.name()),
            Release::Plain => Ok(()),
            Release::Repair(number) => write!(f, "-{number}"),
        }
    }
}

/// A conjunction of bounds such as `>=2026.3.13, <2026.8.1`. The empty range holds every version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VersionRange {
    bounds: Vec<(Bound, Version)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
}

impl Bound {
    /// Longest sign first, so that `<=` is not read as `<`.
    const SIGNS: [(&'static str, Bound); 5] = [
        (">=", Bound::GreaterOrEqual),
        ("<=", Bound::LessOrEqual),
        (">", Bound::Greater),
        ("<", Bound::Less),
        ("=", Bound::Equal),
    ];

    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Bound::Less => ordering.is_lt(),
            Bound::LessOrEqual => ordering.is_le(),
            Bound::Equal => ordering.is_eq(),
            Bound::GreaterOrEqual => ordering.is_ge(),
            Bound::Greater => ordering.is_gt(),
        }
    }
}

/// Why a text is no version range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRange {
    /// A part has no comparison sign.
    #[error("{0:?} has no comparison sign; write for example \">=2026.3.13, <2026.8.1\"")]
    NoSign(String),
    /// A part's version is malformed.
    #[error(transparent)]
    Version(#[from] NotAVersion),
    /// No version can satisfy all parts.
    #[error("no version can satisfy {0:?}")]
    Empty(String),
}

impl Scheme {
    /// Reads a range: bounds with commas between them, all of which hold.
    ///
    /// # Errors
    /// A bound without a sign, a version that is none, bounds that no version satisfies.
    pub fn parse_range(self, text: &str) -> Result<VersionRange, BadRange> {
        let mut bounds = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (bound, version) = Bound::SIGNS
                .iter()
                .find_map(|(sign, bound)| Some((*bound, part.strip_prefix(sign)?)))
                .ok_or_else(|| BadRange::NoSign(part.to_owned()))?;
            bounds.push((bound, self.parse(version.trim())?));
        }
        let range = VersionRange { bounds };
        if range.is_contradictory() { Err(BadRange::Empty(text.to_owned())) } else { Ok(range) }
    }
}

impl VersionRange {
    /// Whether `version` satisfies every bound.
    #[must_use]
    pub fn contains(&self, version: Version) -> bool {
        self.bounds.iter().all(|(bound, limit)| bound.holds(version.cmp(limit)))
    }

    /// Whether the range and the span of versions in `known` cannot meet.
    #[must_use]
    pub fn excludes(&self, known: &KnownVersions) -> bool {
        match known.exact {
            Some(version) => !self.contains(version),
            None => self.bounds.iter().any(|(bound, limit)| match bound {
                Bound::Less => known.at_least.is_some_and(|low| low >= *limit),
                Bound::LessOrEqual => known.at_least.is_some_and(|low| low > *limit),
                Bound::Equal => {
                    known.at_least.is_some_and(|low| low > *limit)
                        || known.before.is_some_and(|high| high <= *limit)
                }
                Bound::GreaterOrEqual | Bound::Greater => {
                    known.before.is_some_and(|high| high <= *limit)
                }
            }),
        }
    }

    /// Whether every version that `known` allows lies in the range.
    #[must_use]
    pub fn includes(&self, known: &KnownVersions) -> bool {
        match known.exact {
            Some(version) => self.contains(version),
            None => self.bounds.iter().all(|(bound, limit)| match bound {
                Bound::Less | Bound::LessOrEqual => known.before.is_some_and(|high| high <= *limit),
                Bound::Equal => false,
                Bound::GreaterOrEqual => known.at_least.is_some_and(|low| low >= *limit),
                Bound::Greater => known.at_least.is_some_and(|low| low > *limit),
            }),
        }
    }

    fn is_contradictory(&self) -> bool {
        let low =
            self.bounds.iter().filter(|(b, _)| matches!(b, Bound::Greater | Bound::GreaterOrEqual));
        let high =
            self.bounds.iter().filter(|(b, _)| matches!(b, Bound::Less | Bound::LessOrEqual));
        match (low.map(|(_, v)| v).max(), high.map(|(_, v)| v).min()) {
            (Some(low), Some(high)) => low > high || (low == high && !self.contains(*low)),
            _ => false,
        }
    }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (bound, version)) in self.bounds.iter().enumerate() {
            let sign = Bound::SIGNS.iter().find(|(_, b)| b == bound).map_or("", |(sign, _)| sign);
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{sign}{version}")?;
        }
        Ok(())
    }
}

/// What is known of the version that a paste comes from: the exact one, or bounds that follow from
/// wordings which only some versions print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KnownVersions {
    /// The version itself, when the paste or the user names it.
    pub exact: Option<Version>,
    /// The oldest version that can have printed the paste.
    pub at_least: Option<Version>,
    /// The first version that can no longer have printed it.
    pub before: Option<Version>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v(text: &str) -> Version {
        Scheme::Calendar.parse(text).unwrap()
    }

    fn range(text: &str) -> Result<VersionRange, BadRange> {
        Scheme::Calendar.parse_range(text)
    }

    #[test]
    fn versions_are_ordered_by_date_then_beta_plain_repair() {
        let sorted = ["2026.1.9", "2026.1.24-beta.1", "2026.1.24", "2026.1.24-3", "2026.10.1"];
        assert!(sorted.windows(2).all(|pair| v(pair[0]) < v(pair[1])));
        assert!(sorted.iter().all(|text| v(text).to_string() == *text));
    }

    #[test]
    fn what_is_no_calendar_version_is_refused() {
        for text in ["2026.1", "26.1.1", "2026.1.1.1", "2026.1.x", "2026.1.1-rc", "", "v2026.1.1"] {
            assert!(Scheme::Calendar.parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbered_versions_need_not_write_every_number() {
        let v = |text: &str| Scheme::Semantic.parse(text).unwrap();
        let sorted = ["9.6.24", "16rc1", "16", "16.4", "16.4-1", "17-beta.2", "17.0.0.1"];
        assert!(sorted.windows(2).all(|pair| v(pair[0]) < v(pair[1])));
        assert_eq!(v("17"), v("17.0"));
        assert_eq!(v("16rc1").to_string(), "16-rc.1");
        for text in ["", "v2", "1.2.3.4.5", "1..2", "1.2-nightly", "1.2."] {
            assert!(Scheme::Semantic.parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_range_is_a_conjunction() {
        let range = range(">=2026.3.13, <2026.8.1").unwrap();
        assert!(range.contains(v("2026.3.13")) && range.contains(v("2026.7.35")));
        assert!(!range.contains(v("2026.3.12")) && !range.contains(v("2026.8.1")));
        assert_eq!(range.to_string(), ">=2026.3.13, <2026.8.1");
    }

    #[test]
    fn ranges_that_hold_nothing_or_lack_a_sign_are_refused() {
        assert!(matches!(range(">=2026.8.1, <2026.3.1"), Err(BadRange::Empty(_))));
        assert!(matches!(range("2026.8.1"), Err(BadRange::NoSign(_))));
        assert!(matches!(range("<2026"), Err(BadRange::Version(_))));
    }

    #[test]
    fn bounds_decide_where_they_can_and_stay_open_where_not() {
        let old = range("<2026.8.1").unwrap();
        let new_only = KnownVersions { at_least: Some(v("2026.8.1")), ..Default::default() };
        let since_march = KnownVersions { at_least: Some(v("2026.3.13")), ..Default::default() };
        assert!(old.excludes(&new_only));
        assert!(!old.excludes(&since_march) && !old.includes(&since_march));
        let before_march = KnownVersions { before: Some(v("2026.3.13")), ..Default::default() };
        assert!(old.includes(&before_march));
    }
}
