//! `/llms.txt` and `/robots.txt`.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::super::App;
use super::products;
use crate::engine::Filter;

pub(in crate::web) async fn llms_txt(State(app): State<App>) -> Response {
    let engines = app.doctor().engines();
    let names = products(&engines);
    let mut text = format!(
        "# Error Doctor\n\n\
         > Paste an error or log excerpt of {names}, get the cause and a fix that works. Secrets are masked before \
         anything else reads the text; nothing is stored.\n\n\
         ## API\n\n\
         - [OpenAPI document](/api/v1/openapi.json): POST the text as text/plain or JSON to /api/v1/diagnose; ask for \
         text/markdown, text/plain or application/json\n\
         - [All symptoms as JSON](/api/v1/symptoms)\n",
    );
    for category in engines.catalogue(&Filter::default()) {
        text.push_str(&format!("\n## {}\n\n", category.id));
        for symptom in category.symptoms {
            text.push_str(&format!(
                "- [{}](/symptoms/{}.md): {}\n",
                symptom.id, symptom.id, symptom.title
            ));
        }
    }
    plain(text)
}

pub(in crate::web) async fn robots_txt() -> Response {
    plain("User-agent: *\nDisallow: /diagnose\nAllow: /\n".to_owned())
}

fn plain(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
