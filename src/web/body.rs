//! Request bodies: read within the limits, whatever the client does.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart};
use axum::http::{HeaderMap, HeaderValue, Request, header};
use http_body_util::BodyExt;
use mime::Mime;

use super::App;
use super::bodies::{OutOfRoom, Received};
use super::failure::Failure;
use super::peers::Peer;
use crate::settings::Limits;

/// How much of an unwanted body is read and thrown away, so that the client hears the answer instead
/// of a broken connection.
const MAX_DISCARDED_BYTES: usize = 32 * 1024 * 1024;

/// The content type of a request, without its parameters' meaning.
pub(super) fn content_type(headers: &HeaderMap) -> Option<Mime> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()?.parse().ok()
}

/// Whether a request announces a type.
pub(super) fn is(content_type: &Option<Mime>, wanted: &Mime) -> bool {
    content_type.as_ref().is_some_and(|mime| mime.essence_str() == wanted.essence_str())
}

/// Reads a body and charges the peer for its size.
pub(super) async fn read(app: &App, peer: Peer, body: Body) -> Result<Received, Failure> {
    let received = app.bodies().receive(peer);
    let reading = collect(body, received, app.limits().body_bytes);
    let received = tokio::time::timeout(app.limits().body_timeout, reading)
        .await
        .map_err(|_| Failure::too_slow())??;
    app.charge_bytes(peer, received.as_ref().len())?;
    Ok(received)
}

async fn collect(mut body: Body, received: Received, limit: usize) -> Result<Received, Failure> {
    // Once the body is refused its memory is given back, and what still comes is thrown away.
    let mut outcome = Ok(received);
    let mut length = 0usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Failure::broken_off())?;
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length > limit {
            outcome = Err(Failure::too_large(limit));
        }
        if let Ok(received) = &mut outcome
            && let Err(OutOfRoom) = received.extend(&data)
        {
            outcome = Err(Failure::out_of_room());
        }
        if length > MAX_DISCARDED_BYTES {
            break;
        }
    }
    outcome
}

/// Takes the body of a request that is refused for other reasons, within the same limits.
pub(super) async fn discard(headers: &HeaderMap, mut body: Body, limits: &Limits) {
    // Who waits for a word before sending is not asked to send.
    if headers.contains_key(header::EXPECT) {
        return;
    }
    let discarding = async {
        let mut length = 0usize;
        while let Some(Ok(frame)) = body.frame().await {
            length += frame.data_ref().map_or(0, Bytes::len);
            if length > MAX_DISCARDED_BYTES {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(limits.body_timeout, discarding).await;
}

/// How a form is written.
#[derive(Debug, Clone)]
pub(super) enum FormType {
    Urlencoded,
    /// With the whole content type, which holds the boundary.
    Multipart(HeaderValue),
}

impl FormType {
    pub(super) fn of(headers: &HeaderMap) -> Result<FormType, Failure> {
        let content_type = content_type(headers);
        if is(&content_type, &mime::APPLICATION_WWW_FORM_URLENCODED) {
            return Ok(FormType::Urlencoded);
        }
        match headers.get(header::CONTENT_TYPE) {
            Some(value) if is(&content_type, &mime::MULTIPART_FORM_DATA) => {
                Ok(FormType::Multipart(value.clone()))
            }
            _ => Err(Failure::unsupported_type(
                "application/x-www-form-urlencoded or multipart/form-data",
            )),
        }
    }

    /// The fields of a form. Undecodable bytes of urlencoded fields become replacement characters; files
    /// keep theirs.
    pub(super) fn fields(
        self,
        body: Received,
        runtime: &tokio::runtime::Handle,
    ) -> Result<Vec<(String, Bytes)>, Failure> {
        match self {
            FormType::Urlencoded => Ok(form_urlencoded::parse(body.as_ref())
                .map(|(name, value)| (name.into_owned(), value.into_owned().into_bytes().into()))
                .collect()),
            // The reader of parts is asynchronous, but the whole body is there: it never waits.
            FormType::Multipart(content_type) => runtime.block_on(parts(content_type, body)),
        }
    }
}

async fn parts(content_type: HeaderValue, body: Received) -> Result<Vec<(String, Bytes)>, Failure> {
    let broken = || Failure::bad_parts();
    let mut request = Request::new(Body::from(Bytes::from_owner(body)));
    request.headers_mut().insert(header::CONTENT_TYPE, content_type);
    // The body was read within the limits already.
    request.extensions_mut().insert(axum::extract::DefaultBodyLimit::disable());
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
    let mut fields = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
        let name = part.name().unwrap_or_default().to_owned();
        fields.push((name, part.bytes().await.map_err(|_| broken())?));
    }
    Ok(fields)
}
