//! The command line.

mod check;
mod diagnose;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Paste an OpenClaw error or log excerpt, get the cause and a fix that works.
#[derive(Debug, Parser)]
#[command(version, about, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Diagnose a file, or what is piped in; exit 0: found, 1: nothing found, 2: wrong use
    Diagnose(diagnose::DiagnoseArgs),
    /// Validate knowledge files and run their examples; exit 1 on problems
    Check(check::CheckArgs),
}

/// Where the knowledge comes from.
#[derive(Debug, Clone, Args)]
pub(crate) struct KnowledgeArgs {
    /// Folder of knowledge files on top of the built-in ones; can be given several times
    #[arg(long, value_name = "DIR", env = "ERROR_DOCTOR_KNOWLEDGE", value_delimiter = ':')]
    knowledge: Vec<PathBuf>,
    /// Leave the built-in knowledge out
    #[arg(long)]
    no_built_in: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProblemFormat {
    /// With the line and a caret
    Text,
    /// Workflow commands that GitHub shows beside the line
    Github,
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Some(Command::Check(args)) => check::run(&args),
        Some(Command::Diagnose(args)) => diagnose::run(&args),
        None => ExitCode::from(2),
    }
}
