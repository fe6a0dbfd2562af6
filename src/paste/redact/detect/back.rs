//! Where a match begins in front of its literal.

use super::rule::Back;

impl Back {
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
