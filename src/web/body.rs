//! Request bodies: read within the limits, whatever the client does.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart};
use axum::http::{HeaderMap, Request, header};
use http_body_util::BodyExt;
use mime::Mime;

use super::failure::Failure;
use crate::settings::Limits;

/// How much of an over-long body is read and thrown away, so that the client hears the answer
/// instead of a broken connection.
const MAX_DISCARDED_BYTES: usize = 32 * 1024 * 1024;

/// The content type of a request, without its parameters' meaning.
pub(super) fn content_type(headers: &HeaderMap) -> Option<Mime> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()?.parse().ok()
}

/// Whether a request announces a type.
pub(super) fn is(content_type: &Option<Mime>, wanted: &Mime) -> bool {
    content_type.as_ref().is_some_and(|mime| mime.essence_str() == wanted.essence_str())
}

/// Reads a body.
pub(super) async fn read(body: Body, limits: &Limits) -> Result<Bytes, Failure> {
    tokio::time::timeout(limits.body_timeout, collect(body, limits.body_bytes))
        .await
        .map_err(|_| Failure::too_slow())?
}

async fn collect(mut body: Body, limit: usize) -> Result<Bytes, Failure> {
    let mut bytes = Vec::new();
    let mut length = 0usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::malformed("The request body broke off."))?;
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length <= limit {
            bytes.extend_from_slice(&data);
        } else if length > MAX_DISCARDED_BYTES {
            break;
        }
    }
    if length > limit { Err(Failure::too_large(limit)) } else { Ok(bytes.into()) }
}

/// The fields of a form, urlencoded or multipart. Undecodable bytes of urlencoded fields become
/// replacement characters; files keep theirs.
pub(super) async fn form(
    headers: &HeaderMap,
    body: Body,
    limits: &Limits,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let content_type = content_type(headers);
    if is(&content_type, &mime::APPLICATION_WWW_FORM_URLENCODED) {
        let bytes = read(body, limits).await?;
        let fields = form_urlencoded::parse(&bytes);
        return Ok(fields
            .map(|(name, value)| (name.into_owned(), value.into_owned().into_bytes()))
            .collect());
    }
    if is(&content_type, &mime::MULTIPART_FORM_DATA) {
        let bytes = read(body, limits).await?;
        let mut request = Request::new(Body::from(bytes));
        if let Some(value) = headers.get(header::CONTENT_TYPE) {
            request.headers_mut().insert(header::CONTENT_TYPE, value.clone());
        }
        return multipart(request).await;
    }
    Err(Failure::unsupported_type("application/x-www-form-urlencoded or multipart/form-data"))
}

async fn multipart(mut request: Request<Body>) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let broken = || Failure::malformed("The form's parts cannot be read.");
    // The body was read within the limits already.
    request.extensions_mut().insert(axum::extract::DefaultBodyLimit::disable());
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
    let mut fields = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(|_| broken())?;
        fields.push((name, bytes.to_vec()));
    }
    Ok(fields)
}
