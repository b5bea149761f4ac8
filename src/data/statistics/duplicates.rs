//! Samples that are there more than once, byte for byte: within a part, and in a part and in
//! the one to train on, where they make a test easier than it should be.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};

use crate::data::{Loaded, Role, Samples};

/// Samples that are there more than once.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Duplicates {
    /// Samples of each part that are like one before them in the same part: their indices.
    pub within: Vec<(Role, Vec<u32>)>,
    /// Samples that are like one of the training part: part and index, and the index in the
    /// training part.
    pub leaked: Vec<(Role, Vec<[u32; 2]>)>,
    /// How many of all these pairs have different labels: one of the two is wrong.
    pub contradictions: usize,
}

/// Finds the duplicates of a load.
#[must_use]
pub fn duplicates(loaded: &Loaded) -> Duplicates {
    let mut found = Duplicates::default();
    let hasher = RandomState::new();
    let train = loaded.train.as_ref().map(|train| {
        let (index, within) = Index::of(train, &hasher);
        found.contradictions += contradictions(train, &within, train);
        found.within.push((Role::Train, later(within)));
        index
    });
    for (role, samples) in loaded.parts().filter(|(role, _)| *role != Role::Train) {
        let (_, within) = Index::of(samples, &hasher);
        found.contradictions += contradictions(samples, &within, samples);
        found.within.push((role, later(within)));
        let (Some(index), Some(train)) = (&train, &loaded.train) else {
            continue;
        };
        let twin = |i: u32| Some([i, index.twin(&bytes(samples, i), &hasher)?]);
        let leaked: Vec<[u32; 2]> = (0..samples.len() as u32).filter_map(twin).collect();
        found.contradictions += contradictions(samples, &leaked, train);
        found.leaked.push((role, leaked));
    }
    found
}

impl Loaded {
    /// Leaves out of a part those samples that are in the training part too. How many those
    /// were.
    pub fn drop_leaked(&mut self, role: Role) -> usize {
        let found = duplicates(self);
        let leaked = found.leaked.into_iter().find(|(part, _)| *part == role);
        let (Some((_, leaked)), Some(samples)) = (leaked, self.part(role)) else {
            return 0;
        };
        let mut left_out = leaked.iter().map(|pair| pair[0]).peekable();
        let kept = (0..samples.len() as u32).filter(|i| left_out.next_if_eq(i).is_none());
        self.keep(role, &kept.collect::<Vec<_>>());
        leaked.len()
    }
}

/// The first of each set of equal samples, by hash. Equal hashes are compared: they decide
/// nothing.
struct Index<'a> {
    samples: &'a Samples,
    first: HashMap<u64, Vec<u32>>,
}

impl<'a> Index<'a> {
    /// The index, and the samples that are like one before: each with that one.
    fn of(samples: &'a Samples, hasher: &RandomState) -> (Self, Vec<[u32; 2]>) {
        let mut index = Self {
            samples,
            first: HashMap::with_capacity(samples.len()),
        };
        let mut twins = Vec::new();
        for i in 0..samples.len() as u32 {
            let sample = bytes(samples, i);
            match index.first.entry(hasher.hash_one(&sample)) {
                Entry::Vacant(entry) => {
                    entry.insert(vec![i]);
                }
                Entry::Occupied(mut entry) => {
                    let same = |&&j: &&u32| bytes(samples, j) == sample;
                    match entry.get().iter().find(same) {
                        Some(&j) => twins.push([i, j]),
                        None => entry.get_mut().push(i),
                    }
                }
            }
        }
        (index, twins)
    }

    /// The sample with these bytes.
    fn twin(&self, sample: &Bytes, hasher: &RandomState) -> Option<u32> {
        let mut candidates = self.first.get(&hasher.hash_one(sample))?.iter();
        candidates
            .find(|&&j| bytes(self.samples, j) == *sample)
            .copied()
    }
}

/// A sample as it is compared: numbers by their bits, so that missing ones are equal.
#[derive(PartialEq, Eq, Hash)]
enum Bytes<'a> {
    Picture(&'a [u8]),
    Row(Vec<u32>),
}

fn bytes(samples: &Samples, i: u32) -> Bytes<'_> {
    match samples {
        Samples::Pictures(pictures) => Bytes::Picture(pictures.get(i as usize)),
        Samples::Features(features) => {
            let row = features.get(i as usize).iter();
            Bytes::Row(row.map(|value| value.to_bits()).collect())
        }
    }
}

fn later(pairs: Vec<[u32; 2]>) -> Vec<u32> {
    pairs.into_iter().map(|[later, _]| later).collect()
}

fn contradictions(samples: &Samples, pairs: &[[u32; 2]], others: &Samples) -> usize {
    let differ = |&&[i, j]: &&[u32; 2]| samples.labels()[i as usize] != others.labels()[j as usize];
    pairs.iter().filter(differ).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Column, Features, Pictures};

    fn part(pixels: &[u8], labels: &[u16]) -> Samples {
        let pictures = Pictures::new([1, 2, 1], pixels.to_vec(), labels.to_vec());
        pictures.unwrap().into()
    }

    #[test]
    fn duplicates_are_found_within_and_across_parts() {
        let mut loaded = Loaded {
            train: Some(part(&[1, 2, 3, 4, 1, 2, 1, 2], &[0, 1, 0, 1])),
            test: Some(part(&[9, 9, 3, 4, 9, 9, 2, 1], &[0, 0, 0, 1])),
            ..Loaded::default()
        };
        let found = duplicates(&loaded);
        assert_eq!(
            found.within,
            [(Role::Train, vec![2, 3]), (Role::Test, vec![2])]
        );
        assert_eq!(found.leaked, [(Role::Test, vec![[1, 1]])]);
        assert_eq!(found.contradictions, 2);
        assert_eq!(loaded.drop_leaked(Role::Test), 1);
        assert_eq!(loaded.test, Some(part(&[9, 9, 9, 9, 2, 1], &[0, 0, 1])));
        assert_eq!(loaded.drop_leaked(Role::Test), 0);
        assert_eq!(loaded.drop_leaked(Role::Validation), 0);
    }

    #[test]
    fn rows_are_compared_by_their_bits() {
        let columns = vec![Column::number("x")];
        let values = vec![1.0, f32::NAN, 2.0, f32::NAN, 1.0];
        let rows = Features::new(columns, values, vec![0; 5]).unwrap();
        let loaded = Loaded {
            train: Some(rows.into()),
            ..Loaded::default()
        };
        assert_eq!(duplicates(&loaded).within, [(Role::Train, vec![3, 4])]);
    }
}
