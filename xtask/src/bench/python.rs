//! Pythons with a peer in them, each in a virtual environment of the cache folder.

use crate::process::{run, succeeds};
use crate::project::Project;
use crate::report::timed;
use anyhow::{Context, Result};
use std::path::PathBuf;

/// A Python module to measure beside.
pub struct Peer {
    /// What Python imports.
    pub module: &'static str,
    /// What pip installs.
    pub package: &'static str,
    /// The one version that is measured.
    pub version: &'static str,
}

impl Peer {
    /// A Python that has this module, and nothing else, in a folder of this name.
    pub fn python(&self, project: &Project, folder: &str) -> Result<PathBuf> {
        let Self {
            module,
            package,
            version,
        } = self;
        let folder = project.cache.join(folder);
        let python = folder.join("bin/python");
        let check = format!("import {module}; assert {module}.__version__ == '{version}'");
        let mut there = project.command(&python);
        if succeeds(there.args(["-c", &check])) {
            return Ok(python);
        }
        let package = format!("{package}=={version}");
        timed("setup", &format!("{package} by pip"), || {
            run(project.command("python3").args(["-m", "venv"]).arg(&folder))
                .context("install Python 3 with its venv module")?;
            let mut pip = project.command(&python);
            run(pip.args(["-m", "pip", "install", "--quiet", &package]))
                .context("pip needs its package index in reach")
        })?;
        Ok(python)
    }
}
