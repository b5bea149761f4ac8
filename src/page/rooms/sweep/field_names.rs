//! The fields of an experiment by name, for people who choose what is varied.

use crate::experiment::{Experiment, Field};

/// A field that can be varied.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedField {
    /// Its path.
    pub path: String,
    /// The part of the experiment that it belongs to.
    pub group: String,
    /// Its name there.
    pub label: &'static str,
    /// Its description.
    pub field: Field,
}

/// Every field, in the order of the experiment.
#[must_use]
pub fn named_fields(experiment: &Experiment) -> Vec<NamedField> {
    let fields = experiment.all_fields().into_iter();
    fields
        .map(|(path, field)| NamedField {
            group: group(experiment, &path),
            label: field.label,
            path,
            field,
        })
        .collect()
}

/// What a field is called where it stands alone: `Optimizer: Learning rate`.
#[must_use]
pub fn full_name(experiment: &Experiment, path: &str) -> String {
    match experiment.field(path) {
        Ok(field) => format!("{}: {}", group(experiment, path), field.label),
        // Of another kind of layer or optimizer, which some of the trials have.
        Err(_) => path.to_owned(),
    }
}

fn group(experiment: &Experiment, path: &str) -> String {
    let part = path.rsplit_once('.').map_or("", |(part, _)| part);
    let index = |list: &str| -> Option<usize> {
        let inner = part.strip_prefix(list)?.strip_prefix('[')?;
        inner.split_once(']')?.0.parse().ok()
    };
    if let Some(i) = index("model.layers") {
        let layer = experiment.model.layers.get(i);
        let kind = layer.map_or("", |layer| layer.class_name());
        let inner = part.split_once("].layers").map_or("", |(_, rest)| rest);
        let inner = if inner.is_empty() {
            String::new()
        } else {
            format!(", inner{inner}")
        };
        return format!("Layer {} ({kind}{inner})", i + 1);
    }
    if let Some(i) = index("callbacks") {
        let callback = experiment.callbacks.get(i);
        return callback
            .map_or("Callback", |callback| callback.name())
            .to_owned();
    }
    match part {
        "" => "Experiment",
        "data.split" => "Split",
        "data.augmentation" => "Augmentation",
        "model.classifier" => "Classifier",
        "optimizer" => "Optimizer",
        "schedule" => "Schedule",
        "training" => "Training",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_names_that_tell_them_apart() {
        let experiment = Experiment::default();
        let fields = named_fields(&experiment);
        let mut names: Vec<String> = fields
            .iter()
            .map(|f| full_name(&experiment, &f.path))
            .collect();
        assert!(
            names.contains(&"Optimizer: Learning rate".to_owned()),
            "{names:?}"
        );
        assert!(
            names.contains(&"Layer 1 (Conv2D): Filters".to_owned()),
            "{names:?}"
        );
        let n = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), n);
        assert_eq!(
            full_name(&experiment, "optimizer.nothing"),
            "optimizer.nothing"
        );
    }
}
