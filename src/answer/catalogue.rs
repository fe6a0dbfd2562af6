//! What is known, without a paste: the catalogue, and a symptom as its page and the API show it.

use serde::Serialize;
use utoipa::ToSchema;

use super::*;

/// A category of the catalogue.
#[derive(Debug, Clone)]
pub struct Category {
    /// Its id.
    pub id: String,
    /// Sorted by id.
    pub symptoms: Vec<SymptomSummary>,
}

/// One symptom, in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SymptomSummary {
    /// Id of the symptom.
    pub id: String,
    /// One line that says what is wrong.
    pub title: String,
    /// Id of the category.
    pub category: String,
    /// How bad it is.
    pub severity: Severity,
    /// What happened and why.
    pub summary: String,
    /// Path of its page.
    pub page: String,
}

/// Everything that is known of one symptom; the field names are those of a [`Finding`].
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Entry {
    /// Id of the symptom.
    pub id: String,
    /// One line that says what is wrong.
    pub title: String,
    /// Id of the category.
    pub category: String,
    /// How bad it is.
    pub severity: Severity,
    /// What happened and why.
    pub summary: String,
    /// How people say it.
    pub aliases: Vec<String>,
    /// Texts that show it, as the program prints them.
    pub messages: Vec<String>,
    /// Symptoms that look the same at a glance, with what tells them apart.
    pub not_to_confuse_with: Vec<LookAlike>,
    /// What can have led to it, likeliest first.
    pub causes: Vec<FoundCause>,
    /// What cures it, in the order in which to try.
    pub fixes: Vec<FoundFix>,
    /// Popular advice that fails.
    pub does_not_help: Vec<DoesNotHelp>,
    /// Ids of symptoms that can follow from this one.
    pub consequences: Vec<String>,
    /// What to find out when the evidence does not decide.
    pub next_question: Option<NextQuestion>,
    /// Where to read on.
    pub links: Vec<Link>,
    /// Path of the symptom's page.
    pub page: String,
}
