//! Gets the files of a data set from one of its sources, by that source's ordinary client.

use super::manifest::{DataSet, Source};
use crate::process::run;
use crate::project::Project;
use crate::setup::{apt, node};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// Puts what `source` has under `into`; gives back the folder in which the files lie.
pub fn fetch(project: &Project, source: &Source, set: &DataSet, into: &Path) -> Result<PathBuf> {
    match source {
        Source::Npm { package, folder } => {
            node::unpack_package(project, package, into)?;
            // Inside the packed archive everything lies under `package/`.
            Ok(into.join("package").join(folder))
        }
        Source::Debian { package, folder } => {
            apt::unpack_package(package, into)?;
            Ok(into.join(folder))
        }
        Source::Address { folder } => {
            for file in &set.files {
                download(
                    project,
                    &format!("{folder}/{}", file.from),
                    &into.join(&file.from),
                )?;
            }
            Ok(into.to_path_buf())
        }
    }
}

fn download(project: &Project, address: &str, to: &Path) -> Result<()> {
    let mut curl = project.command("curl");
    curl.args(["--fail", "--location", "--silent", "--show-error"])
        // One more try, and no longer than somebody without a network waits for it.
        .args(["--retry", "1", "--connect-timeout", "15", "--output"])
        .arg(to)
        .arg(address);
    run(&mut curl).context("curl needs a network in which the address is in reach")
}
