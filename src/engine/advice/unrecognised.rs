//! What can be said of a paste in which no known message stands.

use super::super::search::{Near, ReadLines, error_lines};
use super::super::tuning::unrecognised::*;
use super::conversions::all;
use crate::answer::{NearSymptom, NotableLine, Unrecognised, page_of};
use crate::context::{Conclusion, Context};
use crate::knowledge::KnowledgeBase;
use crate::paste::Paste;
use crate::product::Product;
use crate::wording::say;

pub(in crate::engine) fn describe(
    base: &KnowledgeBase,
    paste: &Paste,
    read: &ReadLines<'_>,
    context: &Context,
    near: &[Near],
) -> Unrecognised {
    let lines: Vec<NotableLine> = error_lines::first_different(read, MAX_LINES)
        .iter()
        .map(|message| {
            let whole = paste.shown()[paste.shown_line_of(message.range.start)].trim();
            let mut text: String = whole.chars().take(MAX_LINE).collect();
            if text.len() < whole.len() {
                text.push('…');
            }
            NotableLine { line: paste.line_of(message.range.start), text }
        })
        .collect();
    let nearest = near
        .iter()
        .map(|near| {
            let symptom = &base.symptoms()[near.symptom];
            NearSymptom {
                id: symptom.id.clone(),
                title: symptom.title.clone(),
                why_not: say("why-not", &[("words", near.shared.join(", ").into())]),
                page: page_of(&symptom.id),
            }
        })
        .collect();
    let product = base.product();
    let ladder = all(&product.ladder);
    let report = report(product, context, &lines);
    Unrecognised { lines, nearest, ladder, report }
}

/// An issue report with what its template asks for.
fn report(product: &Product, context: &Context, lines: &[NotableLine]) -> String {
    let told = |conclusion: &Option<Conclusion>| match conclusion {
        Some(conclusion) => conclusion.value.clone(),
        None => say("report-fill-in", &[]),
    };
    let mut report = say(
        "report",
        &[
            ("product", product.name.as_str().into()),
            ("version", told(&context.version).into()),
            ("platform", told(&context.platform).into()),
            ("install", told(&context.install).into()),
        ],
    );
    report.push_str("\n\n");
    if lines.is_empty() {
        report.push_str(&format!("    {}\n", say("report-no-lines", &[])));
    }
    for line in lines {
        report.push_str(&format!("    {}\n", line.text));
    }
    if let Some(command) = &product.report {
        report.push('\n');
        report.push_str(&say("report-output", &[("command", command.as_str().into())]));
        report.push('\n');
    }
    report
}
