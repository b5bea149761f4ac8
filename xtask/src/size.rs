//! `size`: what a visitor's browser fetches, against the budgets.

use crate::project::Project;
use crate::report::bytes;
use anyhow::{Context, Result, bail, ensure};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;

/// The start of a program's file names, and how many bytes it may have, gzipped.
const BUDGETS: [(&str, u64); 2] = [("page", 300_000), ("worker_cpu", 800_000)];

/// Prints the sizes; too large a program is an error.
pub fn run(project: &Project) -> Result<()> {
    let programs = measure(&project.dist())?;
    print!("{}", table(&programs));
    let over: Vec<_> = programs
        .iter()
        .filter(|program| budget(&program.name).is_some_and(|budget| program.gzip > budget))
        .map(|program| program.name.as_str())
        .collect();
    if over.is_empty() {
        return Ok(());
    }
    bail!("larger than its budget: {}", over.join(", "))
}

/// Prints the sizes only.
pub fn print(project: &Project) -> Result<()> {
    print!("{}", table(&measure(&project.dist())?));
    Ok(())
}

struct Program {
    name: String,
    raw: u64,
    gzip: u64,
}

fn measure(dist: &Path) -> Result<Vec<Program>> {
    let entries = fs::read_dir(dist).context("there is no dist/: run `cargo xtask build`")?;
    let mut programs = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            programs.push(program(&path)?);
        }
    }
    ensure!(
        !programs.is_empty(),
        "dist/ holds no programs: run `cargo xtask build`"
    );
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

/// A program is its WebAssembly and the script that starts it.
fn program(wasm: &Path) -> Result<Program> {
    let file = wasm.file_name().unwrap_or_default().to_string_lossy();
    let name = file.trim_end_matches("_bg.wasm").to_owned();
    let code = fs::read(wasm)?;
    let script = fs::read(wasm.with_file_name(format!("{name}.js")))
        .with_context(|| format!("dist/ lacks {name}.js: run `cargo xtask build`"))?;
    Ok(Program {
        raw: (code.len() + script.len()) as u64,
        gzip: gzip(&code)? + gzip(&script)?,
        name,
    })
}

fn gzip(bytes: &[u8]) -> Result<u64> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

fn budget(name: &str) -> Option<u64> {
    // The page's name carries a hash: `page-1a2b3c`.
    let stem = name.split('-').next().unwrap_or(name);
    BUDGETS
        .iter()
        .find(|(program, _)| *program == stem)
        .map(|(_, budget)| *budget)
}

fn table(programs: &[Program]) -> String {
    use std::fmt::Write;
    let mut text = format!(
        "{:<24}{:>12}{:>12}{:>12}\n",
        "program", "raw", "gzipped", "budget"
    );
    for Program { name, raw, gzip } in programs {
        let (limit, verdict) = match budget(name) {
            Some(limit) if *gzip > limit => (bytes(limit), "  OVER"),
            Some(limit) => (bytes(limit), ""),
            None => ("–".into(), ""),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{name:<24}{:>12}{:>12}{limit:>12}{verdict}",
            bytes(*raw),
            bytes(*gzip)
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_programs_have_budgets() {
        assert_eq!(budget("page-1a2b3c"), Some(300_000));
        assert_eq!(budget("worker_cpu"), Some(800_000));
        assert_eq!(budget("worker_webgpu"), None);
    }

    #[test]
    fn a_program_over_its_budget_is_marked() {
        let program = |name: &str, gzip| Program {
            name: name.into(),
            raw: 1_000_000,
            gzip,
        };
        let text = table(&[program("page-1a", 300_001), program("worker_cpu", 800_000)]);
        let marked: Vec<_> = text.lines().map(|line| line.ends_with("OVER")).collect();
        assert_eq!(marked, [false, true, false]);
    }
}
