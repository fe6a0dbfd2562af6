//! What the server does with slow, idle and hostile clients, how it stops, and what it logs.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set up files and may fail loudly"
)]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use error_doctor::doctor::Doctor;
use error_doctor::knowledge::Layers;
use support::{TestServer, quick};

#[test]
fn every_answer_carries_the_security_headers() {
    let server = TestServer::start();
    for path in [
        "/",
        "/symptoms",
        "/nowhere",
        "/api/v1/symptoms",
        "/api/v1/nowhere",
        "/static/site.css",
        "/healthz",
    ] {
        let answer = server.get(path);
        let csp = answer.header("content-security-policy").unwrap_or_default();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(csp.contains(part), "{path}: {csp}");
        }
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        assert!(answer.header("x-request-id").is_some_and(|id| id.len() == 32), "{path}");
    }
}

#[test]
fn a_clients_own_request_id_is_not_taken_over() {
    let answer = TestServer::start().get_with("/", &[("x-request-id", "CANARY")]);
    assert_ne!(answer.header("x-request-id"), Some("CANARY"));
}

/// Sends `bytes`, then nothing; returns how long the server waits before it closes.
fn time_until_closed(server: &TestServer, bytes: &[u8]) -> Duration {
    let mut stream = server.connect();
    stream.write_all(bytes).unwrap();
    let start = Instant::now();
    let mut sink = Vec::new();
    stream.read_to_end(&mut sink).expect("the server closes the connection");
    start.elapsed()
}

#[test]
fn idle_half_sent_and_slow_clients_are_cut_off() {
    let server = TestServer::start();
    let patience = Duration::from_secs(10);
    assert!(time_until_closed(&server, b"") < patience, "idle");
    assert!(time_until_closed(&server, b"GET / HTTP/1.1\r\nHost:") < patience, "half a head");
    let head = b"POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nabc";
    assert!(time_until_closed(&server, head) < patience, "half a body");
    assert!(
        time_until_closed(&server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") < patience,
        "kept alive"
    );
}

#[test]
fn a_body_that_never_comes_gets_408() {
    let server = TestServer::start();
    let head = b"POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nabc";
    let mut stream = server.connect();
    stream.write_all(head).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 408"), "{line}");
}

#[test]
fn too_many_pastes_at_once_get_503_with_retry_after() {
    let limits = error_doctor::settings::Limits { diagnoses: 1, waiting: 0, ..quick() };
    let server = TestServer::with(Layers::built_in(), limits);
    let body = "unauthorized conn=1 reason=other gateway openclaw token\n".repeat(9_000);
    let answers: Vec<(u16, Option<String>)> = std::thread::scope(|scope| {
        let asks: Vec<_> = (0..12)
            .map(|_| {
                scope.spawn(|| {
                    let answer = server.post("/api/v1/diagnose", "text/plain", body.as_bytes());
                    (answer.status, answer.header("retry-after").map(str::to_owned))
                })
            })
            .collect();
        asks.into_iter().map(|ask| ask.join().unwrap()).collect()
    });
    assert!(answers.iter().any(|(status, _)| *status == 200));
    let busy: Vec<_> = answers.iter().filter(|(status, _)| *status == 503).collect();
    assert!(
        !busy.is_empty() && busy.iter().all(|(_, retry)| retry.as_deref() == Some("1")),
        "{answers:?}"
    );
}

#[test]
fn healthz_and_readyz_tell_the_state() {
    let server = TestServer::start();
    assert_eq!(server.get("/healthz").assert_status(200).text(), "ok\n");
    let ready = server.get("/readyz").assert_status(200).json();
    assert_eq!(ready["status"], "ready");
    assert!(ready["symptoms"].as_u64().unwrap() >= 49);
}

const ENTRY: &str = "title = \"Made up\"\nseverity = \"error\"\nsummary = \"x\"\n[[signal]]\nid = \"words\"\nshows = \"words\"\nstrength = \"proof\"\nliteral = \"made-up failure\"\n[[example]]\nname = \"plain\"\nexpect = \"first\"\ntext = \"made-up failure\"\n";

#[test]
fn a_broken_edit_of_the_knowledge_shows_in_readyz_and_the_old_one_answers() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("test")).unwrap();
    let file = folder.path().join("test/made-up.toml");
    fs::write(&file, ENTRY).unwrap();
    let (doctor, _) = Doctor::open(Layers::new(true, vec![folder.path().to_owned()])).unwrap();
    let doctor = Arc::new(doctor);
    let server = TestServer::over(Arc::clone(&doctor), quick());
    assert_eq!(server.diagnose("made-up failure")["findings"][0]["id"], "made-up");
    fs::write(&file, ENTRY.replace("proof", "prof")).unwrap();
    doctor.reload();
    let ready = server.get("/readyz").assert_status(200).json();
    assert!(ready["reload_error"].as_str().unwrap().contains("made-up.toml:7:12"));
    assert_eq!(server.diagnose("made-up failure")["findings"][0]["id"], "made-up");
}

/// The program itself, with its log; killed when dropped.
struct Program {
    child: std::process::Child,
    address: String,
    log: std::thread::JoinHandle<String>,
}

