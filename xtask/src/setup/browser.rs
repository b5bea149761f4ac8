//! The browsers of the tests, from the system's packages: Chromium with its driver, and Firefox.

use super::apt;
use crate::process::which;
use crate::project::Project;
use anyhow::{Context, Result, ensure};
use std::env;
use std::path::PathBuf;

/// A browser and the driver that fits it.
pub struct Browser {
    /// Chromium or Chrome.
    pub program: PathBuf,
    /// Its driver, of the same release.
    pub driver: PathBuf,
}

const BROWSERS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const DRIVERS: [&str; 2] = ["chromedriver", "chromium.chromedriver"];
const FIREFOXES: [&str; 3] = ["firefox-esr", "firefox", "firefox-developer-edition"];

/// The browser for the tests, installed where that is possible.
pub fn browser(project: &Project) -> Result<Browser> {
    if let Some(browser) = find()? {
        return Ok(browser);
    }
    apt::install(&["chromium", "chromium-driver", "fonts-liberation"]).with_context(|| {
        format!(
            "the tests in {} need Chromium and ChromeDriver: put them on PATH, or name \
             them in CHROME and CHROMEDRIVER",
            project.root.display()
        )
    })?;
    find()?.context("Chromium was installed, but is not on PATH: name it in CHROME")
}

/// Firefox, installed where that is possible. It needs no driver: it is driven directly.
pub fn firefox() -> Result<PathBuf> {
    if let Some(program) = find_firefox()? {
        return Ok(program);
    }
    apt::install(&["firefox-esr"]).context(
        "the tests in Firefox need it: put it on PATH as firefox-esr or firefox, or name it in \
         FIREFOX",
    )?;
    find_firefox()?.context("Firefox was installed, but is not on PATH: name it in FIREFOX")
}

fn find() -> Result<Option<Browser>> {
    let program = named("CHROME")?.or_else(|| which(&BROWSERS));
    let driver = named("CHROMEDRIVER")?.or_else(|| which(&DRIVERS));
    Ok(program
        .zip(driver)
        .map(|(program, driver)| Browser { program, driver }))
}

fn find_firefox() -> Result<Option<PathBuf>> {
    Ok(named("FIREFOX")?.or_else(|| which(&FIREFOXES)))
}

/// The program that an environment variable names.
fn named(variable: &str) -> Result<Option<PathBuf>> {
    let Some(value) = env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let program = PathBuf::from(value);
    ensure!(
        program.is_file(),
        "{variable} names {}, which is not a file",
        program.display()
    );
    Ok(Some(program))
}
