//! Pages for people: rendered on the server, complete without scripts.

mod catalogue;
mod error;
mod evidence;
mod form;
mod result;
mod rich;
mod symptom;
mod texts;

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

pub(super) use catalogue::{catalogue, catalogue_markdown};
pub(super) use error::error_page;
pub(super) use form::{form, to_form};
pub(super) use result::diagnose;
pub(super) use symptom::symptom;
pub(super) use texts::{llms_txt, robots_txt};

use super::assets;
use super::caching::CachePolicy;
use super::failure::Failure;
use crate::engine::Engines;

/// What every page's frame needs.
#[derive(Debug, Clone)]
struct Frame {
    /// `./` or `../`: links are relative, so that a proxy can put the site under any path.
    root: String,
    /// Fingerprint of style and script.
    assets: &'static str,
    /// The names of what is diagnosed: "OpenClaw", "A and B".
    products: String,
    /// A message as people paste it.
    message: String,
    /// A line about each product.
    about: Vec<String>,
}

impl Frame {
    /// `depth`: the number of folders in the page's path.
    fn new(depth: usize, engines: &Engines) -> Frame {
        let root = if depth == 0 { "./".to_owned() } else { "../".repeat(depth) };
        let about = engines.products().map(|product| product.about.clone()).collect();
        let message = engines.products().find_map(|product| product.message.clone());
        Frame {
            root,
            assets: assets::VERSION.as_str(),
            products: products(engines),
            message: message.unwrap_or_default(),
            about,
        }
    }
}

/// "OpenClaw", "A and B", "A, B and C"
fn products(engines: &Engines) -> String {
    let mut names: Vec<&str> = engines.products().map(|product| product.name.as_str()).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        only => only.unwrap_or_default().to_owned(),
    }
}

fn render(template: &impl Template, policy: CachePolicy) -> Result<Response, Failure> {
    let html = template.render().map_err(|_| Failure::internal())?;
    Ok((policy, Html(html)).into_response())
}

fn markdown(text: String) -> Response {
    let content_type = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
    (CachePolicy::Shortly, content_type, text).into_response()
}
