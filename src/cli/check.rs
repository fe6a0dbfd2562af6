//! `error-doctor check`: are the knowledge files right, and do their examples hold?

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::ProblemFormat;
use crate::engine::Engine;
use crate::knowledge::{Layers, LoadError, Problem, ProblemLevel};
use crate::proof;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Folder to check, on top of the built-in knowledge; without: the built-in knowledge
    dir: Option<PathBuf>,
    /// Check the folder alone, without the built-in knowledge under it
    #[arg(long)]
    no_built_in: bool,
    /// How problems are printed
    #[arg(long, value_enum, default_value = "text")]
    format: ProblemFormat,
}

pub(super) fn run(args: &CheckArgs) -> ExitCode {
    let layers = Layers::new(!args.no_built_in, args.dir.iter().cloned().collect());
    let loaded = match layers.load() {
        Ok(loaded) => loaded,
        Err(LoadError::Problems(problems)) => return conclude(&problems, args.format, 0, 0),
        Err(error @ LoadError::Read { .. }) => {
            eprintln!("error-doctor: {error}");
            return ExitCode::from(2);
        }
    };
    let engine = Engine::new(Arc::new(loaded.base));
    let outcomes = proof::run(&engine, |_| true);
    let mut problems = loaded.warnings;
    problems.extend(proof::problems(&outcomes));
    conclude(&problems, args.format, engine.base().symptoms().len(), outcomes.len())
}

fn conclude(
    problems: &[Problem],
    format: ProblemFormat,
    symptoms: usize,
    examples: usize,
) -> ExitCode {
    for problem in problems {
        match format {
            ProblemFormat::Text => println!("{}\n", problem.render()),
            ProblemFormat::Github => println!("{}", problem.render_github()),
        }
    }
    let errors = problems.iter().filter(|problem| problem.level == ProblemLevel::Error).count();
    let warnings = problems.len() - errors;
    if errors > 0 {
        println!("{errors} errors, {warnings} warnings");
        return ExitCode::from(1);
    }
    println!("{symptoms} symptoms and {examples} examples are right, {warnings} warnings");
    ExitCode::SUCCESS
}
