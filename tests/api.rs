//! The API over a real socket: its contract, its errors, its limits.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

mod support;

use serde_json::{Value, json};
use support::TestServer;

const MISMATCH: &str = "OpenClaw 2026.3.13 (61d171a)\n\
    gateway connect failed: GatewayClientRequestError: unauthorized: gateway token mismatch (set gateway.remote.token to match gateway.auth.token)\n\
    Gateway target: ws://127.0.0.1:18789\n\
    Source: local loopback\n\
    Config: /home/sam/.openclaw/openclaw.json";

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn a_paste_is_answered_with_every_field_of_the_contract() {
    let server = TestServer::start();
    let body = json!({ "text": MISMATCH }).to_string();
    let answer =
        server.post("/api/v1/diagnose", "application/json", body.as_bytes()).assert_status(200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let diagnosis = answer.json();
    for field in [
        "schema_version",
        "knowledge_version",
        "summary",
        "findings",
        "context",
        "next_question",
        "redactions",
        "truncated",
    ] {
        assert!(keys(&diagnosis).contains(&field), "{field}");
    }
    let finding = &diagnosis["findings"][0];
    for field in [
        "id",
        "title",
        "category",
        "severity",
        "confidence",
        "score",
        "reasons",
        "evidence",
        "captures",
        "summary",
        "not_to_confuse_with",
        "causes",
        "fixes",
        "does_not_help",
        "consequences",
        "links",
        "page",
    ] {
        assert!(keys(finding).contains(&field), "{field}");
    }
    assert_eq!(diagnosis["schema_version"], 1);
    assert_eq!(finding["id"], "gateway-token-mismatch");
    assert_eq!(finding["confidence"], "certain");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["page"], "/symptoms/gateway-token-mismatch");
    assert_eq!(diagnosis["context"]["version"], json!({ "value": "2026.3.13", "line": 1 }));
    assert_eq!(diagnosis["context"]["product"], "openclaw");
    assert!(diagnosis["context"]["install"].is_null());
    assert!(diagnosis["summary"].as_str().unwrap().chars().count() <= 280);
    let fix = &finding["fixes"][0];
    for field in ["id", "title", "cause", "applies_to", "steps", "check", "proved_on"] {
        assert!(keys(fix).contains(&field), "{field}");
    }
    for field in ["text", "risk", "snippets", "expect", "undo", "warning"] {
        assert!(keys(&fix["steps"][0]).contains(&field), "{field}");
    }
    let snippet = &fix["steps"][0]["snippets"][0];
    assert_eq!(snippet["kind"], "command");
    for field in ["kind", "lang", "platform", "text"] {
        assert!(keys(snippet).contains(&field), "{field}");
    }
}

#[test]
fn evidence_points_into_the_paste_by_line_column_and_length() {
    let server = TestServer::start();
    let evidence = server.diagnose(MISMATCH)["findings"][0]["evidence"][0].clone();
    let line = MISMATCH.lines().nth(1).unwrap();
    let column = usize::try_from(evidence["column"].as_u64().unwrap()).unwrap();
    let length = usize::try_from(evidence["length"].as_u64().unwrap()).unwrap();
    assert_eq!(evidence["line"], 2);
    assert!(line[column - 1..column - 1 + length].starts_with("gateway token mismatch"));
}

#[test]
fn the_fix_is_the_one_for_the_version_in_the_paste() {
    let server = TestServer::start();
    let first_fix = |text: &str| server.diagnose(text)["findings"][0]["fixes"][0]["id"].clone();
    assert_eq!(first_fix(MISMATCH), "unset-client-env");
    let newer = "OpenClaw 2026.9.6 (eb377ac)\nunauthorized: gateway token mismatch (use this gateway's gateway.auth.token or pair the device)\nSource: local loopback";
    let fixes = server.diagnose(newer)["findings"][0]["fixes"].clone();
    let ids: Vec<&str> =
        fixes.as_array().unwrap().iter().filter_map(|fix| fix["id"].as_str()).collect();
    assert!(
        !ids.contains(&"unset-client-env"),
        "the variable is not the cause from 2026.8.1 on: {ids:?}"
    );
}

