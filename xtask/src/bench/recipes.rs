//! Every recipe in the page: opened by its address, trained to its end in Chromium, and what it came to written to
//! `docs/results/recipes.md` and `.json`. Recipes that are not asked for keep their results there.

use super::results::bring_files;
use super::speed::machine;
use crate::build;
use crate::kind::Kind;
use crate::process::capture;
use crate::project::Project;
use crate::report::{say, timed};
use crate::setup;
use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

const RECIPES: &str = "assets/recipes";
const FILE: &str = "docs/results/recipes";
/// The most that a recipe may take, in minutes.
const MOST: &str = "60";

/// Trains the recipes of these names, or all that are no sweep, in the page; with `--minutes N` each for so long at
/// most. Files that a recipe asks for are chosen in the page, as people do.
///
/// # Errors
///
/// A name that no recipe has, or that of a sweep; a file that a recipe asks for cannot be had.
pub fn run(project: &Project, words: &[&str]) -> Result<()> {
    let (names, minutes) = match words {
        [names @ .., "--minutes", minutes] => (names, *minutes),
        names => (names, MOST),
    };
    let recipes = recipes(project)?;
    if let Some(unknown) = names.iter().find(|name| !recipes.contains_key(**name)) {
        let known: Vec<_> = recipes.keys().map(String::as_str).collect();
        bail!(
            "`{unknown}` is no recipe that trains by itself; these do: {}",
            known.join(", ")
        );
    }
    let browser = setup::for_tests(project)?;
    if std::env::var_os("HEARTH_DIST").is_none() {
        build::all(project, Kind::Production)?;
    }
    let path = project.root.join(format!("{FILE}.json"));
    let mut results: Map<String, Value> = match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).with_context(|| path.display().to_string())?,
        Err(_) => Map::new(),
    };
    let folder = project.cache.join("recipes");
    fs::create_dir_all(&folder)?;
    for (name, experiment) in &recipes {
        if !names.is_empty() && !names.contains(&name.as_str()) {
            continue;
        }
        bring_files(project, experiment, &folder)?;
        let names = experiment.pointer("/data/source/names");
        let names = names.and_then(Value::as_array).into_iter().flatten();
        let files = names.filter_map(|name| Some(folder.join(name.as_str()?)));
        let printed = timed("bench", &format!("{name} in the page"), || {
            let mut node = project.command("node");
            node.env("HEARTH_CHROMIUM", &browser.program);
            capture(
                node.args(["benches/recipes.mjs", name, minutes])
                    .args(files),
            )
        })?;
        let mut result: Value =
            serde_json::from_str(printed.trim()).with_context(|| format!("{name}: {printed}"))?;
        say("bench", &result.to_string());
        result["machine"] = json!(machine());
        results.insert(name.clone(), result);
        // After each: an hour's results are not lost with the next recipe.
        let text = serde_json::to_string_pretty(&results)? + "\n";
        fs::write(&path, text)?;
        let table = table(&recipes, &results);
        fs::write(project.root.join(format!("{FILE}.md")), table)?;
    }
    print!("{}", table(&recipes, &results));
    Ok(())
}

/// The recipes that are no sweep, by their names.
fn recipes(project: &Project) -> Result<BTreeMap<String, Value>> {
    let mut recipes = BTreeMap::new();
    for entry in fs::read_dir(project.root.join(RECIPES)).context(RECIPES)? {
        let path = entry?.path();
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let experiment: Value = serde_json::from_str(&text)?;
        if experiment.get("sweep").is_some() {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        recipes.insert(name.into_owned(), experiment);
    }
    Ok(recipes)
}

fn table(recipes: &BTreeMap<String, Value>, results: &Map<String, Value>) -> String {
    let mut text = String::from(
        "# Recipes in the page\n\n`cargo xtask bench recipes`: each recipe opened by its address and trained to its end in \
         Chromium, with its own seed and, where it asks for files, with those chosen in the page. Accuracies are of the test samples, after the last epoch or of the best weights, as the \
         recipe says; seconds are of training, and memory is the most \
         that the tab took meanwhile.\n\n| recipe | experiment | test accuracy | epochs | seconds | memory | device |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (name, experiment) in recipes {
        let title = experiment["name"].as_str().unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(text, "| `{name}` | {title} | ");
        let result = &results.get(name).cloned().unwrap_or_default();
        let _ = match (result["test_accuracy"].as_f64(), result["error"].as_str()) {
            (_, Some(error)) => writeln!(text, "{error} | | | | |"),
            (None, _) if result["seconds"].is_null() => writeln!(text, "not run yet | | | | |"),
            (accuracy, _) => writeln!(
                text,
                "{} | {} | {:.1} | {} | {} |",
                accuracy.map_or("–".to_owned(), |accuracy| format!(
                    "{:.2} %",
                    100.0 * accuracy
                )),
                result["epochs"]
                    .as_u64()
                    .map_or(String::new(), |epochs| epochs.to_string()),
                result["seconds"].as_f64().unwrap_or_default(),
                result["megabytes"]
                    .as_u64()
                    .map_or(String::new(), |megabytes| format!("{megabytes} MB")),
                result["device"].as_str().unwrap_or_default(),
            ),
        };
    }
    text
}
