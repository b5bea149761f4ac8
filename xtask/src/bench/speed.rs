//! A training step of some networks in the page and natively beside native Keras, in interleaved rounds, and once in
//! other libraries for the browser: medians and ratios, written to `docs/results/speed.md` and `.json`.

use super::native::{Program, native};
use crate::build;
use crate::kind::Kind;
use crate::process::{capture, run as run_command};
use crate::programs::{CPU, OTHERS};
use crate::project::Project;
use crate::report::{say, timed};
use crate::setup;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const SPEED: Program = ["speed", "flex,files"];
/// What is measured: a name, the recipe whose network it is, and sizes of batches.
const CASES: [(&str, &str, &[usize]); 4] = [
    ("the default network", "mnist", &[16, 64, 256]),
    ("Study C's network", "c3", &[16, 64, 256]),
    ("Study D's network of step 9", "d9", &[16, 64, 256]),
    ("Study B's network at 128 × 128 × 3", "b3", &[16, 64]),
];
const ROUNDS: usize = 5;
/// Who computes, in the order of the table.
const WHO: [&str; 6] = [
    "Keras, 1 thread",
    "Keras, all cores",
    "Hearth natively, 1 thread",
    "Hearth natively, all cores",
    "Hearth in Chromium, 1 thread",
    "Hearth in Chromium, all cores",
];

/// Milliseconds a step of each, by round.
type Times = BTreeMap<String, Vec<f64>>;

#[derive(Serialize)]
struct Case {
    name: String,
    batch: usize,
    times: Times,
    peers: Peers,
}

/// What each of the other libraries came to, by its name.
type Peers = BTreeMap<String, Peer>;

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Peer {
    Measured {
        /// Milliseconds a step.
        ms: f64,
    },
    Failed {
        error: String,
    },
}

