//! Makes the page smaller with Binaryen's wasm-opt, where it can be had. Results are kept: an unchanged program is not optimized again.

use crate::process::{capture, run, which};
use crate::project::Project;
use crate::report::{bytes, say, timed};
use crate::setup::{hex, install_package, version_in};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What the programs are compiled with, named so that every version of wasm-opt accepts it.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];
/// Up to 108, wasm-opt exports the table of functions in place of the table of JavaScript
/// values, and the program does not start. Debian 12 has 108.
const OLDEST: u32 = 110;
/// The version used where the system has none, or too old a one.
const NPM_PACKAGE: &str = "binaryen@132.0.0";
/// How many optimized files are kept: a few builds of each.
const KEPT: usize = 100;

/// wasm-opt: the system's, the one npm gives, or none, which is said.
pub fn find(project: &Project) -> Option<PathBuf> {
    if let Some(program) = which(&["wasm-opt"])
        && release(project, &program).is_some_and(|release| release >= OLDEST)
    {
        return Some(program);
    }
    let packages = project.cache.join("npm");
    let program = packages.join("node_modules/.bin/wasm-opt");
    if release(project, &program).is_none()
        && let Err(error) = install_package(project, NPM_PACKAGE, &packages)
    {
        say("setup", &format!("no wasm-opt: {error:#}"));
        let fix = format!("Programs stay larger; put wasm-opt {OLDEST} or later on PATH");
        say("setup", &fix);
        return None;
    }
    Some(program)
}

/// 132 of `wasm-opt version 132 (version_132)`.
fn release(project: &Project, wasm_opt: &Path) -> Option<u32> {
    let mut command = project.command(wasm_opt);
    version_in(&capture(command.arg("--version")).ok()?)?
        .parse()
        .ok()
}

/// Optimizes the programs in a folder in place: those of the page. The workers' code is left as it is: at any
/// level that of the CPU trains no faster and is larger gzipped, and for WebGPU it takes minutes.
pub fn optimize_folder(project: &Project, folder: &Path) -> Result<()> {
    let Some(wasm_opt) = find(project) else {
        return Ok(());
    };
    let version = capture(project.command(&wasm_opt).arg("--version"))?;
    let store = project.cache.join("wasm-opt");
    fs::create_dir_all(&store)?;
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let file = entry?.path();
        if file
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            optimize(project, &wasm_opt, version.trim(), &store, &file)?;
        }
    }
    keep_newest(&store)
}

fn optimize(
    project: &Project,
    wasm_opt: &Path,
    version: &str,
    store: &Path,
    file: &Path,
) -> Result<()> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let said = LEVELS.join(" ");
    let input = fs::read(file)?;
    let mut key = Sha256::new();
    key.update(version);
    key.update(&said);
    key.update(&input);
    let kept = store.join(format!("{}.wasm", hex(&key.finalize()[..16])));
    if !kept.is_file() {
        timed("wasm-opt", &format!("{name} {said}"), || {
            let part = kept.with_extension("part");
            let mut command = project.command(wasm_opt);
            command
                .args(LEVELS)
                .args(FEATURES)
                .arg(file)
                .arg("-o")
                .arg(&part);
            run(&mut command)?;
            fs::rename(&part, &kept).context("cannot keep the optimized program")
        })?;
    }
    // Marks it as used, for `keep_newest`.
    fs::File::options()
        .append(true)
        .open(&kept)?
        .set_modified(SystemTime::now())?;
    let output = fs::copy(&kept, file)?;
    say(
        "wasm-opt",
        &format!("{name}: {} → {}", bytes(input.len() as u64), bytes(output)),
    );
    Ok(())
}

/// The page with its rooms is mostly read: going over it until nothing more is won,
/// and folding offsets into loads (Rust keeps nothing below 1024, where the stack ends), take 2 kB
/// off it, gzipped. `--flatten --rereloop` would take as much, but then the browser now and then
/// held the page for 150 to 260 ms.
const LEVELS: [&str; 3] = ["-Oz", "--converge", "--low-memory-unused"];

fn keep_newest(store: &Path) -> Result<()> {
    let mut files = fs::read_dir(store)?
        .map(|entry| {
            let entry = entry?;
            Ok((entry.metadata()?.modified()?, entry.path()))
        })
        .collect::<Result<Vec<_>>>()?;
    files.sort();
    files.reverse();
    for (_, file) in files.into_iter().skip(KEPT) {
        fs::remove_file(file)?;
    }
    Ok(())
}
