//! `<names>` in commands and texts that the reader fills in.

/// Longest name, in bytes.
const MAX_NAME: usize = 41;

/// The names of the placeholders of a text, in order, each once. `<name>` begins and ends with a letter
/// or digit, so that redirections such as `<in >out` are none.
#[must_use]
pub fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices('<') {
        let rest = &text[at + 1..];
        let Some(end) = rest.bytes().take(MAX_NAME + 1).position(|byte| byte == b'>') else {
            continue;
        };
        let name = &rest[..end];
        if is_name(name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether a text can be the name of a placeholder: `requestId`, `provider/model`.
#[must_use]
pub(super) fn is_name(name: &str) -> bool {
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || b"_-/ ".contains(&byte);
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.ends_with(|last: char| last.is_ascii_alphanumeric())
        && name.len() <= MAX_NAME
        && name.bytes().all(is_inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_placeholders_and_what_a_shell_reads_is_none() {
        assert_eq!(
            placeholders("set <key> <provider/model> <key> <other thing>"),
            ["key", "provider/model", "other thing"]
        );
        for text in ["sort <in >out", "cat <<EOF >x", "<&1>", "a < b > c", "<", "< b>", "<->"] {
            assert!(placeholders(text).is_empty(), "{text}");
        }
    }
}
