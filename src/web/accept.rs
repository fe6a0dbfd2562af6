//! Which form of an answer a client wants.

use axum::http::{HeaderMap, header};
use mime::Mime;

/// Forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Markdown,
    Text,
}

/// The offered forms in the order of preference, when the client has none.
const OFFERS: [(Form, &str, &str); 3] = [
    (Form::Json, "application", "json"),
    (Form::Markdown, "text", "markdown"),
    (Form::Text, "text", "plain"),
];

/// The form with the highest quality; `None` when the client wants none of them.
pub(super) fn wanted(headers: &HeaderMap) -> Option<Form> {
    let ranges: Vec<(Mime, f32)> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|range| range.trim().parse::<Mime>().ok())
        .map(|range| {
            let quality = range.get_param("q").and_then(|q| q.as_str().parse().ok()).unwrap_or(1.0);
            (range, quality)
        })
        .collect();
    if ranges.is_empty() {
        return Some(Form::Json);
    }
    let mut best: Option<(Form, f32)> = None;
    for (form, top, sub) in OFFERS {
        // The most specific range that fits decides.
        let fitting = ranges.iter().filter_map(|(range, quality)| {
            let exact = range.type_() == top && range.subtype() == sub;
            let family = range.type_() == top && range.subtype() == mime::STAR;
            let any = range.type_() == mime::STAR;
            let specificity = if exact {
                2
            } else if family {
                1
            } else if any {
                0
            } else {
                return None;
            };
            Some((specificity, *quality))
        });
        let Some((_, quality)) = fitting.max_by_key(|(specificity, _)| *specificity) else {
            continue;
        };
        if quality > 0.0 && best.is_none_or(|(_, known)| quality > known) {
            best = Some((form, quality));
        }
    }
    best.map(|(form, _)| form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn form(accept: &str) -> Option<Form> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_str(accept).unwrap());
        wanted(&headers)
    }

    #[test]
    fn json_is_the_answer_unless_something_else_is_wanted() {
        assert_eq!(wanted(&HeaderMap::new()), Some(Form::Json));
        assert_eq!(form("*/*"), Some(Form::Json));
        assert_eq!(form("text/markdown"), Some(Form::Markdown));
        assert_eq!(form("text/plain;q=0.5, application/json;q=0.1"), Some(Form::Text));
        assert_eq!(form("text/*"), Some(Form::Markdown));
        assert_eq!(form("text/html, */*;q=0.1"), Some(Form::Json));
        assert_eq!(form("application/json;q=0, text/plain"), Some(Form::Text));
        assert_eq!(form("image/png"), None);
    }

    #[test]
    fn the_most_specific_range_decides_about_a_form() {
        assert_eq!(form("text/*, text/markdown;q=0.1, application/json;q=0.5"), Some(Form::Text));
        assert_eq!(form("text/markdown;q=0.1, text/*, application/json;q=0.5"), Some(Form::Text));
        assert_eq!(form("*/*, application/json;q=0"), Some(Form::Markdown));
        assert_eq!(form("application/json;q=0, */*"), Some(Form::Markdown));
        assert_eq!(form("*/*;q=0.9, text/*;q=0.1, application/*;q=0.2"), Some(Form::Json));
        assert_eq!(form("*/*;q=0.1, text/*;q=0.5"), Some(Form::Markdown));
        assert_eq!(form("text/plain;q=0, text/*;q=0, */*;q=0"), None);
        assert_eq!(form("application/*"), Some(Form::Json));
        assert_eq!(form("text/json"), None);
        assert_eq!(form("application/markdown, application/plain"), None);
    }

    #[test]
    fn of_several_headers_all_count_and_what_is_no_media_type_does_not() {
        let mut headers = HeaderMap::new();
        headers.append(header::ACCEPT, HeaderValue::from_static("image/png"));
        headers.append(header::ACCEPT, HeaderValue::from_static("text/plain"));
        assert_eq!(wanted(&headers), Some(Form::Text));
        assert_eq!(form("nonsense"), Some(Form::Json));
        assert_eq!(form("nonsense, text/plain"), Some(Form::Text));
    }
}
