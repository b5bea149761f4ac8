//! `bench`: measures what README quotes, in one run on this machine.

mod data;
mod kaggle;
mod python;

use self::python::Peer;
use crate::kind::Kind;
use crate::process::run as run_command;
use crate::programs::CPU;
use crate::project::Project;
use crate::report::{say, timed};
use crate::setup::Browser;
use crate::{build, setup};
use anyhow::{Result, bail};

const TENSORFLOW: Peer = Peer {
    module: "tensorflow",
    package: "tensorflow-cpu",
    version: "2.21.0",
};
/// What can be measured by itself; all but the last in `benches/browser.mjs`.
const PARTS: [&str; 5] = ["page", "time", "memory", "peers", "data"];

/// `bench [page|time|memory|peers|data]…`: the page in Chromium beside TensorFlow.js, and Keras
/// natively; reading files in Chromium, and natively beside pandas.
pub fn run(project: &Project, wanted: &[&str]) -> Result<()> {
    if let Some(unknown) = wanted.iter().find(|name| !PARTS.contains(name)) {
        bail!(
            "`{unknown}` is no part of the bench, only {}",
            PARTS.join(", ")
        );
    }
    let wanted = if wanted.is_empty() { &PARTS } else { wanted };
    let in_browser: Vec<&str> = wanted.iter().copied().filter(|p| *p != "data").collect();
    let browser = setup::for_tests(project)?;
    if std::env::var_os("HEARTH_DIST").is_some() {
        say("bench", "measures the page in HEARTH_DIST as it is");
    } else if in_browser.is_empty() {
        build::with(project, Kind::Production, &[CPU])?;
    } else {
        build::all(project, Kind::Production)?;
    }
    if !in_browser.is_empty() {
        setup::node_packages(project, "benches")?;
        timed("bench", "in the browser", || {
            let mut node = project.command("node");
            node.env("HEARTH_CHROMIUM", &browser.program)
                .arg("benches/browser.mjs")
                .args(&in_browser);
            run_command(&mut node)
        })?;
    }
    if wanted.contains(&"page") {
        timed("bench", "Lighthouse", || lighthouse(project, &browser))?;
    }
    if wanted.contains(&"peers") {
        keras(project)?;
    }
    if wanted.contains(&"data") {
        data::run(project, &browser)?;
    }
    Ok(())
}

/// Lighthouse's scores of the page on a phone; one below its bound is an error.
fn lighthouse(project: &Project, browser: &Browser) -> Result<()> {
    let mut node = project.command("node");
    node.env("HEARTH_CHROMIUM", &browser.program)
        .arg("benches/lighthouse.mjs");
    run_command(&mut node)
}

fn keras(project: &Project) -> Result<()> {
    let python = TENSORFLOW.python(project, "keras")?;
    timed("bench", "Keras, natively", || {
        ["1", "2"].into_iter().try_for_each(|threads| {
            let mut keras = project.command(&python);
            run_command(keras.arg("benches/keras_step.py").arg(threads))
        })
    })
}
