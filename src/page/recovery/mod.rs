//! What the browser keeps of the page's runs: the last snapshot, from which a page that was reloaded or
//! broke off offers to go on, how far an interrupted sweep is, and the checkpoints of the callback `ModelCheckpoint`. All of it but its texts is a
//! chunk.

pub(in crate::page) mod cache;
mod checkpoints;
pub mod fetched;
pub mod kept_checkpoints;
pub mod kept_step;
pub mod kept_sweep;
mod storage;
