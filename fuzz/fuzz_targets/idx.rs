//! Fuzzes the reading of idx files, packed and not.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hearth_fuzz::idx(bytes));
