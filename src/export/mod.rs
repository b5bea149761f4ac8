//! The experiment as texts that people and other programs read: a script for Keras, Keras's summary
//! table and a diagram of the network. Pure: what is asked comes in, a text goes out.

mod diagram;
// A script is put together once, line by line: what `write!` would save is nothing beside that.
#[allow(clippy::format_push_string)]
mod keras;
mod keras_summary;

pub use diagram::diagram;
pub use keras::{Context, keras_code};
pub use keras_summary::keras_summary;
