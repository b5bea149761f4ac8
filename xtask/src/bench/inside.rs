//! The rooms Evaluation and Inside in the built page, and the same natively: written to `docs/results/inside.md`.

use super::native::{Program, native};
use super::speed::machine;
use crate::process::capture;
use crate::project::Project;
use crate::report::timed;
use crate::setup::Browser;
use anyhow::{Context, Result};
use std::fs;

const INSIDE: Program = ["inside", "flex,reduction"];

/// Measures, prints and writes a table in Markdown.
pub fn run(project: &Project, browser: &Browser) -> Result<()> {
    let in_page = timed("bench", "Evaluation and Inside in the browser", || {
        let mut node = project.command("node");
        node.env("HEARTH_CHROMIUM", &browser.program);
        capture(node.arg("benches/inside.mjs"))
    })?;
    let natively = timed("bench", "the same natively, on one thread", || {
        let mut command = native(project, INSIDE);
        capture(command.env("RAYON_NUM_THREADS", "1"))
    })?;
    let cores = std::thread::available_parallelism()?.get();
    let text = format!(
        "# The rooms Evaluation and Inside\n\n`cargo xtask bench inside`: medians, in the page built for people, in \
         Chromium on {} ({cores} cores).\n\n{}\n\nNatively, on one thread:\n\n```text\n{}\n```\n",
        machine(),
        in_page.trim(),
        natively.trim()
    );
    print!("{text}");
    let results = project.root.join("docs/results");
    fs::create_dir_all(&results)?;
    fs::write(results.join("inside.md"), text).context("cannot write the results")
}
