//! What was not read of a paste, or not as it was pasted.

use serde::Serialize;
use utoipa::ToSchema;

/// How often one kind of secret was masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Redaction {
    /// The kind, as it stands in the mask: `gateway-token`, `api-key`, `email` …
    pub kind: String,
    /// Whether it opens something, so that it has to be replaced once it was pasted anywhere.
    #[serde(skip)]
    #[schema(ignore)]
    pub is_credential: bool,
    /// How many places were masked.
    pub count: usize,
}

/// A part of a diagnosis that was left out because the budget was used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LeftOut {
    /// Known messages were not looked for everywhere.
    Evidence,
    /// The least likely of very many problems.
    Findings,
    /// Mistyped words were not all put right.
    Mending,
    /// The search for similar problems stopped early.
    Search,
}
