//! Synthetic digits: pictures like MNIST's that Hearth draws itself, always there.

mod handwriting;
mod template;

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::SeedableRng;

use self::handwriting::PIXELS;
use super::drawing::SIDE;
use super::seed::{derive, derive_index};
use super::{Loaded, Pictures};

const CLASSES: usize = 10;

/// The picture at an index of the endless series that a seed makes, and its digit. Each
/// depends on seed and index alone; the digits follow one another from 0 to 9.
#[must_use]
pub fn picture(seed: u64, index: u64) -> ([u8; PIXELS], u16) {
    let digit = (index % CLASSES as u64) as u16;
    let mut rng = Pcg64Mcg::seed_from_u64(derive_index(derive(seed, "digits"), index));
    (handwriting::write(digit, &mut rng), digit)
}

/// Licence and origin, for people.
pub const LICENCE: &str = "Drawn by Hearth; free to use";

/// The first `train` pictures of a series to train on, and the `test` after them to test on.
#[must_use]
pub fn load(train: usize, test: usize, seed: u64) -> Loaded {
    let mut generation = Generation::new(train, test, seed);
    generation.advance(usize::MAX);
    generation.finish()
}

/// A data set that is generated in portions, so that its caller can do other things in between.
#[derive(Clone, Debug)]
pub struct Generation {
    train: usize,
    total: usize,
    seed: u64,
    pixels: Vec<u8>,
    labels: Vec<u16>,
}

impl Generation {
    /// A data set of `train` and `test` pictures, of which none is made yet.
    #[must_use]
    pub fn new(train: usize, test: usize, seed: u64) -> Self {
        let total = train + test;
        Self {
            train,
            total,
            seed,
            pixels: Vec::with_capacity(total * PIXELS),
            labels: Vec::with_capacity(total),
        }
    }

    /// Makes up to `n` more pictures. Whether that was the last.
    pub fn advance(&mut self, n: usize) -> bool {
        for index in (self.done()..self.total).take(n) {
            let (pixels, label) = picture(self.seed, index as u64);
            self.pixels.extend_from_slice(&pixels);
            self.labels.push(label);
        }
        self.done() == self.total
    }

    /// Pictures made.
    #[must_use]
    pub fn done(&self) -> usize {
        self.labels.len()
    }

    /// Pictures to make.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// The data set; the pictures that are still missing are made first.
    #[must_use]
    pub fn finish(mut self) -> Loaded {
        self.advance(usize::MAX);
        let shape = [SIDE, SIDE, 1];
        let test = Pictures {
            shape,
            pixels: self.pixels.split_off(self.train * PIXELS),
            labels: self.labels.split_off(self.train),
        };
        let train = Pictures {
            shape,
            pixels: self.pixels,
            labels: self.labels,
        };
        let digits = (0..CLASSES).map(|digit| digit.to_string()).collect();
        Loaded::of_parts(digits, train.into(), test.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Samples, counts};

    /// The pictures to train on and to test on.
    fn pictures(train: usize, test: usize, seed: u64) -> [Pictures; 2] {
        let loaded = load(train, test, seed);
        [loaded.train, loaded.test].map(|part| match part {
            Some(Samples::Pictures(pictures)) => pictures.as_ref().clone(),
            other => panic!("no pictures: {other:?}"),
        })
    }

    #[test]
    fn chunks_make_no_difference() {
        let whole = load(25, 15, 7);
        let mut generation = Generation::new(25, 15, 7);
        while !generation.advance(6) {
            assert!(generation.done() < generation.total());
        }
        assert_eq!(generation.finish(), whole);
        let lens = [whole.train, whole.test].map(|part| part.map(|part| part.len()));
        assert_eq!(lens, [Some(25), Some(15)]);
    }

    #[test]
    fn digits_are_balanced_and_no_two_pictures_alike() {
        let [train, test] = pictures(300, 100, 7);
        assert_eq!(counts(&train.labels, 10), [30; 10]);
        assert_eq!(counts(&test.labels, 10), [10; 10]);
        let mut pictures: Vec<&[u8]> = (0..300).map(|i| train.get(i)).collect();
        pictures.sort_unstable();
        pictures.dedup();
        assert_eq!(pictures.len(), 300);
    }

    #[test]
    fn a_seed_is_a_series() {
        assert_eq!(picture(1, 42), picture(1, 42));
        assert_ne!(picture(1, 42), picture(2, 42));
        let [[_, test], [train, _]] = [pictures(10, 10, 3), pictures(20, 10, 3)];
        assert_eq!(test.pixels, train.pixels[10 * PIXELS..]);
    }

    #[test]
    fn ink_is_mnist_s() {
        // MNIST's training pictures: 33.3 of 255 on average.
        let [train, _] = pictures(1000, 10, 1);
        let sum: u64 = train.pixels.iter().map(|&p| u64::from(p)).sum();
        let mean = sum as f64 / train.pixels.len() as f64;
        assert!((mean - 33.3).abs() < 3.0, "{mean}");
        for i in 0..train.len() {
            assert!(train.get(i).iter().any(|&p| p > 200), "{i} is faint");
        }
    }
}
