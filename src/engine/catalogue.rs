//! What is known, for who pastes nothing: all symptoms by category, and everything about one.

use super::Engines;
use super::advice;
use crate::answer::{Category, Entry, SymptomSummary};
use crate::knowledge::Symptom;

/// Which symptoms are looked for. What is empty leaves nothing out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words, each of which must stand somewhere in the symptom's texts.
    pub words: String,
    /// Id of a category.
    pub category: String,
    /// The word of a severity.
    pub severity: String,
}

impl Filter {
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

impl Engines {
    /// The symptoms that fit, by category, product by product; no category is empty.
    #[must_use]
    pub fn catalogue(&self, filter: &Filter) -> Vec<Category> {
        let categories = self.categories().map(|(id, symptoms)| Category {
            id: id.to_owned(),
            symptoms: symptoms
                .iter()
                .filter(|symptom| filter.fits(symptom))
                .map(SymptomSummary::from)
                .collect(),
        });
        categories.filter(|category| !category.symptoms.is_empty()).collect()
    }

    /// Everything that is known of the symptom with an id.
    #[must_use]
    pub fn entry(&self, id: &str) -> Option<Entry> {
        self.get(id).map(advice::entry)
    }

    /// The title of the symptom with an id.
    #[must_use]
    pub fn title(&self, id: &str) -> Option<&str> {
        self.get(id).map(|symptom| symptom.title.as_str())
    }

    /// The symptoms that the one with an id can follow from.
    #[must_use]
    pub fn leading_to(&self, id: &str) -> Vec<SymptomSummary> {
        let leads =
            |symptom: &&Symptom| symptom.explains.iter().any(|consequence| consequence == id);
        self.symptoms().filter(leads).map(SymptomSummary::from).collect()
    }
}
