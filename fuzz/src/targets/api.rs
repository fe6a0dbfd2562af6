//! Requests of any form: each is answered as the contract says.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};
use serde_json::Value;

use super::service::{self, Answer};

/// What every answer carries.
const SECURITY_HEADERS: [&str; 4] =
    ["content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options"];

/// Loads the knowledge.
pub fn warm_up() {
    run(b"POST /api/v1/diagnose\ncontent-type: application/json\n\n{\"text\": \"gateway token mismatch\"}");
}

/// Sends the input as a request: `METHOD path`, headers, an empty line, the body.
///
/// # Panics
/// When the answer breaks the contract.
pub fn run(data: &[u8]) {
    let Some((method, path, request)) = read(data) else { return };
    let is_head = method == Method::HEAD;
    check(&path, is_head, &service::ask(request));
}

fn read(data: &[u8]) -> Option<(Method, String, Request<Body>)> {
    let (head, body) = match data.windows(2).position(|window| window == b"\n\n") {
        Some(at) => (&data[..at], &data[at + 2..]),
        None => (data, &[][..]),
    };
    let mut lines = head.split(|byte| *byte == b'\n');
    let first = lines.next()?;
    let at = first.iter().position(|byte| *byte == b' ')?;
    let method = Method::from_bytes(&first[..at]).ok()?;
    let uri = Uri::try_from(&first[at + 1..]).ok()?;
    let path = uri.path().to_owned();
    let mut request = Request::new(Body::from(body.to_vec()));
    *request.method_mut() = method.clone();
    *request.uri_mut() = uri;
    for line in lines {
        let Some(at) = line.iter().position(|byte| *byte == b':') else { continue };
        let name = HeaderName::from_bytes(&line[..at]);
        let value = HeaderValue::from_bytes(line[at + 1..].trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            request.headers_mut().append(name, value);
        }
    }
    if !request.headers().contains_key("host") {
        request.headers_mut().insert("host", HeaderValue::from_static("localhost"));
    }
    Some((method, path, request))
}

fn check(path: &str, is_head: bool, answer: &Answer) {
    let status = answer.status.as_u16();
    assert!(status < 500 || status == 503, "{path}: {status}");
    for name in SECURITY_HEADERS {
        assert!(answer.headers.contains_key(name), "{path}: {status} without {name}");
    }
    let is_api = path == "/api" || path.starts_with("/api/");
    if status >= 400 && is_api {
        let wanted = "application/problem+json";
        assert_eq!(answer.content_type(), wanted, "{path}: {status}");
        if !is_head {
            check_problem(path, status, answer);
        }
    }
    match answer.content_type() {
        "application/json" if !is_head => {
            let json: Result<Value, _> = serde_json::from_slice(&answer.body);
            assert!(json.is_ok(), "{path}: {status} is no JSON");
        }
        "text/html" if !is_head => {
            assert!(answer.text().trim_end().ends_with("</html>"), "{path}: {status} is cut");
        }
        _ => {}
    }
}

fn check_problem(path: &str, status: u16, answer: &Answer) {
    let problem: Value = serde_json::from_slice(&answer.body)
        .unwrap_or_else(|error| panic!("{path}: {status}: {error}"));
    assert_eq!(problem["status"], status, "{path}");
    for field in ["type", "title", "detail"] {
        let text = problem[field].as_str().unwrap_or_default();
        assert!(!text.is_empty(), "{path}: {status} without {field}");
    }
    assert!(problem["retryable"].is_boolean(), "{path}: {status} without retryable");
}
