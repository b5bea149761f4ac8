//! Fuzzes the reading of pictures.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hearth_fuzz::picture(bytes));
