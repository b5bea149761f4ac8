//! The end of a run whose loss is no number.

use super::CallbackKind;
use crate::experiment::field::fields;

fields! {
    /// Ends the run when its loss is no number (`keras.callbacks.TerminateOnNaN`). Every run does; it
    /// is here so that lists of Keras's can be read.
    pub struct TerminateOnNaN {}
}

impl CallbackKind for TerminateOnNaN {}
