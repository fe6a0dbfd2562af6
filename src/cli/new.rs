//! `error-doctor new`: a valid entry to write on.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;

use crate::knowledge::is_kebab;

/// Where the built-in entries lie in a checkout.
const CHECKOUT: &str = "knowledge/openclaw";

/// The entry; `ID` stands for its id.
const SKELETON: &str = include_str!("new.toml");

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// Category and id in kebab-case: gateway-auth/token-in-two-places
    #[arg(value_name = "CATEGORY/ID")]
    place: String,
    /// Knowledge folder that it is written into; without: knowledge/openclaw here, or this folder
    #[arg(long, value_name = "DIR")]
    knowledge: Option<PathBuf>,
}

pub(super) fn run(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let place =
        args.place.split_once('/').filter(|(category, id)| is_kebab(category) && is_kebab(id));
    let Some((category, id)) = place else {
        bail!(
            "`{}` is not of the form category/id, each in kebab-case: gateway-auth/token-in-two-places",
            args.place
        );
    };
    let folder = match &args.knowledge {
        Some(folder) => folder.clone(),
        None if Path::new(CHECKOUT).is_dir() => PathBuf::from(CHECKOUT),
        None => PathBuf::from("."),
    };
    if !folder.is_dir() {
        bail!("there is no folder {}", folder.display());
    }
    if let Some(other) = entry_named(&folder, id) {
        bail!("the id `{id}` is taken by {}: nothing is written", other.display());
    }
    let path = folder.join(category).join(format!("{id}.toml"));
    fs::create_dir_all(folder.join(category))
        .with_context(|| format!("cannot make the folder of {}", path.display()))?;
    let mut file = fs::File::create_new(&path)
        .with_context(|| format!("cannot write {}: nothing is overwritten", path.display()))?;
    file.write_all(SKELETON.replace("ID", id).as_bytes())
        .with_context(|| format!("cannot write {}", path.display()))?;
    writeln!(
        std::io::stdout().lock(),
        "{}\nEdit what is marked EDIT, then: error-doctor check {}",
        path.display(),
        folder.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The entry of a folder that has an id already, in whatever category.
fn entry_named(folder: &Path, id: &str) -> Option<PathBuf> {
    let name = format!("{id}.toml");
    let entries = walkdir::WalkDir::new(folder).min_depth(2).max_depth(2).follow_links(true);
    let found = entries.into_iter().flatten().find(|entry| entry.file_name() == name.as_str());
    found.map(walkdir::DirEntry::into_path)
}