#[test]
fn an_unknown_version_is_said_and_asked_for() {
    let server = TestServer::start();
    let diagnosis = server.diagnose("openclaw: unauthorized: gateway token mismatch (set gateway.remote.token to match gateway.auth.token)");
    let fixes = diagnosis["findings"][0]["fixes"].as_array().unwrap().clone();
    let note = fixes
        .iter()
        .find_map(|fix| fix["note"].as_str())
        .expect("a fix that depends on the version says so");
    assert!(note.contains("openclaw --version"));
    assert!(diagnosis["next_question"].is_object());
}

#[test]
fn what_the_user_tells_outranks_the_paste() {
    let server = TestServer::start();
    let body = json!({ "text": MISMATCH, "context": { "version": "2026.9.6", "platform": "windows", "install": null } });
    let answer = server
        .post("/api/v1/diagnose", "application/json", body.to_string().as_bytes())
        .assert_status(200);
    assert_eq!(answer.json()["context"]["version"], json!({ "value": "2026.9.6", "line": null }));
    assert_eq!(answer.json()["context"]["platform"]["value"], "windows");
}

#[test]
fn a_short_answer_has_one_fix_for_each_finding() {
    let server = TestServer::start();
    let body = json!({ "text": MISMATCH, "detail": "short" }).to_string();
    let findings =
        server.post("/api/v1/diagnose", "application/json", body.as_bytes()).json()["findings"]
            .clone();
    assert!(findings.as_array().unwrap().iter().all(|f| f["fixes"].as_array().unwrap().len() <= 1));
}

#[test]
fn what_is_written_in_another_shape_than_described_is_refused() {
    let server = TestServer::start();
    for body in [
        r#"["gateway token mismatch", null, null]"#,
        r#"{"text": "x", "context": [null, null, null]}"#,
        r#"{"text": "x", "context": "linux"}"#,
        r#"{"text": "x", "detail": {"short": null}}"#,
        r#"{"text": "x", "detail": ["short"]}"#,
    ] {
        let answer = server.post("/api/v1/diagnose", "application/json", body.as_bytes());
        assert_eq!(answer.status, 422, "{body}");
    }
}

#[test]
fn the_answer_comes_in_the_wanted_form() {
    let server = TestServer::start();
    let ask = |accept: &str| {
        server.post_with(
            "/api/v1/diagnose",
            &[("content-type", "text/plain"), ("accept", accept)],
            MISMATCH.as_bytes(),
        )
    };
    let markdown = ask("text/markdown").assert_status(200);
    assert_eq!(markdown.header("content-type"), Some("text/markdown; charset=utf-8"));
    assert!(markdown.text().contains("```sh\nunset OPENCLAW_GATEWAY_TOKEN"));
    let text = ask("text/plain").assert_status(200);
    assert_eq!(text.header("content-type"), Some("text/plain; charset=utf-8"));
    assert!(text.text().contains("FIX 1: Remove OPENCLAW_GATEWAY_TOKEN"));
    ask("image/png").assert_problem(406, "not-acceptable");
}

#[test]
fn nothing_found_is_an_answer() {
    let server = TestServer::start();
    let diagnosis = server.diagnose("The quick brown fox jumps over the lazy dog.");
    assert_eq!(diagnosis["findings"], json!([]));
    assert!(diagnosis["next_question"]["command"].is_string());
}

#[test]
fn bad_requests_get_a_problem_that_says_what_to_do() {
    let server = TestServer::start();
    let json = |body: &str| server.post("/api/v1/diagnose", "application/json", body.as_bytes());
    json("{").assert_problem(400, "malformed-request");
    json("").assert_problem(400, "malformed-request");
    json("[\"text\"]").assert_problem(422, "invalid-request");
    json("\"text\"").assert_problem(422, "invalid-request");
    json("{\"text\": 1}").assert_problem(422, "invalid-request");
    json("{\"text\": \"x\", \"txet\": 1}").assert_problem(422, "invalid-request");
    json("{}").assert_problem(422, "invalid-request");
    json("{\"text\": \"x\", \"context\": {\"version\": \"latest\"}}")
        .assert_problem(422, "invalid-request");
    json("{\"text\": \"x\", \"context\": {\"platform\": \"amiga\"}}")
        .assert_problem(422, "invalid-request");
    json("{\"text\": \"x\", \"detail\": \"medium\"}").assert_problem(422, "invalid-request");
    json("{\"text\": \" \\n\"}").assert_problem(422, "empty-paste");
    server.post("/api/v1/diagnose", "text/plain", b"").assert_problem(422, "empty-paste");
    server.post("/api/v1/diagnose", "text/plain", &[0; 64]).assert_problem(422, "binary-paste");
    server
        .post("/api/v1/diagnose", "application/xml", b"<a/>")
        .assert_problem(415, "unsupported-media-type");
    server.get("/api/v1/diagnose").assert_problem(405, "method-not-allowed");
    server.post("/api/v1/symptoms", "text/plain", b"x").assert_problem(405, "method-not-allowed");
    server.get("/api/v1/symptoms/no-such-thing").assert_problem(404, "unknown-symptom");
    server.get("/api/v2/anything").assert_problem(404, "not-found");
}

