//! The sweeps of the studies: each of `benches/sweeps.json` is carried out natively by `hearth sweep`, and its table
//! is written to `docs/results` beside what the study came to. The journal lies in the cache: the same command goes
//! on where it ends.

use super::results::bring_files;
use super::speed::machine;
use crate::build;
use crate::kind::Kind;
use crate::process;
use crate::project::Project;
use crate::report::timed;
use crate::setup;
use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const LIST: &str = "benches/sweeps.json";
const FOLDER: &str = "docs/results";

/// A recipe with a sweep, by its name in `assets/recipes`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Study {
    /// What is searched, in a sentence or two.
    about: String,
    /// What the study came to.
    study: String,
}

/// What `hearth sweep` prints.
#[derive(Deserialize)]
struct Results {
    objective: String,
    trials: Vec<Value>,
    importance: Vec<Value>,
}

/// Carries out the sweeps of these names, or all of them, as many trials at a time as `--jobs` says or there are cores;
/// `--page`: in the page, `--overhead`: what twelve trials take beyond their own seconds.
pub fn run(project: &Project, words: &[&str]) -> Result<()> {
    if let ["--page", names @ ..] = words {
        return in_page(project, names);
    }
    let (names, jobs) = match words {
        [names @ .., "--jobs", jobs] => (names, jobs.parse().context("--jobs")?),
        names => (names, std::thread::available_parallelism()?.get()),
    };
    if names == ["--overhead"] {
        return overhead_of_twelve(project, jobs);
    }
    let text = fs::read_to_string(project.root.join(LIST)).context(LIST)?;
    let studies: BTreeMap<String, Study> = serde_json::from_str(&text).context(LIST)?;
    if let Some(unknown) = names.iter().find(|name| !studies.contains_key(**name)) {
        let known: Vec<_> = studies.keys().map(String::as_str).collect();
        bail!("{LIST} has no `{unknown}`, only {}", known.join(", "));
    }
    setup::data(project)?;
    super::native::build_hearth(project)?;
    for (name, study) in &studies {
        if names.is_empty() || names.contains(&name.as_str()) {
            timed("bench", &format!("the sweep of {name}"), || {
                carry_out(project, name, study, jobs)
            })?;
        }
    }
    Ok(())
}

impl Results {
    /// The sum of a number over all trials.
    fn sum(&self, field: &str) -> f64 {
        self.trials.iter().filter_map(|t| t[field].as_f64()).sum()
    }

    /// By which part the sweep took longer than its trials' own seconds divided by the jobs.
    fn overhead(&self, minutes: f64, jobs: usize) -> f64 {
        60.0 * minutes * jobs as f64 / self.sum("seconds") - 1.0
    }
}

/// Carries out sweeps in the page, and prints how long they took.
fn in_page(project: &Project, names: &[&str]) -> Result<()> {
    let browser = setup::for_tests(project)?;
    if std::env::var_os("HEARTH_DIST").is_none() {
        build::all(project, Kind::Production)?;
    }
    timed("bench", "sweeps in the page", || {
        let mut node = project.command("node");
        node.env("HEARTH_CHROMIUM", &browser.program);
        process::run(node.arg("benches/sweeps.mjs").args(names))
    })
}

/// Twelve short trials, and what they take together beyond their own seconds divided by the jobs.
fn overhead_of_twelve(project: &Project, jobs: usize) -> Result<()> {
    setup::data(project)?;
    super::native::build_hearth(project)?;
    let folder = project.cache.join("sweeps/twelve");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let recipe = fs::read_to_string(project.root.join("assets/recipes/mnist.json"))?;
    let mut experiment: Value = serde_json::from_str(&recipe)?;
    experiment["training"]["epochs"] = json!(2);
    experiment["sweep"] = json!({ "parameters": [
        { "fields": ["training.batch_size"], "choices": [32, 64, 128, 256] },
        { "fields": ["optimizer.learning_rate"], "choices": [0.0005, 0.001, 0.002] },
    ]});
    let file = folder.join("experiment.json");
    fs::write(&file, experiment.to_string())?;
    let (results, minutes) = sweep(project, &file, jobs)?;
    let more = 100.0 * results.overhead(minutes, jobs);
    println!(
        "| `hearth sweep` of {} trials, {jobs} jobs | {minutes:.1} min, {more:.1} % more than their own seconds divided by \
         the jobs | ≤ 10 % more |",
        results.trials.len()
    );
    Ok(())
}

