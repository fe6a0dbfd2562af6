//! `GET /api/v1/symptoms` and `GET /api/v1/symptoms/{id}`

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::App;
use super::super::failure::Failure;
use super::problem::ProblemDocument;
use crate::answer::{Entry, SymptomSummary};
use crate::engine::Filter;

/// All symptoms, in short.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SymptomList {
    /// Sorted by category and id.
    symptoms: Vec<SymptomSummary>,
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
    let categories = engines.catalogue(&Filter::default());
    let symptoms = categories.into_iter().flat_map(|category| category.symptoms).collect();
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
        (status = 404, description = "No symptom has this id", body = ProblemDocument, content_type = "application/problem+json")
    )
)]
pub(super) async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<Entry>, Failure> {
    let engines = app.doctor().engines();
    engines.entry(&id).map(Json).ok_or_else(Failure::unknown_symptom)
}
