//! `error-doctor list`: all symptoms.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;

use super::KnowledgeArgs;
use crate::engine::{Engines, Filter};

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    knowledge: KnowledgeArgs,
}

pub(super) fn run(args: &ListArgs) -> anyhow::Result<ExitCode> {
    let engines = Engines::new(args.knowledge.layers().load()?.bases);
    let mut out = std::io::stdout().lock();
    for category in engines.catalogue(&Filter::default()) {
        writeln!(out, "{}", category.id)?;
        let symptoms = category.symptoms;
        let width = symptoms.iter().map(|symptom| symptom.id.len()).max().unwrap_or(0);
        for symptom in symptoms {
            writeln!(out, "  {:width$}  {}", symptom.id, symptom.title)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
