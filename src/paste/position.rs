//! Maps from a derived text back to the text it was made from.
//!
//! Both maps hold anchors only where the two texts stop running in step, and on long lines one every
//! few hundred bytes, so that a place is told in the same time wherever it stands.

/// Bytes of a long line between two anchors, about: a column is counted from the last anchor.
const STRIDE: usize = 256;

/// Cuts a text into pieces of about [`STRIDE`] bytes.
pub(super) fn strides(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (stride, left) = rest.split_at(rest.floor_char_boundary(STRIDE));
        rest = left;
        Some(stride)
    })
}

/// Maps byte offsets of a text to line and column of the raw paste.
#[derive(Debug, Clone, Default)]
pub(super) struct LineMap {
    anchors: Vec<LineAnchor>,
}

#[derive(Debug, Clone, Copy)]
struct LineAnchor {
    at: usize,
    line: usize,
    column: usize,
}

impl LineMap {
    /// Says that the text at byte `at` stands at `line` and `column` (both 1-based) of the raw
    /// paste, and that both run in step from there. Calls come in the order of `at`.
    pub(super) fn anchor(&mut self, at: usize, line: usize, column: usize) {
        match self.anchors.last_mut() {
            Some(last) if last.at == at => *last = LineAnchor { at, line, column },
            _ => self.anchors.push(LineAnchor { at, line, column }),
        }
    }

    /// Line and column (1-based, in characters) of byte `at` of `text`, the text that this map
    /// belongs to.
    pub(super) fn position(&self, text: &str, at: usize) -> (usize, usize) {
        let index = self.anchors.partition_point(|anchor| anchor.at <= at);
        let Some(anchor) = index.checked_sub(1).map(|index| self.anchors[index]) else {
            return (1, 1);
        };
        (anchor.line, anchor.column + text[anchor.at..at].chars().count())
    }

    /// Line (1-based) of byte `at`.
    pub(super) fn line(&self, at: usize) -> usize {
        let index = self.anchors.partition_point(|anchor| anchor.at <= at);
        index.checked_sub(1).map_or(1, |index| self.anchors[index].line)
    }
}

impl LineMap {
    /// The anchors inside a byte range, as (byte, line, column).
    pub(super) fn anchors_in(
        &self,
        range: std::ops::Range<usize>,
    ) -> impl Iterator<Item = (usize, usize, usize)> {
        let first = self.anchors.partition_point(|anchor| anchor.at < range.start);
        self.anchors[first..]
            .iter()
            .take_while(move |anchor| anchor.at < range.end)
            .map(|anchor| (anchor.at, anchor.line, anchor.column))
    }
}

/// Maps byte offsets of a text to byte offsets of the text it was made from.
#[derive(Debug, Clone, Default)]
pub(super) struct OffsetMap {
    anchors: Vec<(usize, usize)>,
}

impl OffsetMap {
    /// Says that byte `at` comes from byte `origin`, and that both run in step from there.
    pub(super) fn anchor(&mut self, at: usize, origin: usize) {
        match self.anchors.last_mut() {
            Some(last) if last.0 == at => last.1 = origin,
            Some(last) if last.1 + (at - last.0) == origin => {}
            _ => self.anchors.push((at, origin)),
        }
    }

    /// Says that a copy of `range` begins at byte `to`, which is behind every anchor.
    pub(super) fn copy(&mut self, range: std::ops::Range<usize>, to: usize) {
        self.anchor(to, self.origin(range.start));
        let first = self.anchors.partition_point(|anchor| anchor.0 <= range.start);
        let last = self.anchors.partition_point(|anchor| anchor.0 < range.end);
        for index in first..last {
            let (at, origin) = self.anchors[index];
            self.anchor(to + (at - range.start), origin);
        }
    }

    /// Where byte `at` comes from. Bytes that were inserted give the place before them.
    pub(super) fn origin(&self, at: usize) -> usize {
        let index = self.anchors.partition_point(|anchor| anchor.0 <= at);
        index.checked_sub(1).map_or(0, |index| {
            let (start, origin) = self.anchors[index];
            origin + (at - start)
        })
    }
}
