//! `bench`: measures what README quotes, in one run on this machine.

mod data;
mod inside;
mod kaggle;
mod keras_code;
mod kernels;
mod native;
mod photographs;
mod python;
mod recipes;
mod results;
mod speed;
mod sweep;

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
/// What can be measured by itself; all but the last four in `benches/browser.mjs`.
const PARTS: [&str; 7] = [
    "page",
    "time",
    "memory",
    "data",
    "inside",
    "photographs",
    "keras-code",
];
/// Those that need neither page nor browser.
const NATIVE: [&str; 2] = ["photographs", "keras-code"];

/// `bench [page|time|memory|data|inside|photographs|keras-code]…`: the page in Chromium; reading files in Chromium, and
/// natively beside pandas; the rooms Evaluation and Inside; the models that are suggested;
/// the scripts for Keras, run by Keras. `bench results [NAME]…`: what recipes come to. `bench recipes [NAME]… [--minutes N]`: recipes in
/// the page. `bench sweep [NAME]… [--jobs N]`:
/// the studies' sweeps; with `--page` how long they take in the page. `bench speed [WORD]…`: steps beside
/// Keras's, in rounds. `bench kernels`: each kernel beside the machine's peak.
pub fn run(project: &Project, wanted: &[&str]) -> Result<()> {
    // They take long: not part of all.
    match wanted {
        ["results", names @ ..] => return results::run(project, names),
        ["recipes", words @ ..] => return recipes::run(project, words),
        ["sweep", words @ ..] => return sweep::run(project, words),
        ["speed", words @ ..] => return speed::run(project, words),
        ["kernels"] => return kernels::run(project),
        _ => {}
    }
    if let Some(unknown) = wanted.iter().find(|name| !PARTS.contains(name)) {
        bail!(
            "`{unknown}` is no part of the bench, only {}",
            PARTS.join(", ")
        );
    }
    let wanted = if wanted.is_empty() { &PARTS } else { wanted };
    let in_browser: Vec<&str> = wanted
        .iter()
        .copied()
        .filter(|p| !["data", "inside"].contains(p) && !NATIVE.contains(p))
        .collect();
    if wanted.iter().all(|part| NATIVE.contains(part)) {
        return native_parts(project, wanted);
    }
    let browser = setup::for_tests(project)?;
    if std::env::var_os("HEARTH_DIST").is_some() {
        say("bench", "measures the page in HEARTH_DIST as it is");
    } else if in_browser.is_empty() {
        build::with(project, Kind::Production, &[CPU])?;
    } else {
        build::all(project, Kind::Production)?;
    }
    if !in_browser.is_empty() {
        timed("bench", "in the browser", || {
            let mut node = project.command("node");
            node.env("HEARTH_CHROMIUM", &browser.program)
                .envs(native::pictures(project).map(|file| ("HEARTH_PICTURES", file)))
                .arg("benches/browser.mjs")
                .args(&in_browser);
            run_command(&mut node)
        })?;
    }
    if wanted.contains(&"page") {
        timed("bench", "walking through the rooms", || {
            in_chromium(project, &browser, "benches/rooms.mjs")
        })?;
        timed("bench", "a thousand kept runs", || {
            in_chromium(project, &browser, "benches/runs.mjs")
        })?;
        setup::node_packages(project, "benches")?;
        timed("bench", "Lighthouse", || {
            in_chromium(project, &browser, "benches/lighthouse.mjs")
        })?;
    }
    if wanted.contains(&"data") {
        data::run(project, &browser)?;
    }
    if wanted.contains(&"inside") {
        inside::run(project, &browser)?;
    }
    native_parts(project, wanted)
}

/// Those of the parts that need neither page nor browser.
fn native_parts(project: &Project, wanted: &[&str]) -> Result<()> {
    if wanted.contains(&"photographs") {
        photographs::run(project)?;
    }
    if wanted.contains(&"keras-code") {
        keras_code::run(project, &TENSORFLOW.python(project, "keras")?)?;
    }
    Ok(())
}

/// Runs a script that measures the built page; a bound that is missed is an error.
fn in_chromium(project: &Project, browser: &Browser, script: &str) -> Result<()> {
    let mut node = project.command("node");
    node.env("HEARTH_CHROMIUM", &browser.program).arg(script);
    run_command(&mut node)
}
