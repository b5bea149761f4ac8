//! The packages of a Debian-like system, where xtask may install them.

use crate::process::{capture, run, succeeds, which};
use crate::report::timed;
use anyhow::{Context, Result, bail};
use std::process::Command;

/// Installs `packages`; the error says what a person is to do instead.
pub fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if which(&["apt-get"]).is_none() {
        bail!("install {list} with this system's package manager");
    }
    let sudo = !is_root();
    if sudo && !succeeds(Command::new("sudo").args(["-n", "true"])) {
        bail!("run `sudo apt-get install {list}`, which needs your password");
    }
    timed("setup", &format!("installing {list}"), || {
        apt(sudo, &["update"], &[])?;
        apt(sudo, &["install", "--no-install-recommends"], packages)
    })
    .with_context(|| format!("the system's packages {list} could not be installed"))
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
