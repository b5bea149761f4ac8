//! `test`: native tests, tests of the worker in a browser, and journeys through the page in
//! Chromium and in Firefox.

use crate::kind::Kind;
use crate::programs::ALL_FEATURES;
use crate::project::Project;
use crate::report::{duration, say};
use crate::setup::Browser;
use crate::static_server::{self, StaticServer};
use crate::{build, build_id, process, setup};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::cell::OnceCell;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

type Stage = (&'static str, fn(&Tests, &[&str]) -> Result<()>);

const STAGES: [Stage; 4] = [
    ("native", native),
    ("wasm", wasm),
    ("e2e", e2e),
    ("firefox", firefox),
];

/// What only runs when it is asked for.
const ON_REQUEST: [Stage; 1] = [("steps", steps)];

/// What the stages share.
struct Tests<'a> {
    project: &'a Project,
    /// Of the page that was built for the first stage that asked for it.
    server: OnceCell<StaticServer>,
}

/// `test [native|wasm|e2e|firefox|steps]`, and options for that stage's own runner.
pub fn run(project: &Project, options: &[&str]) -> Result<()> {
    let (stages, options) = match *options {
        [] => (STAGES.to_vec(), options),
        [name, ref rest @ ..] => {
            let all = [&STAGES[..], &ON_REQUEST[..]].concat();
            let stage = all.iter().find(|stage| stage.0 == name);
            let stage = stage.with_context(|| {
                let names: Vec<_> = all.iter().map(|stage| stage.0).collect();
                let names = names.join(", ");
                format!("`{name}` is not a stage of the tests, only {names}")
            })?;
            (vec![*stage], rest)
        }
    };
    let tests = Tests {
        project,
        server: OnceCell::new(),
    };
    // A failing stage does not hide what the later ones would say.
    let outcomes: Vec<Outcome> = stages
        .into_iter()
        .map(|(name, stage)| {
            say("test", &format!("── {name} ──"));
            let start = Instant::now();
            let result = stage(&tests, options);
            if let Err(error) = &result {
                say("test", &format!("{name} failed: {error:#}"));
            }
            Outcome {
                name,
                passed: result.is_ok(),
                time: start.elapsed(),
            }
        })
        .collect();
    summarize(&outcomes)
}

struct Outcome {
    name: &'static str,
    passed: bool,
    time: Duration,
}

fn summarize(outcomes: &[Outcome]) -> Result<()> {
    say("test", "── summary ──");
    for Outcome { name, passed, time } in outcomes {
        let word = if *passed { "passed" } else { "FAILED" };
        say("test", &format!("{name:<8} {word}  {}", duration(*time)));
    }
    let failed: Vec<_> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed)
        .map(|outcome| outcome.name)
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    bail!("these tests failed: {}", failed.join(", "))
}

/// Without `webgpu`, which is three quarters of a native build: the same code is tested in
/// Chromium, where the page runs it.
fn native(tests: &Tests, options: &[&str]) -> Result<()> {
    let project = tests.project;
    setup::data(project)?;
    // The tests of the architecture ask offline what the browser's programs are built from.
    process::run(project.command("cargo").args(["fetch", "--locked"]))?;
    let mut cargo = project.command("cargo");
    cargo
        .args(["test", "--workspace", "--locked"])
        .args(["--no-default-features", "--features", "hearth/cli"])
        .args(options);
    process::run(&mut cargo)
}

/// The worker's core in Chromium, on the CPU and on WebGPU.
fn wasm(tests: &Tests, options: &[&str]) -> Result<()> {
    in_chromium(tests, ALL_FEATURES, "wasm", options)
}

/// How long a step takes in Chromium.
fn steps(tests: &Tests, options: &[&str]) -> Result<()> {
    let shown = ["--", "--nocapture"];
    in_chromium(
        tests,
        ALL_FEATURES,
        "wasm_step",
        &[&shown, options].concat(),
    )
}

/// A file of tests with these features, in Chromium.
fn in_chromium(tests: &Tests, features: &str, file: &str, options: &[&str]) -> Result<()> {
    let project = tests.project;
    setup::for_build(project)?;
    let browser = setup::browser(project)?;
    let mut cargo = project.wasm_command("cargo");
    cargo
        .env("CHROMEDRIVER", &browser.driver)
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            webdriver(project, &browser)?,
        )
        // As the workers are built: what is compiled here is not compiled for them again.
        .env("HEARTH_BUILD", build_id::of_sources(project)?)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "600")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .args(["test", "--locked", "--target", "wasm32-unknown-unknown"])
        .args(["--no-default-features", "--features", features])
        .args(["--test", file])
        .args(options);
    process::run(&mut cargo)
}

/// The browser's arguments in `webdriver.json`, with the browser that setup found.
fn webdriver(project: &Project, browser: &Browser) -> Result<PathBuf> {
    let text = fs::read_to_string(project.root.join("webdriver.json"))
        .context("cannot read webdriver.json")?;
    let mut settings: Value = serde_json::from_str(&text).context("webdriver.json")?;
    settings["goog:chromeOptions"]["binary"] = browser.program.to_string_lossy().into();
    let folder = project.target.join("hearth");
    fs::create_dir_all(&folder)?;
    let file = folder.join("webdriver.json");
    fs::write(&file, settings.to_string()).context("cannot write the browser's settings")?;
    Ok(file)
}

/// Journeys through the page in Chromium.
fn e2e(tests: &Tests, options: &[&str]) -> Result<()> {
    let browser = setup::for_tests(tests.project)?;
    tests.journeys("chromium", &browser.program, options)
}

/// The smoke test: the shortest journeys again, in Firefox.
fn firefox(tests: &Tests, options: &[&str]) -> Result<()> {
    let program = setup::for_firefox(tests.project)?;
    tests.journeys("firefox", &program, options)
}

impl Tests<'_> {
    /// Runs the journeys of one project of `playwright.config.ts` against the built page.
    fn journeys(&self, browser: &str, program: &Path, options: &[&str]) -> Result<()> {
        let mut playwright = self.project.command("node");
        playwright
            .current_dir(self.project.e2e())
            .env(format!("HEARTH_{}", browser.to_uppercase()), program)
            .env("HEARTH_URL", self.address()?)
            .args(["node_modules/@playwright/test/cli.js", "test"])
            // One word: as two, it would take the options after it for more projects.
            .arg(format!("--project={browser}"))
            .args(options);
        process::run(&mut playwright)
    }

    /// Where the page is. It is built and served once, for all stages.
    fn address(&self) -> Result<String> {
        if let Ok(address) = env::var("HEARTH_URL") {
            return Ok(address);
        }
        if let Some(server) = self.server.get() {
            return Ok(server.address.clone());
        }
        build::all(self.project, Kind::Test)?;
        let server = static_server::start(self.project)?;
        Ok(self.server.get_or_init(|| server).address.clone())
    }
}
