//! The programs of a worker. It is compiled once, for one thread and with relaxed multiply–adds; the programs without
//! these, and those for several threads, are made out of that one. A worker's script takes the one that suits the
//! browser: with `?plain` in its address none with relaxed multiply–adds, and several threads only where the page is
//! isolated from other origins.

mod lower;
mod names;
mod script;
mod threads;

pub use self::lower::lower as without_relaxed;
use crate::kind::Kind;
use crate::programs::CPU;
use crate::report::{bytes, say};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// The end of the names of all programs; between it and the worker's name is what is special about one.
const END: &str = "_bg.wasm";
/// The program with relaxed multiply–adds.
pub const RELAXED: &str = "_relaxed";
/// The program for several threads.
pub const THREADS: &str = "_threads";

/// Makes the programs of each worker in a folder, and its script choose. A worker without relaxed multiply–adds
/// stays as it is.
///
/// # Errors
/// A program cannot be read or rewritten.
pub fn finish(kind: Kind, folder: &Path) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let names = entries
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<_>>>()?;
    for name in &names {
        if name.starts_with("worker_")
            && let Some(worker) = name.strip_suffix(END)
        {
            of_worker(kind, folder, worker).with_context(|| format!("the programs of {worker}"))?;
        }
    }
    Ok(())
}

fn of_worker(kind: Kind, folder: &Path, worker: &str) -> Result<()> {
    let write = |special: &str, program: &[u8]| {
        let name = format!("{worker}{special}{END}");
        say("simd", &format!("{name}: {}", bytes(program.len() as u64)));
        fs::write(folder.join(&name), program).with_context(|| format!("cannot write {name}"))
    };
    let mut relaxed = fs::read(folder.join(format!("{worker}{END}")))?;
    if kind == Kind::Production {
        relaxed = names::without_names(&relaxed)?;
    }
    let Some(plain) = lower::lower(&relaxed)? else {
        return write("", &relaxed);
    };
    write("", &plain)?;
    write(RELAXED, &relaxed)?;
    let mut pages = None;
    if worker == CPU.name {
        for (special, program) in [("", plain), (RELAXED, relaxed)] {
            let (threaded, needed) = threads::threaded(&program)?;
            write(&format!("{special}{THREADS}"), &threaded)?;
            pages = Some(needed);
        }
        for (name, text) in script::SHARED {
            fs::write(folder.join(name), text).with_context(|| format!("cannot write {name}"))?;
        }
        let own = folder.join(format!("{worker}.js"));
        let text = fs::read_to_string(&own)?;
        let growing = script::for_growing_memory(&text);
        ensure!(
            growing != text,
            "{worker}.js keeps its views of the memory in another way"
        );
        fs::write(folder.join(format!("{worker}{THREADS}.js")), growing)?;
    }
    let script = script::choosing(worker, pages);
    fs::write(folder.join(format!("{worker}_loader.js")), script).context("cannot write its script")
}
