//! The packages of a Debian-like system, installed where xtask may do so, or only unpacked.

use crate::process::{capture, run, succeeds, which};
use crate::report::timed;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Installs `packages`; the error says what a person is to do instead.
pub fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if which(&["apt-get"]).is_none() {
        bail!("install {list} with this system's package manager");
    }
    let Some(sudo) = may_install() else {
        bail!("run `sudo apt-get install {list}`, which needs your password");
    };
    timed("setup", &format!("installing {list}"), || {
        apt(sudo, &["update"], &[])?;
        apt(sudo, &["install", "--no-install-recommends"], packages)
    })
    .with_context(|| format!("the system's packages {list} could not be installed"))
}

/// Unpacks `package` into `folder` and installs nothing, which needs no rights.
pub fn unpack_package(package: &str, folder: &Path) -> Result<()> {
    if which(&["apt-get"]).is_none() || which(&["dpkg-deb"]).is_none() {
        bail!("this system has no apt-get and dpkg-deb");
    }
    let download = || {
        let mut command = Command::new("apt-get");
        command
            .current_dir(folder)
            // Otherwise it warns that its own user may not write to this folder.
            .args(["-qq", "-o", "APT::Sandbox::User=root", "download"])
            .arg(package);
        run(&mut command)
    };
    if let Err(error) = download() {
        // A fresh system has no lists of packages yet.
        let Some(sudo) = may_install() else {
            return Err(error.context("`sudo apt-get update` may help"));
        };
        apt(sudo, &["update"], &[])?;
        download()?;
    }
    let archive = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get fetched no package")?;
    let mut unpack = Command::new("dpkg-deb");
    run(unpack.arg("-x").arg(&archive).arg(folder))
}

/// Whether packages can be installed without asking anybody, and if so, whether by sudo.
fn may_install() -> Option<bool> {
    if is_root() {
        return Some(false);
    }
    succeeds(Command::new("sudo").args(["-n", "true"])).then_some(true)
}

fn apt(sudo: bool, action: &[&str], packages: &[&str]) -> Result<()> {
    let mut command = if sudo {
        let mut command = Command::new("sudo");
        command.args(["-n", "apt-get"]);
        command
    } else {
        Command::new("apt-get")
    };
    command
        .env("DEBIAN_FRONTEND", "noninteractive")
        // Another installation may be going on: wait for it.
        .args(["-qq", "-y", "-o", "DPkg::Lock::Timeout=300"])
        .args(["-o", "Dpkg::Use-Pty=0"])
        .args(action)
        .args(packages);
    run(&mut command)
}

fn is_root() -> bool {
    capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
