//! How a script trains: the loss, the update rule, and what `fit` is given.

use super::model::arguments;
use super::python::{call, real};
use super::schedule;
use crate::experiment::{
    Activation, ClassWeight, ClassWeightRule, Experiment, Layer, Optimizer, Training,
};

/// The function that says how the network is trained. It takes the number of steps in the whole run where
/// the schedule needs it.
pub fn compile(experiment: &Experiment) -> String {
    let steps = if needs_steps(experiment) {
        ", steps"
    } else {
        ""
    };
    let (rate, remarks) = schedule::rate(experiment);
    let remarks = remarks
        .iter()
        .fold(String::new(), |text, line| format!("{text}    {line}\n"));
    let optimizer = optimizer(&experiment.optimizer, rate);
    let loss = loss(experiment);
    format!(
        "def compile_model(model{steps}):\n{remarks}    model.compile(\n        optimizer={optimizer},\n        \
         loss={loss},\n        metrics=[\"accuracy\"],\n    )\n"
    )
}

/// Whether the step size depends on the number of steps in the whole run.
fn needs_steps(experiment: &Experiment) -> bool {
    let (rate, _) = schedule::rate(experiment);
    let words = rate.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
    words.into_iter().any(|word| word == schedule::STEPS)
}

/// The statement that compiles the network.
pub fn compiled(experiment: &Experiment) -> String {
    if !needs_steps(experiment) {
        return "compile_model(model)\n".to_owned();
    }
    let (batch, epochs) = (experiment.training.batch_size, experiment.training.epochs);
    format!("compile_model(model, steps={epochs} * -(-len(x_train) // {batch}))\n")
}

/// The update rule; its step size is always there, because people look for it.
fn optimizer(rule: &Optimizer, rate: String) -> String {
    let mut all = vec![("learning_rate", rate)];
    let others = arguments(rule.fields());
    let is_other = |name: &str| !["type", "learning_rate"].contains(&name);
    all.extend(others.into_iter().filter(|(name, _)| is_other(name)));
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
pub fn class_weight(training: &Training) -> Option<(String, String)> {
    let labels = match training.label_smoothing {
        Some(_) => "y_train.argmax(axis=1)",
        None => "y_train",
    };
    match &training.class_weight {
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
            format!(
                "counts = np.unique({labels}, return_counts=True)\n\
                 balanced = {{label: len(y_train) / (len(counts[0]) * n) for label, n in zip(*counts)}}\n"
            ),
            "class_weight=balanced".to_owned(),
        )),
    }
}
