//! `/healthz` and `/readyz`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::App;
use super::caching::CachePolicy;

/// What `/readyz` says.
#[derive(Debug, Serialize)]
struct Readiness {
    status: &'static str,
    knowledge_version: String,
    symptoms: usize,
    /// Why the newest state of the knowledge folders is not in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    reload_error: Option<String>,
    diagnoses: Diagnoses,
    connections: usize,
    /// Bytes of all bodies in memory.
    bodies_bytes: usize,
}

/// How busy the workers are.
#[derive(Debug, Serialize)]
struct Diagnoses {
    running: usize,
    workers: usize,
    waiting: usize,
}

/// The process answers.
pub(super) async fn healthz() -> Response {
    (CachePolicy::Never, "ok\n").into_response()
}

/// Knowledge is loaded, diagnoses come to an end, and the service is not about to stop.
pub(super) async fn readyz(State(app): State<App>) -> Response {
    let engines = app.doctor().engines();
    let (code, status) = if app.is_draining() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining")
    } else if app.admission().is_stuck() {
        (StatusCode::SERVICE_UNAVAILABLE, "stuck")
    } else {
        (StatusCode::OK, "ready")
    };
    let load = app.admission().load();
    let readiness = Readiness {
        status,
        knowledge_version: engines.version().to_owned(),
        symptoms: engines.symptoms().count(),
        reload_error: app.doctor().reload_error(),
        diagnoses: Diagnoses {
            running: load.running,
            workers: load.workers,
            waiting: load.waiting,
        },
        connections: app.connections().seated(),
        bodies_bytes: app.bodies().held(),
    };
    (code, CachePolicy::Never, Json(readiness)).into_response()
}
