//! `GET /symptoms`: all symptoms, with search and filters in the query string.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::super::failure::Failure;
use super::{Frame, Keep, render};
use crate::knowledge::Symptom;
use crate::report::{self, severity_words};

#[derive(Template)]
#[template(path = "catalogue.html")]
struct CataloguePage<'k> {
    frame: Frame,
    query: Query,
    categories: Vec<String>,
    groups: Vec<(String, Vec<&'k Symptom>)>,
    found: usize,
    all: usize,
}

/// What the reader looks for.
#[derive(Debug, Default)]
struct Query {
    words: String,
    category: String,
    severity: String,
}

impl Query {
    fn parse(raw: Option<&str>) -> Query {
        let mut query = Query::default();
        for (key, value) in form_urlencoded::parse(raw.unwrap_or_default().as_bytes()) {
            match &*key {
                "q" => query.words = value.trim().to_owned(),
                "category" => query.category = value.into_owned(),
                "severity" => query.severity = value.into_owned(),
                _ => {}
            }
        }
        query
    }

    /// Whether every word stands somewhere in the symptom's texts.
    fn fits(&self, symptom: &Symptom) -> bool {
        if !(self.category.is_empty() || self.category == symptom.category)
            || !(self.severity.is_empty() || self.severity == symptom.severity.word())
        {
            return false;
        }
        let literals = symptom.signals.iter().flat_map(|signal| signal.matcher.literals.iter());
        let text: String = [&symptom.id, &symptom.title, &symptom.summary]
            .into_iter()
            .chain(&symptom.aliases)
            .chain(literals)
            .map(|text| text.to_lowercase() + "\n")
            .collect();
        self.words.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

pub(in crate::web) async fn catalogue(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Failure> {
    let engines = app.doctor().engines();
    let query = Query::parse(raw.as_deref());
    let categories: Vec<String> =
        engines.categories().map(|(category, _)| category.to_owned()).collect();
    let groups: Vec<(String, Vec<&Symptom>)> = engines
        .categories()
        .map(|(category, symptoms)| {
            (
                category.to_owned(),
                symptoms.iter().filter(|symptom| query.fits(symptom)).collect::<Vec<_>>(),
            )
        })
        .filter(|(_, symptoms)| !symptoms.is_empty())
        .collect();
    let found = groups.iter().map(|(_, symptoms)| symptoms.len()).sum();
    let page = CataloguePage {
        frame: Frame::new(0, &engines),
        query,
        categories,
        groups,
        found,
        all: engines.symptoms().count(),
    };
    render(&page, Keep::Shortly)
}

pub(in crate::web) async fn catalogue_markdown(State(app): State<App>) -> Response {
    let text = report::catalogue_markdown(&app.doctor().engines());
    let mut response =
        ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}
