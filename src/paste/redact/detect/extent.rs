//! Where a value ends that stands without quotation marks.

use std::ops::Range;

use super::random::Makeup;

/// A value without the signs of the sentence around it, and on to the end of its characters when the
/// rule's reach ended before them.
pub(super) fn of_bare_value(text: &str, range: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let goes_on = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let mut end = range.end;
    if end > range.start && goes_on(bytes[end - 1]) {
        end += bytes[end..].iter().take_while(|byte| goes_on(**byte)).count();
    }
    end += rest_of_drawn(&text[range.start..], end - range.start);
    let opened = bytes[range.start..end].contains(&b'(');
    let closes = |byte: u8| b".,:;?".contains(&byte) || (byte == b')' && !opened);
    while end > range.start + 1 && closes(bytes[end - 1]) {
        end -= 1;
    }
    range.start..end
}

/// How much of what follows a value up to the next blank or quotation mark belongs to it, though a
/// sign stands in between that ends most values: it does when it is drawn as well.
pub(super) fn rest_of_drawn(text: &str, value: usize) -> usize {
    const REACH: usize = 200;
    const SIGNS: &[u8] = b"!#$%&()*+,;<=>?@[]^{|}~";
    let bytes = text.as_bytes();
    let follows = &bytes[value..bytes.len().min(value + REACH)];
    if !follows.first().is_some_and(|byte| SIGNS.contains(byte)) {
        return 0;
    }
    let end = follows
        .iter()
        .position(|byte| !byte.is_ascii_graphic() || b"\"'`\\".contains(byte))
        .unwrap_or(follows.len());
    let rest = &follows[..end];
    let letters = rest.iter().filter(|byte| byte.is_ascii_alphanumeric()).count();
    // `&page=2`, `;EndpointSuffix=core.windows.net`: another setting.
    let setting = rest.windows(2).any(|pair| pair[0].is_ascii_alphabetic() && pair[1] == b'=');
    let belongs =
        letters >= 4 && odd_signs(rest) >= 3 || !setting && is_mostly_drawn(rest, letters);
    if belongs { end } else { 0 }
}

/// How many different signs there are that stand in passwords and seldom in lines of a log.
fn odd_signs(rest: &[u8]) -> u32 {
    let odd = rest.iter().filter(|byte| b"!@^*|~{}[]$?<>".contains(byte));
    odd.fold(0_u128, |seen, byte| seen | 1 << byte).count_ones()
}

fn is_mostly_drawn(rest: &[u8], letters: usize) -> bool {
    let parts = rest.split(|byte| !byte.is_ascii_alphanumeric());
    let parts = parts.filter(|part| part.len() >= Makeup::SHORTEST_DRAWN).map(Makeup::of);
    let drawn: usize = parts.filter(Makeup::is_drawn).map(|makeup| makeup.length).sum();
    drawn > 0 && drawn * 2 >= letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_before_the_signs_of_the_sentence_and_goes_on_where_it_is_drawn() {
        for (text, first, whole) in [
            ("hunter2).", 7, "hunter2"),
            ("fn(x)", 5, "fn(x)"),
            ("k7Qw2Zp9_Lm more", 4, "k7Qw2Zp9_Lm"),
            ("aB3x!k7Qw2Zp9Lm4 more", 4, "aB3x!k7Qw2Zp9Lm4"),
            ("abc1&page=2", 4, "abc1"),
        ] {
            assert_eq!(&text[of_bare_value(text, 0..first)], whole);
        }
    }

    #[test]
    fn the_signs_behind_a_value_are_left_one_by_one() {
        for (text, whole) in [
            ("abc1.", "abc1"),
            ("abc1,;:?", "abc1"),
            ("abc1)", "abc1"),
            ("a(bc1)", "a(bc1)"),
            ("abc1!", "abc1!"),
            ("......", "."),
            (".", "."),
        ] {
            assert_eq!(&text[of_bare_value(text, 0..text.len())], whole);
        }
        assert_eq!(of_bare_value("xabc1-def x", 1..3), 1..9);
        assert_eq!(of_bare_value("abc! def", 0..4), 0..4);
    }

    #[test]
    fn what_follows_a_sign_belongs_to_a_value_when_it_is_odd_or_drawn() {
        let rest = |text: &str| rest_of_drawn(text, 4);
        assert_eq!(rest("abc1!a@b^cd x"), 7, "three signs of passwords and four letters");
        assert_eq!(rest("abc1!a@b!cd x"), 0, "two signs");
        assert_eq!(rest("abc1!a@b^c x"), 0, "three letters");
        assert_eq!(rest("abc1;k7Qw2Zp9 x"), 9, "drawn");
        assert_eq!(rest("abc1;k7Qw2Zp9\" x"), 9);
        assert_eq!(rest("abc1;a=k7Qw2Zp9"), 0, "a setting");
        assert_eq!(rest("abc1;1=k7Qw2Zp9"), 11, "no name");
        assert_eq!(rest("abc1;k7Qw2Zp9,wordwords x"), 0, "more words than drawn");
        assert_eq!(rest("abc1;k7Qw2Zp9,wordword x"), 18);
        assert_eq!(rest("abc1.k7Qw2Zp9 x"), 0, "no sign that ends a value");
        assert_eq!(rest("abc1"), 0);
        assert_eq!(rest(&format!("abc1;k7Qw2Zp9{}", "!a@b^".repeat(60))), 200);
    }

    #[test]
    fn odd_signs_are_counted_once_each() {
        assert_eq!(odd_signs(b"!!!"), 1);
        assert_eq!(odd_signs(b"!@^*|~{}[]$?<>"), 14);
        assert_eq!(odd_signs(b"ab-_=+.,"), 0);
    }
}
