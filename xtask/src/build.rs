//! `build`: the production page in `dist/`.

use crate::compress::{self, Effort};
use crate::kind::Kind;
use crate::programs::{self, CPU, OTHERS, Worker};
use crate::project::Project;
use crate::report::{say, timed};
use crate::{build_id, minify, page, setup, size, trunk, variants};
use anyhow::{Context, Result, bail};
use std::fs;

/// `build [--dev] [--workers cpu,webgpu,ndarray]`
pub fn run(project: &Project, options: &[&str]) -> Result<()> {
    let (kind, options) = match *options {
        ["--dev", ref rest @ ..] => (Kind::Development, rest),
        _ => (Kind::Production, options),
    };
    let workers = match *options {
        [] => OTHERS.to_vec(),
        ["--workers", list] => programs::named(list)?,
        _ => bail!("`build` takes only --dev, and --workers with some of cpu,webgpu,ndarray"),
    };
    with(project, kind, &workers)?;
    match kind {
        Kind::Production => size::print(project),
        Kind::Test | Kind::Development => Ok(()),
    }
}

/// Builds the page with all its workers.
pub fn all(project: &Project, kind: Kind) -> Result<()> {
    with(project, kind, &OTHERS)
}

/// Builds the page with some workers. That of the CPU is always built: it is what the page falls
/// back on.
pub fn with(project: &Project, kind: Kind, workers: &[Worker]) -> Result<()> {
    setup::for_build(project)?;
    let id = build_id::of_sources(project)?;
    say("build", &format!("build id {id}"));
    for worker in OTHERS {
        if !workers.contains(&worker) {
            worker.unstage(project)?;
        }
    }
    for worker in workers.iter().filter(|worker| **worker != CPU) {
        if !worker.stage_if_current(project, kind, &id)? {
            timed("build", worker.name, || worker.build(project, kind, &id))?;
        }
    }
    dist(project, kind, &id)
}

/// Builds `dist/` out of what is in `stage/`. It is there, and complete, until the next takes its
/// place.
pub fn dist(project: &Project, kind: Kind, id: &str) -> Result<()> {
    let (dist, next) = (project.dist(), project.root.join("dist.next"));
    timed("build", "what surrounds the page, and worker_cpu", || {
        trunk::build(project, kind, id, &next)
    })?;
    page::finish(project, kind, id, &next)?;
    timed("build", "the programs of the workers", || {
        variants::finish(kind, &next)
    })?;
    if kind == Kind::Production {
        minify::scripts(project, &next)?;
    }
    if kind != Kind::Development {
        let effort = if kind == Kind::Production {
            Effort::Best
        } else {
            Effort::Quick
        };
        timed("build", "compressing", || compress::folder(&next, effort))?;
    }
    if dist.exists() {
        let last = project.root.join("dist.last");
        fs::rename(&dist, &last).context("cannot take the last build away")?;
        fs::rename(&next, &dist).context("cannot put the build in its place")?;
        return fs::remove_dir_all(&last).context("cannot remove the last build");
    }
    fs::rename(&next, &dist).context("cannot put the build in its place")
}
