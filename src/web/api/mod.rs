//! `/api/v1`: JSON, Markdown and plain text for programs.

mod diagnose;
mod object;
mod problem;
mod symptoms;

pub(super) use diagnose::told;
pub(super) use problem::ProblemDocument;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use crate::engine::Engines;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Error Doctor",
        description = "Paste an error or log excerpt, get the cause and a fix that works. \
                       Requests are computed and forgotten: nothing is stored, the same request gets the same answer.",
        license(name = "MIT", identifier = "MIT"),
        contact(name = "Error Doctor")
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "diagnosis", description = "From a paste to its cause and fix"),
        (name = "knowledge", description = "What is known of each symptom")
    ),
    security(())
)]
struct Document;

fn parts() -> (Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(diagnose::diagnose))
        .routes(routes!(symptoms::list))
        .routes(routes!(symptoms::one))
        .split_for_parts()
}

/// The API's routes.
pub(super) fn router() -> Router<App> {
    let (router, _) = parts();
    router.route("/api/v1/openapi.json", get(openapi))
}

/// The OpenAPI document.
#[must_use]
pub fn openapi_json() -> String {
    let (_, document) = parts();
    document.to_pretty_json().unwrap_or_default()
}

/// Where the document says what a request can name.
const VERSION_PATTERN: &str = "/components/schemas/ContextRequest/properties/version/pattern";
const INSTALL_PATTERN: &str = "/components/schemas/ContextRequest/properties/install/pattern";

async fn openapi(State(app): State<App>) -> Response {
    /// The same as long as the program runs, but for the versions.
    static DOCUMENT: LazyLock<serde_json::Value> =
        LazyLock::new(|| serde_json::from_str(&openapi_json()).unwrap_or_default());
    let mut document = DOCUMENT.clone();
    if let Some(pattern) = document.pointer_mut(VERSION_PATTERN) {
        *pattern = version_pattern(&app.doctor().engines()).into();
    }
    if let Some(pattern) = document.pointer_mut(INSTALL_PATTERN) {
        *pattern = format!("^({})?$", app.doctor().engines().installs().join("|")).into();
    }
    Json(document).into_response()
}

/// The versions of all products, or nothing.
fn version_pattern(engines: &Engines) -> String {
    let schemes: BTreeSet<&str> =
        engines.products().map(|product| product.versions.scheme.input_pattern()).collect();
    format!("^(v?({}))?$", schemes.into_iter().collect::<Vec<_>>().join("|"))
}
