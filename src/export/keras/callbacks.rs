//! Callbacks in Keras's words.

use super::model::arguments;
use super::python::{call, text};
use crate::experiment::{Callback, Experiment};

/// The argument of `fit`; nothing where there are no callbacks.
pub fn argument(experiment: &Experiment) -> Option<String> {
    if experiment.callbacks.is_empty() {
        return None;
    }
    let is_scheduled = !experiment.schedule.is_constant();
    let lines = experiment.callbacks.iter().map(|callback| match callback {
        Callback::ReduceLROnPlateau(_) if is_scheduled => {
            "    # Not in this script: ReduceLROnPlateau, which Keras refuses beside a schedule.\n"
                .to_owned()
        }
        callback => format!("    {},\n", expression(callback)),
    });
    Some(format!("callbacks=[\n{}]", lines.collect::<String>()))
}

/// A callback as the call that makes it.
fn expression(callback: &Callback) -> String {
    let mut all = arguments(callback.kind());
    if let Callback::ModelCheckpoint(checkpoint) = callback {
        let file = if checkpoint.save_best_only {
            "best.keras"
        } else {
            "epoch-{epoch:02d}.keras"
        };
        all.insert(0, ("", text(file)));
    }
    call(&format!("keras.callbacks.{}", callback.name()), &all)
}