#[test]
fn a_problem_never_quotes_the_paste() {
    let server = TestServer::start();
    let answer =
        server.post("/api/v1/diagnose", "application/json", b"{\"text\": {\"CANARY-4711\": 1}}");
    assert!(!answer.assert_status(422).text().contains("CANARY"));
}

#[test]
fn ten_mebibytes_are_too_large_whatever_their_type() {
    let server = TestServer::start();
    let body = vec![b'a'; 10 * 1024 * 1024];
    for content_type in ["text/plain", "application/json"] {
        let problem =
            server.post("/api/v1/diagnose", content_type, &body).assert_problem(413, "too-large");
        assert!(problem["detail"].as_str().unwrap().contains("2 MiB"));
    }
    let page =
        server.post("/diagnose", "application/x-www-form-urlencoded", &body).assert_status(413);
    assert_eq!(page.html().text("h1"), "The paste is too large");
}

#[test]
fn a_chunked_body_over_the_limit_is_too_large() {
    let server = TestServer::start();
    let mut request = b"POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..3 {
        request.extend_from_slice(b"100000\r\n");
        request.extend_from_slice(&vec![b'a'; 0x10_0000]);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"0\r\n\r\n");
    assert!(server.raw(&request).starts_with("HTTP/1.1 413"));
}

#[test]
fn hostile_pastes_are_answered() {
    let server = TestServer::start();
    let cases: Vec<Vec<u8>> = vec![
        vec![b'a'; 1024 * 1024],
        "x\n".repeat(100_000).into_bytes(),
        "\u{1b}[".repeat(100_000).into_bytes(),
        "\u{1b}]0;".repeat(50_000).into_bytes(),
        format!("pairing\0 required \u{202e}gnirap\u{202c} {}", "\u{1b}[2J".repeat(1000))
            .into_bytes(),
        b"openclaw \xff\xfe\xfa pairing required".to_vec(),
        "((((".repeat(60_000).into_bytes(),
        "unauthorized: gateway token mismatch ".repeat(14_000).into_bytes(),
        "token=".repeat(80_000).into_bytes(),
        "{\"0\":\"".repeat(60_000).into_bytes(),
        "OpenClaw 2026.3.13 (61d171a)\n".repeat(10_000).into_bytes(),
    ];
    for body in cases {
        let head = String::from_utf8_lossy(&body[..body.len().min(20)]).into_owned();
        let answer = server.post("/api/v1/diagnose", "text/plain", &body);
        // What is nothing but escape sequences is an empty paste.
        assert!(
            [200, 422].contains(&answer.status),
            "{head:?}: {} {}",
            answer.status,
            answer.text()
        );
    }
}

#[test]
fn an_over_long_paste_says_that_it_was_cut() {
    let server = TestServer::start();
    let text = format!(
        "{}\nopenclaw: unauthorized: gateway token mismatch",
        "filler line\n".repeat(80_000)
    );
    let diagnosis = server.diagnose(&text);
    assert_eq!(diagnosis["truncated"], true);
    assert_eq!(diagnosis["findings"][0]["id"], "gateway-token-mismatch");
    assert_eq!(diagnosis["findings"][0]["evidence"][0]["line"], text.lines().count());
}

#[test]
fn secrets_are_masked_in_every_form_of_the_answer() {
    let server = TestServer::start();
    let secret = "0123456789abcdef0123456789abcdef0123456789abcdef";
    let text = format!(
        "OPENCLAW_GATEWAY_TOKEN={secret} unauthorized: gateway token mismatch for alex@example.org"
    );
    for accept in ["application/json", "text/markdown", "text/plain"] {
        let answer = server
            .post_with(
                "/api/v1/diagnose",
                &[("content-type", "text/plain"), ("accept", accept)],
                text.as_bytes(),
            )
            .assert_status(200);
        assert!(!answer.text().contains(secret) && !answer.text().contains("alex@"), "{accept}");
    }
    let redactions = server.diagnose(&text)["redactions"].clone();
    assert_eq!(
        redactions,
        json!([{ "kind": "email", "count": 1 }, { "kind": "gateway-token", "count": 1 }])
    );
}

