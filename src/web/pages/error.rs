//! The page of a request that was not answered: what is wrong, and the next step.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use super::super::App;
use super::super::failure::Failure;
use super::Frame;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'f> {
    frame: Frame,
    status: u16,
    title: &'f str,
    detail: &'f str,
}

/// Renders the page; plain words when even that fails.
pub(in crate::web) fn error_page(app: &App, failure: &Failure, depth: usize) -> Response {
    let page = ErrorPage {
        frame: Frame::new(depth, &app.doctor().engines()),
        status: failure.status.as_u16(),
        title: &failure.title,
        detail: &failure.detail,
    };
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => failure.title.clone().into_response(),
    }
}
