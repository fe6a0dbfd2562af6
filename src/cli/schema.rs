//! `error-doctor schema`: what editors need to complete and check knowledge files.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::knowledge::{FileKind, schema};

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Which file the schema is for
    kind: Kind,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    /// One symptom, a file of its own
    Entry,
    /// shared.toml: what entries use by name
    Shared,
    /// The translations of an entry, a file beside it
    I18n,
    /// What the lab proved of an entry, a file beside it
    Proof,
}

pub(super) fn run(args: &SchemaArgs) -> anyhow::Result<ExitCode> {
    let kind = match args.kind {
        Kind::Entry => FileKind::Entry,
        Kind::Shared => FileKind::Shared,
        Kind::I18n => FileKind::I18n,
        Kind::Proof => FileKind::Proof,
    };
    write!(std::io::stdout().lock(), "{}", schema(kind))?;
    Ok(ExitCode::SUCCESS)
}
