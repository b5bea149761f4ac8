//! Fuzzes the reading of zip archives.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hearth_fuzz::zip(bytes));
