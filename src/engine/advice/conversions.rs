//! What the knowledge, the context and the paste hold → the types of the answer, one for one.

use std::collections::BTreeMap;

use crate::answer;
use crate::budget;
use crate::context;
use crate::knowledge;
use crate::paste;
use crate::product;

/// A whole list.
pub(in crate::engine) fn all<'d, Domain, Answer: From<&'d Domain>>(
    list: &'d [Domain],
) -> Vec<Answer> {
    list.iter().map(Answer::from).collect()
}

/// What is explained of the placeholders that stand in snippets.
pub(super) fn explained(
    snippets: &[answer::Snippet],
    meanings: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let names = snippets.iter().flat_map(|snippet| knowledge::placeholders(&snippet.text));
    names.filter_map(|name| Some((name.to_owned(), meanings.get(name)?.clone()))).collect()
}

/// A list in words.
pub(super) fn texts(list: &[impl ToString]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

impl From<knowledge::Severity> for answer::Severity {
    fn from(severity: knowledge::Severity) -> Self {
        match severity {
            knowledge::Severity::Info => Self::Info,
            knowledge::Severity::Warning => Self::Warning,
            knowledge::Severity::Error => Self::Error,
        }
    }
}

impl From<knowledge::Source> for answer::Source {
    fn from(source: knowledge::Source) -> Self {
        match source {
            knowledge::Source::Experiment => Self::Experiment,
            knowledge::Source::Code => Self::Code,
            knowledge::Source::Docs => Self::Docs,
            knowledge::Source::Reports => Self::Reports,
        }
    }
}

impl From<knowledge::Risk> for answer::Risk {
    fn from(risk: knowledge::Risk) -> Self {
        match risk {
            knowledge::Risk::Reads => Self::Reads,
            knowledge::Risk::Changes => Self::Changes,
            knowledge::Risk::Restarts => Self::Restarts,
            knowledge::Risk::Deletes => Self::Deletes,
        }
    }
}

impl From<knowledge::SnippetKind> for answer::SnippetKind {
    fn from(kind: knowledge::SnippetKind) -> Self {
        match kind {
            knowledge::SnippetKind::Command => Self::Command,
            knowledge::SnippetKind::Config => Self::Config,
            knowledge::SnippetKind::File => Self::File,
            knowledge::SnippetKind::Output => Self::Output,
        }
    }
}

impl From<&knowledge::Snippet> for answer::Snippet {
    fn from(snippet: &knowledge::Snippet) -> Self {
        Self {
            kind: snippet.kind.into(),
            lang: snippet.lang.clone(),
            platform: snippet.platform.clone(),
            text: snippet.text.clone(),
            path: snippet.path.clone(),
        }
    }
}

impl From<&knowledge::LookAlike> for answer::LookAlike {
    fn from(look_alike: &knowledge::LookAlike) -> Self {
        Self { id: look_alike.id.clone(), tell: look_alike.tell.clone() }
    }
}

impl From<&knowledge::DoesNotHelp> for answer::DoesNotHelp {
    fn from(advice: &knowledge::DoesNotHelp) -> Self {
        Self {
            advice: advice.advice.clone(),
            why: advice.why.clone(),
            source: advice.source.map(Into::into),
            failed_on: texts(&advice.failed_on),
            unproved: advice.unproved.clone(),
        }
    }
}

impl From<&knowledge::Link> for answer::Link {
    fn from(link: &knowledge::Link) -> Self {
        Self { title: link.title.clone(), url: link.url.clone() }
    }
}

impl From<&product::NextQuestion> for answer::NextQuestion {
    fn from(question: &product::NextQuestion) -> Self {
        Self { ask: question.ask.clone(), command: question.command.clone() }
    }
}

impl From<&knowledge::Symptom> for answer::SymptomSummary {
    fn from(symptom: &knowledge::Symptom) -> Self {
        Self {
            id: symptom.id.clone(),
            title: symptom.title.clone(),
            category: symptom.category.clone(),
            severity: symptom.severity.into(),
            summary: symptom.summary.clone(),
            page: answer::page_of(&symptom.id),
        }
    }
}

impl From<&product::Rung> for answer::LadderStep {
    fn from(rung: &product::Rung) -> Self {
        Self { command: rung.command.clone(), look_for: rung.look_for.clone() }
    }
}

impl From<&product::Product> for answer::Subject {
    fn from(product: &product::Product) -> Self {
        Self { id: product.id.clone(), name: product.name.clone(), ladder: all(&product.ladder) }
    }
}

impl From<&context::Conclusion> for answer::Conclusion {
    fn from(conclusion: &context::Conclusion) -> Self {
        Self { value: conclusion.value.clone(), line: conclusion.line }
    }
}

impl From<&context::VersionBounds> for answer::VersionBounds {
    fn from(bounds: &context::VersionBounds) -> Self {
        Self {
            at_least: bounds.at_least.as_ref().map(ToString::to_string),
            before: bounds.before.as_ref().map(ToString::to_string),
            line: bounds.line,
        }
    }
}

impl From<&context::Context> for answer::Context {
    fn from(context: &context::Context) -> Self {
        let told = |conclusion: &Option<context::Conclusion>| conclusion.as_ref().map(Into::into);
        Self {
            version: told(&context.version),
            version_range: context.version_range.as_ref().map(Into::into),
            platform: told(&context.platform),
            install: told(&context.install),
            service: told(&context.service),
            profile: told(&context.profile),
            client: told(&context.client),
            product: context.product.clone(),
        }
    }
}

impl From<&paste::Redaction> for answer::Redaction {
    fn from(redaction: &paste::Redaction) -> Self {
        Self {
            kind: redaction.kind.name().to_owned(),
            is_credential: redaction.kind.is_credential(),
            count: redaction.count,
        }
    }
}

impl From<&budget::LeftOut> for answer::LeftOut {
    fn from(part: &budget::LeftOut) -> Self {
        match part {
            budget::LeftOut::Evidence => Self::Evidence,
            budget::LeftOut::Findings => Self::Findings,
            budget::LeftOut::Mending => Self::Mending,
            budget::LeftOut::Search => Self::Search,
        }
    }
}
