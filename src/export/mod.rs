//! What other programs and people read: the experiment as a script for Keras, as Keras's summary table and as
//! a diagram of the network, and a run as TensorBoard's events. Pure: what is asked comes in, texts or bytes go
//! out.

mod diagram;
// A script is put together once, line by line: what `write!` would save is nothing beside that.
#[allow(clippy::format_push_string)]
mod keras;
mod keras_summary;
pub mod tensorboard;

pub use diagram::diagram;
pub use keras::{Context, keras_code};
pub use keras_summary::keras_summary;
