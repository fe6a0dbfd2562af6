//! What the service does for everybody else while some clients hang up, flood, lie or go slow.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests look at the clock and may fail loudly"
)]

mod support;

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use error_doctor::knowledge::Layers;
use error_doctor::settings::Limits;
use support::{TestServer, paste, quick};

const OTHER: [u8; 4] = [127, 0, 0, 2];
const SMALL: &str = "openclaw: unauthorized: gateway token mismatch";

/// A server whose diagnoses take `time` unless nobody waits, and the most that ran at a time.
fn slow(limits: Limits, time: Duration) -> (TestServer, Arc<AtomicUsize>) {
    let (running, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let server = TestServer::diagnosing(limits, move |doctor, text, told, cancellation| {
        let now = running.fetch_add(1, Ordering::SeqCst) + 1;
        seen.fetch_max(now, Ordering::SeqCst);
        let start = Instant::now();
        while start.elapsed() < time && !cancellation.is_cancelled() {
            std::thread::sleep(Duration::from_millis(1));
        }
        running.fetch_sub(1, Ordering::SeqCst);
        doctor.diagnose(text, told, cancellation)
    });
    (server, most)
}

/// Asserts that a paste from an address is answered with 200 within a second.
#[track_caller]
fn assert_served(server: &TestServer, from: [u8; 4]) {
    let start = Instant::now();
    let answer = server.raw_from(from, paste(SMALL).as_bytes());
    assert!(answer.starts_with("HTTP/1.1 200"), "{}", &answer[..answer.len().min(600)]);
    assert!(start.elapsed() < Duration::from_secs(1), "after {:?}", start.elapsed());
}

/// Asserts that both probes are answered with 200 within a second.
#[track_caller]
fn assert_healthy(server: &TestServer, from: [u8; 4]) {
    for path in ["/healthz", "/readyz"] {
        let start = Instant::now();
        let probe = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = server.raw_from(from, probe.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        assert!(start.elapsed() < Duration::from_secs(1), "{path} after {:?}", start.elapsed());
    }
}

#[test]
fn a_thousand_hang_ups_leave_nothing_behind() {
    let limits = Limits { diagnoses: 2, ..quick() };
    let (server, most) = slow(limits, Duration::from_millis(20));
    let whole = paste(SMALL);
    for round in 0..1000 {
        let mut stream = server.connect();
        // Before the head is there, in the body, while it waits or runs, before the answer is read.
        let sent = match round % 4 {
            0 => 20,
            1 => whole.len() - 10,
            _ => whole.len(),
        };
        stream.write_all(&whole.as_bytes()[..sent]).unwrap();
        if round % 4 == 3 {
            std::thread::sleep(Duration::from_millis(3));
        }
        if round % 8 == 2 {
            // With a reset instead of an orderly end.
            socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        }
        drop(stream);
    }
    assert_served(&server, [127, 0, 0, 1]);
    server.assert_at_rest();
    assert!(most.load(Ordering::SeqCst) <= 2, "{most:?} ran at a time");
}

#[test]
fn work_whose_client_is_gone_stops_and_the_limit_holds_meanwhile() {
    let limits = Limits { diagnoses: 2, ..quick() };
    let (server, most) = slow(limits, Duration::from_secs(600));
    let mut streams: Vec<TcpStream> = (0..30).map(|_| server.connect()).collect();
    for stream in &mut streams {
        stream.write_all(paste(SMALL).as_bytes()).unwrap();
    }
    std::thread::sleep(Duration::from_millis(500));
    let diagnoses = server.ready()["diagnoses"].clone();
    assert_eq!((&diagnoses["running"], &diagnoses["waiting"]), (&2.into(), &28.into()));
    drop(streams);
    server.assert_at_rest();
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[test]
fn a_peer_that_keeps_the_queue_full_does_not_hold_up_another() {
    let (server, _) = slow(quick(), Duration::from_millis(50));
    let done = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| {
                while done.load(Ordering::Relaxed) == 0 {
                    server.raw_from(OTHER, paste(SMALL).as_bytes());
                }
            });
        }
        std::thread::sleep(Duration::from_millis(500));
        assert!(server.ready()["diagnoses"]["waiting"].as_u64().unwrap() > 50);
        for _ in 0..5 {
            assert_served(&server, [127, 0, 0, 1]);
        }
        done.store(1, Ordering::Relaxed);
    });
    server.assert_at_rest();
}