/// Measures all cases, or those that have all words in their names, such as `batch 64`.
pub fn run(project: &Project, words: &[&str]) -> Result<()> {
    let browser = setup::for_tests(project)?;
    if std::env::var_os("HEARTH_DIST").is_none() {
        build::with(project, Kind::Production, &[CPU, OTHERS[0]])?;
    }
    let python = super::TENSORFLOW.python(project, "keras")?;
    timed("bench", "the program that measures natively", || {
        run_command(native(project, SPEED).arg("--no-run"))
    })?;
    let cores = std::thread::available_parallelism()?.get();
    let folder = project.cache.join("speed");
    fs::create_dir_all(&folder)?;
    let mut cases = Vec::new();
    for (name, recipe, batches) in CASES {
        for &batch in batches {
            let case = format!("{name}, batch {batch}");
            if words.iter().all(|word| case.contains(word)) {
                let file = folder.join(format!("{recipe}-{batch}.json"));
                fs::write(&file, experiment(project, recipe, batch)?.to_string())?;
                let (times, peers) = (Times::new(), Peers::new());
                let name = name.to_owned();
                cases.push((
                    file,
                    Case {
                        name,
                        batch,
                        times,
                        peers,
                    },
                ));
            }
        }
    }
    for round in 1..=ROUNDS {
        for (file, case) in &mut cases {
            say(
                "bench",
                &format!(
                    "round {round} of {ROUNDS}: {}, batch {}",
                    case.name, case.batch
                ),
            );
            let measured = measure(project, &python, &browser.program, file, case.batch, cores)?;
            for (who, ms) in WHO.iter().zip(measured) {
                case.times.entry((*who).to_owned()).or_default().push(ms);
            }
        }
    }
    setup::node_packages(project, "benches")?;
    for (file, case) in &mut cases {
        say(
            "bench",
            &format!("other libraries: {}, batch {}", case.name, case.batch),
        );
        let mut node = project.command("node");
        node.env("HEARTH_CHROMIUM", &browser.program)
            .arg("benches/peers.mjs")
            .arg(network_of(file));
        case.peers = serde_json::from_str(last_line(&capture(&mut node)?))?;
        let mut node = project.command("node");
        node.env("HEARTH_CHROMIUM", &browser.program)
            .args(["benches/speed.mjs".as_ref(), file.as_os_str()])
            .arg("webgpu");
        let own: Ms = serde_json::from_str(last_line(&capture(&mut node)?))?;
        let own = Peer::Measured { ms: own.ms };
        case.peers.insert("Hearth, webgpu".to_owned(), own);
    }
    let cases: Vec<Case> = cases.into_iter().map(|(_, case)| case).collect();
    write(project, &cases, cores)
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

#[derive(Deserialize)]
struct Ms {
    ms: f64,
}

#[derive(Deserialize)]
struct InPage {
    one: Ms,
    all: Ms,
}

/// Milliseconds a step of everybody, one after another.
fn measure(
    project: &Project,
    python: &Path,
    browser: &Path,
    experiment: &Path,
    batch: usize,
    cores: usize,
) -> Result<[f64; 6]> {
    let script = script_of(experiment);
    let natively = |threads: usize| -> Result<f64> {
        let mut command = native(project, SPEED);
        command
            .arg("--")
            .arg(experiment)
            .arg(threads.to_string())
            .arg(&script);
        Ok(serde_json::from_str::<Ms>(last_line(&capture(&mut command)?))?.ms)
    };
    let (one, all) = (natively(1)?, natively(cores)?);
    let keras = |threads: usize| -> Result<f64> {
        let mut command = project.command(python);
        command.arg("benches/keras_speed.py").arg(&script);
        command.args([batch.to_string(), threads.to_string()]);
        Ok(serde_json::from_str::<Ms>(last_line(&capture(&mut command)?))?.ms)
    };
    let (keras_one, keras_all) = (keras(1)?, keras(cores)?);
    let mut node = project.command("node");
    node.env("HEARTH_CHROMIUM", browser)
        .arg("benches/speed.mjs")
        .arg(experiment);
    let page: InPage = serde_json::from_str(last_line(&capture(&mut node)?))?;
    Ok([keras_one, keras_all, one, all, page.one.ms, page.all.ms])
}

/// The script that the native program writes of an experiment, and beside it the network.
fn script_of(experiment: &Path) -> PathBuf {
    experiment.with_extension("keras.py")
}

fn network_of(experiment: &Path) -> PathBuf {
    script_of(experiment).with_extension("json")
}

fn last_line(text: &str) -> &str {
    text.trim_end().lines().last().unwrap_or_default()
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn write(project: &Project, cases: &[Case], cores: usize) -> Result<()> {
    let machine = machine();
    let mut text = format!(
        "# Speed of training\n\n`cargo xtask bench speed`: milliseconds of a training step, the median of {ROUNDS} rounds in which \
         everybody took turns, on {machine} ({cores} cores). Beside each its ratio to Keras (TensorFlow 2.21 on the CPU) on as many \
         threads, the median of the rounds' own ratios: below 1, Hearth is faster.\n\n| network | batch"
    );
    for who in WHO {
        let _ = write!(text, " | {who}");
    }
    text += " |\n|---|---";
    text += &"|---".repeat(WHO.len());
    text += "|\n";
    for case in cases {
        let _ = write!(text, "| {} | {}", case.name, case.batch);
        for (at, who) in WHO.iter().enumerate() {
            let times = &case.times[*who];
            let _ = write!(text, " | {:.2}", median(times));
            if at >= 2 {
                let keras = &case.times[WHO[at % 2]];
                let ratios: Vec<f64> = times.iter().zip(keras).map(|(a, b)| a / b).collect();
                let _ = write!(text, " ({:.2} ×)", median(&ratios));
            }
        }
        text += " |\n";
    }
    text += &peers_table(cases);
    print!("{text}");
    let results = project.root.join("docs/results");
    fs::create_dir_all(&results)?;
    fs::write(results.join("speed.md"), text)?;
    let all = json!({ "machine": machine, "cores": cores, "rounds": ROUNDS, "cases": cases });
    let all = serde_json::to_string_pretty(&all)?;
    fs::write(results.join("speed.json"), all + "\n").context("cannot write the results")
}

/// The other libraries beside Hearth in Chromium.
fn peers_table(cases: &[Case]) -> String {
    let mut text = String::from(
        "\n## Other libraries in Chromium, and WebGPU\n\nMilliseconds of a step, measured once after the rounds, and in brackets how many times as \
         long as Hearth's in Chromium on one thread; with threads, on all cores. WebGPU is Chromium's emulation of it on the CPU. ConvNetJS has no batch \
         normalization and no Adam: it is the network without the one, by Adadelta.\n\n",
    );
    let names: Vec<&String> = cases
        .first()
        .map_or_else(Vec::new, |case| case.peers.keys().collect());
    text += "| network | batch";
    for name in &names {
        let _ = write!(text, " | {name}");
    }
    text += " |\n|---|---";
    text += &"|---".repeat(names.len());
    text += "|\n";
    for case in cases {
        let _ = write!(text, "| {} | {}", case.name, case.batch);
        for name in &names {
            let here = if name.contains("threads") {
                WHO[5]
            } else {
                WHO[4]
            };
            match case.peers.get(*name) {
                Some(Peer::Measured { ms }) => {
                    let _ = write!(text, " | {ms:.0} ({:.0} ×)", ms / median(&case.times[here]));
                }
                Some(Peer::Failed { error }) => {
                    let _ = write!(text, " | {}", error.replace('|', "/"));
                }
                None => text += " | not measured",
            }
        }
        text += " |\n";
    }
    text
}

/// The processor's name, where the system says it.
pub fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = name.map(|rest| rest.trim_start_matches([' ', '\t', ':']));
    name.unwrap_or("an unknown processor").to_owned()
}
