//! The service without a socket, on this thread.

use std::cell::RefCell;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use error_doctor::doctor::Doctor;
use error_doctor::knowledge::Layers;
use error_doctor::settings::Limits;
use error_doctor::web::{self, App};
use http_body_util::BodyExt;
use tokio::runtime::Runtime;
use tower::ServiceExt;

static ROUTER: LazyLock<Router> = LazyLock::new(|| {
    let (doctor, _) = Doctor::open(Layers::built_in()).expect("the built-in knowledge is right");
    web::router(App::new(Arc::new(doctor), Limits::default()))
});

thread_local! {
    static RUNTIME: RefCell<Runtime> = RefCell::new(
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(2)
            .build()
            .expect("a runtime"),
    );
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The content type without parameters; empty when there is none.
    #[must_use]
    pub fn content_type(&self) -> &str {
        let value = self.headers.get("content-type").and_then(|value| value.to_str().ok());
        value.and_then(|value| value.split(';').next()).unwrap_or_default()
    }

    /// The body as text.
    ///
    /// # Panics
    /// When it is none: whatever is pasted, answers are UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("an answer is UTF-8")
    }
}

/// Sends a request through all layers of the service.
///
/// # Panics
/// When the answer breaks off.
#[must_use]
pub fn ask(request: Request<Body>) -> Answer {
    RUNTIME.with_borrow_mut(|runtime| {
        runtime.block_on(async {
            let Ok(response) = ROUTER.clone().oneshot(request).await;
            let (parts, body) = response.into_parts();
            let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    })
}

/// Posts a body of a type to a path.
///
/// # Panics
/// When the answer breaks off.
#[must_use]
pub fn post(path: &str, content_type: &str, accept: &str, body: Vec<u8>) -> Answer {
    let request = Request::post(path)
        .header("host", "localhost")
        .header("content-type", content_type)
        .header("accept", accept)
        .body(Body::from(body))
        .expect("a valid request");
    ask(request)
}

/// The result page of a paste.
///
/// # Panics
/// When the answer breaks off.
#[must_use]
pub fn page_of(text: &str) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("text", text).finish();
    post("/diagnose", "application/x-www-form-urlencoded", "text/html", body.into_bytes())
}
