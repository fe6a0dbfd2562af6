//! The pages, by selector.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

mod support;

use support::TestServer;

const PASTE: &str = "OpenClaw 2026.3.13 (61d171a)\n\
    gateway connect failed: GatewayClientRequestError: unauthorized: gateway token mismatch (set gateway.remote.token to match gateway.auth.token)\n\
    Source: local loopback\n\
    OPENCLAW_GATEWAY_TOKEN=abcdef123456";

#[test]
fn the_form_is_complete_without_scripts() {
    let page = TestServer::start().get("/").assert_status(200).html();
    assert_eq!(page.attributes("form", "action"), ["./diagnose"]);
    assert_eq!(page.count("textarea[name=text]"), 1);
    assert_eq!(page.count("select[name=platform] option"), 6);
    assert_eq!(page.count("input[name=version]"), 1);
    assert_eq!(page.count("select[name=install]"), 1);
    assert_eq!(page.count("[style], [onclick], script:not([src])"), 0);
}

#[test]
fn the_result_shows_verdict_evidence_look_alikes_fixes_and_what_does_not_help() {
    let page = TestServer::start().submit(&[("text", PASTE)]).assert_status(200).html();
    assert_eq!(page.text("h1"), "The client sends another gateway token than the gateway expects");
    assert_eq!(page.attributes(".lead-finding", "data-confidence"), ["certain"]);
    assert_eq!(
        page.text("#L2 mark"),
        "gateway token mismatch (set gateway.remote.token to match gateway.auth.token"
    );
    assert!(page.count("[data-role=not-this] li") >= 3);
    assert_eq!(page.attributes("details.fix[open]", "data-fix"), ["unset-client-env"]);
    assert!(page.count("details.fix .risk") >= 2);
    assert!(page.count("details.fix .check") >= 1);
    assert!(
        page.texts("[data-role=does-not-help] .advice")
            .contains(&"openclaw gateway token rotate".to_owned())
    );
    assert!(page.text(".redactions").contains("1 × gateway-token"));
    assert!(page.text(".facts").contains("2026.3.13"));
}

#[test]
fn a_result_is_never_kept_and_never_in_the_address() {
    let server = TestServer::start();
    let answer = server.submit(&[("text", PASTE)]);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(!answer.text().contains("abcdef123456"));
    assert!(answer.header("set-cookie").is_none());
    let again = server.get("/diagnose");
    assert_eq!((again.status, again.header("location")), (303, Some("./")));
}

#[test]
fn a_file_can_be_sent_instead_of_text() {
    let server = TestServer::start();
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\r\n--b\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"x.log\"\r\nContent-Type: application/octet-stream\r\n\r\n{PASTE}\r\n--b--\r\n"
    );
    let page = server
        .post("/diagnose", "multipart/form-data; boundary=b", body.as_bytes())
        .assert_status(200)
        .html();
    assert_eq!(page.attributes(".lead-finding", "data-symptom"), ["gateway-token-mismatch"]);
}

#[test]
fn pasted_markup_is_shown_and_is_no_markup() {
    let evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)> openclaw unauthorized: gateway token mismatch (<b>x</b>) </textarea><script>x</script>";
    let answer = TestServer::start().submit(&[("text", evil)]).assert_status(200);
    let page = answer.html();
    assert_eq!(page.count("main script, main img, main b, svg[onload], [onerror]"), 0);
    assert!(page.text("#L1").contains("<script>alert(1)</script>"));
    assert!(page.text("textarea[name=text]").contains("</textarea><script>"));
}

#[test]
fn mistakes_are_told_in_words() {
    let server = TestServer::start();
    let empty = server.submit(&[("text", "  \n ")]).assert_status(422);
    assert_eq!(empty.html().text("h1"), "The paste is empty");
    assert_eq!(server.submit(&[]).assert_status(422).html().text("h1"), "The paste is empty");
    let version = server.submit(&[("text", "x"), ("version", "newest")]).assert_status(422).html();
    assert!(version.text(".lead").contains("2026.9.6"));
    assert_eq!(
        server.post("/diagnose", "text/csv", b"x").assert_status(415).html().text("h1"),
        "The content type is not supported"
    );
    assert_eq!(
        server.get("/nowhere/at/all").assert_status(404).html().text("h1"),
        "There is nothing here"
    );
    assert_eq!(
        server.post("/symptoms", "text/plain", b"").assert_status(405).header("allow"),
        Some("GET, HEAD")
    );
    assert_eq!(
        server.get("/symptoms/nothing-like-it").assert_status(404).html().text("h1"),
        "There is no such symptom"
    );
}

#[test]
fn undecodable_bytes_in_the_form_are_no_error() {
    let answer = TestServer::start().post(
        "/diagnose",
        "application/x-www-form-urlencoded",
        b"text=openclaw%ff%fe+pairing",
    );
    assert_eq!(answer.status, 200);
}

#[test]
fn nothing_recognised_is_a_designed_page() {
    let page = TestServer::start().submit(&[("text", "hello world")]).assert_status(200).html();
    assert_eq!(page.count("[data-role=nothing-found]"), 1);
    assert_eq!(page.count(".lead-finding"), 0);
    assert!(page.text("[data-role=next-question]").contains("openclaw status --all"));
    assert!(page.count(".ladder li") >= 4);
}

