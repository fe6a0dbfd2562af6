//! `POST /api/v1/diagnose`

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::accept::{self, Form};
use super::super::caching::CachePolicy;
use super::super::failure::Failure;
use super::super::peers::Peer;
use super::super::{App, body};
use super::object::Object;
use super::problem::ProblemDocument;
use crate::answer::{Detail, Diagnosis};
use crate::context::Told;
use crate::engine::Engines;
use crate::report;

/// What to diagnose.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DiagnoseRequest {
    /// The error message or log excerpt as it was printed. Secrets are masked before anything else
    /// reads it. Of more than 512 KiB the middle is left out.
    #[schema(
        pattern = r"[^\s\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]",
        example = "Error: gateway closed (1008): unauthorized: gateway token mismatch (set gateway.remote.token to match gateway.auth.token)"
    )]
    text: String,
    /// What you know of where it comes from; outranks what the text tells.
    #[serde(default)]
    #[schema(value_type = Option<ContextRequest>)]
    context: Option<Object<ContextRequest>>,
    /// How much the answer holds. Default: full.
    #[serde(default)]
    detail: Option<Detail>,
}

/// A paste as it is.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, pattern = r"[^\s\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")]
pub(super) struct RawPaste(#[allow(dead_code, reason = "only its schema is used")] String);

/// What the user knows of where a paste comes from.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextRequest {
    /// Version of the program; of OpenClaw `YYYY.M.D` with an optional `-n` or `-beta.n`.
    #[schema(
        example = "2026.9.6",
        pattern = r"^(v?20[0-9]{2}\.[0-9]{1,2}\.[0-9]{1,2}(-(beta\.)?[0-9]{1,4})?)?$"
    )]
    version: Option<String>,
    /// `linux`, `macos`, `windows`, `wsl` or `android`
    #[schema(example = "linux", pattern = "^(linux|macos|windows|wsl|android)?$")]
    platform: Option<String>,
    /// `npm`, `docker`, `compose`, `podman`, `kubernetes`, `add-on`, `source` or another one of the product
    #[schema(
        example = "npm",
        pattern = "^(npm|docker|compose|podman|kubernetes|add-on|source|termux|paas)?$"
    )]
    install: Option<String>,
}

/// Diagnose a paste
///
/// Safe to repeat: the answer depends on nothing but the request and the knowledge version.
#[utoipa::path(
    post,
    path = "/api/v1/diagnose",
    tag = "diagnosis",
    operation_id = "diagnose",
    request_body(
        description = "The paste, as JSON with options or raw as text",
        content((DiagnoseRequest = "application/json"), (RawPaste = "text/plain"))
    ),
    responses(
        (status = 200, description = "The diagnosis; no findings when nothing was recognised",
            headers(
                ("RateLimit" = String, description = "What is left (`r`), and the seconds until all is back (`t`)"),
                ("RateLimit-Policy" = String, description = "The quota (`q`), and the seconds in which it comes back (`w`)")),
            content((Diagnosis = "application/json"), (String = "text/markdown"), (String = "text/plain"))),
        (status = 400, description = "The body is not JSON, or the request does not name its host", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 406, description = "No wanted form of the answer exists", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 408, description = "The body took too long to arrive", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "The body is larger than 2 MiB", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "The content type is neither application/json nor text/plain, or the body is encoded", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 422, description = "The text is empty or no text, or a field is not valid", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 417, description = "The request expects something else than 100-continue", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "The peer sent too many requests, or has too many connections", body = ProblemDocument, content_type = "application/problem+json",
            headers(
                ("Retry-After" = u32, description = "Seconds to wait"),
                ("RateLimit" = String, description = "What is left (`r`), and the seconds until all is back (`t`)"),
                ("RateLimit-Policy" = String, description = "The quota (`q`), and the seconds in which it comes back (`w`)"))),
        (status = 500, description = "A defect of this service", body = ProblemDocument, content_type = "application/problem+json"),
        (status = 503, description = "Too many pastes, or too many connections, at the moment", body = ProblemDocument, content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds to wait")))
    )
)]
pub(super) async fn diagnose(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let (form, is_json) = match accepted(&headers) {
        Ok(accepted) => accepted,
        Err(failure) => {
            body::discard(&headers, body, app.limits()).await;
            return Err(failure);
        }
    };
    let body = body::read(&app, peer, body).await?;
    let answer = app.answer(peer, move |clinic| {
        let (diagnosis, detail) = if is_json {
            let (text, told, detail) = parse(clinic.engines(), body.as_ref())?;
            drop(body);
            (clinic.diagnose(text.as_bytes(), &told)?.1, detail)
        } else {
            (clinic.diagnose(body.as_ref(), &Told::default())?.1, Detail::Full)
        };
        Ok(write(report::with_detail(diagnosis, detail), form))
    });
    answer.await
}

/// The wanted form of the answer, and whether the body is JSON; a paste as it is otherwise.
fn accepted(headers: &HeaderMap) -> Result<(Form, bool), Failure> {
    let form = accept::wanted(headers).ok_or_else(Failure::not_acceptable)?;
    let content_type = body::content_type(headers);
    let is_json = body::is(&content_type, &mime::APPLICATION_JSON);
    if !is_json && !body::is(&content_type, &mime::TEXT_PLAIN) {
        return Err(Failure::unsupported_type("application/json or text/plain"));
    }
    Ok((form, is_json))
}

fn parse(engines: &Engines, bytes: &[u8]) -> Result<(String, Told, Detail), Failure> {
    use serde_json::error::Category;
    let Object(request) =
        serde_json::from_slice::<Object<DiagnoseRequest>>(bytes).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            match error.classify() {
                // serde's message can quote the value that it stumbled over: the place is enough.
                Category::Data => Failure::not_an_object(place),
                _ => Failure::bad_json(place),
            }
        })?;
    let context = request.context.map(|Object(context)| context).unwrap_or_default();
    let told = told(
        engines,
        context.version.as_deref(),
        context.platform.as_deref(),
        context.install.as_deref(),
    )?;
    Ok((request.text, told, request.detail.unwrap_or_default()))
}

/// Reads what a user says of the context. Empty means: not told.
pub(in crate::web) fn told(
    engines: &Engines,
    version: Option<&str>,
    platform: Option<&str>,
    install: Option<&str>,
) -> Result<Told, Failure> {
    let given = |value: Option<&str>| {
        value.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let one_of = |name: &str, value: Option<String>, known: &[&str]| match value {
        Some(value) if !known.contains(&value.as_str()) => Err(Failure::none_of(name, known)),
        value => Ok(value),
    };
    let version = given(version).map(|version| version.trim_start_matches('v').to_owned());
    if let Some(wrong) = version.as_deref().and_then(|text| engines.check_version(text).err()) {
        return Err(Failure::no_version(wrong.examples()));
    }
    Ok(Told {
        version,
        platform: one_of("platform", given(platform), &Told::PLATFORMS)?,
        install: one_of("install", given(install), &engines.installs())?,
    })
}

fn write(diagnosis: Diagnosis, form: Form) -> Response {
    let mut response = match form {
        Form::Json => Json(diagnosis).into_response(),
        Form::Markdown => {
            with_type("text/markdown; charset=utf-8", report::diagnosis_markdown(&diagnosis))
        }
        Form::Text => with_type("text/plain; charset=utf-8", report::diagnosis_text(&diagnosis)),
    };
    response.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    (CachePolicy::Never, response).into_response()
}

fn with_type(content_type: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, content_type)], text).into_response()
}
