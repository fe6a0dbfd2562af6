//! `POST /diagnose`: the result page.

use askama::Template;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::App;
use super::super::api::told;
use super::super::body::{self, FormType};
use super::super::caching::CachePolicy;
use super::super::failure::Failure;
use super::super::peers::Peer;
use super::evidence::{self, Row};
use super::form::Choices;
use super::rich::rich;
use super::{Frame, render};
use crate::answer::{Conclusion, Diagnosis, Finding, FoundCause};
use crate::engine::Engines;
use crate::paste::Paste;
use crate::report::{
    self, advice_words, confidence_words, proof_words, risk_words, severity_words,
};

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage<'d> {
    frame: Frame,
    diagnosis: &'d Diagnosis,
    rows: Vec<Row>,
    facts: Vec<(&'static str, String, Option<usize>)>,
    choices: Choices,
    shown: &'d str,
    markdown: String,
    /// Whether something was masked that should be replaced by a new secret.
    live_secrets: bool,
}

impl ResultPage<'_> {
    fn title_of<'d>(&'d self, id: &'d str) -> &'d str {
        self.diagnosis
            .findings
            .iter()
            .find(|finding| finding.id == id)
            .map_or(id, |finding| &finding.title)
    }

    fn fitting_cause<'d>(&'d self, finding: &'d Finding) -> Option<&'d FoundCause> {
        finding.causes.iter().find(|cause| cause.fits.is_some())
    }

    fn page_title(&self) -> &str {
        self.diagnosis
            .findings
            .first()
            .map_or("Nothing recognised", |finding: &Finding| &finding.title)
    }
}

pub(in crate::web) async fn diagnose(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Failure> {
    let form_type = match accepted(&headers) {
        Ok(form_type) => form_type,
        Err(failure) => {
            body::discard(&headers, body, app.limits()).await;
            return Err(failure);
        }
    };
    let body = body::read(&app, peer, body).await?;
    let runtime = tokio::runtime::Handle::current();
    let answer = app.answer(peer, move |clinic| {
        let (text, choices) = chosen(form_type.fields(body, &runtime)?);
        let told = told(
            clinic.engines(),
            Some(&choices.version),
            Some(&choices.platform),
            Some(&choices.install),
        )?;
        let (paste, diagnosis) = clinic.diagnose(&text, &told)?;
        drop(text);
        page(clinic.engines(), &paste, &diagnosis, choices)
    });
    answer.await
}

/// What kind of form it is, when it is one that is answered.
fn accepted(headers: &HeaderMap) -> Result<FormType, Failure> {
    if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return Err(Failure::cross_site());
    }
    FormType::of(headers)
}

/// The text and the choices of a form. A field without a value is none; of repeated ones the first
/// counts, so a chosen file stands in for an empty text field.
fn chosen(fields: Vec<(String, Bytes)>) -> (Bytes, Choices) {
    let mut text = None;
    let mut choices = Choices::default();
    for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        let choice = match name.as_str() {
            "text" | "file" => {
                text.get_or_insert(value);
                continue;
            }
            "version" => &mut choices.version,
            "platform" => &mut choices.platform,
            "install" => &mut choices.install,
            _ => continue,
        };
        if choice.is_empty() {
            *choice = String::from_utf8_lossy(&value).into_owned();
        }
    }
    (text.unwrap_or_default(), choices)
}

fn page(
    engines: &Engines,
    paste: &Paste,
    diagnosis: &Diagnosis,
    choices: Choices,
) -> Result<Response, Failure> {
    let page = ResultPage {
        frame: Frame::new(0, engines),
        diagnosis,
        rows: evidence::rows(paste, diagnosis),
        facts: facts(diagnosis),
        choices: choices.of(engines),
        shown: paste.shown(),
        markdown: report::diagnosis_markdown(diagnosis),
        live_secrets: diagnosis.redactions.iter().any(|redaction| redaction.is_credential),
    };
    render(&page, CachePolicy::Never)
}

/// What the paste tells of where it comes from, for the page.
fn facts(diagnosis: &Diagnosis) -> Vec<(&'static str, String, Option<usize>)> {
    let context = &diagnosis.context;
    let mut facts = Vec::new();
    let mut push = |name, conclusion: &Option<Conclusion>| {
        if let Some(conclusion) = conclusion {
            facts.push((name, conclusion.value.clone(), conclusion.line));
        }
    };
    push("version", &context.version);
    push("platform", &context.platform);
    push("install", &context.install);
    push("service", &context.service);
    push("client", &context.client);
    push("profile", &context.profile);
    if let Some(range) = &context.version_range {
        let low = range.at_least.as_ref().map_or(String::new(), |low| format!("≥ {low}"));
        let high = range.before.as_ref().map_or(String::new(), |high| format!("< {high}"));
        let both = if low.is_empty() || high.is_empty() { "" } else { ", " };
        facts.insert(0, ("version", format!("{low}{both}{high}"), Some(range.line)));
    }
    facts
}
