//! Getting what a machine lacks. Every part looks first, so a second run does nothing.

mod apt;
mod browser;
mod data;
mod node;
mod rust;
mod tools;

pub use browser::{Browser, browser};
pub use data::hex;
pub use node::{install_package, packages as node_packages};
pub use tools::{cargo_deny, version_in};

use crate::project::Project;
use crate::report::timed;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

/// What building the page needs. Data sets are the one part that may be missing: the page
/// works without them.
pub fn for_build(project: &Project) -> Result<()> {
    rust::wasm_target(project)?;
    tools::trunk(project)?;
    tools::wasm_bindgen(project)?;
    data(project)?;
    // Trunk's builds run side by side; this way they find every source already there.
    let mut fetch = project.wasm_command("cargo");
    crate::process::run(fetch.args(["fetch", "--locked", "--quiet"]))
        .context("cannot fetch the crates in Cargo.lock; check the network, then run it again")
}

/// The data sets' files, which tests read too. What cannot be had is said.
pub fn data(project: &Project) -> Result<()> {
    fs::create_dir_all(project.stage()).context("cannot create stage/")?;
    data::stage(project)
}

/// The data sets of these names, for `cargo xtask setup NAME …`.
pub fn data_sets(project: &Project, names: &[&str]) -> Result<()> {
    data::stage_named(project, names)
}

/// What the tests in a browser need on top.
pub fn for_tests(project: &Project) -> Result<Browser> {
    node_packages(project, "tests/e2e")?;
    browser(project)
}

/// What the journeys in Firefox need on top: the program to run them in.
pub fn for_firefox(project: &Project) -> Result<PathBuf> {
    node_packages(project, "tests/e2e")?;
    browser::firefox()
}

/// Everything, for `cargo xtask setup`.
pub fn everything(project: &Project) -> Result<()> {
    timed("setup", "everything the page and its tests need", || {
        for_build(project)?;
        for_tests(project)?;
        for_firefox(project)?;
        crate::wasm_opt::find(project);
        Ok(())
    })
}
