//! The course of a sweep: which trial comes next, what became of the others, and what the fields were worth.
//! Pure: whoever carries the runs out brings a clock and workers, and writes the [`Entry`]s down from
//! which a sweep goes on.

mod budget;
mod course;
mod draws;
mod entry;
mod hyperband;
mod importance;
pub mod journal;
mod longest_first;
mod next;
mod order;
mod promotion;
mod ranking;
mod records;
mod score;
mod search;
mod table;
mod trial;

pub use course::Course;
pub use draws::Draws;
pub use entry::{Entry, EpochReadings, FinalScores};
pub use hyperband::{Bracket, HyperbandRound, Round, brackets};
pub use importance::{Importance, importances};
pub use records::records;
pub use score::{best_epoch, reading};
pub use search::{NextTrial, Outcome, Planned, Search};
pub use table::{Row, rows};
pub use trial::{Next, Run, State};

#[cfg(all(test, not(target_family = "wasm")))]
mod golden;
#[cfg(test)]
mod tests;
