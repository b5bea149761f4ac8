//! `screenshot`: makes README's picture of the page.

use crate::kind::Kind;
use crate::project::Project;
use crate::{build, process, setup, static_server};
use anyhow::Result;

/// Builds the page, then lets `tests/e2e/screenshot.mjs` use it.
pub fn run(project: &Project) -> Result<()> {
    let browser = setup::for_tests(project)?;
    build::all(project, Kind::Production)?;
    let server = static_server::start(project)?;
    let mut node = project.command("node");
    node.current_dir(project.e2e())
        .env("HEARTH_CHROMIUM", &browser.program)
        .env("HEARTH_URL", &server.address)
        .arg("screenshot.mjs");
    process::run(&mut node)
}
