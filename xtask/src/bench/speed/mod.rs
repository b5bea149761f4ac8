//! A training step of some networks in the page and natively beside native Keras, in interleaved rounds, and once in
//! other libraries for the browser: medians and ratios, written to `docs/results/speed.md` and `.json`.

mod measure;
mod results;

use self::measure::{Measure, NATIVE};
pub use self::results::machine;
use self::results::{Case, ROUNDS, Results, Step, WHO};
use super::native::native;
use crate::build;
use crate::kind::Kind;
use crate::process::run as run_command;
use crate::programs::{CPU, OTHERS};
use crate::project::Project;
use crate::report::{say, timed};
use crate::setup;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// What is measured: a name, the recipe whose network it is, and sizes of batches.
const CASES: [(&str, &str, &[usize]); 4] = [
    ("the default network", "mnist", &[16, 64, 256]),
    ("Study C's network", "c3", &[16, 64, 256]),
    ("Study D's network of step 9", "d9", &[16, 64, 256]),
    ("Study B's network at 128 × 128 × 3", "b3", &[16, 64, 256]),
];

/// Measures all cases, or those that have all words in their names, such as `batch 64`; other cases' results are kept.
pub fn run(project: &Project, words: &[&str]) -> Result<()> {
    let browser = setup::for_tests(project)?;
    if std::env::var_os("HEARTH_DIST").is_none() {
        build::with(project, Kind::Production, &[CPU, OTHERS[0]])?;
    }
    let measure = Measure {
        project,
        python: super::TENSORFLOW.python(project, "keras")?,
        browser: browser.program,
        cores: std::thread::available_parallelism()?.get(),
    };
    timed("bench", "the program that measures natively", || {
        run_command(native(project, NATIVE).arg("--no-run"))
    })?;
    setup::node_packages(project, "benches")?;
    let mut cases = cases(project, words)?;
    for round in 1..=ROUNDS {
        for (file, case) in &mut cases {
            let Case { name, batch, .. } = &*case;
            say(
                "bench",
                &format!("round {round} of {ROUNDS}: {name}, batch {batch}"),
            );
            let steps = measure.round(file, case.batch)?;
            for (who, step) in WHO.iter().map(|who| (*who).to_owned()).zip(steps) {
                match step {
                    Step::Measured { ms } => case.times.entry(who).or_default().push(ms),
                    Step::Failed { error } => {
                        case.errors.insert(who, error);
                    }
                }
            }
        }
    }
    let mut results = Results::read(project, measure.cores)?;
    let order = CASES.map(|(name, ..)| name);
    for (file, mut case) in cases {
        say(
            "bench",
            &format!("other libraries: {}, batch {}", case.name, case.batch),
        );
        case.peers = results.hopeless(&case.name, case.batch);
        let measured = measure.peers(&file, &case.peers.keys().collect::<Vec<_>>())?;
        case.peers.extend(measured);
        results.put(case);
        // After each: hours of peers are not lost with the next case.
        results.write(project, &order)?;
    }
    print!("{}", results.tables());
    Ok(())
}

/// The cases that have all words in their names, each with the file of its experiment.
fn cases(project: &Project, words: &[&str]) -> Result<Vec<(PathBuf, Case)>> {
    let folder = project.cache.join("speed");
    fs::create_dir_all(&folder)?;
    let mut cases = Vec::new();
    for (name, recipe, batches) in CASES {
        for &batch in batches {
            let described = format!("{name}, batch {batch},");
            if words.iter().all(|word| described.contains(word)) {
                let file = folder.join(format!("{recipe}-{batch}.json"));
                fs::write(&file, experiment(project, recipe, batch)?.to_string())?;
                let case = Case {
                    name: name.to_owned(),
                    batch,
                    times: BTreeMap::new(),
                    errors: BTreeMap::new(),
                    peers: BTreeMap::new(),
                };
                cases.push((file, case));
            }
        }
    }
    Ok(cases)
}

/// A recipe's network on digits that are made on the spot, without anything but steps.
fn experiment(project: &Project, recipe: &str, batch: usize) -> Result<Value> {
    let file = project.root.join(format!("assets/recipes/{recipe}.json"));
    let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut experiment: Value = serde_json::from_str(&text)?;
    // Of the recipe's preparation what decides the shape of a picture.
    let units = experiment["model"]["layers"]
        .as_array()
        .and_then(|layers| layers.last()?["units"].as_u64());
    let digits = (0..units.unwrap_or(10)).map(|digit| digit.to_string());
    let prepare = match experiment["data"]["prepare"]["size"].take() {
        Value::Null => json!({}),
        size => json!({ "size": size, "colour": "rgb", "classes": digits.collect::<Vec<_>>() }),
    };
    // What an epoch ends with is a part of training, and rarer than in so few steps: MNIST's has 937.
    let steps = if prepare["size"].is_null() { 200 } else { 10 };
    experiment["data"] = json!({
        "source": { "type": "SyntheticDigits", "train": batch * steps, "test": 100 },
        "prepare": prepare,
    });
    experiment["training"]["batch_size"] = json!(batch);
    experiment["training"]["epochs"] = json!(1000);
    if let Some(fields) = experiment.as_object_mut() {
        fields.remove("callbacks");
    }
    Ok(experiment)
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