#[test]
fn every_symptom_has_a_page_and_the_catalogue_links_it() {
    let server = TestServer::start();
    let catalogue = server.get("/symptoms").assert_status(200).html();
    let links = catalogue.attributes(".cards a", "href");
    assert!(links.len() >= 49, "{} symptoms", links.len());
    for link in links {
        let page = server.get(&format!("/{link}")).assert_status(200).html();
        assert_eq!(page.count("h1"), 1, "{link}");
        for href in page
            .attributes("main a", "href")
            .iter()
            .filter(|href| !href.contains("://") && !href.starts_with('#'))
        {
            let target = match href.strip_prefix("../") {
                Some(rest) => format!("/{rest}"),
                None => format!("/symptoms/{href}"),
            };
            assert_eq!(server.get(&target).status, 200, "{link} → {href}");
        }
    }
}

#[test]
fn the_catalogue_is_searched_and_filtered_by_its_address() {
    let server = TestServer::start();
    let ids = |query: &str| {
        server.get(&format!("/symptoms{query}")).html().attributes(".cards li", "data-symptom")
    };
    assert!(ids("?q=token+mismatch").contains(&"gateway-token-mismatch".to_owned()));
    assert!(!ids("?q=token+mismatch").contains(&"gateway-port-in-use".to_owned()));
    assert!(ids("?category=gateway-connection").iter().all(|id| !id.contains("password")));
    assert!(ids("?q=nothing-is-called-like-this").is_empty());
}

#[test]
fn symptoms_are_there_as_markdown_and_for_bots() {
    let server = TestServer::start();
    let one = server.get("/symptoms/gateway-token-mismatch.md").assert_status(200);
    assert_eq!(one.header("content-type"), Some("text/markdown; charset=utf-8"));
    assert!(one.text().starts_with("# The client sends another gateway token"));
    assert!(server.get("/symptoms.md").text().contains("(symptoms/gateway-token-mismatch.md)"));
    assert!(server.get("/llms.txt").text().starts_with("# Error Doctor\n\n> "));
    assert!(server.get("/robots.txt").text().contains("User-agent: *"));
}

#[test]
fn style_and_script_come_from_here_and_may_be_kept() {
    let server = TestServer::start();
    let page = server.get("/").html();
    for address in
        [page.attributes("link[rel=stylesheet]", "href"), page.attributes("script", "src")].concat()
    {
        let answer = server.get(address.trim_start_matches('.')).assert_status(200);
        assert!(answer.header("cache-control").unwrap().contains("immutable"));
        let etag = answer.header("etag").unwrap().to_owned();
        assert_eq!(
            server.get_with(address.trim_start_matches('.'), &[("if-none-match", &etag)]).status,
            304
        );
    }
    assert_eq!(server.get("/static/../Cargo.toml").status, 404);
}

#[test]
fn the_catalogue_is_filtered_by_severity() {
    let server = TestServer::start();
    let badges = |severity: &str| {
        let page = server.get(&format!("/symptoms?severity={severity}")).assert_status(200).html();
        let selected = page.attributes("select[name=severity] option[selected]", "value");
        (page.count(".cards li"), page.count(&format!(".cards .severity-{severity}")), selected)
    };
    let all = server.get("/symptoms").html().count(".cards li");
    let mut sum = 0;
    for severity in ["error", "warning", "info"] {
        let (shown, of_severity, selected) = badges(severity);
        assert!(shown > 0 && shown == of_severity, "{severity}: {of_severity} of {shown}");
        assert_eq!(selected, [severity]);
        sum += shown;
    }
    assert_eq!(sum, all);
    assert_eq!(badges("catastrophe").0, 0);
}

#[test]
fn a_mark_carries_the_number_of_the_finding_that_it_is_evidence_of() {
    let paste = "openclaw\nunauthorized: gateway token mismatch (set gateway.remote.token to match gateway.auth.token)\n\
                 Error: listen EADDRINUSE: address already in use 127.0.0.1:18789";
    let server = TestServer::start();
    let diagnosis = server.diagnose(paste);
    let page = server.submit(&[("text", paste)]).assert_status(200).html();
    let findings = diagnosis["findings"].as_array().unwrap();
    assert!(findings.len() >= 2, "{}", findings.len());
    for (number, finding) in (1..).zip(findings) {
        for evidence in finding["evidence"].as_array().unwrap() {
            let marks = page.attributes(&format!("#L{} mark", evidence["line"]), "data-finding");
            assert!(marks.contains(&number.to_string()), "{number}: {marks:?}");
        }
    }
    let first = &findings[0]["evidence"][0]["line"];
    assert_eq!(page.attributes(&format!("#L{first} mark"), "data-finding")[0], "1");
}

#[test]
fn two_lines_around_a_marked_one_are_shown_and_the_rest_is_counted() {
    let before = (1..=40).map(|n| format!("before {n}\n")).collect::<String>();
    let after = (1..=40).map(|n| format!("after {n}\n")).collect::<String>();
    let paste = format!("{before}openclaw: unauthorized: gateway token mismatch\n{after}");
    let page = TestServer::start().submit(&[("text", &paste)]).assert_status(200).html();
    let numbers: Vec<String> = page.texts(".evidence .row .number");
    assert_eq!(numbers, ["⋮", "39", "40", "41", "42", "43", "⋮"]);
    assert_eq!(page.texts(".evidence .row.gap .text"), ["38 more lines", "38 more lines"]);
    assert_eq!(page.attributes(".evidence .row.marked", "id"), ["L41"]);
}
