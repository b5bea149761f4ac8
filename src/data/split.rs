//! Dividing samples into parts, stratified or not, and the order of training.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use super::counts;
use super::seed::{derive, derive_index};

/// Divides indices at random into those kept and `round(n × fraction)` held back. Stratified,
/// that part of each class is held back, the sum rounded as the whole is: classes with the
/// largest remainders give one more, as in scikit-learn's `train_test_split(stratify=y)`. Both
/// parts are in random order. The same seed gives the same division.
#[must_use]
pub fn split(labels: &[u16], fraction: f64, stratify: bool, seed: u64) -> (Vec<u32>, Vec<u32>) {
    let mut order = shuffled((0..labels.len() as u32).collect(), derive(seed, "split"));
    let wanted = (labels.len() as f64 * fraction).round() as usize;
    if !stratify {
        let kept = order.split_off(wanted.min(order.len()));
        return (kept, order);
    }
    let mut left = shares(labels, wanted);
    let (mut kept, mut held) = (Vec::new(), Vec::with_capacity(wanted));
    for i in order {
        let left = &mut left[usize::from(labels[i as usize])];
        if *left > 0 {
            *left -= 1;
            held.push(i);
        } else {
            kept.push(i);
        }
    }
    (kept, held)
}

/// How many of each class make `wanted` in all, in the ratio of the classes.
pub(super) fn shares(labels: &[u16], wanted: usize) -> Vec<usize> {
    let classes = labels.iter().max().map_or(0, |&most| usize::from(most) + 1);
    let counts = counts(labels, classes);
    let exact = |&n: &u32| u64::from(n) * wanted as u64;
    let all = labels.len().max(1) as u64;
    let mut shares: Vec<usize> = counts.iter().map(|n| (exact(n) / all) as usize).collect();
    let mut order: Vec<usize> = (0..classes).collect();
    order.sort_by_key(|&class| std::cmp::Reverse(exact(&counts[class]) % all));
    let missing = wanted - shares.iter().sum::<usize>();
    for class in order.into_iter().take(missing) {
        shares[class] += 1;
    }
    shares
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

    /// How many of each of 4 classes are at these indices.
    fn of(labels: &[u16], indices: &[u32]) -> Vec<u32> {
        let labels: Vec<u16> = indices.iter().map(|&i| labels[i as usize]).collect();
        counts(&labels, 4)
    }

    proptest! {
        #[test]
        fn parts_are_disjoint_complete_and_in_ratio(
            labels in prop::collection::vec(0_u16..4, 0..300), fraction in 0.0..1.0,
            stratify: bool, seed: u64
        ) {
            let (kept, held) = split(&labels, fraction, stratify, seed);
            prop_assert_eq!(held.len(), (labels.len() as f64 * fraction).round() as usize);
            if stratify {
                for (held, all) in of(&labels, &held).into_iter().zip(counts(&labels, 4)) {
                    // The whole is rounded by up to a half, and a class by up to one.
                    prop_assert!((f64::from(held) - f64::from(all) * fraction).abs() < 1.51);
                }
            }
            let mut all = [kept, held].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..labels.len() as u32).collect::<Vec<_>>());
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
        let labels = [0; 100];
        assert_ne!(
            split(&labels, 0.1, false, 1).1,
            split(&labels, 0.1, false, 2).1
        );
    }

    #[test]
    fn a_seed_divides_as_it_always_has() {
        // Saved runs, and links to them, depend on this order.
        let (kept, held) = split(&[0; 12], 0.25, false, derive(42, "split"));
        assert_eq!(kept, [9, 10, 3, 4, 0, 11, 8, 7, 2]);
        assert_eq!(held, [6, 5, 1]);
    }

    #[test]
    fn fashion_is_divided_as_in_study_d() {
        let labels: Vec<u16> = (0..60_000).map(|i| i % 4).collect();
        let (kept, held) = split(&labels, 0.2, true, 1);
        assert_eq!(
            (of(&labels, &kept), of(&labels, &held)),
            (vec![12_000; 4], vec![3_000; 4])
        );
        assert_ne!(kept, split(&labels, 0.2, true, 2).0);
    }
}
