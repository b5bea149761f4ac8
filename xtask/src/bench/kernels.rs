//! Each kernel natively and in Chromium, on one thread, beside the machine's measured peak of multiply–adds:
//! written to `docs/results/kernels.md`.

use super::speed::machine;
use crate::process::{capture, run as run_command};
use crate::project::Project;
use crate::report::timed;
use crate::{setup, variants};
use anyhow::{Context, Result, ensure};
use std::fmt::Write;
use std::fs;

const EXAMPLE: [&str; 5] = ["--release", "-p", "hearth-kernels", "--example", "speed"];

/// Measures all kernels with every instruction set of this machine and of Chromium.
pub fn run(project: &Project) -> Result<()> {
    let browser = setup::for_tests(project)?;
    timed("bench", "the programs that measure", || {
        run_command(
            project
                .command("cargo")
                .args(["build", "--locked"])
                .args(EXAMPLE),
        )?;
        let mut cargo = project.wasm_command("cargo");
        cargo.args(["rustc", "--locked", "--target", "wasm32-unknown-unknown"]);
        // The level of the worker, which is linked as a whole at the level of what is around the kernels.
        run_command(cargo.args(EXAMPLE).args(["--", "-C", "opt-level=s"]))
    })?;
    let relaxed = project
        .target
        .join("wasm32-unknown-unknown/release/examples/speed.wasm");
    let plain = relaxed.with_file_name("speed_plain.wasm");
    let program = fs::read(&relaxed).with_context(|| relaxed.display().to_string())?;
    let program = variants::without_relaxed(&program)?;
    fs::write(
        &plain,
        program.context("the program has no relaxed multiply–adds")?,
    )?;
    let mut text = timed("bench", "natively", || {
        capture(
            project
                .command("cargo")
                .args(["run", "--quiet", "--locked"])
                .args(EXAMPLE),
        )
    })?;
    for program in [relaxed, plain] {
        text += &timed("bench", "in Chromium", || {
            let mut node = project.command("node");
            node.env("HEARTH_CHROMIUM", &browser.program);
            capture(node.arg("benches/kernels.mjs").arg(&program))
        })?;
    }
    let table = table(&text, &machine())?;
    print!("{table}");
    fs::write(project.root.join("docs/results/kernels.md"), table)
        .context("cannot write the results")
}

/// What one instruction set came to: the peak in GFLOP/s, and of each kernel its name, milliseconds and share
/// of the peak.
struct Set<'a> {
    name: &'a str,
    peak: &'a str,
    kernels: Vec<[&'a str; 3]>,
}

/// Reads the lines of all sets: a set's name and peak, and then its kernels.
fn sets(text: &str) -> Result<Vec<Set<'_>>> {
    let mut sets: Vec<Set> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let columns: Vec<&str> = line.split('\t').collect();
        match (columns.as_slice(), sets.last_mut()) {
            (&[name, "", peak, _], _) => sets.push(Set {
                name,
                peak,
                kernels: Vec::new(),
            }),
            (&[name, ms, _, share], Some(set)) => set.kernels.push([name, ms, share]),
            _ => anyhow::bail!("not a line of the kernels' bench: {line}"),
        }
    }
    ensure!(!sets.is_empty(), "the kernels' bench printed nothing");
    Ok(sets)
}

fn table(text: &str, machine: &str) -> Result<String> {
    let sets = sets(text)?;
    let mut table = format!(
        "# Our own kernels on the CPU\n\n`cargo xtask bench kernels`: milliseconds of a call on one thread of {machine}, the least of \
         many, and the share of the measured peak of multiply–adds that the operations of a direct computation come to. Winograd's \
         convolutions need fewer, so that they go beyond it. `relaxed` and `simd` are Chromium's.\n\n| kernel"
    );
    for set in &sets {
        let _ = write!(table, " | {}, peak {} GFLOP/s", set.name, set.peak);
    }
    table += " |\n|---";
    table += &"|---".repeat(sets.len());
    table += "|\n";
    for (at, [name, ..]) in sets[0].kernels.iter().enumerate() {
        let _ = write!(table, "| {name}");
        for set in &sets {
            let [other, ms, share] = set.kernels.get(at).context("a set lacks a kernel")?;
            ensure!(other == name, "{other} stands where {name} should");
            let _ = write!(table, " | {ms} ms, {share} %");
        }
        table += " |\n";
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_stand_side_by_side() {
        let text = "avx2\t\t90.1\t100\na\t1.5\t45.0\t50\nsimd\t\t45.0\t100\na\t3.0\t22.5\t50\n";
        let table = table(text, "a machine").expect("two sets");
        assert!(table.ends_with(
            "| kernel | avx2, peak 90.1 GFLOP/s | simd, peak 45.0 GFLOP/s |\n|---|---|---|\n| a | 1.5 ms, 50 % | 3.0 ms, 50 % |\n"
        ));
    }
}
