//! `GET /symptoms/{id}` and `/symptoms/{id}.md`: one stable page per symptom.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::super::failure::Failure;
use super::rich::rich;
use super::{Frame, Keep, render};
use crate::answer::Entry;
use crate::report::{advice_words, entry_markdown, proof_words, risk_words, severity_words};

#[derive(Template)]
#[template(path = "symptom.html")]
struct SymptomPage<'e> {
    frame: Frame,
    entry: &'e Entry,
    /// Consequences and symptoms that it follows from, as (id, title).
    consequences: Vec<(String, String)>,
    follows_from: Vec<(String, String)>,
}

pub(in crate::web) async fn symptom(
    State(app): State<App>,
    Path(path): Path<String>,
) -> Result<Response, Failure> {
    let engines = app.doctor().engines();
    let (id, is_markdown) = match path.strip_suffix(".md") {
        Some(id) => (id, true),
        None => (path.as_str(), false),
    };
    let symptom = engines.get(id).ok_or_else(Failure::unknown_symptom)?;
    let entry = Entry::of(symptom);
    if is_markdown {
        let mut response =
            ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], entry_markdown(&entry))
                .into_response();
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
        return Ok(response);
    }
    let title = |id: &String| {
        (id.clone(), engines.get(id).map_or(id.clone(), |symptom| symptom.title.clone()))
    };
    let consequences = symptom.explains.iter().map(title).collect();
    let causes = engines.symptoms().filter(|other| other.explains.contains(&symptom.id));
    let follows_from = causes.map(|cause| (cause.id.clone(), cause.title.clone())).collect();
    let page =
        SymptomPage { frame: Frame::new(1, &engines), entry: &entry, consequences, follows_from };
    render(&page, Keep::Shortly)
}
