//! Seeds for independent streams of random numbers, all derived from the one of the experiment.

/// A seed for a named stream (`"split"`, `"order"`). Streams of different names, and of
/// different seeds, have nothing to do with one another.
#[must_use]
pub fn derive(seed: u64, stream: &str) -> u64 {
    stream
        .bytes()
        .fold(mix(seed), |state, byte| mix(state ^ u64::from(byte)))
}

/// A seed for the `index`-th of many equal things (an epoch, a picture).
#[must_use]
pub fn derive_index(seed: u64, index: u64) -> u64 {
    mix(mix(seed) ^ index)
}

/// One step of `SplitMix64`: a bijection in which every bit of the input changes half of the
/// output's.
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn mixing_is_splitmix64() {
        // First outputs of the reference implementation for seed 1234567.
        let gamma = 0x9E37_79B9_7F4A_7C15_u64;
        assert_eq!(mix(1_234_567), 6_457_827_717_110_365_317);
        assert_eq!(
            mix(1_234_567_u64.wrapping_add(gamma)),
            3_203_168_211_198_807_973
        );
    }

    #[test]
    fn streams_and_indices_do_not_meet() {
        let mut seen = HashSet::new();
        for seed in 0..50 {
            for stream in ["", "a", "b", "ab", "ba", "split", "order"] {
                assert!(seen.insert(derive(seed, stream)), "{seed} {stream}");
            }
            for index in 0..50 {
                assert!(seen.insert(derive_index(seed, index)) || index == 0);
            }
        }
    }
}
