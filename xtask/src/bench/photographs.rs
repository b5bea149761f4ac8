//! What the suggested model is worth on photographs, beside the default experiment.

use super::native::{PICTURES, Program, native, pictures};
use crate::process::capture;
use crate::project::Project;
use crate::report::timed;
use anyhow::{Context, Result};

const PHOTOGRAPHS: Program = ["photographs", "flex,files"];
const SEEDS: [&str; 3] = ["42", "43", "44"];

/// Trains both on study B's pictures with several seeds, and prints rows of a table in Markdown.
pub fn run(project: &Project) -> Result<()> {
    let file = pictures(project).with_context(|| format!("no {PICTURES} beside the checkout"))?;
    let line = timed("bench", "training on photographs", || {
        capture(native(project, PHOTOGRAPHS).arg("--").arg(file).args(SEEDS))
    })?;
    let both: [Vec<f64>; 2] = serde_json::from_str(&line).context("what the bench printed")?;
    let whats = [
        "the default experiment",
        "what is suggested for photographs",
    ];
    println!(
        "| what | test accuracy, seeds {} |\n|---|---|",
        SEEDS.join(", ")
    );
    for (what, accuracies) in whats.iter().zip(both) {
        let texts: Vec<_> = accuracies
            .iter()
            .map(|a| format!("{:.1} %", a * 100.0))
            .collect();
        println!(
            "| Pandas and bears, 12 epochs: {what} | {} |",
            texts.join(", ")
        );
    }
    Ok(())
}
