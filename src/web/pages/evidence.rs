//! The paste with its evidence marked: only the lines around it, numbered as pasted.

use crate::answer::Diagnosis;
use crate::paste::Paste;

/// Lines shown before and after a marked one.
const AROUND: usize = 2;
/// A paste of at most this many lines is shown whole.
const WHOLE: usize = 24;
/// Longest line shown whole, in bytes; of a longer one the parts around the marks are shown.
const MAX_LINE: usize = 600;
/// Bytes of a long line shown on each side of a mark.
const REACH: usize = 120;

/// A row of the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    /// A line of the paste.
    Line {
        /// As pasted, 1-based.
        number: usize,
        /// Its text in pieces.
        pieces: Vec<Piece>,
        /// Whether it holds evidence.
        is_marked: bool,
    },
    /// Lines that are left out.
    Gap {
        /// How many.
        lines: usize,
    },
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// What stands there.
    pub(super) text: String,
    /// The number of the finding that it is evidence of, 1-based.
    pub(super) finding: Option<usize>,
}

/// The rows for a diagnosis of a paste.
pub(super) fn rows(paste: &Paste, diagnosis: &Diagnosis) -> Vec<Row> {
    let mut marks: Vec<(std::ops::Range<usize>, usize)> = diagnosis
        .findings
        .iter()
        .enumerate()
        .flat_map(|(index, finding)| {
            finding.evidence.iter().map(move |e| (e.shown.clone(), index + 1))
        })
        .collect();
    marks.sort_by_key(|(range, finding)| (range.start, *finding));
    let mut lines: Vec<_> = paste.shown_lines().collect();
    while lines.len() > 1 && lines.last().is_some_and(|line| line.text.trim().is_empty()) {
        lines.pop();
    }
    let marks_of = |line: &std::ops::Range<usize>| {
        let first = marks.partition_point(|(range, _)| range.start < line.start);
        marks[first..]
            .iter()
            .take_while(|(range, _)| range.start <= line.end)
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut wanted = vec![lines.len() <= WHOLE; lines.len()];
    for (index, line) in lines.iter().enumerate() {
        if !marks_of(&line.range).is_empty() {
            let last = (index + AROUND).min(lines.len() - 1);
            wanted[index.saturating_sub(AROUND)..=last].fill(true);
        }
    }
    if wanted.iter().all(|wanted| !wanted) {
        wanted.iter_mut().take(WHOLE).for_each(|wanted| *wanted = true);
    }
    let mut rows = Vec::new();
    let mut left_out = 0;
    for (line, wanted) in lines.iter().zip(wanted) {
        if !wanted {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            rows.push(Row::Gap { lines: left_out });
            left_out = 0;
        }
        let marks = marks_of(&line.range);
        let is_marked = !marks.is_empty();
        rows.push(Row::Line {
            number: line.number,
            pieces: pieces(line.text, line.range.start, &marks),
            is_marked,
        });
    }
    if left_out > 0 {
        rows.push(Row::Gap { lines: left_out });
    }
    rows
}

fn pieces(text: &str, start: usize, marks: &[(std::ops::Range<usize>, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (range, finding) in marks {
        let from = (range.start - start).max(done);
        let to = (range.end - start).min(text.len());
        if from >= to {
            continue;
        }
        push_plain(&mut pieces, &text[done..from], done == 0, false);
        pieces.push(Piece { text: text[from..to].to_owned(), finding: Some(*finding) });
        done = to;
    }
    push_plain(&mut pieces, &text[done..], done == 0, true);
    pieces
}

/// Pushes text without a mark; of a long one only what stands next to marks.
fn push_plain(pieces: &mut Vec<Piece>, text: &str, is_first: bool, is_last: bool) {
    let shown = if text.len() <= MAX_LINE {
        text.to_owned()
    } else {
        let head = &text[..text.floor_char_boundary(REACH)];
        let tail = &text[text.ceil_char_boundary(text.len() - REACH)..];
        match (is_first, is_last) {
            (true, true) => format!("{}…", &text[..text.floor_char_boundary(MAX_LINE)]),
            (true, false) => format!("…{tail}"),
            (false, true) => format!("{head}…"),
            (false, false) => format!("{head} … {tail}"),
        }
    };
    if !shown.is_empty() {
        pieces.push(Piece { text: shown, finding: None });
    }
}
