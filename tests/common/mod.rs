//! What the native and the browser tests share.

pub mod golden;
