//! `size`: what a visitor's browser fetches, against the budgets.

use crate::compress::gzip;
use crate::page::Rooms;
use crate::page::program::{LOADER, NAME};
use crate::programs::CPU;
use crate::project::Project;
use crate::report::bytes;
use crate::variants::{RELAXED, THREADS};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};

/// All that the first visit needs: document, styles, scripts and what starts the page's program.
const FIRST_VISIT: u64 = 320_000;
/// What a room fetches when it is the first to be opened.
const ROOM: u64 = 90_000;
const CPU_WORKER: u64 = 800_000;

/// Prints the sizes; what is too large is an error.
pub fn run(project: &Project) -> Result<()> {
    let parts = measure(&project.dist())?;
    print!("{}", table(&parts));
    let over: Vec<_> = parts.iter().filter(|part| part.is_over()).collect();
    if over.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = over.iter().map(|part| part.name.as_str()).collect();
    bail!("larger than its budget: {}", names.join(", "))
}

/// Prints the sizes only.
pub fn print(project: &Project) -> Result<()> {
    print!("{}", table(&measure(&project.dist())?));
    Ok(())
}

/// Files that are fetched together.
#[derive(Debug, Default, PartialEq)]
struct Part {
    name: String,
    raw: u64,
    gzip: u64,
    budget: Option<u64>,
}

impl Part {
    fn of(name: impl Into<String>, budget: Option<u64>, files: &[PathBuf]) -> Result<Self> {
        let mut part = Self {
            name: name.into(),
            budget,
            ..Self::default()
        };
        for file in files {
            let content =
                fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            part.raw += content.len() as u64;
            part.gzip += gzip(&content)?.len() as u64;
        }
        Ok(part)
    }

    fn is_over(&self) -> bool {
        self.budget.is_some_and(|budget| self.gzip > budget)
    }
}

fn measure(dist: &Path) -> Result<Vec<Part>> {
    ensure!(
        dist.join("index.html").is_file(),
        "there is no dist/: run `cargo xtask build`"
    );
    let program = program_folder(dist)?;
    let mut first = vec![dist.join("index.html"), dist.join("boot.js")];
    first.extend(files(dist, ".css")?);
    first.push(program.join(format!("{NAME}.js")));
    first.push(program.join(format!("{NAME}_bg.wasm")));
    first.extend(Some(program.join(LOADER)).filter(|loader| loader.is_file()));
    let mut parts = vec![Part::of("first visit", Some(FIRST_VISIT), &first)?];
    for (room, chunks) in Rooms::read(&program)?.0 {
        let chunks: Vec<_> = chunks.iter().map(|chunk| program.join(chunk)).collect();
        parts.push(Part::of(format!("room {room}"), Some(ROOM), &chunks)?);
    }
    for wasm in files(dist, "_bg.wasm")? {
        parts.push(worker(&wasm)?);
    }
    Ok(parts)
}

/// The folder of the page's program, whose name is of its build.
fn program_folder(dist: &Path) -> Result<PathBuf> {
    let mut folders = fs::read_dir(dist.join(NAME))
        .context("dist/ holds no program of the page: run `cargo xtask build`")?;
    let folder = folders.next().context("dist/page/ is empty")??.path();
    ensure!(
        folders.next().is_none(),
        "dist/page/ holds more than one build"
    );
    Ok(folder)
}

/// The files of a folder whose names end so, in order.
fn files(folder: &Path, end: &str) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(end) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A worker is its WebAssembly and the script that starts it.
fn worker(wasm: &Path) -> Result<Part> {
    let file = wasm.file_name().unwrap_or_default().to_string_lossy();
    let name = file.trim_end_matches("_bg.wasm");
    // One script for the program with relaxed SIMD and for the one without.
    let script = name.replace(RELAXED, "");
    let is_cpu = script.trim_end_matches(THREADS) == CPU.name;
    let budget = is_cpu.then_some(CPU_WORKER);
    let script = wasm.with_file_name(format!("{script}.js"));
    Part::of(name, budget, &[wasm.to_path_buf(), script])
}

fn table(parts: &[Part]) -> String {
    use std::fmt::Write;
    let mut text = format!(
        "{:<24}{:>12}{:>12}{:>12}\n",
        "what", "raw", "gzipped", "budget"
    );
    for part in parts {
        let limit = part.budget.map_or("–".into(), bytes);
        let verdict = if part.is_over() { "  OVER" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:<24}{:>12}{:>12}{limit:>12}{verdict}",
            part.name,
            bytes(part.raw),
            bytes(part.gzip)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// A folder like `dist/` with one room.
    fn dist(name: &str) -> PathBuf {
        let dist = std::env::temp_dir().join(format!("hearth-{name}-{}", std::process::id()));
        let program = dist.join("page/1a2b");
        fs::create_dir_all(&program).expect("a folder");
        for file in [
            "index.html",
            "boot.js",
            "styles-1.css",
            "worker_cpu.js",
            "worker_cpu_bg.wasm",
            "worker_cpu_relaxed_bg.wasm",
            "worker_cpu_relaxed_threads_bg.wasm",
            "worker_cpu_threads.js",
            "worker_data.js",
            "worker_data_bg.wasm",
        ] {
            fs::write(dist.join(file), "1").expect("written");
        }
        for file in [
            "page.js",
            "page_bg.wasm",
            LOADER,
            "data.wasm",
            "shared.wasm",
        ] {
            fs::write(program.join(file), "22").expect("written");
        }
        let chunks = vec!["shared.wasm".to_owned(), "data.wasm".to_owned()];
        let rooms = Rooms(BTreeMap::from([("data".to_owned(), chunks)]));
        rooms.write(&program).expect("written");
        dist
    }

    #[test]
    fn the_first_visit_is_all_but_rooms_and_workers() {
        let dist = dist("size-first");
        let parts = measure(&dist).expect("measured");
        let found: Vec<_> = parts
            .iter()
            .map(|part| (part.name.as_str(), part.raw, part.budget))
            .collect();
        assert_eq!(
            found,
            [
                ("first visit", 9, Some(FIRST_VISIT)),
                ("room data", 4, Some(ROOM)),
                ("worker_cpu", 2, Some(CPU_WORKER)),
                ("worker_cpu_relaxed", 2, Some(CPU_WORKER)),
                ("worker_cpu_relaxed_threads", 2, Some(CPU_WORKER)),
                ("worker_data", 2, None),
            ]
        );
        fs::remove_dir_all(dist).expect("removed");
    }

    #[test]
    fn a_missing_chunk_is_an_error() {
        let dist = dist("size-chunk");
        fs::remove_file(dist.join("page/1a2b/data.wasm")).expect("removed");
        let error = measure(&dist).expect_err("a chunk is missing");
        assert!(error.to_string().contains("data.wasm"), "{error}");
        fs::remove_dir_all(dist).expect("removed");
    }

    #[test]
    fn what_is_over_its_budget_is_marked() {
        let part = |gzip, budget| Part {
            gzip,
            budget,
            ..Part::default()
        };
        let text = table(&[part(11, Some(10)), part(10, Some(10)), part(11, None)]);
        let marked: Vec<_> = text.lines().map(|line| line.ends_with("OVER")).collect();
        assert_eq!(marked, [false, true, false, false]);
    }
}
