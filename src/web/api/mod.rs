//! `/api/v1`: JSON, Markdown and plain text for programs.

mod diagnose;
mod object;
mod symptoms;

pub(super) use diagnose::told;

use std::sync::LazyLock;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;

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

async fn openapi() -> Response {
    /// The same as long as the program runs.
    static DOCUMENT: LazyLock<String> = LazyLock::new(openapi_json);
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}
