//! A running server on a port of its own, and the words in which tests talk about it.
#![allow(dead_code, reason = "each test file uses a part")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use error_doctor::answer::Diagnosis;
use error_doctor::budget::Cancellation;
use error_doctor::context::Told;
use error_doctor::doctor::{Doctor, Unanswered};
use error_doctor::knowledge::Layers;
use error_doctor::paste::Paste;
use error_doctor::settings::Limits;
use error_doctor::web::{self, App};
use scraper::{Html, Selector};
use serde_json::Value;
use socket2::{Domain, Socket, Type};
use tokio::net::TcpSocket;
use tokio::sync::oneshot;

/// The built-in knowledge, read once for all tests of a file: it takes longer than most of them.
fn built_in() -> Arc<Doctor> {
    static DOCTOR: LazyLock<Arc<Doctor>> = LazyLock::new(|| {
        let (doctor, _) = Doctor::open(Layers::built_in()).expect("the knowledge is right");
        Arc::new(doctor)
    });
    Arc::clone(&DOCTOR)
}

pub type Outcome = Result<(Paste, Diagnosis), Unanswered>;

/// A server with the built-in knowledge; stops when it is dropped.
pub struct TestServer {
    pub address: SocketAddr,
    agent: ureq::Agent,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl TestServer {
    pub fn start() -> TestServer {
        TestServer::over(built_in(), quick())
    }

    pub fn with(layers: Layers, limits: Limits) -> TestServer {
        let (doctor, _) = Doctor::open(layers).expect("the knowledge is right");
        TestServer::over(Arc::new(doctor), limits)
    }

    pub fn over(doctor: Arc<Doctor>, limits: Limits) -> TestServer {
        TestServer::of(move || App::new(doctor, limits))
    }

    /// A server whose diagnoses are made by `diagnose`.
    pub fn diagnosing(
        limits: Limits,
        diagnose: impl Fn(&Doctor, &[u8], &Told, &Cancellation) -> Outcome + Send + Sync + 'static,
    ) -> TestServer {
        let doctor = built_in();
        let asked = Arc::clone(&doctor);
        TestServer::of(move || {
            App::diagnosing(doctor, limits, move |text, told, cancellation| {
                diagnose(&asked, text, told, cancellation)
            })
        })
    }

    fn of(app: impl FnOnce() -> App + Send + 'static) -> TestServer {
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("a runtime").block_on(async move {
                let socket = TcpSocket::new_v4().expect("a socket");
                socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
                let listener = socket.listen(4096).expect("a listener");
                tell.send(listener.local_addr().expect("an address")).expect("the test waits");
                let app = app();
                web::serve(listener, web::router(app.clone()), app, async {
                    let _ = stopped.await;
                })
                .await;
            });
        });
        let address = told.recv().expect("the server starts");
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(30)))
            .build();
        TestServer { address, agent: config.into(), stop: Some(stop), thread: Some(thread) }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.call().expect("the server answers"))
    }

    pub fn post(&self, path: &str, content_type: &str, body: &[u8]) -> Answer {
        self.post_with(path, &[("content-type", content_type)], body)
    }

    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = self.agent.post(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(request.send(body).expect("the server answers"))
    }

    /// Diagnoses a text through the API.
    pub fn diagnose(&self, text: &str) -> Value {
        self.post("/api/v1/diagnose", "text/plain", text.as_bytes()).assert_status(200).json()
    }

    /// Sends the form as a browser does.
    pub fn submit(&self, fields: &[(&str, &str)]) -> Answer {
        let body: String =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post("/diagnose", "application/x-www-form-urlencoded", body.as_bytes())
    }

    pub fn connect(&self) -> TcpStream {
        self.connect_from([127, 0, 0, 1])
    }

    /// Connects from another address of this machine: another peer.
    pub fn connect_from(&self, address: [u8; 4]) -> TcpStream {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        socket.bind(&SocketAddr::from((address, 0)).into()).expect("a loopback address");
        socket.connect(&self.address.into()).expect("the server listens");
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout can be set");
        stream
    }

    /// Sends raw bytes from an address and reads until the server closes.
    pub fn raw_from(&self, address: [u8; 4], bytes: &[u8]) -> String {
        let mut stream = self.connect_from(address);
        stream.write_all(bytes).expect("the server reads");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// What `/readyz` says.
    pub fn ready(&self) -> Value {
        self.get("/readyz").json()
    }

    /// Waits, ten seconds at most, until no diagnosis runs or waits and no body is held.
    #[track_caller]
    pub fn assert_at_rest(&self) {
        let mut ready = Value::Null;
        for _ in 0..100 {
            ready = self.ready();
            let diagnoses = &ready["diagnoses"];
            if diagnoses["running"] == 0 && diagnoses["waiting"] == 0 && ready["bodies_bytes"] == 0
            {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("something is still held: {ready}");
    }

    /// Sends raw bytes and reads until the server closes.
    pub fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes).expect("the server reads");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Stops the server; returns when open requests are done.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server ends in order");
        }
    }

    /// Asks the server to stop without waiting.
    pub fn ask_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.ask_to_stop();
    }
}

/// Limits with timeouts that a test can wait for.
pub fn quick() -> Limits {
    Limits {
        head_timeout: Duration::from_secs(1),
        body_timeout: Duration::from_secs(2),
        write_timeout: Duration::from_secs(2),
        drain_timeout: Duration::from_secs(5),
        diagnoses: 2,
        ..Limits::default()
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    fn read(mut response: ureq::http::Response<ureq::Body>) -> Answer {
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let status = response.status().as_u16();
        let body = response
            .body_mut()
            .with_config()
            .limit(64 * 1024 * 1024)
            .read_to_vec()
            .expect("a whole body");
        Answer { status, headers, body }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn assert_status(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "body: {}", self.text());
        self
    }

    /// A problem document with this status and kind.
    #[track_caller]
    pub fn assert_problem(self, status: u16, kind: &str) -> Value {
        let answer = self.assert_status(status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let problem = answer.json();
        assert_eq!(problem["type"], format!("urn:error-doctor:problem:{kind}"));
        assert_eq!(problem["status"], status);
        for field in ["title", "detail"] {
            assert!(
                problem[field].as_str().is_some_and(|text| text.len() > 8),
                "{field}: {problem}"
            );
        }
        assert!(problem["retryable"].is_boolean());
        problem
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn html(&self) -> Page {
        Page(Html::parse_document(&self.text()))
    }
}

/// A page, asserted by selector.
pub struct Page(Html);

impl Page {
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let squeeze = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.0.select(&selector).map(|element| squeeze(element.text().collect())).collect()
    }

    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.texts(selector)
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("nothing is at {selector}"))
    }

    pub fn count(&self, selector: &str) -> usize {
        self.texts(selector).len()
    }

    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        self.0
            .select(&selector)
            .filter_map(|element| element.attr(name))
            .map(str::to_owned)
            .collect()
    }
}

/// A paste as the API takes it, in one piece.
pub fn paste(text: &str) -> String {
    format!(
        "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    )
}
