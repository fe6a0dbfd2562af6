//! Where a match begins in front of its literal.

use serde::Deserialize;

/// Where a match may begin in front of its literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Back {
    /// With the literal itself.
    #[default]
    None,
    /// With the name of a setting that the literal is the end of.
    Key,
    /// With the local part of an e-mail address.
    LocalPart,
    /// With the scheme of a URL.
    Scheme,
    /// With the line, when that is at most 80 bytes before.
    Line,
    /// With digits.
    Digits,
}

impl Back {
    /// How many there are.
    pub(super) const COUNT: usize = Back::Digits as usize + 1;

    /// Where a match begins whose literal stands at `at`.
    pub(super) fn walk(self, text: &str, at: usize) -> usize {
        let walk = |limit: usize, belongs: fn(u8) -> bool| {
            let before = &text.as_bytes()[at.saturating_sub(limit)..at];
            at - before.iter().rev().take_while(|byte| belongs(**byte)).count()
        };
        match self {
            Back::None => at,
            Back::Key => walk(60, |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'[' | b']')
            }),
            Back::LocalPart => walk(64, |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
            }),
            Back::Scheme => {
                walk(20, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'.' | b'-'))
            }
            Back::Digits => walk(18, |byte| byte.is_ascii_digit()),
            Back::Line => {
                let before = &text.as_bytes()[at.saturating_sub(80)..at];
                match before.iter().rposition(|byte| *byte == b'\n') {
                    Some(line_end) => at - before.len() + line_end + 1,
                    None if before.len() == at => 0,
                    None => at,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_begins_where_the_name_the_address_or_the_line_does() {
        for (back, text, literal, begins) in [
            (Back::None, "my_api_token", "token", "token"),
            (Back::Key, "set my.api[0]_token", "token", "my.api[0]_token"),
            (Back::LocalPart, "to a.b+c@d.example", "@", "a.b+c@d.example"),
            (Back::Scheme, "at git+ssh://x", "://", "git+ssh://x"),
            (Back::Digits, "id 491512@s.", "@s.", "491512@s."),
            (Back::Line, "one\nexport MY_token", "token", "export MY_token"),
        ] {
            let at = text.find(literal).unwrap();
            assert_eq!(&text[back.walk(text, at)..], begins, "{back:?}");
        }
    }

    #[test]
    fn a_line_that_begins_too_far_before_is_not_gone_back_to() {
        let text = "x".repeat(100) + "token";
        assert_eq!(Back::Line.walk(&text, 100), 100);
    }
}