#[test]
fn the_same_request_gets_the_same_answer() {
    let server = TestServer::start();
    let ask = || server.post("/api/v1/diagnose", "text/plain", MISMATCH.as_bytes()).body;
    assert_eq!(ask(), ask());
}

#[test]
fn the_knowledge_is_listed_and_shown() {
    let server = TestServer::start();
    let list = server.get("/api/v1/symptoms").assert_status(200).json();
    let symptoms = list["symptoms"].as_array().unwrap();
    for symptom in symptoms {
        assert_eq!(keys(symptom), ["category", "id", "page", "severity", "summary", "title"]);
    }
    let one = server.get("/api/v1/symptoms/gateway-token-mismatch").assert_status(200).json();
    for field in
        ["causes", "fixes", "not_to_confuse_with", "does_not_help", "links", "consequences"]
    {
        assert!(one[field].is_array(), "{field}");
    }
    assert!(one["fixes"][0]["proved_on"].is_array());
}

#[test]
fn any_site_may_ask_the_api_but_not_the_form() {
    let server = TestServer::start();
    let api = server.post_with(
        "/api/v1/diagnose",
        &[("content-type", "text/plain"), ("origin", "https://x.example")],
        b"x",
    );
    assert_eq!(api.header("access-control-allow-origin"), Some("*"));
    let form = server.post_with(
        "/diagnose",
        &[("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "cross-site")],
        b"text=x",
    );
    assert_eq!(form.status, 403);
    assert_eq!(form.header("access-control-allow-origin"), None);
}

#[test]
fn a_text_that_the_description_allows_is_not_refused_as_empty() {
    let document: Value = serde_json::from_str(&error_doctor::web::openapi_json()).unwrap();
    let schemas = &document["components"]["schemas"];
    let pattern = schemas["RawPaste"]["pattern"].as_str().unwrap();
    assert_eq!(schemas["DiagnoseRequest"]["properties"]["text"]["pattern"], pattern);
    let allowed = regex::Regex::new(pattern).unwrap();
    let differ: Vec<char> = ('\0'..='\u{ffff}')
        .filter(|c| {
            let text = c.to_string();
            allowed.is_match(&text) != error_doctor::paste::Paste::read(&text).is_ok()
        })
        .collect();
    assert_eq!(differ, [], "of one character");
}

#[test]
fn the_openapi_document_is_a_reviewed_contract() {
    let document: Value = serde_json::from_str(&error_doctor::web::openapi_json()).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    insta::assert_json_snapshot!("openapi", document);
}

#[test]
fn an_answer_depends_on_accept_and_says_so_to_caches() {
    let server = TestServer::start();
    for accept in ["application/json", "text/markdown", "text/plain"] {
        let answer = server.post_with(
            "/api/v1/diagnose",
            &[("content-type", "text/plain"), ("accept", accept)],
            b"x",
        );
        let vary: Vec<&str> = answer
            .headers
            .iter()
            .filter(|(name, _)| name == "vary")
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .collect();
        assert!(vary.iter().any(|name| name.eq_ignore_ascii_case("accept")), "{accept}: {vary:?}");
    }
}

#[test]
fn of_two_wordings_that_end_the_smaller_bound_of_the_version_counts() {
    let server = TestServer::start();
    let until_march = "gateway connect failed: Error: x";
    let until_february = "unauthorized: x (open a tokenized dashboard URL)";
    for lines in [[until_march, until_february], [until_february, until_march]] {
        let range = server.diagnose(&lines.join("\n"))["context"]["version_range"].clone();
        assert_eq!(range["before"], "2026.2.26", "{lines:?}");
    }
    let since_march = "x peer=1 y";
    let since_august = "x guidance=1 y";
    for lines in [[since_march, since_august], [since_august, since_march]] {
        let range = server.diagnose(&lines.join("\n"))["context"]["version_range"].clone();
        assert_eq!(range["at_least"], "2026.8.1", "{lines:?}");
    }
    let both = server.diagnose(&[since_august, until_march].join("\n"));
    assert!(both["context"]["version_range"].is_null(), "no version prints both");
}
