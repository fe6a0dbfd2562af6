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
    let parts = || rest.split(|byte| !byte.is_ascii_alphanumeric());
    let drawn: usize = parts().map(Makeup::of).filter(Makeup::is_drawn).map(|m| m.length).sum();
    let letters: usize = parts().map(<[u8]>::len).sum();
    // `&page=2`, `;EndpointSuffix=core.windows.net`: another setting.
    let setting = rest.windows(2).any(|pair| pair[0].is_ascii_alphabetic() && pair[1] == b'=');
    // Signs that stand in passwords and seldom in lines of a log.
    let mut signs: Vec<u8> =
        rest.iter().copied().filter(|byte| b"!@^*|~{}[]$?<>".contains(byte)).collect();
    signs.sort_unstable();
    signs.dedup();
    let belongs =
        (!setting && drawn > 0 && drawn * 2 >= letters) || (signs.len() >= 3 && letters >= 4);
    if belongs { end } else { 0 }
}
