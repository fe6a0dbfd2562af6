//! The edges of HTTP: every refusal of the API is a problem document, every refusal of a page a page.
#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

mod support;

use support::TestServer;

/// Sends a request as it is written and returns status, content type and the whole answer.
fn send(server: &TestServer, request: &str) -> (u16, String, String) {
    let answer = server.raw(request.as_bytes());
    let status = answer.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let content_type = head
        .lines()
        .find_map(|line| line.strip_prefix("content-type: "))
        .unwrap_or_default()
        .to_owned();
    (status, content_type, answer)
}

fn start(answer: &str) -> &str {
    answer.get(..1500).unwrap_or(answer)
}

#[track_caller]
fn assert_problem(server: &TestServer, request: &str, status: u16, kind: &str) {
    let (got, content_type, answer) = send(server, request);
    assert_eq!(
        (got, content_type.as_str()),
        (status, "application/problem+json"),
        "{}",
        start(&answer)
    );
    assert!(answer.contains(&format!("urn:error-doctor:problem:{kind}\"")), "{}", start(&answer));
}

#[track_caller]
fn assert_page(server: &TestServer, request: &str, status: u16, root: &str) {
    let (got, content_type, answer) = send(server, request);
    assert_eq!(
        (got, content_type.as_str()),
        (status, "text/html; charset=utf-8"),
        "{}",
        start(&answer)
    );
    assert!(answer.contains("data-role=\"failure\""), "{}", start(&answer));
    assert!(answer.contains(&format!("href=\"{root}static/site.css")), "{}", start(&answer));
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
}

fn post(path: &str, headers: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n{headers}\r\nhello"
    )
}

#[test]
fn addresses_that_are_no_text_are_refused_in_the_right_form() {
    let server = TestServer::start();
    assert_page(&server, &get("/symptoms/%ff"), 400, "../");
    assert_page(&server, &get("/static/%ff"), 400, "../");
    assert_problem(&server, &get("/api/v1/symptoms/%ff"), 400, "malformed-request");
    assert_page(&server, &get("/%ff"), 404, "./");
    assert_problem(&server, &get("/api/%ff"), 404, "not-found");
}

#[test]
fn a_wrong_method_hears_the_right_ones() {
    let server = TestServer::start();
    for path in ["/", "/symptoms", "/symptoms.md", "/llms.txt", "/robots.txt"] {
        assert_page(&server, &post(path, ""), 405, "./");
    }
    for path in ["/static/site.css", "/symptoms/gateway-token-mismatch"] {
        assert_page(&server, &post(path, ""), 405, "../");
    }
    for path in ["/healthz", "/readyz", "/api/v1/symptoms", "/api/v1/openapi.json"] {
        assert_problem(&server, &post(path, ""), 405, "method-not-allowed");
        let answer = server.raw(post(path, "").as_bytes());
        assert!(answer.contains("\r\nallow: GET, HEAD\r\n"), "{}", start(&answer));
    }
    assert_problem(&server, &get("/api/v1/diagnose"), 405, "method-not-allowed");
    for method in ["PUT", "TRACE", "BREW"] {
        let diagnose = get("/diagnose").replacen("GET", method, 1);
        assert_page(&server, &diagnose, 405, "./");
        let answer = server.raw(diagnose.as_bytes());
        assert!(answer.contains("\r\nallow: GET, HEAD, POST\r\n"), "{}", start(&answer));
    }
    let (status, _, answer) = send(&server, &get("/symptoms").replacen("GET", "OPTIONS", 1));
    assert_eq!(status, 204);
    assert!(answer.contains("\r\nallow: GET, HEAD, OPTIONS\r\n"), "{}", start(&answer));
}

#[test]
fn head_is_get_without_the_body() {
    let server = TestServer::start();
    for path in ["/", "/symptoms", "/healthz", "/readyz", "/nowhere", "/api/v1/symptoms", "/api/x"]
    {
        let (status, content_type, whole) = send(&server, &get(path));
        let (head_status, head_type, head) = send(&server, &get(path).replacen("GET", "HEAD", 1));
        assert_eq!((head_status, head_type), (status, content_type), "{path}");
        assert!(head.ends_with("\r\n\r\n") && whole.len() > head.len(), "{path}");
    }
}

