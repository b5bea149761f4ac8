//! Runs Trunk, which builds what surrounds the page's program: the document with the files that it
//! names, and the workers for data and for the CPU.

use crate::kind::{Kind, WORKER};
use crate::process;
use crate::project::Project;
use anyhow::{Context, Result};
use std::path::Path;

/// Builds everything that `www/index.html` names into `folder`, which is emptied first. The rest is
/// set in Trunk.toml.
pub fn build(project: &Project, kind: Kind, build_id: &str, folder: &Path) -> Result<()> {
    let mut trunk = project.wasm_command("trunk");
    trunk
        .args(["build", "--offline", "--dist"])
        .arg(folder)
        .arg(format!("--release={}", kind.worker_profile() == WORKER))
        .env("HEARTH_BUILD", build_id)
        .env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk takes only `true` and `false` here, and fails on the customary `1`.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    process::run(&mut trunk).context("Trunk could not build what surrounds the page")
}
