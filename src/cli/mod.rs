//! The command line.

mod allocator;
mod check;
mod diagnose;
mod healthcheck;
mod limits;
mod list;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::knowledge::Layers;

/// Paste an error or log excerpt, get the cause and a fix that works.
///
/// Without a command it serves: open the printed address in a browser.
#[derive(Debug, Parser)]
#[command(name = "error-doctor", version, about, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::ServeArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the page and the API (the default)
    Serve(serve::ServeArgs),
    /// Diagnose a file, or what is piped in; exit 0: found, 1: nothing found, 2: wrong use
    Diagnose(diagnose::DiagnoseArgs),
    /// Validate knowledge files and run their examples; exit 1 on problems
    Check(check::CheckArgs),
    /// List all symptoms
    List(list::ListArgs),
    /// Ask a running server whether it answers; for containers
    Healthcheck(healthcheck::HealthcheckArgs),
}

/// Where the knowledge comes from.
#[derive(Debug, Clone, Args)]
struct KnowledgeArgs {
    /// Folder of knowledge files on top of the built-in ones; can be given several times
    #[arg(long, value_name = "DIR", env = "ERROR_DOCTOR_KNOWLEDGE", value_delimiter = ':')]
    knowledge: Vec<PathBuf>,
    /// Leave the built-in knowledge out
    #[arg(long)]
    no_built_in: bool,
}

impl KnowledgeArgs {
    fn layers(&self) -> Layers {
        Layers::new(!self.no_built_in, self.knowledge.clone())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProblemFormat {
    /// With the line and a caret
    Text,
    /// Workflow commands that GitHub shows beside the line
    Github,
}

/// Wrong use, or something that cannot be read or written.
const WRONG_USE: u8 = 2;

/// Runs the command that the arguments name.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => serve::run(&cli.serve),
        Some(Command::Serve(args)) => serve::run(&args),
        Some(Command::Diagnose(args)) => diagnose::run(&args),
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::List(args)) => list::run(&args),
        Some(Command::Healthcheck(args)) => healthcheck::run(&args),
    };
    outcome.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            // `error-doctor list | head` is right use.
            return ExitCode::SUCCESS;
        }
        eprintln!("error-doctor: {error:#}");
        ExitCode::from(WRONG_USE)
    })
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
