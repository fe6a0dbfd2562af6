//! `GET /`: the form.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::super::App;
use super::super::caching::CachePolicy;
use super::super::failure::Failure;
use super::{Frame, render};
use crate::context::Told;
use crate::engine::Engines;

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage {
    frame: Frame,
    symptoms: usize,
    choices: Choices,
}

/// What the user can choose beside the paste, and what is chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct Choices {
    pub(super) version: String,
    pub(super) platform: String,
    pub(super) install: String,
    /// The install methods that can be chosen.
    pub(super) installs: Vec<String>,
}

impl Choices {
    pub(super) fn platforms(&self) -> &'static [&'static str] {
        &Told::PLATFORMS
    }

    /// With what can be chosen for the products.
    pub(super) fn of(self, engines: &Engines) -> Choices {
        let installs = engines.installs().into_iter().map(str::to_owned).collect();
        Choices { installs, ..self }
    }
}

pub(in crate::web) async fn form(State(app): State<App>) -> Result<Response, Failure> {
    let engines = app.doctor().engines();
    let page = FormPage {
        frame: Frame::new(0, &engines),
        symptoms: engines.symptoms().count(),
        choices: Choices::default().of(&engines),
    };
    render(&page, CachePolicy::Shortly)
}

/// `GET /diagnose`: a reload or a bookmark of a result, which is never kept.
pub(in crate::web) async fn to_form() -> Response {
    Redirect::to("./").into_response()
}
