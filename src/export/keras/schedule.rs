//! The schedule of the step size in Keras's words.

use super::model::arguments;
use super::python::{Argument, call, list, real};
use crate::experiment::schedules::CosineDecay;
use crate::experiment::{Experiment, Fields, Schedule};

/// What the number of steps in the whole run is called in an expression.
pub const STEPS: &str = "steps";

/// The expression of the step size, and comments about what Keras has no means for. The number of steps
/// in the whole run is [`STEPS`] in it.
pub fn rate(experiment: &Experiment) -> (String, Vec<String>) {
    let own = experiment.optimizer.learning_rate();
    let arguments = match &experiment.schedule {
        Schedule::Constant(_) => return (real(own), Vec::new()),
        Schedule::OneCycle(_) => {
            let said = [
                "# Not in this script: Hearth's one cycle of the step size and the momentum, for which Keras has no",
                "# schedule; the step size stays the same.",
            ];
            return (real(own), said.map(str::to_owned).to_vec());
        }
        Schedule::PiecewiseConstantDecay(decay) if decay.values.is_empty() => {
            return (real(own), Vec::new());
        }
        Schedule::PiecewiseConstantDecay(decay) => vec![
            ("boundaries", list(&decay.boundaries)),
            ("values", list(&decay.values)),
        ],
        Schedule::CosineDecay(decay) => cosine(decay, own),
        other => decay(other.kind(), own),
    };
    let class = format!("keras.optimizers.schedules.{}", experiment.schedule.name());
    (call(&class, &arguments), Vec::new())
}

/// Arguments of a decay that begins with the optimizer's step size, and lasts the whole run where it says
/// nothing else.
fn decay(schedule: &dyn Fields, own: f64) -> Vec<Argument> {
    let mut all = arguments(schedule);
    if !has(&all, "initial_learning_rate") {
        all.insert(0, ("initial_learning_rate", real(own)));
    }
    for (name, run) in [
        ("decay_steps", "steps"),
        ("first_decay_steps", "max(1, steps // 7)"),
    ] {
        let is_field = schedule.fields().iter().any(|field| field.name == name);
        if is_field && !has(&all, name) {
            all.insert(1, (name, run.to_owned()));
        }
    }
    // Keras has no default for it.
    if !has(&all, "decay_rate")
        && let Some(rate) = schedule.get("decay_rate").and_then(super::python::value)
    {
        all.push(("decay_rate", rate));
    }
    all
}

fn has(arguments: &[Argument], name: &str) -> bool {
    arguments.iter().any(|(argument, _)| *argument == name)
}

/// Arguments of a cosine's decay, which may have a warm-up before it.
fn cosine(decay: &CosineDecay, own: f64) -> Vec<Argument> {
    let warmup = decay.warmup_steps;
    let first = match (warmup, decay.warmup_target) {
        (1.., None) => decay.initial_learning_rate.unwrap_or(0.0),
        _ => decay.initial_learning_rate.unwrap_or(own),
    };
    let steps = match (decay.decay_steps, warmup) {
        (0, 0) => "steps".to_owned(),
        (0, warmup) => format!("max(1, steps - {warmup})"),
        (steps, _) => steps.to_string(),
    };
    let mut all = vec![
        ("initial_learning_rate", real(first)),
        ("decay_steps", steps),
    ];
    if decay.alpha > 0.0 {
        all.push(("alpha", real(decay.alpha)));
    }
    if warmup > 0 {
        all.push(("warmup_target", real(decay.warmup_target.unwrap_or(own))));
        all.push(("warmup_steps", warmup.to_string()));
    }
    all
}
