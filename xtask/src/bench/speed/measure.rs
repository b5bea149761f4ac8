//! How long a step takes: natively, in Keras, in the page and in other libraries, each by a program of its own, whose
//! last line is JSON.

use super::results::Step;
use crate::bench::native::{Program, native};
use crate::process::capture;
use crate::project::Project;
use anyhow::{Context, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program that measures natively.
pub const NATIVE: Program = ["speed", "flex,files"];

/// What the programs measure with.
pub struct Measure<'a> {
    pub project: &'a Project,
    pub python: PathBuf,
    pub browser: PathBuf,
    /// Of this machine.
    pub cores: usize,
}

impl Measure<'_> {
    /// A step of an experiment in everybody who takes turns, one after another, in the order of `WHO`.
    ///
    /// # Errors
    ///
    /// Where a program does not start or end. What cannot be done within the page is a [`Step`] without a time.
    pub fn round(&self, experiment: &Path, batch: usize) -> Result<[Step; 6]> {
        let one = self.natively(experiment, 1)?;
        let all = self.natively(experiment, self.cores)?;
        let keras_one = self.in_keras(experiment, batch, 1)?;
        let keras_all = self.in_keras(experiment, batch, self.cores)?;
        let page: InPage = last_line(self.node("speed.mjs").arg(experiment))?;
        Ok([keras_one, keras_all, one, all, page.one, page.all])
    }

    fn natively(&self, experiment: &Path, threads: usize) -> Result<Step> {
        let mut command = native(self.project, NATIVE);
        command
            .arg("--")
            .arg(experiment)
            .arg(threads.to_string())
            .arg(script_of(experiment));
        last_line(&mut command)
    }

    fn in_keras(&self, experiment: &Path, batch: usize, threads: usize) -> Result<Step> {
        let mut command = self.project.command(&self.python);
        command.arg("benches/keras_speed.py");
        command.arg(script_of(experiment));
        last_line(command.args([batch.to_string(), threads.to_string()]))
    }

    /// A step of the experiment's network in the other libraries but those left out, and in the page on WebGPU.
    ///
    /// # Errors
    ///
    /// As of a round.
    pub fn peers(&self, experiment: &Path, without: &[&String]) -> Result<BTreeMap<String, Step>> {
        let network = script_of(experiment).with_extension("json");
        let mut peers: BTreeMap<String, Step> =
            last_line(self.node("peers.mjs").arg(network).args(without))?;
        let own = "Hearth, webgpu".to_owned();
        if !without.contains(&&own) {
            let step = last_line(self.node("speed.mjs").arg(experiment).arg("webgpu"))?;
            peers.insert(own, step);
        }
        Ok(peers)
    }

    fn node(&self, script: &str) -> Command {
        let mut node = self.project.command("node");
        node.env("HEARTH_CHROMIUM", &self.browser);
        node.arg(format!("benches/{script}"));
        node
    }
}

#[derive(Deserialize)]
struct InPage {
    one: Step,
    all: Step,
}

/// The script for Keras that the native program writes of an experiment; beside it, as JSON, the network.
fn script_of(experiment: &Path) -> PathBuf {
    experiment.with_extension("keras.py")
}

fn last_line<T: DeserializeOwned>(command: &mut Command) -> Result<T> {
    let text = capture(command)?;
    let line = text.trim_end().lines().last().unwrap_or_default();
    serde_json::from_str(line).with_context(|| format!("the program printed `{line}`"))
}
