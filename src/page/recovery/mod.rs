//! The last snapshot of the page's run, kept by the browser: a page that was reloaded or broke off
//! offers to go on from it. All of it but its step is a chunk.

pub mod fetched;
pub mod kept_step;
mod storage;
