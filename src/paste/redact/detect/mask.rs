//! Masks that are in a text already.

use std::ops::Range;

use super::kind::SecretKind;

/// The masks of a text, in order.
#[derive(Debug, Default)]
pub(crate) struct Masks {
    ranges: Vec<Range<usize>>,
    /// The highest number among them.
    highest: usize,
}

impl Masks {
    /// Finds all `[kind-n]`.
    #[must_use]
    pub(crate) fn of(text: &str) -> Masks {
        let mut masks = Masks::default();
        for at in memchr::memchr_iter(b'[', text.as_bytes()) {
            if let Some((end, number)) = mask_at(text, at) {
                masks.ranges.push(at..end);
                masks.highest = masks.highest.max(number);
            }
        }
        masks
    }

    /// Whether there is none.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The highest number of a mask, 0 without masks.
    #[must_use]
    pub(crate) fn highest(&self) -> usize {
        self.highest
    }

    /// Where the text without masks begins that `at` belongs to; nothing when `at` lies in a mask.
    pub(super) fn free_before(&self, at: usize) -> Option<usize> {
        let next = self.ranges.partition_point(|mask| mask.start <= at);
        let Some(before) = next.checked_sub(1) else { return Some(0) };
        let end = self.ranges[before].end;
        (end <= at).then_some(end)
    }

    /// Whether the name that ends at `at` is that of a masked value.
    pub(super) fn names(&self, text: &str, at: usize) -> bool {
        /// Quotation marks, blanks and the sign between a name and its value.
        const BETWEEN: usize = 12;
        let next = self.ranges.partition_point(|mask| mask.start < at);
        self.ranges.get(next).is_some_and(|mask| {
            mask.start - at <= BETWEEN
                && text.as_bytes()[at..mask.start].iter().all(|byte| {
                    matches!(byte, b' ' | b'\t' | b'=' | b':' | b'"' | b'\'' | b'\\' | b'`' | b'>')
                })
        })
    }

    /// The parts of a range that lie outside of all masks.
    pub(super) fn outside(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let first = self.ranges.partition_point(|mask| mask.end <= range.start);
        let mut parts = Vec::new();
        let mut at = range.start;
        for mask in self.ranges[first..].iter().take_while(|mask| mask.start < range.end) {
            if at < mask.start {
                parts.push(at..mask.start);
            }
            at = mask.end;
        }
        if at < range.end {
            parts.push(at..range.end);
        }
        parts
    }
}

/// The end and the number of the mask that begins at `at`.
fn mask_at(text: &str, at: usize) -> Option<(usize, usize)> {
    const LONGEST: usize = 32;
    let bytes = &text.as_bytes()[at + 1..text.len().min(at + LONGEST)];
    let length = bytes.iter().position(|byte| *byte == b']')?;
    let inside = text.get(at + 1..at + 1 + length)?;
    let (kind, number) = inside.rsplit_once('-')?;
    SecretKind::from_name(kind)?;
    let number =
        number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    Some((at + length + 2, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a [secret-1] b [api-key-12] c [ws] [secret-x] [nothing-1] [secret-]";

    #[test]
    fn only_masks_are_masks_and_the_highest_number_is_known() {
        let masks = Masks::of(TEXT);
        let found: Vec<&str> = masks.ranges.iter().map(|range| &TEXT[range.clone()]).collect();
        assert_eq!(found, ["[secret-1]", "[api-key-12]"]);
        assert_eq!(masks.highest(), 12);
        assert!(!masks.is_empty() && Masks::of("a [b] c").is_empty());
        assert_eq!(Masks::of("a [b] c").highest(), 0);
        let long = format!("[secret-{}]", "1".repeat(30));
        assert!(Masks::of(&long).is_empty());
        assert_eq!(Masks::of("[").highest(), 0);
        assert_eq!(Masks::of("[secret-7").highest(), 0);
    }

    #[test]
    fn what_lies_outside_of_masks_is_given_in_pieces() {
        let masks = Masks::of(TEXT);
        let outside = |range: Range<usize>| -> Vec<&str> {
            masks.outside(range).into_iter().map(|range| &TEXT[range]).collect()
        };
        assert_eq!(outside(0..29), ["a ", " b ", " c"]);
        assert_eq!(outside(0..2), ["a "]);
        assert_eq!(outside(2..12), [""; 0]);
        assert_eq!(outside(5..13), [" "]);
        assert_eq!(outside(12..15), [" b "]);
        assert_eq!(outside(1..8), [" "]);
        assert_eq!(outside(30..34), ["[ws]"]);
    }

    #[test]
    fn the_free_text_before_a_place_begins_behind_the_last_mask() {
        let masks = Masks::of(TEXT);
        assert_eq!(masks.free_before(0), Some(0));
        assert_eq!(masks.free_before(1), Some(0));
        assert_eq!(masks.free_before(2), None);
        assert_eq!(masks.free_before(11), None);
        assert_eq!(masks.free_before(12), Some(12));
        assert_eq!(masks.free_before(14), Some(12));
        assert_eq!(masks.free_before(28), Some(27));
    }

    #[test]
    fn a_name_belongs_to_the_mask_behind_it() {
        let names = |text: &str, name: usize| Masks::of(text).names(text, name);
        for text in [
            "key=[secret-1]",
            "key: [secret-1]",
            "key\": \"[secret-1]",
            "key[secret-1]",
            "key=\\\"'`> [secret-1]",
        ] {
            assert!(names(text, 3), "{text}");
        }
        for text in [
            "key=x[secret-1]",
            "key, [secret-1]",
            "key=",
            &format!("key{}[secret-1]", " ".repeat(13)),
        ] {
            assert!(!names(text, 3), "{text}");
        }
        assert!(names(&format!("key{}[secret-1]", " ".repeat(12)), 3));
        assert!(!names("[secret-1] key", 14));
    }
}
