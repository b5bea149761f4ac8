//! Fuzzes the reading of archives of `NumPy`'s arrays.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hearth_fuzz::npz(bytes));