/// What `hearth sweep` comes to with a file, whose journal lies beside it, and its minutes by the clock.
fn sweep(project: &Project, file: &Path, jobs: usize) -> Result<(Results, f64)> {
    let journal = file.with_file_name("journal.jsonl");
    let mut hearth = project.command(project.target.join("release/hearth"));
    hearth
        .args(["sweep", "--format", "json", "--journal"])
        .arg(&journal)
        .arg("--data")
        .arg(project.stage().join("data"))
        .args(["--jobs", &jobs.to_string()])
        .arg(file);
    let printed = process::capture_showing_errors(&mut hearth)?;
    let results = serde_json::from_str(&printed).context("what `hearth sweep` printed")?;
    Ok((results, minutes(&fs::read_to_string(journal)?)))
}

fn carry_out(project: &Project, name: &str, study: &Study, jobs: usize) -> Result<()> {
    let folder = project.cache.join("sweeps").join(name);
    fs::create_dir_all(&folder)?;
    let recipe = project.root.join(format!("assets/recipes/{name}.json"));
    let text = fs::read_to_string(&recipe).with_context(|| recipe.display().to_string())?;
    let experiment: Value = serde_json::from_str(&text)?;
    bring_files(project, &experiment, &folder)?;
    // Own files are looked for beside it.
    let file = folder.join("experiment.json");
    fs::write(&file, text)?;
    let (results, minutes) = sweep(project, &file, jobs)?;
    let folder = project.root.join(FOLDER);
    let table = table(name, study, &experiment, &results, minutes, jobs);
    print!("{table}");
    fs::write(folder.join(format!("sweep-{name}.md")), table)?;
    let all = json!({
        "machine": machine(),
        "experiment": experiment,
        "objective": results.objective,
        "trials": results.trials,
        "importance": results.importance,
    });
    let all = serde_json::to_string_pretty(&all)? + "\n";
    fs::write(folder.join(format!("sweep-{name}.json")), all)?;
    Ok(())
}

/// Minutes by the clock until the last run ended, without the breaks between interruptions.
fn minutes(journal: &str) -> f64 {
    let lines = journal
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut ends = lines.filter_map(|line| line["ended"]["minutes"].as_f64());
    ends.next_back().unwrap_or_default()
}

