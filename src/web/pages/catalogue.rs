//! `GET /symptoms`: all symptoms, with search and filters in the query string.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::super::App;
use super::super::caching::CachePolicy;
use super::super::failure::Failure;
use super::{Frame, markdown, render};
use crate::answer::Category;
use crate::engine::Filter;
use crate::report::{self, severity_words};

#[derive(Template)]
#[template(path = "catalogue.html")]
struct CataloguePage {
    frame: Frame,
    query: Filter,
    categories: Vec<String>,
    groups: Vec<Category>,
    found: usize,
    all: usize,
}

/// What the reader looks for.
fn filter(raw: Option<&str>) -> Filter {
    let mut filter = Filter::default();
    for (key, value) in form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
        match &*key {
            "q" => filter.words = value.trim().to_owned(),
            "category" => filter.category = value.into_owned(),
            "severity" => filter.severity = value.into_owned(),
            _ => {}
        }
    }
    filter
}

pub(in crate::web) async fn catalogue(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let engines = app.doctor().engines();
    let query = filter(raw.as_deref());
    let categories: Vec<String> =
        engines.categories().map(|(category, _)| category.to_owned()).collect();
    let groups = engines.catalogue(&query);
    let found = groups.iter().map(|group| group.symptoms.len()).sum();
    let page = CataloguePage {
        frame: Frame::new(0, &engines),
        query,
        categories,
        groups,
        found,
        all: engines.symptoms().count(),
    };
    render(&page, CachePolicy::Shortly)
}

pub(in crate::web) async fn catalogue_markdown(State(app): State<App>) -> Response {
    let text = report::catalogue_markdown(&app.doctor().engines().catalogue(&Filter::default()));
    markdown(text)
}
