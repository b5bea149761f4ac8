//! `build`: the production page in `dist/`.

use crate::programs::{self, CPU, OTHERS, Worker};
use crate::project::Project;
use crate::report::{say, timed};
use crate::{build_id, page, process, setup, size, wasm_opt};
use anyhow::{Context, Result, bail};

/// `build [--workers cpu,webgpu,ndarray]`
pub fn run(project: &Project, options: &[&str]) -> Result<()> {
    let workers = match *options {
        [] => OTHERS.to_vec(),
        ["--workers", list] => programs::named(list)?,
        _ => bail!("`build` takes only --workers, with some of cpu,webgpu,ndarray"),
    };
    with(project, &workers)?;
    size::print(project)
}

/// Builds the page with all its workers.
pub fn all(project: &Project) -> Result<()> {
    with(project, &OTHERS)
}

/// Builds the page with some workers. That of the CPU is always built: it is what the page falls
/// back on.
pub fn with(project: &Project, workers: &[Worker]) -> Result<()> {
    setup::for_build(project)?;
    let id = build_id::of_sources(project)?;
    say("build", &format!("build id {id}"));
    for worker in OTHERS {
        if !workers.contains(&worker) {
            worker.unstage(project)?;
        }
    }
    for worker in workers.iter().filter(|worker| **worker != CPU) {
        if !worker.stage_if_current(project, &id)? {
            timed("build", worker.name, || worker.build(project, &id))?;
        }
    }
    timed("build", "page and worker_cpu", || {
        process::run(&mut page::trunk(project, "build", &id))
            .context("Trunk could not build the page")
    })?;
    page::harden(project)?;
    wasm_opt::optimize_dist(project)
}
