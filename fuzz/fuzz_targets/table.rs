//! Fuzzes the reading of tables as text.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hearth_fuzz::table(bytes));
