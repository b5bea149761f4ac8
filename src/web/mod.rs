//! Small browser helpers shared by the page and the worker.

pub mod adapter;
pub mod listener;
pub mod port;
