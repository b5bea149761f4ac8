//! What goes through several parts of the page: it opens, data is ready, a worker is lost, the
//! experiment changed. The rooms' own messages are in [`super::update`].

mod data;
mod experiment;
mod run;

pub use data::{data_failed, data_ready, dataset_arrived, hand_over, loader_lost};
pub use experiment::{experiment_changed, experiment_read, open, open_experiment};
pub use run::{keep_network, leave_worker, network_changed, prepare, run_ready, run_refused};
