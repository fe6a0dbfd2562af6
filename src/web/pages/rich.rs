//! Knowledge text → HTML: `code` and *emphasis*, everything else escaped.

/// Renders a text of the knowledge base. Never call it with a stranger's words.
pub(super) fn rich(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(['`', '*']) {
        let mark = &rest[at..=at];
        let tag = if mark == "`" { "code" } else { "em" };
        let inner = rest[at + 1..].find(mark).map(|end| &rest[at + 1..at + 1 + end]);
        escape_into(&rest[..at], &mut html);
        match inner {
            Some(inner)
                if !inner.is_empty() && !inner.starts_with(' ') && !inner.contains('\n') =>
            {
                html.push_str(&format!("<{tag}>"));
                escape_into(inner, &mut html);
                html.push_str(&format!("</{tag}>"));
                rest = &rest[at + 2 + inner.len()..];
            }
            _ => {
                html.push_str(mark);
                rest = &rest[at + 1..];
            }
        }
    }
    escape_into(rest, &mut html);
    html
}

fn escape_into(text: &str, html: &mut String) {
    html_escape::encode_safe_to_string(text, html);
}

#[cfg(test)]
mod tests {
    use super::rich;

    #[test]
    fn code_and_emphasis_are_marked_and_the_rest_is_escaped() {
        assert_eq!(
            rich("run `a <b>` or *not* & <i>"),
            "run <code>a &lt;b&gt;</code> or <em>not</em> &amp; &lt;i&gt;"
        );
    }

    #[test]
    fn lone_marks_stay() {
        assert_eq!(rich("a * b * c ` d"), "a * b * c ` d");
    }
}