/// The trials, best first.
fn table(
    name: &str,
    study: &Study,
    experiment: &Value,
    results: &Results,
    minutes: f64,
    jobs: usize,
) -> String {
    let parameters = experiment.pointer("/sweep/parameters");
    let parameters = parameters.and_then(Value::as_array);
    let parameters: Vec<&str> = parameters
        .into_iter()
        .flatten()
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    let mut text = format!(
        "# Sweep {name}\n\n{}\n\nThe study: {}\n\n`cargo xtask bench sweep {name}`, natively, {}, seed {}. {} trials and \
         {} epochs in {minutes:.1} minutes by the clock, {jobs} at a time; its trials' own seconds together are {:.1} \
         minutes: {:.1} % more than these divided by the jobs. Best first by `{}`, by which the best is chosen; what it says of the test samples is what no choice depended on.\n\n",
        study.about,
        study.study,
        machine(),
        experiment["seed"],
        results.trials.len(),
        results.sum("epochs"),
        results.sum("seconds") / 60.0,
        100.0 * results.overhead(minutes, jobs),
        results.objective,
    );
    let columns = [
        "| trial |".to_owned(),
        format!(" {} |", parameters.join(" | ")),
        format!(
            " {} | test accuracy | test loss | F1 | epochs | seconds |\n",
            results.objective
        ),
        "|---|".to_owned(),
        "---|".repeat(parameters.len() + 6),
        "\n".to_owned(),
    ];
    text.extend(columns);
    for row in sorted(results) {
        let mark = if row["is_best"] == true { "**" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(text, "| {mark}{}{mark} |", row["trial"]);
        for parameter in &parameters {
            let _ = match &row["values"][parameter] {
                Value::Null => write!(text, " |"),
                Value::String(value) => write!(text, " {mark}{value}{mark} |"),
                value => write!(text, " {mark}{value}{mark} |"),
            };
        }
        let Some(score) = row["score"].as_f64() else {
            let state = row["state"].as_str().unwrap_or_default();
            let _ = writeln!(text, " {state} | | | | | |");
            continue;
        };
        let number = |field: &str, digits: usize| {
            row[field]
                .as_f64()
                .map_or_else(String::new, |number| format!("{number:.digits$}"))
        };
        let _ = writeln!(
            text,
            " {mark}{score:.4}{mark} | {mark}{}{mark} | {} | {} | {} | {} |",
            number("test_accuracy", 4),
            number("test_loss", 4),
            number("f1", 4),
            row["epochs"],
            number("seconds", 0),
        );
    }
    let explained = results.importance.iter().filter_map(|one| {
        Some(format!(
            "{} {:.0} %",
            one["name"].as_str()?,
            100.0 * one["explained"].as_f64()?
        ))
    });
    let explained: Vec<String> = explained.collect();
    if !explained.is_empty() {
        let _ = writeln!(
            text,
            "\nOf the scores' variance, each parameter alone explains: {}.",
            explained.join(", ")
        );
    }
    text
}

/// The rows, best first; those without a score last.
fn sorted(results: &Results) -> Vec<&Value> {
    let less_is_better = results.objective.contains("loss");
    let key = |row: &Value| match row["score"].as_f64() {
        Some(score) if less_is_better => score,
        Some(score) => -score,
        None => f64::INFINITY,
    };
    let mut rows: Vec<&Value> = results.trials.iter().collect();
    rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_stands_first_and_failures_last() {
        let study = Study {
            about: "Which".to_owned(),
            study: "90 %".to_owned(),
        };
        let experiment =
            json!({"seed": 1, "sweep": {"parameters": [{"name": "a"}, {"name": "b"}]}});
        let results = Results {
            objective: "val_accuracy".to_owned(),
            trials: vec![
                json!({"trial": 1, "values": {"a": 1}, "score": null, "state": "failed: no"}),
                json!({"trial": 2, "values": {"a": 2, "b": "x"}, "score": 0.5, "is_best": false, "epochs": 1}),
                json!({"trial": 3, "values": {"a": 3}, "score": 0.75, "is_best": true, "epochs": 2, "test_accuracy": 0.5,
                       "test_loss": 1.0, "f1": 0.25, "seconds": 60.0}),
            ],
            importance: vec![
                json!({"name": "a", "explained": 0.5}),
                json!({"name": "b", "explained": null}),
            ],
        };
        let table = table("x", &study, &experiment, &results, 2.0, 1);
        let rows: Vec<&str> = table
            .lines()
            .filter(|line| line.starts_with("| "))
            .collect();
        assert_eq!(
            rows,
            [
                "| trial | a | b | val_accuracy | test accuracy | test loss | F1 | epochs | seconds |",
                "| **3** | **3** | | **0.7500** | **0.5000** | 1.0000 | 0.2500 | 2 | 60 |",
                "| 2 | 2 | x | 0.5000 |  |  |  | 1 |  |",
                "| 1 | 1 | | failed: no | | | | | |",
            ]
        );
        assert!(
            table.contains(
                "in 2.0 minutes by the clock, 1 at a time; its trials' own seconds together are 1.0 minutes: 100.0 % more"
            ),
            "{table}"
        );
        let journal =
            "{\"ended\":{\"minutes\":1.5}}\n{\"ended\":{\"minutes\":2.5}}\n{\"run\":{}}\n";
        assert!((minutes(journal) - 2.5).abs() < 1e-9);
        assert!(table.contains("explains: a 50 %."), "{table}");
    }

    #[test]
    fn each_of_the_list_is_a_recipe_with_a_sweep() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = fs::read_to_string(root.join(LIST)).expect(LIST);
        let studies: BTreeMap<String, Study> = serde_json::from_str(&text).expect("valid");
        for name in studies.keys() {
            let path = root.join(format!("assets/recipes/{name}.json"));
            let recipe = fs::read_to_string(path).expect("a recipe");
            let recipe: Value = serde_json::from_str(&recipe).expect("valid");
            assert!(recipe["sweep"].is_object(), "{name}");
        }
    }
}
