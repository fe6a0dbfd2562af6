//! All routes in one place.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::cors::{Any, CorsLayer};

use super::failure::Failure;
use super::{App, api, assets, health, middleware, pages};

/// The whole service, without a socket.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .route("/", get(pages::form).fallback(|| async { wrong_page_method("GET, HEAD") }))
        .route(
            "/diagnose",
            post(pages::diagnose)
                .get(pages::to_form)
                .fallback(|| async { wrong_page_method("POST") }),
        )
        .route(
            "/symptoms",
            get(pages::catalogue).fallback(|| async { wrong_page_method("GET, HEAD") }),
        )
        .route("/symptoms.md", get(pages::catalogue_markdown))
        .route(
            "/symptoms/{id}",
            get(pages::symptom).fallback(|| async { wrong_page_method("GET, HEAD") }),
        )
        .route("/llms.txt", get(pages::llms_txt))
        .route("/robots.txt", get(pages::robots_txt))
        .route("/static/{name}", get(assets::asset))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz));
    // Any page may ask the API: there are no cookies and no state to protect.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE, header::ACCEPT]);
    let routes = pages.merge(api::router().layer(cors)).fallback(not_found).with_state(app);
    middleware::apply(routes)
}

fn wrong_page_method(allow: &'static str) -> Response {
    Failure::wrong_method(allow).into_page(0)
}

async fn not_found(request: Request) -> Response {
    let path = request.uri().path();
    let mut response = if path.starts_with("/api/") || path == "/api" {
        Failure::not_found().into_problem()
    } else {
        Failure::not_found().into_page(path.matches('/').count().saturating_sub(1))
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.into_response()
}
