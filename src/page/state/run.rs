//! The run at hand, what it goes on from, and the main button.

use super::checkpoint::Checkpoint;
use crate::experiment::Experiment;
use crate::page::run::Run;
use crate::page::slice::{Contents, Part};
use crate::protocol::{Buffer, RunId, WireError};
use crate::run::FoundRate;

/// The run at hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunState {
    /// The run.
    pub current: Option<Run>,
    /// Number of the newest run.
    pub last_id: RunId,
    /// Train as soon as the run is ready.
    pub train_when_ready: bool,
    /// What a crashed worker's successor goes on from.
    pub snapshot: Option<Snapshot>,
    /// How fast the last network was trained that was.
    pub speed: Option<Speed>,
    /// The search for a step size.
    pub search: Option<RateSearch>,
    /// Whether nobody wants to know what the layers do.
    pub ignores_layers: bool,
    /// The checkpoints that the browser keeps.
    pub checkpoints: Vec<Checkpoint>,
    /// Key of the run of this visit that they are of.
    pub checkpoints_of: Option<RunId>,
    /// The model that the next run of its experiment begins with.
    pub loaded_model: Option<LoadedModel>,
}

/// How fast a network was trained on this device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speed {
    /// Multiplications and additions of the network for a sample.
    pub multiply_adds: u64,
    /// Training samples a second.
    pub samples_per_second: f64,
}

impl Speed {
    /// Seconds that an epoch of so many samples takes in another network: as much longer as it has more
    /// to compute. An estimate, since a layer's speed depends on its kind and size.
    #[must_use]
    pub fn epoch_seconds(self, samples: usize, multiply_adds: u64) -> f64 {
        let ratio = multiply_adds as f64 / self.multiply_adds.max(1) as f64;
        samples as f64 / self.samples_per_second * ratio
    }
}

/// A search for a step size.
#[derive(Clone, Debug, PartialEq)]
pub enum RateSearch {
    /// It is under way.
    UnderWay,
    /// What came of it.
    Over(Result<FoundRate, WireError>),
}

/// A model that was loaded, until its experiment's data is there.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedModel {
    /// Its experiment.
    pub experiment: Experiment,
    /// Its file.
    pub bytes: Buffer,
}

/// A network to go on from.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Key of its run.
    pub key: RunId,
    /// Steps it has taken.
    pub step: usize,
    /// As the worker packed it; outside of the page's memory, which never needs it.
    pub bytes: Buffer,
}

impl Contents for RunState {
    const PART: Part = Part::Run;
}

impl RunState {
    /// Whether the run at hand has that number.
    #[must_use]
    pub fn is_current(&self, id: RunId) -> bool {
        self.current.as_ref().is_some_and(|run| run.id == id)
    }

    /// The newest snapshot of the run at hand.
    #[must_use]
    pub fn snapshot_of_current(&self) -> Option<&Snapshot> {
        let run = self.current.as_ref()?;
        let snapshot = self.snapshot.as_ref();
        snapshot.filter(|snapshot| snapshot.key == run.key)
    }

    /// Expects no more of a search that is under way: its run or its worker is gone.
    pub fn give_up_search(&mut self) {
        self.search
            .take_if(|search| *search == RateSearch::UnderWay);
    }

    /// The step that a crashed worker's successor goes on from.
    #[must_use]
    pub fn snapshot_step(&self) -> usize {
        self.snapshot_of_current()
            .map_or(0, |snapshot| snapshot.step)
    }
}

/// What the main button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Primary {
    /// Starts a run from its first step.
    Train,
    /// Lets a running one wait.
    Pause,
    /// Lets a waiting one go on.
    Resume,
}

impl Primary {
    /// The button's name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Train => "Train",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_takes_as_much_longer_as_there_is_more_to_compute() {
        let speed = Speed {
            multiply_adds: 1000,
            samples_per_second: 500.0,
        };
        let seconds = speed.epoch_seconds(1000, 2000);
        assert!((seconds - 4.0).abs() < 1e-9, "{seconds}");
    }
}
