//! `error-doctor diagnose`: the answer in a terminal.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::KnowledgeArgs;
use crate::budget::Cancellation;
use crate::context::Told;
use crate::doctor::Doctor;
use crate::report;

#[derive(Debug, Args)]
pub(super) struct DiagnoseArgs {
    /// File to diagnose; `-` or nothing: what is piped in
    file: Option<PathBuf>,
    /// Form of the answer
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Version of the program, when the text does not tell it
    #[arg(long = "openclaw-version", alias = "product-version", value_name = "VERSION")]
    version: Option<String>,
    /// Platform that it runs on
    #[arg(long, value_parser = Told::PLATFORMS)]
    platform: Option<String>,
    /// How it was installed: npm, docker, compose, podman, kubernetes, add-on, source …
    #[arg(long)]
    install: Option<String>,
    #[command(flatten)]
    knowledge: KnowledgeArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading in a terminal
    Text,
    /// For a chat or an issue
    Markdown,
    /// The same as the API answers
    Json,
}

pub(super) fn run(args: &DiagnoseArgs) -> anyhow::Result<ExitCode> {
    let text = read(args.file.as_ref())?;
    let (doctor, _) = Doctor::open(args.knowledge.layers())?;
    if let Some(version) = &args.version {
        doctor.engines().check_version(version).context("--openclaw-version")?;
    }
    if let Some(install) = &args.install {
        let engines = doctor.engines();
        let known = engines.installs();
        let is_known = known.contains(&install.as_str());
        anyhow::ensure!(is_known, "--install can be {}", known.join(", "));
    }
    let told = Told {
        version: args.version.clone(),
        platform: args.platform.clone(),
        install: args.install.clone(),
    };
    let (_, diagnosis) = doctor.diagnose(&text, &told, &Cancellation::default())?;
    let answer = match args.format {
        Format::Text => report::diagnosis_text(&diagnosis),
        Format::Markdown => report::diagnosis_markdown(&diagnosis),
        Format::Json => serde_json::to_string_pretty(&diagnosis)? + "\n",
    };
    std::io::stdout().lock().write_all(answer.as_bytes())?;
    Ok(if diagnosis.findings.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

#[expect(clippy::disallowed_methods, reason = "the paste to diagnose is in a file")]
fn read(file: Option<&PathBuf>) -> anyhow::Result<Vec<u8>> {
    match file.filter(|file| file.as_os_str() != "-") {
        Some(file) => {
            std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
        }
        None => {
            let mut text = Vec::new();
            std::io::stdin().lock().read_to_end(&mut text).context("cannot read standard input")?;
            Ok(text)
        }
    }
}
