//! The line around a byte of a text.

/// Where the line begins that holds byte `at`, or ends there.
#[must_use]
pub fn start(text: &[u8], at: usize) -> usize {
    memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1)
}

/// Where the line ends that holds byte `at`, without its line end.
#[must_use]
pub fn end(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end)
}

/// 1-based line and column, in characters, of byte `at`.
///
/// # Panics
/// When `at` is inside of a character.
#[must_use]
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let line = memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
    (1 + line, 1 + text[start(text.as_bytes(), at)..at].chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_lies_between_two_line_ends_or_the_edges_of_the_text() {
        let text = "one\ntwö\n\nthree";
        let line = |at| &text[start(text.as_bytes(), at)..end(text.as_bytes(), at)];
        let lines: Vec<&str> = [0, 3, 4, 8, 9, 10, 15].map(line).to_vec();
        assert_eq!(lines, ["one", "one", "twö", "twö", "", "three", "three"]);
        assert_eq!((start(b"", 0), end(b"", 0)), (0, 0));
    }

    #[test]
    fn a_position_counts_lines_and_characters_from_one() {
        let text = "one\ntwö\n\nthree";
        let places = [0, 3, 4, 8, 9, 12].map(|at| position(text, at));
        assert_eq!(places, [(1, 1), (1, 4), (2, 1), (2, 4), (3, 1), (4, 3)]);
    }
}
