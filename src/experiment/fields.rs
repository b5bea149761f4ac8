//! Every field of an experiment by its path, as in `model.layers[2].filters`: what editors show
//! and sweeps vary.

use super::field::field;
use super::{Experiment, ExperimentError, Field, FieldValue, Fields};

/// What has fields in every experiment, by its path. The layers come between the data and the
/// optimizer.
const PARTS: [&str; 5] = [
    "",
    "data.split",
    "data.augmentation",
    "optimizer",
    "training",
];

impl Experiment {
    /// Every field with its path.
    #[must_use]
    pub fn all_fields(&self) -> Vec<(String, Field)> {
        let [data @ .., optimizer, training] = PARTS.map(str::to_owned);
        let layers = (0..self.model.layers.len()).map(|i| format!("model.layers[{i}]"));
        let parts = data.into_iter().chain(layers).chain([optimizer, training]);
        let fields = parts.filter_map(|path| Some((self.part(&path)?.fields(), path)));
        fields
            .flat_map(|(fields, path)| {
                let dot = if path.is_empty() { "" } else { "." };
                let of = move |field: Field| (format!("{path}{dot}{}", field.name), field);
                fields.into_iter().map(of)
            })
            .collect()
    }

    /// The description of the field at a path.
    ///
    /// # Errors
    /// There is none; what is closest to it is named.
    pub fn field(&self, path: &str) -> Result<Field, ExperimentError> {
        let (part, name) = split(path);
        let fields = self.part(part).ok_or_else(|| no_part(path))?;
        fields.field(name).map_err(|e| at(e, part))
    }

    /// The value at a path.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<FieldValue> {
        let (part, name) = split(path);
        self.part(part)?.get(name)
    }

    /// Sets the value at a path. What fields mean for one another is checked by
    /// [`Self::validate`] and, with the data's shape, by [`Self::summary`].
    ///
    /// # Errors
    /// There is no such field, or the value is of another sort or out of range; nothing changes.
    pub fn set_value(&mut self, path: &str, value: FieldValue) -> Result<(), ExperimentError> {
        let (part, name) = split(path);
        let fields = self.part_mut(part).ok_or_else(|| no_part(path))?;
        fields.set(name, value).map_err(|e| at(e, part))
    }

    /// Sets the value at a path from a text that a person wrote.
    ///
    /// # Errors
    /// Those of [`Self::set_value`], or a text that is no such value.
    pub fn set_text(&mut self, path: &str, text: &str) -> Result<(), ExperimentError> {
        let (part, _) = split(path);
        let value = self.field(path)?.parse(text).map_err(|e| at(e, part))?;
        self.set_value(path, value)
    }

    fn part(&self, path: &str) -> Option<&dyn Fields> {
        match path {
            "" => Some(self),
            "data.split" => Some(&self.data.split),
            "data.augmentation" => Some(&self.data.augmentation),
            "optimizer" => Some(&self.optimizer),
            "training" => Some(&self.training),
            path => Some(self.model.layers.get(layer_index(path)?)?.fields()),
        }
    }

    fn part_mut(&mut self, path: &str) -> Option<&mut dyn Fields> {
        match path {
            "" => Some(self),
            "data.split" => Some(&mut self.data.split),
            "data.augmentation" => Some(&mut self.data.augmentation),
            "optimizer" => Some(&mut self.optimizer),
            "training" => Some(&mut self.training),
            path => Some(self.model.layers.get_mut(layer_index(path)?)?.fields_mut()),
        }
    }
}

/// The path of what has the field, and the field's name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

fn layer_index(path: &str) -> Option<usize> {
    let index = path.strip_prefix("model.layers[")?.strip_suffix(']')?;
    index.parse().ok()
}

fn no_part(path: &str) -> ExperimentError {
    ExperimentError::new(
        path,
        "is not in this experiment",
        "Use a path like training.batch_size or model.layers[0].filters.",
    )
}

fn at(error: ExperimentError, part: &str) -> ExperimentError {
    if part.is_empty() {
        error
    } else {
        error.within(part)
    }
}

/// The experiment's own fields, beside its parts'.
impl Fields for Experiment {
    fn fields(&self) -> Vec<Field> {
        let help = "Where everything random begins: split, order, weights, dropout.";
        vec![field("Seed", super::default_seed()).describe("seed", help)]
    }

    fn get(&self, name: &str) -> Option<FieldValue> {
        (name == "seed").then_some(FieldValue::Whole(self.seed))
    }

