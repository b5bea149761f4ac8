//! Small browser helpers shared by the page and its workers.

pub mod adapter;
pub mod clock;
pub mod constructors;
pub mod fetch;
pub mod isolation;
pub mod listener;
pub mod mailbox;
pub mod panic;
pub mod port;
