//! `check`: formatting, lints, licences and documentation.

use crate::project::Project;
use crate::report::{say, timed};
use crate::{process, setup};
use anyhow::{Result, bail};

const WASM: [&str; 3] = [
    "--target",
    "wasm32-unknown-unknown",
    "--no-default-features",
];
const WORKER: [&str; 4] = [
    "--features",
    "worker,flex,ndarray,webgpu",
    "--bin",
    "worker_cpu",
];

/// Runs every check, also after one that fails.
pub fn run(project: &Project) -> Result<()> {
    setup::for_build(project)?;
    let mut failed = Vec::new();
    let mut check = |name: &'static str, result: Result<()>| {
        if let Err(error) = result {
            say("check", &format!("{name} failed: {error:#}"));
            failed.push(name);
        }
    };
    check(
        "formatting",
        cargo(project, false, &["fmt", "--all", "--check"]),
    );
    check(
        "native lints",
        clippy(project, false, &["--workspace", "--all-targets"]),
    );
    let page = [&WASM[..], &["--features", "page", "--lib", "--bin", "page"]].concat();
    check("page lints", clippy(project, true, &page));
    let split = [&WASM[..], &["--features", "split", "--bin", "page"]].concat();
    check("split page lints", clippy(project, true, &split));
    let loader = [
        &WASM[..],
        &["--features", "loader", "--lib", "--bin", "worker_data"],
    ]
    .concat();
    check("loader lints", clippy(project, true, &loader));
    let reduction = [
        &WASM[..],
        &[
            "--features",
            "reduction",
            "--lib",
            "--bin",
            "worker_reduction",
        ],
    ]
    .concat();
    check("reduction lints", clippy(project, true, &reduction));
    let classical = [
        &WASM[..],
        &[
            "--features",
            "classical",
            "--lib",
            "--bin",
            "worker_classical",
        ],
    ]
    .concat();
    check("classifier lints", clippy(project, true, &classical));
    let worker = [&WASM[..], &WORKER, &["--lib", "--test", "wasm"]].concat();
    check("worker lints", clippy(project, true, &worker));
    check("documentation", doc(project, &[]));
    let page = [&WASM[..], &["--features", "page"]].concat();
    check("page documentation", doc(project, &page));
    check(
        "licences and sources",
        deny(project, &["bans", "licenses", "sources"]),
    );
    check("advisories", advisories(project));
    if failed.is_empty() {
        say("check", "everything is in order");
        return Ok(());
    }
    bail!("these checks failed: {}", failed.join(", "))
}

fn cargo(project: &Project, wasm: bool, words: &[&str]) -> Result<()> {
    timed("check", &format!("cargo {}", words.join(" ")), || {
        let mut cargo = if wasm {
            project.wasm_command("cargo")
        } else {
            project.command("cargo")
        };
        process::run(cargo.env("RUSTDOCFLAGS", "-D warnings").args(words))
    })
}

fn clippy(project: &Project, wasm: bool, words: &[&str]) -> Result<()> {
    let words = [&["clippy", "--locked"], words, &["--", "-D", "warnings"]].concat();
    cargo(project, wasm, &words)
}

fn doc(project: &Project, options: &[&str]) -> Result<()> {
    let words = [
        &["doc", "--locked", "--no-deps", "--lib", "-p", "hearth"],
        options,
    ]
    .concat();
    // Options are the browser's target and features.
    cargo(project, !options.is_empty(), &words)
}

fn deny(project: &Project, checks: &[&str]) -> Result<()> {
    setup::cargo_deny(project)?;
    cargo(
        project,
        false,
        &[&["deny", "--all-features", "check"], checks].concat(),
    )
}

/// The advisories come from a database that a closed network may not reach.
fn advisories(project: &Project) -> Result<()> {
    setup::cargo_deny(project)?;
    let mut fetch = project.command("cargo");
    if let Err(error) = process::capture(fetch.args(["deny", "fetch", "db"])) {
        say("check", &format!("{error:#}"));
        say(
            "check",
            "NOT CHECKED: advisories, whose database is out of reach",
        );
        return Ok(());
    }
    deny(project, &["advisories"])
}
