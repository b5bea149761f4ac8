//! In what experiments differ, field by field.

use std::collections::{BTreeMap, BTreeSet};

use borsh::{BorshDeserialize, BorshSerialize};
use serde_json::Value;

use super::Experiment;

/// A field that is not the same in all of several experiments.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Difference {
    /// Its path in the format.
    pub path: String,
    /// Its name for people; empty where it has none.
    pub label: String,
    /// Its value in each experiment; `None` where one does not have it.
    pub values: Vec<Option<String>>,
}

/// What names an experiment, and changes nothing about its run.
const NAMES: [&str; 3] = ["name", "description", "model.name"];

/// The fields in which experiments differ, in the order of the format. A field that is left out has its default.
#[must_use]
pub fn differences(experiments: &[Experiment]) -> Vec<Difference> {
    let all: Vec<BTreeMap<String, String>> = experiments.iter().map(values).collect();
    let mut labels = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for experiment in experiments {
        for (path, field) in experiment.all_fields() {
            if labels.insert(path.clone(), field.label).is_none() {
                order.push(path);
            }
        }
    }
    let others: BTreeSet<&String> = all.iter().flat_map(BTreeMap::keys).collect();
    let others = others
        .into_iter()
        .filter(|path| !labels.contains_key(*path));
    // Where the data comes from and of which kinds layers are stands before their fields.
    let paths: Vec<String> = others.cloned().chain(order).collect();
    let paths = paths.into_iter().filter(|path| !NAMES.contains(&&path[..]));
    let differs = |path: String| {
        let values: Vec<Option<String>> = all.iter().map(|of| of.get(&path).cloned()).collect();
        let is_same = values.windows(2).all(|pair| pair[0] == pair[1]);
        (!is_same).then(|| Difference {
            label: labels.get(&path).copied().unwrap_or_default().to_owned(),
            path,
            values,
        })
    };
    paths.filter_map(differs).collect()
}

/// Every value by its path: of fields as people set them, of all else as the JSON has it.
fn values(experiment: &Experiment) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Ok(json) = serde_json::to_value(experiment) {
        leaves(&json, String::new(), &mut found);
    }
    for (path, _) in experiment.all_fields() {
        if let Some(value) = experiment.value(&path) {
            // A list or a pair is one value, and no longer its parts.
            found.retain(|other, _| !is_within(other, &path));
            found.insert(path, value.to_string());
        }
    }
    found
}

fn is_within(path: &str, of: &str) -> bool {
    let rest = path.strip_prefix(of);
    rest.is_some_and(|rest| rest.starts_with(['.', '[']))
}

fn leaves(value: &Value, path: String, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                leaves(value, format!("{path}{dot}{name}"), found);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                leaves(value, format!("{path}[{i}]"), found);
            }
        }
        Value::String(text) => {
            found.insert(path, text.clone());
        }
        other => {
            found.insert(path, other.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Optimizer, Source};

    #[test]
    fn only_fields_that_differ_are_named() {
        let one = Experiment::default();
        let mut other = Experiment {
            name: "Another".to_owned(),
            seed: one.seed + 1,
            optimizer: Optimizer::sgd(0.5),
            ..one.clone()
        };
        other.training.batch_size = 7;
        other.data.source = Source::Mnist {};
        let found = differences(&[one.clone(), other]);
        let of = |path: &str| found.iter().find(|difference| difference.path == path);
        let seed = of("seed").expect("the seed differs");
        let seeds = [one.seed, one.seed + 1].map(|seed| Some(seed.to_string()));
        assert_eq!(seed.values, seeds);
        let batch = of("training.batch_size").expect("the batch size differs");
        assert_eq!(batch.values[1].as_deref(), Some("7"));
        assert!(!batch.label.is_empty());
        let source = of("data.source.type").expect("the source differs");
        assert_eq!(source.values[1].as_deref(), Some("MNIST"));
        assert!(of("optimizer.learning_rate").is_some());
        assert!(of("name").is_none() && of("training.epochs").is_none());
        assert_eq!(differences(&[one.clone(), one]), []);
    }

    #[test]
    fn a_layer_more_is_a_difference_of_its_own_fields() {
        let one = Experiment::default();
        let mut shorter = one.clone();
        let last = shorter.model.layers.len() - 1;
        shorter.model.layers.pop();
        let found = differences(&[one, shorter]);
        let path = format!("model.layers[{last}]");
        assert!(!found.is_empty());
        assert!(found.iter().all(|difference| {
            difference.path.starts_with(&path) && difference.values[1].is_none()
        }));
    }

    #[test]
    fn one_experiment_or_none_differs_in_nothing() {
        assert_eq!(differences(&[Experiment::default()]), []);
        assert_eq!(differences(&[]), []);
    }
}
