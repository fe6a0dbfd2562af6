//! Messages that do not stand in the paste as they were printed, put right before they are matched.

mod clipped;
mod typos;

use std::ops::Range;
use std::sync::Arc;

pub(super) use clipped::ClippedStarts;
pub(super) use typos::{Respelled, Spelling};

/// What was done to a message so that a matcher can read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Repair {
    /// The beginning of its message was put back.
    Beginning(LostStart),
    /// This is how it must have been before somebody typed it again.
    Respelled(Arc<str>),
}

/// The beginning that a message lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LostStart {
    /// Where in the message what is left of it begins.
    at: usize,
    /// What stood before.
    text: String,
    /// Whether the program itself leaves it out: the tag in front says it already.
    is_regular: bool,
}

impl Repair {
    /// The message as it was printed.
    pub(super) fn text(&self, message: &str) -> String {
        match self {
            Repair::Beginning(lost) => format!("{}{}", lost.text, &message[lost.at..]),
            Repair::Respelled(text) => text.to_string(),
        }
    }

    /// Where a range of the repaired text lies in the message, which is `length` bytes long.
    pub(super) fn original(&self, range: Range<usize>, length: usize) -> Range<usize> {
        let shift = |lost: &LostStart, at: usize| at.saturating_sub(lost.text.len()) + lost.at;
        match self {
            Repair::Beginning(lost) => shift(lost, range.start)..shift(lost, range.end),
            Repair::Respelled(_) => 0..length,
        }
    }

    /// Whether something is wrong with the paste: the program itself leaves out what its tag says.
    pub(super) fn is_slip(&self) -> bool {
        !matches!(self, Repair::Beginning(LostStart { is_regular: true, .. }))
    }
}
