//! How a script trains: the loss, the update rule, and what `fit` is given.

use super::model::arguments;
use super::python::{call, real};
use crate::experiment::{Activation, ClassWeight, ClassWeightRule, Experiment, Layer, Optimizer};

/// The function that says how the network is trained.
pub fn compile(experiment: &Experiment) -> String {
    let optimizer = optimizer(&experiment.optimizer);
    let loss = loss(experiment);
    format!(
        "def compile_model(model):\n    model.compile(\n        optimizer={optimizer},\n        \
         loss={loss},\n        metrics=[\"accuracy\"],\n    )\n"
    )
}

/// The update rule; its step size is always there, because people look for it.
fn optimizer(rule: &Optimizer) -> String {
    let mut all = vec![("learning_rate", real(rule.learning_rate()))];
    let others = arguments(rule.fields());
    all.extend(
        others
            .into_iter()
            .filter(|(name, _)| !["type", "learning_rate"].contains(name)),
    );
    call(&format!("keras.optimizers.{}", rule.name()), &all)
}

/// The loss. Hearth takes what is not a softmax for logits.
fn loss(experiment: &Experiment) -> String {
    let last = experiment.model.layers.last().map(Layer::activation);
    let mut arguments = Vec::new();
    if last != Some(Activation::Softmax) {
        arguments.push(("from_logits", "True".to_owned()));
    }
    match experiment.training.label_smoothing {
        Some(part) => {
            arguments.push(("label_smoothing", real(part)));
            call("keras.losses.CategoricalCrossentropy", &arguments)
        }
        None if arguments.is_empty() => "\"sparse_categorical_crossentropy\"".to_owned(),
        None => call("keras.losses.SparseCategoricalCrossentropy", &arguments),
    }
}

/// Statements that make labels what the loss takes.
pub fn labels(experiment: &Experiment, classes: usize, parts: &[&str]) -> String {
    if experiment.training.label_smoothing.is_none() {
        return String::new();
    }
    let one_hot =
        |part: &&str| format!("y_{part} = keras.utils.to_categorical(y_{part}, {classes})\n");
    parts.iter().map(one_hot).collect()
}

/// The weights of classes: the statements before, and the argument of `fit`.
pub fn class_weight(weight: &ClassWeight) -> Option<(String, String)> {
    match weight {
        ClassWeight::Each(weights) if weights.is_empty() => None,
        ClassWeight::Each(weights) => {
            let weights = weights.iter().enumerate();
            let pairs: Vec<_> = weights.map(|(i, w)| format!("{i}: {}", real(*w))).collect();
            Some((
                String::new(),
                format!("class_weight={{{}}}", pairs.join(", ")),
            ))
        }
        ClassWeight::Rule(ClassWeightRule::Balanced) => Some((
            "counts = np.unique(y_train, return_counts=True)\n\
             balanced = {label: len(y_train) / (len(counts[0]) * n) for label, n in zip(*counts)}\n"
                .to_owned(),
            "class_weight=balanced".to_owned(),
        )),
    }
}
