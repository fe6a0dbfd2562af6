//! `GET /symptoms/{id}` and `/symptoms/{id}.md`: one stable page per symptom.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::super::App;
use super::super::caching::CachePolicy;
use super::super::failure::Failure;
use super::rich::rich;
use super::{Frame, markdown, render};
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
    let entry = engines.entry(id).ok_or_else(Failure::unknown_symptom)?;
    if is_markdown {
        return Ok(markdown(entry_markdown(&entry)));
    }
    let title = |id: &String| (id.clone(), engines.title(id).unwrap_or(id).to_owned());
    let consequences = entry.consequences.iter().map(title).collect();
    let causes = engines.leading_to(&entry.id).into_iter();
    let follows_from = causes.map(|cause| (cause.id, cause.title)).collect();
    let page =
        SymptomPage { frame: Frame::new(1, &engines), entry: &entry, consequences, follows_from };
    render(&page, CachePolicy::Shortly)
}
