//! Packages of the npm registry: what drives the page, data sets, and wasm-opt.

use crate::process::run;
use crate::project::Project;
use crate::report::timed;
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Installs what `package-lock.json` in `folder` names, unless it is there already.
pub fn packages(project: &Project, folder: &str) -> Result<()> {
    let path = project.root.join(folder);
    let lock = fs::read(path.join("package-lock.json"))
        .with_context(|| format!("cannot read {folder}/package-lock.json"))?;
    // A copy of the lock file that was installed, made when that was complete.
    let installed = path.join("node_modules/.hearth-lock.json");
    if fs::read(&installed).is_ok_and(|found| found == lock) {
        return Ok(());
    }
    timed(
        "setup",
        &format!("Node packages of {folder} by npm"),
        || {
            npm(project.command("npm").current_dir(&path).arg("ci"))?;
            fs::write(&installed, lock)
                .with_context(|| format!("cannot write to {folder}/node_modules"))
        },
    )
}

/// Installs one `package@version` under `folder`.
pub fn install_package(project: &Project, package: &str, folder: &Path) -> Result<()> {
    timed("setup", &format!("{package} by npm"), || {
        fs::create_dir_all(folder)?;
        let mut command = project.command("npm");
        command.args(["install", "--prefix"]).arg(folder);
        npm(command.arg(package))
    })
}

/// Unpacks one `package@version` into `folder`, without what it depends on.
pub fn unpack_package(project: &Project, package: &str, folder: &Path) -> Result<()> {
    let mut pack = project.command("npm");
    pack.args(["pack", "--pack-destination"]).arg(folder);
    // It prints nothing but the name of the archive.
    npm(pack.arg(package).stdout(Stdio::null()))?;
    let archive = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .context("npm fetched no archive")?;
    let mut tar = project.command("tar");
    tar.current_dir(folder).args(["-x", "-z", "-f"]);
    run(tar.arg(&archive))
}

fn npm(command: &mut Command) -> Result<()> {
    command
        // The browser is the system's.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        // One more try, at once: somebody without a network is waiting.
        .args(["--fetch-retries=1", "--fetch-retry-mintimeout=1000"])
        .args(["--ignore-scripts", "--no-audit", "--no-fund"])
        .args(["--no-update-notifier", "--loglevel=error"]);
    run(command).context("npm needs Node.js 20 and its registry in reach")
}
