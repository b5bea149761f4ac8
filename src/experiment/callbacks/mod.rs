//! Callbacks: what is done at the end of an epoch, by Keras's names, meanings and defaults. A file
//! for each, and the list of them; what they do is in `run/callbacks`.

mod early_stopping;
mod model_checkpoint;
mod monitor;
mod reduce_lr_on_plateau;
mod terminate_on_nan;

pub use early_stopping::EarlyStopping;
pub use model_checkpoint::ModelCheckpoint;
pub use monitor::{Mode, Monitor};
pub use reduce_lr_on_plateau::ReduceLROnPlateau;
pub use terminate_on_nan::TerminateOnNaN;

use super::error::ensure;
use super::kinds_macro::kinds;
use super::{ExperimentError, Fields};

/// What a callback declares beside its fields.
pub trait CallbackKind: Fields {
    /// The reading that it follows, if it follows one.
    fn monitor(&self) -> Option<Monitor> {
        None
    }
}

kinds! {
    /// What is done at the end of an epoch.
    pub enum Callback: dyn CallbackKind, "Callback", "What is done at the end of an epoch." {
        EarlyStopping = "EarlyStopping",
        ReduceLROnPlateau = "ReduceLROnPlateau",
        ModelCheckpoint = "ModelCheckpoint",
        TerminateOnNaN = "TerminateOnNaN",
    }
}

/// Checks a run's callbacks.
///
/// # Errors
/// The first field out of its range, or a second one of a kind, by its path.
pub(super) fn validate(callbacks: &[Callback]) -> Result<(), ExperimentError> {
    for (i, callback) in callbacks.iter().enumerate() {
        let at = format!("callbacks[{i}]");
        let checked = (callback as &dyn Fields).validate();
        checked.map_err(|e| e.within(&at))?;
        let is_first = callbacks[..i].iter().all(|c| c.name() != callback.name());
        let message = format!("is a second {}", callback.name());
        ensure(is_first, &at, message, "Keep one of each kind.")?;
    }
    Ok(())
}

/// Checks that what the callbacks follow is measured in a run with or without validation samples.
///
/// # Errors
/// A callback follows the validation samples, and there are none.
pub(super) fn fit(callbacks: &[Callback], has_validation: bool) -> Result<(), ExperimentError> {
    for (i, callback) in callbacks.iter().enumerate() {
        let monitor = callback.kind().monitor();
        let is_measured = has_validation || monitor.is_none_or(|m| !m.is_of_validation());
        ensure(
            is_measured,
            &format!("callbacks[{i}].monitor"),
            format!(
                "is {}, and there are no validation samples",
                monitor.unwrap_or_default().name()
            ),
            "Set data.split.validation above 0, or monitor loss or accuracy.",
        )?;
    }
    Ok(())
}
