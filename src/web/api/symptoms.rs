//! `GET /api/v1/symptoms` and `GET /api/v1/symptoms/{id}`

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::failure::Failure;
use super::super::refusals::Problem;
use crate::answer::{Entry, page_of};
use crate::knowledge::Severity;

/// All symptoms, in short.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SymptomList {
    /// Sorted by category and id.
    symptoms: Vec<SymptomSummary>,
}

/// One symptom, in short.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SymptomSummary {
    /// Id of the symptom.
    id: String,
    /// One line that says what is wrong.
    title: String,
    /// Id of the category.
    category: String,
    /// How bad it is.
    severity: Severity,
    /// What happened and why.
    summary: String,
    /// Path of its page.
    page: String,
}

/// List all symptoms
#[utoipa::path(
    get,
    path = "/api/v1/symptoms",
    tag = "knowledge",
    operation_id = "listSymptoms",
    description = "Every symptom that can be recognised, in short.",
    responses((status = 200, description = "All symptoms", body = SymptomList))
)]
pub(super) async fn list(State(app): State<App>) -> Json<SymptomList> {
    let engines = app.doctor().engines();
    let symptoms = engines
        .symptoms()
        .map(|symptom| SymptomSummary {
            id: symptom.id.clone(),
            title: symptom.title.clone(),
            category: symptom.category.clone(),
            severity: symptom.severity,
            summary: symptom.summary.clone(),
            page: page_of(&symptom.id),
        })
        .collect();
    Json(SymptomList { symptoms })
}

/// Everything about one symptom
#[utoipa::path(
    get,
    path = "/api/v1/symptoms/{id}",
    tag = "knowledge",
    operation_id = "getSymptom",
    description = "Causes, fixes, look-alikes and advice that fails, for every version and platform.",
    params(("id" = String, Path, description = "Id of the symptom", example = "gateway-token-mismatch")),
    responses(
        (status = 200, description = "The symptom", body = Entry),
        (status = 404, description = "No symptom has this id", body = Problem, content_type = "application/problem+json")
    )
)]
pub(super) async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Entry>, Failure> {
    let engines = app.doctor().engines();
    let symptom = engines.get(&id).ok_or_else(Failure::unknown_symptom)?;
    Ok(Json(Entry::of(symptom)))
}
