//! What recipes come to: each of `benches/results.json` is trained natively with several seeds, and what
//! came of it is written to `docs/results`: a table for people, and spec, device, time and curve of every run.

use super::kaggle;
use super::native::{PICTURES, build_hearth, pictures};
use crate::process;
use crate::project::Project;
use crate::report::{say, timed};
use crate::setup;
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const LIST: &str = "benches/results.json";
const FOLDER: &str = "docs/results";

/// Recipes that are measured together.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    /// What is asked, in a sentence or two.
    about: String,
    /// What counts.
    measure: Measure,
    /// How many samples must be right in the median of the seeds.
    at_least: u64,
    seeds: Vec<u64>,
    variants: Vec<Variant>,
}

/// The samples on which a network is judged.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Measure {
    Test,
    Validation,
}

/// A recipe, and what is different in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variant {
    name: String,
    /// A file of `assets/recipes`, without its ending.
    recipe: String,
    /// Values by their JSON pointers (RFC 6901).
    #[serde(default)]
    set: Map<String, Value>,
    /// Samples that count.
    samples: u64,
}

/// What came of a run.
#[derive(Serialize)]
struct Outcome {
    variant: String,
    seed: u64,
    /// Samples that were right at the end.
    right: u64,
    /// The experiment.
    experiment: Value,
    /// The metrics at the end: device, seconds, losses and accuracies.
    metrics: Value,
    /// The ends of the epochs.
    curve: Vec<Value>,
}

/// Measures the groups of these names, or all of them.
pub fn run(project: &Project, names: &[&str]) -> Result<()> {
    let text = fs::read_to_string(project.root.join(LIST)).context(LIST)?;
    let groups: BTreeMap<String, Group> = serde_json::from_str(&text).context(LIST)?;
    if let Some(unknown) = names.iter().find(|name| !groups.contains_key(**name)) {
        let known: Vec<_> = groups.keys().map(String::as_str).collect();
        bail!("{LIST} has no `{unknown}`, only {}", known.join(", "));
    }
    setup::data(project)?;
    build_hearth(project)?;
    let wanted = groups
        .iter()
        .filter(|(name, _)| names.is_empty() || names.contains(&name.as_str()));
    for (name, group) in wanted {
        measure(project, name, group)?;
    }
    Ok(())
}

fn measure(project: &Project, name: &str, group: &Group) -> Result<()> {
    let folder = project.cache.join("results").join(name);
    fs::create_dir_all(&folder)?;
    let mut outcomes = Vec::new();
    for variant in &group.variants {
        for seed in &group.seeds {
            let experiment = variant.experiment(project, *seed)?;
            bring_files(project, &experiment, &folder)?;
            let what = format!("{name}: {}, seed {seed}", variant.name);
            let outcome = timed("bench", &what, || {
                train(project, &folder, experiment, variant, group.measure)
            })?;
            say(
                "bench",
                &format!("{} of {}", outcome.right, variant.samples),
            );
            outcomes.push(outcome);
        }
    }
    let results = project.root.join(FOLDER);
    let table = table(name, group, &outcomes);
    print!("{table}");
    fs::write(results.join(format!("{name}.md")), table)?;
    let json = serde_json::to_string_pretty(&outcomes)?;
    fs::write(results.join(format!("{name}.json")), json + "\n")?;
    Ok(())
}

impl Variant {
    fn experiment(&self, project: &Project, seed: u64) -> Result<Value> {
        let path = format!("assets/recipes/{}.json", self.recipe);
        let text = fs::read_to_string(project.root.join(&path)).context(path)?;
        let mut experiment: Value = serde_json::from_str(&text)?;
        for (pointer, value) in &self.set {
            set(&mut experiment, pointer, value.clone())
                .with_context(|| format!("{}: there is no {pointer}", self.name))?;
        }
        experiment["seed"] = seed.into();
        Ok(experiment)
    }
}

/// Sets a value by its JSON pointer; objects on the way to it are made.
fn set(root: &mut Value, pointer: &str, value: Value) -> Option<()> {
    let mut at = root;
    for name in pointer.strip_prefix('/')?.split('/') {
        at = match at {
            Value::Array(items) => items.get_mut(name.parse::<usize>().ok()?)?,
            Value::Object(fields) => fields.entry(name).or_insert_with(|| Map::new().into()),
            _ => return None,
        };
    }
    *at = value;
    Some(())
}

/// Brings the files that an experiment reads beside it.
pub fn bring_files(project: &Project, experiment: &Value, folder: &Path) -> Result<()> {
    let names = experiment.pointer("/data/source/names");
    for name in names.and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        let path = folder.join(name);
        match name {
            _ if path.is_file() => {}
            "train.csv" => kaggle::write(project, &path)?,
            "test.csv" => kaggle::write_unlabelled(project, &path)?,
            "pandas-bears.zip" => {
                let file = pictures(project).with_context(|| format!("no {PICTURES}"))?;
                fs::copy(file, &path)?;
            }
            _ => bail!("no file {name} is known"),
        }
    }
    Ok(())
}

