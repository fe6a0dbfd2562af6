//! What can be said of a paste in which no known message stands.

use super::super::search::{Near, error_lines};
use super::super::tuning::unrecognised::*;
use super::conversions::all;
use crate::answer::{NearSymptom, NotableLine, Unrecognised, page_of};
use crate::context::Context;
use crate::knowledge::KnowledgeBase;
use crate::paste::Paste;
use crate::product::Product;

pub(in crate::engine) fn describe(
    base: &KnowledgeBase,
    paste: &Paste,
    context: &Context,
    near: &[Near],
) -> Unrecognised {
    let lines: Vec<NotableLine> = error_lines::lines(paste, MAX_LINES)
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
                why_not: format!(
                    "none of its messages stands in the paste; words in common: {}",
                    near.shared.join(", ")
                ),
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
    let told = |value: Option<&str>| value.unwrap_or("(please fill in)").to_owned();
    let version = context.version.as_ref().map(|version| version.value.to_string());
    let platform = context.platform.as_ref().map(|platform| platform.value.to_string());
    let install = context.install.as_ref().map(|install| install.value.to_string());
    let quoted: Vec<String> = lines.iter().map(|line| format!("    {}", line.text)).collect();
    let quoted = if quoted.is_empty() {
        "    (no line of the log looks like an error)".to_owned()
    } else {
        quoted.join("\n")
    };
    let output = product.report.as_ref().map_or_else(String::new, |command| {
        format!("\n### Output of `{command}`\n\n(please paste)\n")
    });
    format!(
        "### What happened\n\n(what you did, what you expected, what came instead)\n\n\
         ### Environment\n\n- {}: {}\n- Platform: {}\n- Installed with: {}\n\n\
         ### Lines that look like an error\n\nSecrets are masked; look through it before you post it.\n\n{quoted}\n{output}",
        product.name,
        told(version.as_deref()),
        told(platform.as_deref()),
        told(install.as_deref()),
    )
}
