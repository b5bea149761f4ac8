//! `bench`: measures what README quotes, in one run on this machine.

use crate::process::{run as run_command, succeeds};
use crate::project::Project;
use crate::report::timed;
use crate::{build, setup};
use anyhow::{Context, Result};
use std::path::PathBuf;

const TENSORFLOW: &str = "tensorflow-cpu==2.21.0";

/// The page in Chromium beside TensorFlow.js, and Keras natively.
pub fn run(project: &Project) -> Result<()> {
    let browser = setup::for_tests(project)?;
    setup::node_packages(project, "benches")?;
    let python = keras(project)?;
    build::all(project)?;
    timed("bench", "in the browser", || {
        let mut node = project.command("node");
        node.env("HEARTH_CHROMIUM", &browser.program)
            .arg("benches/browser.mjs");
        run_command(&mut node)
    })?;
    timed("bench", "Keras, natively", || {
        ["1", "2"].into_iter().try_for_each(|threads| {
            let mut keras = project.command(&python);
            run_command(keras.arg("benches/keras_step.py").arg(threads))
        })
    })
}

/// A Python that has Keras, in a virtual environment of the cache folder.
fn keras(project: &Project) -> Result<PathBuf> {
    let folder = project.cache.join("keras");
    let python = folder.join("bin/python");
    let works = || {
        let mut command = project.command(&python);
        succeeds(command.args(["-c", "import tensorflow"]))
    };
    if !works() {
        timed("setup", &format!("{TENSORFLOW} by pip"), || {
            run_command(project.command("python3").args(["-m", "venv"]).arg(&folder))
                .context("install Python 3 with its venv module")?;
            let mut pip = project.command(&python);
            run_command(pip.args(["-m", "pip", "install", "--quiet", TENSORFLOW]))
                .context("pip needs its package index in reach")
        })?;
    }
    Ok(python)
}