#[test]
fn encoded_bodies_are_refused() {
    let server = TestServer::start();
    let gzip = "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n";
    assert_problem(&server, &post("/api/v1/diagnose", gzip), 415, "unsupported-encoding");
    let answer = server.raw(post("/api/v1/diagnose", gzip).as_bytes());
    assert!(answer.contains("\r\naccept-encoding: identity\r\n"), "{}", start(&answer));
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: br\r\n";
    assert_page(&server, &post("/diagnose", form), 415, "./");
    let identity = "Content-Type: text/plain\r\nContent-Encoding: identity\r\n";
    assert_eq!(send(&server, &post("/api/v1/diagnose", identity)).0, 200);
}

#[test]
fn a_request_names_one_host() {
    let server = TestServer::start();
    let with = |hosts: &str| get("/api/v1/symptoms").replace("Host: x\r\n", hosts);
    for hosts in [
        "",
        "Host: x\r\nHost: x\r\n",
        "Host: x\r\nHost: y\r\n",
        "Host:\r\n",
        "Host: a b\r\n",
        "Host: x/y\r\n",
        "Host: me@x\r\n",
        "Host: x:port\r\n",
    ] {
        assert_problem(&server, &with(hosts), 400, "bad-host");
    }
    assert_page(&server, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "./");
    for hosts in ["Host: example.org\r\n", "Host: [::1]:8080\r\n", "Host: 127.0.0.1:80\r\n"] {
        assert_eq!(send(&server, &with(hosts)).0, 200, "{hosts}");
    }
    assert_eq!(send(&server, "GET /healthz HTTP/1.0\r\n\r\n").0, 200);
    let absolute = "GET http://example.org/healthz HTTP/1.1\r\nConnection: close\r\nHost: ";
    assert_eq!(send(&server, &format!("{absolute}Example.org\r\n\r\n")).0, 200);
    assert_problem(&server, &format!("{absolute}other.example\r\n\r\n"), 400, "bad-host");
}

#[test]
fn an_expectation_that_cannot_be_met_is_refused() {
    let server = TestServer::start();
    let expect = "Content-Type: text/plain\r\nExpect: a-miracle\r\n";
    assert_problem(&server, &post("/api/v1/diagnose", expect), 417, "unmet-expectation");
    let expect = "Content-Type: text/plain\r\nExpect: 100-Continue\r\n";
    let answer = server.raw(post("/api/v1/diagnose", expect).as_bytes());
    assert!(answer.contains("HTTP/1.1 200"), "{}", start(&answer));
}

#[test]
fn long_targets_and_large_headers_are_refused_in_the_right_form() {
    let server = TestServer::start();
    let long = "a".repeat(9000);
    assert_page(&server, &get(&format!("/symptoms?q={long}")), 414, "./");
    assert_problem(&server, &get(&format!("/api/v1/symptoms?q={long}")), 414, "long-target");
    let large = format!("Host: x\r\nX-Large: {}\r\n", "a".repeat(40_000));
    let request = get("/api/v1/symptoms").replace("Host: x\r\n", &large);
    assert_problem(&server, &request, 431, "large-headers");
}

#[test]
fn forms_that_are_not_right_are_answered_with_a_page() {
    let server = TestServer::start();
    let multipart = |body: &str| {
        format!(
            "POST /diagnose HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let field = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    assert_page(&server, &multipart("--b--\r\n"), 422, "./");
    assert_page(&server, &multipart("no parts"), 400, "./");
    assert_page(&server, &multipart(&(field("version", "2026.9.6") + "--b--\r\n")), 422, "./");
    let wrong = field("text", "openclaw") + &field("version", "not a version") + "--b--\r\n";
    assert_page(&server, &multipart(&wrong), 422, "./");
    let twice = field("text", "") + &field("text", "gateway token mismatch") + &field("text", "x");
    let (status, _, answer) = send(&server, &multipart(&(twice + "--b--\r\n")));
    assert_eq!(status, 200);
    assert!(answer.contains("gateway token mismatch"));
    assert_page(&server, &post("/diagnose", "Content-Type: text/plain\r\n"), 415, "./");
}