impl Program {
    fn start(arguments: &[&str]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_error-doctor"))
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--log-level",
                "trace",
                "--log-format",
                "json",
            ])
            .args(arguments)
            .env("RUST_LOG", "trace")
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut reader = BufReader::new(child.stderr.take().unwrap());
        let mut first = String::new();
        reader.read_line(&mut first).unwrap();
        let event: serde_json::Value =
            serde_json::from_str(&first).unwrap_or_else(|_| panic!("{first}"));
        let address = event["address"].as_str().unwrap().to_owned();
        let log = std::thread::spawn(move || {
            let mut rest = String::new();
            reader.read_to_string(&mut rest).unwrap();
            first + &rest
        });
        Program { child, address, log }
    }

    fn signal(&self, name: &str) {
        let status =
            Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    fn post(&self, path: &str, content_type: &str, body: &[u8]) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let url = format!("http://{}{path}", self.address);
        let _ = agent.post(url).header("content-type", content_type).send(body);
    }

    /// Waits, 30 seconds at most, until an answer has these words.
    fn wait_until_served(&self, path: &str, words: &str) {
        let url = format!("http://{}{path}", self.address);
        for _ in 0..300 {
            let answer = ureq::get(&url).call().unwrap().body_mut().read_to_string().unwrap();
            if answer.contains(words) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{path} has no {words:?}");
    }

    /// Sends SIGTERM; returns the exit status and the log.
    fn stop(mut self) -> (std::process::ExitStatus, String) {
        self.signal("-TERM");
        let status = self.child.wait().unwrap();
        (status, self.log.join().unwrap())
    }
}

#[test]
fn nothing_of_a_paste_is_logged_at_any_level() {
    let program = Program::start(&[]);
    let canary = "CANARY-b1946ac9";
    program.post(
        "/api/v1/diagnose",
        "text/plain",
        format!("{canary} unauthorized: gateway token mismatch").as_bytes(),
    );
    program.post(
        "/api/v1/diagnose",
        "application/json",
        format!("{{\"text\": \"{canary}\"}}").as_bytes(),
    );
    program.post(
        "/api/v1/diagnose",
        "application/json",
        format!("{{\"text\": {canary}").as_bytes(),
    );
    program.post("/api/v1/diagnose", "application/json", format!("{{\"{canary}\": 1}}").as_bytes());
    program.post(
        "/diagnose",
        "application/x-www-form-urlencoded",
        format!("text={canary}").as_bytes(),
    );
    program.post(
        "/diagnose",
        "multipart/form-data; boundary=b",
        format!("--b\r\n{canary}\r\n--b--").as_bytes(),
    );
    program.post(&format!("/{canary}"), "text/plain", b"x");
    program.post(&format!("/symptoms/{canary}?q={canary}"), "text/plain", b"x");
    let (status, log) = program.stop();
    assert!(status.success());
    assert!(!log.contains("CANARY"), "{log}");
    assert!(
        log.lines().filter(|line| line.contains("answered")).count() >= 8,
        "each request has a line: {log}"
    );
}

#[test]
fn sigterm_lets_open_requests_finish_and_ends_with_success() {
    let program = Program::start(&[]);
    let mut stream = std::net::TcpStream::connect(&program.address).unwrap();
    let body = "unauthorized: gateway token mismatch openclaw";
    let head = format!(
        "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..10]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    program.signal("-TERM");
    std::thread::sleep(Duration::from_millis(300));
    stream.write_all(&body.as_bytes()[10..]).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (status, log) = program.stop();
    assert!(status.success(), "{log}");
}

#[test]
fn knowledge_is_reloaded_on_sighup_and_a_broken_one_is_reported_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("test")).unwrap();
    let file = folder.path().join("test/made-up.toml");
    fs::write(&file, ENTRY).unwrap();
    let program = Program::start(&["--knowledge", folder.path().to_str().unwrap()]);
    fs::write(&file, ENTRY.replace("severity", "severty")).unwrap();
    program.signal("-HUP");
    std::thread::sleep(Duration::from_secs(5));
    fs::write(&file, ENTRY.replace("Made up", "Made up again")).unwrap();
    program.signal("-HUP");
    program.wait_until_served("/api/v1/symptoms/made-up", "Made up again");
    // The line in the log follows at once.
    std::thread::sleep(Duration::from_secs(1));
    let (_, log) = program.stop();
    assert_eq!(log.matches("the changed knowledge is not used").count(), 1, "{log}");
    assert_eq!(log.matches("knowledge reloaded").count(), 1, "{log}");
}

#[test]
fn a_client_that_takes_nothing_of_its_answers_is_cut_off() {
    let server = TestServer::start();
    let page = server.get("/symptoms").body.len();
    // More than the buffers of both sockets hold.
    let requests = 40 * 1024 * 1024 / page;
    let mut stream = server.connect();
    let mut sender = stream.try_clone().unwrap();
    let sending = std::thread::spawn(move || {
        for _ in 0..requests {
            if sender.write_all(b"GET /symptoms HTTP/1.1\r\nHost: x\r\n\r\n").is_err() {
                break;
            }
        }
    });
    // The probe's own connection is the only one that is left.
    let cut_off = |_| {
        std::thread::sleep(Duration::from_millis(200));
        server.ready()["connections"] == 1
    };
    assert!((0..150).any(cut_off), "it is still connected");
    let mut taken = Vec::new();
    // The end, or a reset: both say that the server is gone.
    let _ = stream.read_to_end(&mut taken);
    sending.join().unwrap();
    assert!(taken.len() < requests * page, "all {} bytes came", taken.len());
}

#[test]
fn the_healthcheck_gets_through_when_the_service_is_full() {
    let program = Program::start(&["--connections=1", "--connections-per-peer=1"]);
    let mut holder = std::net::TcpStream::connect(&program.address).unwrap();
    let head = "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n";
    holder.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    for _ in 0..3 {
        let status = Command::new(env!("CARGO_BIN_EXE_error-doctor"))
            .args(["healthcheck", "--listen", &program.address])
            .status()
            .unwrap();
        assert!(status.success());
    }
    holder.write_all(b"openclaw!").unwrap();
    let mut line = String::new();
    BufReader::new(holder).read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");
    let (status, log) = program.stop();
    assert!(status.success(), "{log}");
}
