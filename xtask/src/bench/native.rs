//! Programs that measure natively, those of `benches/` and `hearth` itself, and study B's pictures.

use crate::process;
use crate::project::Project;
use crate::report::timed;
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// A program of `benches/` and the features it needs.
pub type Program = [&'static str; 2];

/// Study B's pictures, whose licence is unknown: they lie beside the checkout, or nowhere.
pub const PICTURES: &str = "shared/data/pandas-bears.zip";

/// The command that runs a program.
pub fn native(project: &Project, [name, features]: Program) -> Command {
    let mut cargo = project.command("cargo");
    cargo
        .args(["bench", "--quiet", "--locked", "--bench", name])
        .args(["--no-default-features", "--features", features]);
    cargo
}

/// The pictures of study B, beside the checkout or what that lies in.
pub fn pictures(project: &Project) -> Option<PathBuf> {
    let mut folders = project.root.ancestors().map(|folder| folder.join(PICTURES));
    folders.find(|path| path.is_file())
}

/// Builds the command line as people use it.
pub fn build_hearth(project: &Project) -> Result<()> {
    timed("bench", "building the command line", || {
        let mut cargo = project.command("cargo");
        cargo
            .args(["build", "--release", "--locked", "--bin", "hearth"])
            .args(["--no-default-features", "--features", "cli"]);
        process::run(&mut cargo)
    })
}
