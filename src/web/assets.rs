//! Style, script and icon, embedded in the program.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::caching::CachePolicy;
use super::failure::Failure;

#[derive(RustEmbed)]
#[folder = "static/"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
struct Assets;

/// A fingerprint of all assets, part of their addresses: a new build is never served old ones.
pub(super) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut combined = [0u8; 32];
    for name in Assets::iter() {
        if let Some(file) = Assets::get(&name) {
            for (byte, hash) in combined.iter_mut().zip(file.metadata.sha256_hash()) {
                *byte = byte.rotate_left(1) ^ hash;
            }
        }
    }
    combined.iter().take(5).map(|byte| format!("{byte:02x}")).collect()
});

/// `GET /static/{name}`
pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Assets::get(&name) else { return Failure::not_found().into_response() };
    let hash: String =
        file.metadata.sha256_hash().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let etag = format!("\"{hash}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known == Some(&etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let content_type = file.metadata.mimetype().to_owned();
        let mut response = file.data.into_owned().into_response();
        let charset = if content_type.starts_with("text/") { "; charset=utf-8" } else { "" };
        if let Ok(value) = HeaderValue::from_str(&format!("{content_type}{charset}")) {
            response.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        response
    };
    if let Ok(value) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, value);
    }
    (CachePolicy::Immutable, response).into_response()
}
