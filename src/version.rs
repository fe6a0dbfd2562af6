//! OpenClaw's calendar versions and ranges of them.
//!
//! A leaf module: the context reads versions out of pastes, the knowledge base bounds its claims
//! with ranges, the engine compares the two. It knows none of them.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A calendar version `YYYY.M.D`, optionally `-n` (a repaired release) or `-beta.n`.
///
/// `2026.1.24-beta.1 < 2026.1.24 < 2026.1.24-3 < 2026.1.25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    year: u16,
    month: u8,
    day: u8,
    release: Release,
}

/// What stands behind the date. The order of the variants is the order of the versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Release {
    Beta(u16),
    Plain,
    Repair(u16),
}

/// The text is no calendar version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a version of the form YYYY.M.D, YYYY.M.D-n or YYYY.M.D-beta.n")]
pub struct NotAVersion(String);

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        parse_version(text).ok_or_else(|| NotAVersion(text.to_owned()))
    }
}

fn parse_version(text: &str) -> Option<Version> {
    let (date, suffix) = match text.split_once('-') {
        Some((date, suffix)) => (date, Some(suffix)),
        None => (text, None),
    };
    let mut parts = date.split('.');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let release = match suffix {
        None => Release::Plain,
        Some(suffix) => match suffix.strip_prefix("beta.") {
            Some(number) => Release::Beta(number.parse().ok()?),
            None => Release::Repair(suffix.parse().ok()?),
        },
    };
    Some(Version {
        year: year.parse().ok()?,
        month: month.parse().ok()?,
        day: day.parse().ok()?,
        release,
    })
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.year, self.month, self.day)?;
        match self.release {
            Release::Beta(number) => write!(f, "-beta.{number}"),
            Release::Plain => Ok(()),
            Release::Repair(number) => write!(f, "-{number}"),
        }
    }
}

impl serde::Serialize for Version {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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

impl FromStr for VersionRange {
    type Err = BadRange;

    fn from_str(text: &str) -> Result<Self, BadRange> {
        let mut bounds = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (bound, version) = Bound::SIGNS
                .iter()
                .find_map(|(sign, bound)| Some((*bound, part.strip_prefix(sign)?)))
                .ok_or_else(|| BadRange::NoSign(part.to_owned()))?;
            bounds.push((bound, version.trim().parse()?));
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
        text.parse().unwrap()
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
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_range_is_a_conjunction() {
        let range: VersionRange = ">=2026.3.13, <2026.8.1".parse().unwrap();
        assert!(range.contains(v("2026.3.13")) && range.contains(v("2026.7.35")));
        assert!(!range.contains(v("2026.3.12")) && !range.contains(v("2026.8.1")));
        assert_eq!(range.to_string(), ">=2026.3.13, <2026.8.1");
    }

    #[test]
    fn ranges_that_hold_nothing_or_lack_a_sign_are_refused() {
        assert!(matches!(">=2026.8.1, <2026.3.1".parse::<VersionRange>(), Err(BadRange::Empty(_))));
        assert!(matches!("2026.8.1".parse::<VersionRange>(), Err(BadRange::NoSign(_))));
        assert!(matches!("<2026".parse::<VersionRange>(), Err(BadRange::Version(_))));
    }

    #[test]
    fn bounds_decide_where_they_can_and_stay_open_where_not() {
        let old: VersionRange = "<2026.8.1".parse().unwrap();
        let new_only = KnownVersions { at_least: Some(v("2026.8.1")), ..Default::default() };
        let since_march = KnownVersions { at_least: Some(v("2026.3.13")), ..Default::default() };
        assert!(old.excludes(&new_only));
        assert!(!old.excludes(&since_march) && !old.includes(&since_march));
        let before_march = KnownVersions { before: Some(v("2026.3.13")), ..Default::default() };
        assert!(old.includes(&before_march));
    }
}
