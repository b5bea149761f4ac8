//! Dividing samples into training and validation, and the order of training.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use super::seed::{derive, derive_index};

/// Divides the samples `0..n` at random into those to train on and `round(n × fraction)` to
/// validate on. The same seed gives the same division.
///
/// # Panics
/// There are more samples than a `u32` counts, far above what fits a browser's memory.
#[must_use]
pub fn validation_split(n: usize, fraction: f64, seed: u64) -> (Vec<u32>, Vec<u32>) {
    let n = u32::try_from(n).expect("fewer than 2^32 samples fit in memory");
    let mut validation = shuffled((0..n).collect(), derive(seed, "split"));
    let held_back = (f64::from(n) * fraction).round() as usize;
    let train = validation.split_off(held_back.min(validation.len()));
    (train, validation)
}

/// The order in which epoch `epoch` visits the samples. It depends on nothing before it, so
/// training can go on from any epoch.
#[must_use]
pub fn epoch_order(indices: &[u32], seed: u64, epoch: usize) -> Vec<u32> {
    let seed = derive_index(derive(seed, "order"), epoch as u64);
    shuffled(indices.to_vec(), seed)
}

fn shuffled(mut indices: Vec<u32>, seed: u64) -> Vec<u32> {
    indices.shuffle(&mut Pcg64Mcg::seed_from_u64(seed));
    indices
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_are_disjoint_and_complete(
            n in 0_usize..500, fraction in 0.0..=0.9, seed: u64
        ) {
            let (train, validation) = validation_split(n, fraction, seed);
            prop_assert_eq!(validation.len(), (n as f64 * fraction).round() as usize);
            let mut all = [train, validation].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..n as u32).collect::<Vec<_>>());
        }

        #[test]
        fn an_order_holds_every_sample_once(n in 0_u32..500, seed: u64, epoch in 0_usize..9) {
            let indices: Vec<u32> = (0..n).map(|i| i * 3).collect();
            let mut order = epoch_order(&indices, seed, epoch);
            prop_assert_eq!(&order, &epoch_order(&indices, seed, epoch));
            order.sort_unstable();
            prop_assert_eq!(order, indices);
        }
    }

    #[test]
    fn seeds_and_epochs_differ() {
        let indices: Vec<u32> = (0..100).collect();
        assert_ne!(epoch_order(&indices, 1, 0), indices);
        assert_ne!(epoch_order(&indices, 1, 0), epoch_order(&indices, 1, 1));
        assert_ne!(epoch_order(&indices, 1, 0), epoch_order(&indices, 2, 0));
        assert_ne!(
            validation_split(100, 0.1, 1).1,
            validation_split(100, 0.1, 2).1
        );
    }
}
