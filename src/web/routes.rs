//! All routes in one place.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::routing::get;
use tower_http::cors::{Any, CorsLayer};

use super::failure::Failure;
use super::{App, api, assets, body, health, middleware, pages, refusals};

/// The whole service, without a socket.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .route("/", get(pages::form))
        .route("/diagnose", get(pages::to_form).post(pages::diagnose))
        .route("/symptoms", get(pages::catalogue))
        .route("/symptoms.md", get(pages::catalogue_markdown))
        .route("/symptoms/{id}", get(pages::symptom))
        .route("/llms.txt", get(pages::llms_txt))
        .route("/robots.txt", get(pages::robots_txt))
        .route("/static/{name}", get(assets::asset))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .method_not_allowed_fallback(wrong_method);
    // Any page may ask the API: there are no cookies and no state to protect.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::ACCEPT])
        .expose_headers(refusals::EXPOSED);
    let api = api::router().method_not_allowed_fallback(wrong_method).layer(cors);
    let routes = pages.merge(api).fallback(not_found).with_state(app.clone());
    middleware::apply(routes, app)
}

/// The router adds which methods are right.
async fn wrong_method(State(app): State<App>, request: Request) -> StatusCode {
    discard(&app, request).await;
    StatusCode::METHOD_NOT_ALLOWED
}

async fn not_found(State(app): State<App>, request: Request) -> Failure {
    discard(&app, request).await;
    Failure::not_found()
}

async fn discard(app: &App, request: Request) {
    let (head, body) = request.into_parts();
    body::discard(&head.headers, body, app.limits()).await;
}