fn train(
    project: &Project,
    folder: &Path,
    experiment: Value,
    variant: &Variant,
    measure: Measure,
) -> Result<Outcome> {
    let file = folder.join("experiment.json");
    fs::write(&file, serde_json::to_string(&experiment)?)?;
    let program = project.target.join("release/hearth");
    let mut hearth = project.command(&program);
    hearth
        .args(["train", "--events", "--data"])
        .arg(project.stage().join("data"))
        .arg(&file);
    let printed = process::capture(&mut hearth)?;
    let lines: Vec<Value> = printed
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .context("what `hearth train` printed")?;
    let (metrics, events) = lines.split_last().context("it printed nothing")?;
    let curve: Vec<Value> = events
        .iter()
        .filter_map(|event| event.get("epoch_end").cloned())
        .collect();
    let right = right(metrics, measure, variant.samples)?;
    Ok(Outcome {
        variant: variant.name.clone(),
        seed: experiment["seed"].as_u64().unwrap_or_default(),
        right,
        experiment,
        metrics: metrics.clone(),
        curve,
    })
}

/// How many of the samples were right: counts, because a threshold that is read from a rounded part may
/// seem to be met.
fn right(metrics: &Value, measure: Measure, samples: u64) -> Result<u64> {
    if let Measure::Test = measure {
        let rows = metrics["confusion"].as_array().context("no confusion")?;
        let counts = |row: &Value| -> Option<Vec<u64>> {
            row.as_array()?.iter().map(Value::as_u64).collect()
        };
        let rows: Option<Vec<Vec<u64>>> = rows.iter().map(counts).collect();
        let rows = rows.context("the confusion holds no counts")?;
        let all: u64 = rows.iter().flatten().sum();
        ensure!(all == samples, "{all} samples were tested, not {samples}");
        return Ok(rows.iter().enumerate().map(|(i, row)| row[i]).sum());
    }
    let accuracy = metrics.pointer("/validation/accuracy");
    let accuracy = accuracy.and_then(Value::as_f64).context("no validation")?;
    let right = accuracy * samples as f64;
    ensure!(
        (right - right.round()).abs() < 1e-3,
        "an accuracy of {accuracy} is not one of {samples} samples"
    );
    Ok(right.round() as u64)
}

fn table(name: &str, group: &Group, outcomes: &[Outcome]) -> String {
    let seeds: Vec<_> = group.seeds.iter().map(u64::to_string).collect();
    let part = match group.measure {
        Measure::Test => "test",
        Measure::Validation => "validation",
    };
    let device = outcomes.first().map(|o| &o.metrics["device"]);
    let device = device.and_then(Value::as_str).unwrap_or_default();
    let mut text = format!(
        "# {name}\n\n{}\n\n`cargo xtask bench results {name}`, natively, {device}. Right {part} samples at the end, \
         seeds {}; wanted in the median: {}. The seconds are those of the run with the median time.\n\n\
         | variant | right | median | of | seconds |\n|---|---|---|---|---|\n",
        group.about,
        seeds.join(", "),
        group.at_least,
    );
    for variant in &group.variants {
        let own: Vec<_> = outcomes
            .iter()
            .filter(|o| o.variant == variant.name)
            .collect();
        let counts: Vec<u64> = own.iter().map(|o| o.right).collect();
        let mut seconds: Vec<f64> = own
            .iter()
            .filter_map(|o| o.metrics["seconds"].as_f64())
            .collect();
        seconds.sort_by(f64::total_cmp);
        let texts: Vec<_> = counts.iter().map(u64::to_string).collect();
        let median = median(&counts);
        let mark = if median >= group.at_least { "**" } else { "" };
        let time = seconds.get(seconds.len() / 2).copied().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {mark}{median}{mark} | {} | {time:.0} |",
            variant.name,
            texts.join(", "),
            variant.samples,
        );
    }
    text
}

/// The middle one; of an even number the lower of the two, so that a threshold is met by half of them.
fn median(counts: &[u64]) -> u64 {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len().saturating_sub(1) / 2;
    sorted.get(middle).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_set_by_pointer() {
        let mut experiment = json!({"data": {"split": {"validation": 0.1}}, "layers": [1, 2]});
        assert!(set(&mut experiment, "/data/split/test", json!(0.2)).is_some());
        assert!(set(&mut experiment, "/training/epochs", json!(3)).is_some());
        assert!(set(&mut experiment, "/layers/1", json!(5)).is_some());
        assert!(set(&mut experiment, "/layers/2", json!(5)).is_none());
        assert!(set(&mut experiment, "layers", json!(5)).is_none());
        assert_eq!(
            experiment,
            json!({"data": {"split": {"validation": 0.1, "test": 0.2}}, "layers": [1, 5], "training": {"epochs": 3}})
        );
    }

    #[test]
    fn only_exact_counts_count() {
        let metrics = json!({"confusion": [[5, 1], [0, 4]], "validation": {"accuracy": 0.95}});
        assert_eq!(right(&metrics, Measure::Test, 10).expect("counts"), 9);
        assert!(right(&metrics, Measure::Test, 11).is_err());
        assert_eq!(
            right(&metrics, Measure::Validation, 20).expect("a count"),
            19
        );
        assert!(right(&metrics, Measure::Validation, 30).is_err());
    }

    #[test]
    fn half_of_the_seeds_meet_the_median() {
        assert_eq!(median(&[9, 7, 8]), 8);
        assert_eq!(median(&[9, 7]), 7);
        assert_eq!(median(&[]), 0);
    }

    #[test]
    fn the_list_can_be_read() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(LIST);
        let text = fs::read_to_string(path).expect(LIST);
        let groups: BTreeMap<String, Group> = serde_json::from_str(&text).expect("valid");
        for group in groups.values() {
            assert!(!group.variants.is_empty() && !group.seeds.is_empty());
        }
    }
}
