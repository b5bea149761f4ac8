//! The samples that a worker that computes holds, as an experiment wants them.

use std::sync::Arc;

use super::{ErrorKind, WireError};
use crate::data::Dataset;
use crate::experiment::Experiment;

/// The data set that a worker holds.
///
/// # Errors
/// It holds none, or another than the experiment's.
pub fn data_of<'a>(
    loaded: Option<&'a Arc<Dataset>>,
    experiment: &Experiment,
) -> Result<&'a Arc<Dataset>, WireError> {
    let is_wanted = |data: &&Arc<Dataset>| {
        let seeds = [experiment.seed, data.seed];
        experiment.data.is_same_samples(&data.settings, seeds)
    };
    loaded.filter(is_wanted).ok_or_else(|| {
        WireError::new(
            ErrorKind::Data,
            format!("{} is not loaded", experiment.data.source.name()),
            "Choose the data set again.",
        )
    })
}
