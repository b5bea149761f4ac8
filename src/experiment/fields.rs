//! Every field of an experiment by its path, as in `model.layers[2].filters`: what editors show
//! and sweeps vary.

use super::field::field;
use super::{Experiment, ExperimentError, Field, FieldValue, Fields, Layer};

/// What has fields in every experiment, by its path, from the network on. The layers come before,
/// the callbacks after them.
const AFTER_MODEL: [&str; 3] = ["optimizer", "schedule", "training"];
/// The same before the network.
const BEFORE_MODEL: [&str; 3] = ["", "data.split", "data.augmentation"];

impl Experiment {
    /// Every field with its path.
    #[must_use]
    pub fn all_fields(&self) -> Vec<(String, Field)> {
        let layers = paths(&self.model.layers, "model").into_iter();
        let callbacks = (0..self.callbacks.len()).map(|i| format!("{CALLBACKS}[{i}]"));
        let classifier = self.model.classifier.iter().map(|_| CLASSIFIER.to_owned());
        let parts = BEFORE_MODEL
            .map(str::to_owned)
            .into_iter()
            .chain(layers)
            .chain(classifier);
        let parts = parts.chain(AFTER_MODEL.map(str::to_owned)).chain(callbacks);
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
            CLASSIFIER => Some(self.model.classifier.as_ref()?),
            "optimizer" => Some(&self.optimizer),
            "schedule" => Some(&self.schedule),
            "training" => Some(&self.training),
            path => match index(path, CALLBACKS) {
                Some(i) => Some(self.callbacks.get(i)?),
                None => Some(layer(&self.model.layers, path.strip_prefix("model.")?)?.fields()),
            },
        }
    }

    fn part_mut(&mut self, path: &str) -> Option<&mut dyn Fields> {
        match path {
            "" => Some(self),
            "data.split" => Some(&mut self.data.split),
            "data.augmentation" => Some(&mut self.data.augmentation),
            CLASSIFIER => Some(self.model.classifier.as_mut()?),
            "optimizer" => Some(&mut self.optimizer),
            "schedule" => Some(&mut self.schedule),
            "training" => Some(&mut self.training),
            path => {
                if let Some(i) = index(path, CALLBACKS) {
                    return Some(self.callbacks.get_mut(i)?);
                }
                let layers = &mut self.model.layers;
                Some(layer_mut(layers, path.strip_prefix("model.")?)?.fields_mut())
            }
        }
    }
}

/// The path of what has the field, and the field's name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('.').unwrap_or(("", path))
}

/// The paths of layers and of those within them; `at` is that of what they are the layers of.
fn paths(layers: &[Layer], at: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for (i, layer) in layers.iter().enumerate() {
        let path = format!("{at}.layers[{i}]");
        let inner = self::paths(layer.kind().inner().unwrap_or_default(), &path);
        paths.push(path);
        paths.extend(inner);
    }
    paths
}

/// The layer at a path like `layers[2].layers[0]`.
fn layer<'a>(layers: &'a [Layer], path: &str) -> Option<&'a Layer> {
    let (index, rest) = step(path)?;
    let found = layers.get(index)?;
    match rest {
        "" => Some(found),
        rest => layer(found.kind().inner()?, rest),
    }
}

fn layer_mut<'a>(layers: &'a mut [Layer], path: &str) -> Option<&'a mut Layer> {
    let (index, rest) = step(path)?;
    let found = layers.get_mut(index)?;
    match rest {
        "" => Some(found),
        rest => layer_mut(found.kind_mut().inner_mut(), rest),
    }
}

/// The index that a path of layers begins with, and the rest of it.
fn step(path: &str) -> Option<(usize, &str)> {
    let (index, rest) = path.strip_prefix("layers[")?.split_once(']')?;
    let rest = if rest.is_empty() {
        rest
    } else {
        rest.strip_prefix('.')?
    };
    Some((index.parse().ok()?, rest))
}

/// The path of the classifier that stands in the place of a network.
const CLASSIFIER: &str = "model.classifier";

/// The path of the callbacks.
const CALLBACKS: &str = "callbacks";

/// Which entry of a list a path is.
fn index(path: &str, list: &str) -> Option<usize> {
    let index = path.strip_prefix(list)?.strip_prefix('[')?;
    index.strip_suffix(']')?.parse().ok()
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
    use crate::experiment::{Activation, Callback, Model, Optimizer, Rule, Schedule};

    /// An experiment with a layer of every kind.
    fn experiment() -> Experiment {
        let layers = Layer::KINDS.iter().map(|kind| (kind.new)()).collect();
        let name = String::new();
        Experiment {
            model: Model::new(name, layers),
            callbacks: Callback::KINDS.iter().map(|kind| (kind.new)()).collect(),
            ..Experiment::default()
        }
    }

    #[test]
    fn every_field_has_a_path_and_words_of_its_own() {
        let rules = Optimizer::KINDS.iter().map(|kind| (kind.new)());
        let schedules = Schedule::KINDS.iter().map(|kind| (kind.new)());
        for (optimizer, schedule) in rules.zip(schedules.cycle()) {
            let mut experiment = experiment();
            (experiment.optimizer, experiment.schedule) = (optimizer, schedule);
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
        full.schedule = Schedule::by_name("CosineDecay").expect("a schedule");
        let full = serde_json::to_value(&full).expect("JSON");
        for (path, field) in experiment.all_fields() {
            let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
            let is_written = [&json, &full]
                .iter()
                .any(|json| json.pointer(&pointer).is_some());
            // What is absent, or quiet at its default, is left out.
            let is_default = experiment.value(&path) == Some(field.default);
            assert!(is_written || is_default, "{path}");
        }
    }

    #[test]
    fn values_are_set_by_path() {
        let mut experiment = Experiment::default();
        for (path, text) in [
            ("model.layers[0].filters", "24"),
            ("model.layers[0].kernel_size", "3 × 2"),
            ("model.layers[2].activation", "linear"),
            ("optimizer.type", "SGD"),
            ("optimizer.momentum", "0,9"),
            ("optimizer.nesterov", "true"),
            ("optimizer.clipnorm", "1"),
            ("schedule.type", "CosineDecay"),
            ("schedule.warmup_steps", "20"),
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
    fn fields_of_layers_within_a_layer_have_paths() {
        let mut experiment = experiment();
        let at = experiment.model.layers.len() - 1;
        assert_eq!(experiment.model.layers[at].class_name(), "Residual");
        let path = format!("model.layers[{at}].layers[1].filters");
        let all = experiment.all_fields();
        assert!(all.iter().any(|(other, _)| *other == path));
        assert_eq!(experiment.set_text(&path, "24"), Ok(()));
        assert_eq!(experiment.value(&path), Some(FieldValue::Whole(24)));
        for wrong in ["layers[2]", "layers[1]layers[0]", "layers[1].layers[0]"] {
            let path = format!("model.layers[{at}].{wrong}.filters");
            assert_eq!(experiment.value(&path), None, "{path}");
        }
        // It is in the format and in share links as in the program.
        let json = experiment.to_json();
        let read: Experiment = serde_json::from_str(&json).expect("its own JSON");
        assert_eq!(read, experiment);
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
            ("model.layers[4].units", "1", "nothing to set"),
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
