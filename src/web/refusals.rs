//! The form of a refusal: a problem document for programs, a page for people. The path decides, here
//! and nowhere else.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::App;
use super::api::ProblemDocument;
use super::caching::CachePolicy;
use super::failure::Failure;
use super::pages;

/// Who reads an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Gets a problem document; `anywhere`: scripts of any page may read it.
    Program { anywhere: bool },
    /// Gets a page; `depth` is the number of folders in the path, for relative links.
    Person { depth: usize },
}

impl Reader {
    fn of(path: &str) -> Reader {
        match path {
            "/healthz" | "/readyz" => Reader::Program { anywhere: false },
            _ if path == "/api" || path.starts_with("/api/") => Reader::Program { anywhere: true },
            _ => Reader::Person { depth: path.matches('/').count().saturating_sub(1) },
        }
    }
}

/// Gives every refusal its form: those of the handlers, and those of the router, which knows no forms.
pub(super) async fn give_form(State(app): State<App>, request: Request, next: Next) -> Response {
    let reader = Reader::of(request.uri().path());
    let method = request.method().clone();
    let mut response = next.run(request).await;
    let failure = match (response.extensions_mut().remove::<Failure>(), response.status()) {
        (Some(failure), _) => failure,
        (None, StatusCode::METHOD_NOT_ALLOWED) => {
            let allow = response.headers().get(header::ALLOW).and_then(|allow| allow.to_str().ok());
            let allow = allow.unwrap_or_default().replace(',', ", ");
            if method == Method::OPTIONS {
                let allow = [(header::ALLOW, format!("{allow}, OPTIONS"))];
                return (StatusCode::NO_CONTENT, allow).into_response();
            }
            Failure::wrong_method(&allow)
        }
        // What stands in the place of an id is no text.
        (None, StatusCode::BAD_REQUEST) => Failure::bad_address(),
        _ => return response,
    };
    form(&app, &failure, reader, response)
}

/// `bare` has headers that stay: of other layers, and for the rate.
fn form(app: &App, failure: &Failure, reader: Reader, bare: Response) -> Response {
    let mut response = match reader {
        Reader::Program { .. } => {
            let content_type = HeaderValue::from_static("application/problem+json");
            let mut response = (failure.status, Json(ProblemDocument::of(failure))).into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
            response
        }
        Reader::Person { depth } => {
            (failure.status, pages::error_page(app, failure, depth)).into_response()
        }
    };
    let headers = response.headers_mut();
    for (name, value) in bare.headers() {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
            headers.insert(name, value.clone());
        }
    }
    if reader == (Reader::Program { anywhere: true }) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        let exposed = EXPOSED.map(|name| name.as_str().to_owned()).join(",");
        if let Ok(exposed) = HeaderValue::try_from(exposed) {
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        }
    }
    if let Some(seconds) = failure.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(header) = &failure.header {
        let (name, value) = header.as_ref();
        headers.insert(name, value.clone());
    }
    (CachePolicy::Never, response).into_response()
}

/// Headers that a page's script needs beside those that it may always read.
pub(super) const EXPOSED: [HeaderName; 4] = [
    header::RETRY_AFTER,
    HeaderName::from_static("ratelimit"),
    HeaderName::from_static("ratelimit-policy"),
    HeaderName::from_static("x-request-id"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_tells_who_reads() {
        for path in ["/api", "/api/v1/diagnose", "/api/nowhere"] {
            assert_eq!(Reader::of(path), Reader::Program { anywhere: true }, "{path}");
        }
        assert_eq!(Reader::of("/readyz"), Reader::Program { anywhere: false });
        for (path, depth) in [("/", 0), ("/apis", 0), ("/symptoms/x", 1), ("/a/b/c", 2), ("*", 0)] {
            assert_eq!(Reader::of(path), Reader::Person { depth }, "{path}");
        }
    }
}
