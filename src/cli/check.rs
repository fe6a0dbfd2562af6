//! `error-doctor check`: are the knowledge files right, and do their examples hold?

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::ProblemFormat;
use crate::engine::{Engine, Engines};
use crate::examples;
use crate::knowledge::{Layers, LoadError, Problem, ProblemLevel};

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Folder to check, on top of the built-in knowledge; without: the built-in knowledge
    dir: Option<PathBuf>,
    /// Check the folder alone, without the built-in knowledge under it
    #[arg(long, requires = "dir")]
    no_built_in: bool,
    /// How problems are printed
    #[arg(long, value_enum, default_value = "text")]
    format: ProblemFormat,
    /// Print what is found in each example
    #[arg(long)]
    matrix: bool,
}

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let layers = Layers::new(!args.no_built_in, args.dir.iter().cloned().collect());
    let loaded = match layers.load() {
        Ok(loaded) => loaded,
        Err(LoadError::Problems(problems)) => return report(&problems, args.format, None),
        Err(error @ LoadError::Read { .. }) => return Err(error.into()),
    };
    let engines = Engines::new(loaded.bases);
    let outcomes: Vec<_> =
        engines.iter().flat_map(|engine| examples::run(engine, |_| true)).collect();
    if args.matrix {
        write!(std::io::stdout().lock(), "{}", examples::matrix(&outcomes))?;
    }
    if !args.no_built_in && args.dir.is_some() && args.format == ProblemFormat::Text {
        engines.iter().take(1).try_for_each(report_new_hits)?;
    }
    let mut problems = loaded.warnings;
    problems.extend(engines.iter().flat_map(examples::product_problems));
    problems.extend(examples::problems(&outcomes));
    let counts = (engines.symptoms().count(), outcomes.len());
    report(&problems, args.format, Some(counts))
}

/// Prints in which examples of others the folder's entries are found and were not before. Each product
/// answers for itself: only what lies on top of the built-in one is looked at.
fn report_new_hits(engine: &Engine) -> anyhow::Result<()> {
    let outcomes = examples::run(engine, |_| true);
    let before = Engine::new(Arc::new(Layers::built_in().load()?.into_first()));
    let known = examples::hits(&examples::run(&before, |_| true));
    let mut out = std::io::stdout().lock();
    for hit in examples::hits(&outcomes).difference(&known).filter(|hit| hit.symptom != hit.found) {
        writeln!(
            out,
            "new: `{}` is found ({}) in the example “{}” of `{}`",
            hit.found,
            hit.confidence.word(),
            hit.example,
            hit.symptom
        )?;
    }
    Ok(())
}

/// Prints the problems and what was checked; exit 1 when there are errors.
fn report(
    problems: &[Problem],
    format: ProblemFormat,
    counts: Option<(usize, usize)>,
) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    for problem in problems {
        match format {
            ProblemFormat::Text => writeln!(out, "{}\n", problem.render())?,
            ProblemFormat::Github => writeln!(out, "{}", problem.render_github())?,
        }
    }
    let errors = problems.iter().filter(|problem| problem.level == ProblemLevel::Error).count();
    let warnings = problems.len() - errors;
    match counts {
        Some((symptoms, examples)) if errors == 0 => {
            writeln!(
                out,
                "{symptoms} symptoms and {examples} examples are right, {warnings} warnings"
            )?;
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            writeln!(out, "{errors} errors, {warnings} warnings")?;
            Ok(ExitCode::from(1))
        }
    }
}
