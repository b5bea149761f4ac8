//! Fuzzes the reading of `NumPy`'s arrays.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hearth_fuzz::npy(bytes));
