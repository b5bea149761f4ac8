//! Makes the scripts of a production build smaller with esbuild, where npm can fetch it.

use crate::process::run;
use crate::project::Project;
use crate::report::{bytes, say};
use crate::setup::install_package;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

const NPM_PACKAGE: &str = "esbuild@0.28.2";

/// Minifies all scripts in a folder and in the folders in it, in place.
pub fn scripts(project: &Project, folder: &Path) -> Result<()> {
    let packages = project.cache.join("npm");
    let esbuild = packages.join("node_modules/.bin/esbuild");
    if !esbuild.is_file()
        && let Err(error) = install_package(project, NPM_PACKAGE, &packages)
    {
        say(
            "setup",
            &format!("no esbuild, scripts stay larger: {error:#}"),
        );
        return Ok(());
    }
    for script in scripts_in(folder)? {
        let before = fs::metadata(&script)?.len();
        let mut command = project.command(&esbuild);
        // As modules, each by itself: other files import what it exports.
        command.args([
            "--minify",
            "--format=esm",
            "--allow-overwrite",
            "--log-level=warning",
        ]);
        command
            .arg(format!("--outfile={}", script.display()))
            .arg(&script);
        run(&mut command).with_context(|| format!("cannot minify {}", script.display()))?;
        let name = script.file_name().unwrap_or_default().to_string_lossy();
        let after = fs::metadata(&script)?.len();
        say(
            "esbuild",
            &format!("{name}: {} → {}", bytes(before), bytes(after)),
        );
    }
    Ok(())
}

fn scripts_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut scripts = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            scripts.extend(scripts_in(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "js") {
            scripts.push(path);
        }
    }
    scripts.sort();
    Ok(scripts)
}