#[test]
fn who_waits_too_long_is_told_when_to_come_back() {
    let limits = Limits { diagnoses: 1, queue_timeout: Duration::from_millis(300), ..quick() };
    let (server, _) = slow(limits, Duration::from_secs(2));
    let mut first = server.connect();
    first.write_all(paste(SMALL).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let answer = server.post("/api/v1/diagnose", "text/plain", SMALL.as_bytes());
    let retry_after: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=30).contains(&retry_after));
    assert_eq!(answer.assert_problem(503, "too-busy")["retryable"], true);
    let page = server.submit(&[("text", SMALL)]);
    assert!(page.header("retry-after").is_some());
    assert_eq!(page.assert_status(503).html().count("[data-role=failure]"), 1);
    let mut answer = String::new();
    first.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "what runs is finished: {answer}");
}

#[test]
fn readyz_fails_when_every_worker_is_stuck_and_not_under_load() {
    let limits = Limits {
        diagnoses: 2,
        stuck_timeout: Duration::from_millis(700),
        queue_timeout: Duration::from_secs(60),
        ..quick()
    };
    let (server, _) = slow(limits.clone(), Duration::from_millis(100));
    std::thread::scope(|scope| {
        for _ in 0..40 {
            scope.spawn(|| server.raw(paste(SMALL).as_bytes()));
        }
        for _ in 0..15 {
            server.get("/readyz").assert_status(200);
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let (server, _) = slow(limits, Duration::from_secs(600));
    let stick = || {
        let mut stream = server.connect();
        stream.write_all(paste(SMALL).as_bytes()).unwrap();
        std::thread::sleep(Duration::from_secs(1));
        stream
    };
    let first = stick();
    server.get("/readyz").assert_status(200);
    let second = stick();
    assert_eq!(server.get("/readyz").assert_status(503).json()["status"], "stuck");
    server.get("/healthz").assert_status(200);
    drop((first, second));
    server.assert_at_rest();
    server.get("/readyz").assert_status(200);
}

#[test]
fn a_panic_costs_one_answer() {
    let limits = Limits { diagnoses: 1, ..quick() };
    let server = TestServer::diagnosing(limits, |doctor, text, told, cancellation| {
        assert!(!text.starts_with(b"panic"), "a defect");
        doctor.diagnose(text, told, cancellation)
    });
    for _ in 0..20 {
        let broken = server.post("/api/v1/diagnose", "text/plain", b"panic");
        broken.assert_problem(500, "internal");
        let page = server.submit(&[("text", "panic")]).assert_status(500);
        assert_eq!(page.html().count("[data-role=failure]"), 1);
        assert_served(&server, OTHER);
    }
    server.assert_at_rest();
}

/// Connections that have sent this and are kept open.
fn flood(
    server: &TestServer,
    count: u32,
    peer: impl Fn(u32) -> [u8; 4],
    sent: &str,
) -> Vec<TcpStream> {
    (0..count)
        .map(|number| {
            let mut stream = server.connect_from(peer(number));
            // One that was closed already cannot be written to.
            let _ = stream.write_all(sent.as_bytes());
            stream
        })
        .collect()
}

#[test]
fn three_thousand_connections_of_one_peer_do_not_shut_others_out() {
    rlimit::increase_nofile_limit(20_000).unwrap();
    for sent in ["", "POST /api/v1/diagnose HTTP/1.1\r\nHost:", &paste(SMALL)] {
        let server = TestServer::with(Layers::built_in(), quick());
        let streams = flood(&server, 3600, |_| OTHER, sent);
        assert_served(&server, [127, 0, 0, 1]);
        assert_healthy(&server, [127, 0, 0, 1]);
        assert_healthy(&server, OTHER);
        drop(streams);
        server.assert_at_rest();
    }
}

#[test]
fn thousands_of_peers_do_not_hide_the_probes() {
    rlimit::increase_nofile_limit(20_000).unwrap();
    let server = TestServer::with(Layers::built_in(), quick());
    let peer = |number: u32| [127, 1, (number / 250) as u8, (number % 250) as u8 + 1];
    for sent in ["", "POST /api/v1/diagnose HTTP/1.1\r\nHost:"] {
        let streams = flood(&server, 2500, peer, sent);
        assert_healthy(&server, [127, 0, 0, 1]);
        drop(streams);
        std::thread::sleep(Duration::from_millis(200));
        assert_served(&server, [127, 0, 0, 1]);
    }
}

#[test]
fn idle_connections_make_room_for_a_paste() {
    let limits = Limits { connections: 50, head_timeout: Duration::from_secs(20), ..quick() };
    let server = TestServer::with(Layers::built_in(), limits);
    let peer = |number: u32| [127, 2, 0, number as u8 + 1];
    for sent in ["", "GET / HTTP/1.1\r\nHost:", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"] {
        let streams = flood(&server, 50, peer, sent);
        std::thread::sleep(Duration::from_millis(1500));
        for _ in 0..10 {
            assert_served(&server, [127, 0, 0, 1]);
        }
        assert!(server.ready()["connections"].as_u64().unwrap() <= 50);
        drop(streams);
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn connections_over_a_limit_hear_why() {
    let limits = Limits { connections: 3, connections_per_peer: 2, ..quick() };
    let (server, _) = slow(limits, Duration::from_secs(60));
    let busy = |address: [u8; 4]| {
        let mut stream = server.connect_from(address);
        stream.write_all(paste(SMALL).as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(100));
        stream
    };
    let one = [busy([127, 0, 0, 1]), busy([127, 0, 0, 1])];
    // A body that nobody reads does not cost the client the answer.
    let large = paste(&"x".repeat(200_000));
    let answer = server.raw(large.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
    for part in ["retry-after: 1", "connection: close", "problem+json", "too-many-connections"] {
        assert!(answer.contains(part), "{part} is missing: {answer}");
    }
    let page = server.raw(b"GET /symptoms/x HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(page.starts_with("HTTP/1.1 429") && page.contains("../static/site.css"), "{page}");
    let third = busy(OTHER);
    let answer = server.raw_from([127, 0, 0, 3], paste(SMALL).as_bytes());
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: 3"), "{answer}");
    assert_healthy(&server, [127, 0, 0, 3]);
    drop((one, third));
    server.assert_at_rest();
    server.get("/").assert_status(200);
}

#[test]
fn too_many_requests_are_told_the_rate() {
    let limits = Limits { rate: 1, rate_burst: 4, ..quick() };
    let server = TestServer::with(Layers::built_in(), limits);
    for left in (0..4).rev() {
        let answer = server.post("/api/v1/diagnose", "text/plain", SMALL.as_bytes());
        let rate = answer.header("ratelimit").unwrap().to_owned();
        assert!(rate.starts_with(&format!("\"default\";r={left};t=")), "{rate}");
        assert_eq!(answer.header("ratelimit-policy"), Some("\"default\";q=4;w=4"));
        let exposed = answer.header("access-control-expose-headers").unwrap().to_lowercase();
        assert!(exposed.contains("ratelimit") && exposed.contains("retry-after"));
        answer.assert_status(200);
    }
    let answer = server.post("/api/v1/diagnose", "text/plain", SMALL.as_bytes());
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert!(answer.header("ratelimit").unwrap().starts_with("\"default\";r=0;t="));
    answer.assert_problem(429, "rate-limited");
    // The refusal took a second, so one request came back.
    server.get("/").assert_status(200);
    let page = server.submit(&[("text", SMALL)]).assert_status(429);
    assert_eq!(page.html().count("[data-role=failure]"), 1);
    server.get("/healthz").assert_status(200);
    assert_served(&server, OTHER);
}

#[test]
fn a_large_paste_counts_for_its_size() {
    let limits = Limits { rate: 1, rate_burst: 100, ..quick() };
    let server = TestServer::with(Layers::built_in(), limits);
    let left = |text: &str| -> u32 {
        let answer = server.post("/api/v1/diagnose", "text/plain", text.as_bytes());
        let rate = answer.header("ratelimit").unwrap().to_owned();
        rate.split(['=', ';']).nth(2).unwrap().parse().unwrap()
    };
    let before = left(&"openclaw gateway\n".repeat(20 * 1024));
    // 340 KiB are 21 more; a few seconds may have passed.
    assert!(left(SMALL) < before - 10, "{before}");
}

#[test]
fn forwarded_headers_count_only_from_a_trusted_proxy() {
    let limits = |trusted: &[&str]| Limits {
        rate: 1,
        rate_burst: 2,
        trusted_proxies: trusted.iter().map(|net| net.parse().unwrap()).collect(),
        ..quick()
    };
    let statuses = |server: &TestServer| -> Vec<u16> {
        (1..=3)
            .map(|client| {
                let forwarded = format!("192.0.2.{client}");
                server.get_with("/", &[("x-forwarded-for", &forwarded)]).status
            })
            .collect()
    };
    let untrusting = TestServer::with(Layers::built_in(), limits(&["10.0.0.0/8"]));
    assert_eq!(statuses(&untrusting), [200, 200, 429]);
    let trusting = TestServer::with(Layers::built_in(), limits(&["127.0.0.1/32"]));
    assert_eq!(statuses(&trusting), [200; 3]);
    // What a client writes itself stands to the left.
    for client in 1..=3 {
        let spoofed = format!("192.0.2.{client}, 198.51.100.7");
        let status = trusting.get_with("/", &[("x-forwarded-for", &spoofed)]).status;
        assert_eq!(status, if client <= 2 { 200 } else { 429 });
    }
}

/// A head that announces two mebibytes.
const LARGE: &str = "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: 2000000\r\n\r\n";

#[test]
fn half_sent_bodies_of_many_share_a_budget() {
    const MIB: usize = 1024 * 1024;
    let limits = Limits {
        bodies_bytes: 8 * MIB,
        bodies_bytes_per_peer: 4 * MIB,
        body_timeout: Duration::from_secs(3),
        ..quick()
    };
    let server = TestServer::with(Layers::built_in(), limits);
    let half = vec![b'x'; 1_900_000];
    std::thread::scope(|scope| {
        for number in 0..48u8 {
            let (server, half) = (&server, &half);
            scope.spawn(move || {
                let mut stream = server.connect_from([127, 0, 1, number % 3 + 1]);
                stream.write_all(LARGE.as_bytes()).unwrap();
                stream.write_all(half).unwrap();
                let mut answer = String::new();
                let _ = stream.read_to_string(&mut answer);
            });
        }
        let mut most = 0;
        for _ in 0..15 {
            most = most.max(server.ready()["bodies_bytes"].as_u64().unwrap());
            assert_served(&server, OTHER);
            std::thread::sleep(Duration::from_millis(100));
        }
        let budget = 8 * MIB as u64;
        assert!(most > budget / 2 && most <= budget, "{most} bytes");
    });
    server.assert_at_rest();
}

#[test]
fn a_body_without_room_is_refused_and_nothing_waits_for_it() {
    let limits = Limits { bodies_bytes_per_peer: 100_000, ..quick() };
    let server = TestServer::with(Layers::built_in(), limits);
    let large = "openclaw gateway\n".repeat(10_000);
    let answer = server.post("/api/v1/diagnose", "text/plain", large.as_bytes());
    assert_eq!(answer.header("retry-after"), Some("1"));
    answer.assert_problem(503, "too-busy");
    server.submit(&[("text", &large)]).assert_status(503);
    server.assert_at_rest();
    assert_served(&server, OTHER);
}

#[test]
fn what_clients_do_on_the_wire_leaves_nothing_behind() {
    let server = TestServer::with(Layers::built_in(), quick());
    let whole = paste(SMALL);
    // One byte at a time.
    let mut stream = server.connect();
    stream.set_nodelay(true).unwrap();
    for byte in whole.as_bytes() {
        stream.write_all(&[*byte]).unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // The sending half closed, as some tools do.
    let mut stream = server.connect();
    stream.write_all(whole.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    // Many at once on one connection.
    let kept = whole.replace("Connection: close\r\n", "");
    let answer = server.raw(format!("{kept}{kept}{kept}{whole}").as_bytes());
    assert_eq!(answer.matches("HTTP/1.1 200").count(), 4);
    // HTTP/1.0, without a host.
    let old = format!(
        "POST /api/v1/diagnose HTTP/1.0\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{SMALL}",
        SMALL.len()
    );
    assert!(server.raw(old.as_bytes()).starts_with("HTTP/1.0 200"));
    // A chunked body that breaks.
    let chunked = "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n";
    let answer = server.raw(chunked.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("malformed-request"), "{answer}");
    // Headers without number.
    for count in [101, 300, 10_000] {
        let headers: String = (0..count).map(|n| format!("X-{n}: y\r\n")).collect();
        let mut stream = server.connect();
        let _ = stream.write_all(
            format!("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n").as_bytes(),
        );
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.starts_with("HTTP/1.1 431") || count == 10_000, "{count}: {answer}");
    }
    // Answers that nobody takes.
    let mut deaf: Vec<TcpStream> = (0..20).map(|_| server.connect()).collect();
    for stream in &mut deaf {
        for _ in 0..50 {
            stream.write_all(kept.as_bytes()).unwrap();
        }
    }
    assert_served(&server, OTHER);
    drop(deaf);
    server.assert_at_rest();
}

#[test]
fn the_service_stops_in_order_with_a_full_queue() {
    let limits = Limits { connections_per_peer: 40, ..quick() };
    let (mut server, _) = slow(limits, Duration::from_millis(50));
    let mut streams: Vec<TcpStream> = (0..60).map(|_| server.connect()).collect();
    for stream in &mut streams {
        let _ = stream.write_all(paste(SMALL).as_bytes());
    }
    std::thread::sleep(Duration::from_millis(300));
    let start = Instant::now();
    server.stop();
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let answered = streams
        .iter_mut()
        .filter_map(|stream| {
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).ok().map(|_| answer)
        })
        .filter(|answer| answer.starts_with(b"HTTP/1.1 200"))
        .count();
    assert_eq!(answered, 40, "all that were let in are answered");
}
