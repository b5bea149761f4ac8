//! The course of a run: what it measures, which events it emits, and what it does next. The worker and the
//! command line drive the same [`Run`], each with a trainer and surroundings of its own; nothing
//! here knows a device, a browser or a clock.

pub mod callbacks;
mod classes;
pub mod diagnosis;
mod event;
mod find_rate;
mod json_number;
mod layer_statistics;
mod machine;
mod observation;
mod pace;
mod rate;
pub mod record;
mod result;
mod state;
mod statistics_schedule;
mod trainer;

pub use classes::{BatchClasses, EpochClasses};
pub use event::{Notice, Phase, Progress, RateCause, RunEvent};
pub use find_rate::{FindRate, FoundRate, RateFinder, Tried};
pub use layer_statistics::{BINS, DEAD_SAMPLES, Histogram, LayerStatistics, NetworkStatistics};
pub use machine::{Run, Surroundings};
pub use observation::Observation;
pub use pace::Pace;
pub use rate::Rate;
pub use record::RunRecord;
pub use result::{CurvePoint, EpochResult, Evaluation, Scores, StepRecord};
pub use statistics_schedule::StatisticsSchedule;
pub use trainer::{EpochScores, Outcome, Trainer};

#[cfg(all(test, not(target_family = "wasm")))]
mod tests;
