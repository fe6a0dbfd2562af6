//! `error-doctor diagnose`: the answer in a terminal.

use std::process::ExitCode;

use clap::Args;

#[derive(Debug, Args)]
pub(super) struct DiagnoseArgs {}

pub(super) fn run(_args: &DiagnoseArgs) -> ExitCode {
    ExitCode::SUCCESS
}