    fn put(&mut self, name: &str, value: FieldValue) -> bool {
        match (name, value) {
            ("seed", FieldValue::Whole(seed)) => {
                self.seed = seed;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Activation, Layer, Model, Optimizer, Rule};

    /// An experiment with a layer of every kind.
    fn experiment() -> Experiment {
        let layers = Layer::KINDS.iter().map(|kind| (kind.new)()).collect();
        let name = String::new();
        Experiment {
            model: Model { name, layers },
            ..Experiment::default()
        }
    }

    #[test]
    fn every_field_has_a_path_and_words_of_its_own() {
        for kind in Optimizer::KINDS {
            let mut experiment = experiment();
            experiment.optimizer = (kind.new)();
            let fields = experiment.all_fields();
            for (path, field) in &fields {
                assert!(field.label.len() > 1 && field.help.ends_with('.'), "{path}");
                assert_eq!(experiment.field(path), Ok(*field), "{path}");
                let value = experiment.value(path).expect(path);
                assert_eq!(field.check(value), Ok(()), "{path}");
                assert_eq!(field.check(field.default), Ok(()), "{path}");
                // What is shown can be read again.
                assert_eq!(field.parse(&value.to_string()), Ok(value), "{path}");
                assert_eq!(experiment.set_value(path, value), Ok(()), "{path}");
            }
            let mut paths: Vec<_> = fields.into_iter().map(|(path, _)| path).collect();
            let n = paths.len();
            paths.sort();
            paths.dedup();
            assert_eq!(paths.len(), n);
        }
    }

    #[test]
    fn paths_are_those_of_the_format() {
        let experiment = experiment();
        let json = serde_json::to_value(&experiment).expect("JSON");
        let mut full = experiment.clone();
        full.data.augmentation.horizontal_flip = true;
        let full = serde_json::to_value(&full).expect("JSON");
        for (path, _) in experiment.all_fields() {
            let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
            let is_written = [&json, &full]
                .iter()
                .any(|json| json.pointer(&pointer).is_some());
            let is_absent = experiment.value(&path) == Some(FieldValue::Absent);
            assert!(is_written || is_absent, "{path}");
        }
    }

    #[test]
    fn values_are_set_by_path() {
        let mut experiment = Experiment::default();
        for (path, text) in [
            ("model.layers[0].filters", "24"),
            ("model.layers[0].kernel_size", "3 × 2"),
            ("model.layers[1].activation", "linear"),
            ("optimizer.type", "SGD"),
            ("optimizer.momentum", "0,9"),
            ("optimizer.nesterov", "true"),
            ("training.batch_size", "32"),
            ("data.split.validation", "0.1"),
            ("data.augmentation.brightness_range", "0.5 to 1.5"),
            ("seed", "18446744073709551615"),
        ] {
            assert_eq!(experiment.set_text(path, text), Ok(()), "{path}");
        }
        let Layer::Conv2D(first) = &experiment.model.layers[0] else {
            panic!("a convolution")
        };
        assert_eq!((first.filters, first.kernel_size), (24, [3, 2]));
        assert_eq!(experiment.model.layers[1].activation(), Activation::Linear);
        let Rule::Sgd(rule) = &experiment.optimizer.rule else {
            panic!("SGD")
        };
        assert!(rule.nesterov && (rule.momentum - 0.9).abs() < 1e-12);
        assert_eq!(experiment.training.batch_size, 32);
        assert_eq!(
            experiment.data.augmentation.brightness_range,
            Some([0.5, 1.5])
        );
        assert_eq!(experiment.seed, u64::MAX);
        let cleared = experiment.set_text("data.augmentation.brightness_range", "");
        assert_eq!(cleared, Ok(()));
        assert_eq!(experiment.data.augmentation.brightness_range, None);
    }

    #[test]
    fn another_optimizer_begins_with_its_own_values_and_the_same_keeps_them() {
        let mut experiment = Experiment {
            optimizer: Optimizer::adam(0.5),
            ..Experiment::default()
        };
        experiment
            .set_text("optimizer.type", "Adam")
            .expect("is it");
        assert_eq!(experiment.optimizer, Optimizer::adam(0.5));
        experiment
            .set_text("optimizer.type", "SGD")
            .expect("a rule");
        assert_eq!(experiment.optimizer, Optimizer::sgd(0.01));
    }

    #[test]
    fn what_cannot_be_set_says_why_and_changes_nothing() {
        let mut experiment = Experiment::default();
        for (path, text, hint) in [
            ("training.batch_size", "0", "1 to 4096"),
            ("training.batch_size", "many", "whole number"),
            ("training.speed", "1", "batch_size"),
            ("model.layers[0].units", "1", "filters"),
            ("model.layers[9].units", "1", "model.layers[0].filters"),
            ("model.layers[2].units", "1", "nothing to set"),
            ("model.layers[0].padding", "full", "valid or same"),
            ("optimizer.type", "Adamant", "Adam, SGD"),
            ("optimizer.learning_rate", "1e-60", "positive"),
            ("data.augmentation.brightness_range", "2 to 1", "0 to 100"),
        ] {
            let error = experiment.set_text(path, text).expect_err(path);
            assert_eq!(error.field, path);
            assert!(error.hint.contains(hint), "{path}: {}", error.hint);
        }
        let text = FieldValue::Switch(true);
        assert!(experiment.set_value("seed", text).is_err());
        assert_eq!(experiment, Experiment::default());
    }
}
