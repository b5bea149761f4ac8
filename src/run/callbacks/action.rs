//! What callbacks say is to be done.

/// What is to be done after an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Remember the weights as they are: they are the best so far.
    KeepWeights,
    /// Go on with another step size.
    SetLearningRate(f64),
    /// Hand out the network as it is.
    Checkpoint {
        /// The best reading so far, which is this epoch's; absent where every epoch counts.
        best: Option<f64>,
    },
    /// End the run.
    Stop {
        /// The best epoch, from 1; 0 where none was better than nothing.
        best_epoch: usize,
        /// Its reading.
        best: f64,
    },
}
