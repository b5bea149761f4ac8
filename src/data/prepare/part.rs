//! Dividing a load into parts, and choosing from it: by ratio, stratified or not; some
//! classes; the first so many.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use crate::data::seed::derive;
use crate::data::{DataError, Features, Loaded, Pictures, Role, Samples, counts};

impl Samples {
    /// The samples at these places, in this order.
    ///
    /// # Panics
    /// There is no sample at one of the places.
    #[must_use]
    pub fn select(&self, places: &[u32]) -> Self {
        let labels = |all: &[u16]| places.iter().map(|&i| all[i as usize]).collect();
        match self {
            Self::Pictures(pictures) => {
                let picture = |&i: &u32| pictures.get(i as usize).iter().copied();
                Self::Pictures(Pictures {
                    shape: pictures.shape,
                    pixels: places.iter().flat_map(picture).collect(),
                    labels: labels(&pictures.labels),
                })
            }
            Self::Features(features) => {
                let row = |&i: &u32| features.get(i as usize).iter().copied();
                Self::Features(Features {
                    columns: features.columns.clone(),
                    values: places.iter().flat_map(row).collect(),
                    labels: labels(&features.labels),
                })
            }
        }
    }
}

/// Divides places at random into those kept and `round(n × fraction)` held back. Stratified,
/// that part of each class is held back, the sum rounded as the whole is: classes with the
/// largest remainders give one more, as in scikit-learn's `train_test_split(stratify=y)`. Both
/// parts are in random order.
///
/// # Errors
/// The fraction is not between 0 and 1.
pub fn split(
    labels: &[u16],
    fraction: f64,
    stratify: bool,
    seed: u64,
) -> Result<(Vec<u32>, Vec<u32>), DataError> {
    if !(0.0..1.0).contains(&fraction) {
        return Err(DataError::new(
            format!("a part of {fraction} cannot be held back"),
            "Use a number from 0 to below 1, for example 0.1.",
        ));
    }
    let mut rng = Pcg64Mcg::seed_from_u64(derive(seed, "parts"));
    let mut order: Vec<u32> = (0..labels.len() as u32).collect();
    order.shuffle(&mut rng);
    let wanted = (labels.len() as f64 * fraction).round() as usize;
    if !stratify {
        let kept = order.split_off(wanted);
        return Ok((kept, order));
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
    Ok((kept, held))
}

/// How many of each class make `wanted` in all, in the ratio of the classes.
fn shares(labels: &[u16], wanted: usize) -> Vec<usize> {
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

impl Loaded {
    /// Takes a part of what is to train on for another role, which must have no samples yet:
    /// where the files have a test part of their own, that stays.
    ///
    /// # Errors
    /// The part is there already, there is nothing to take from, or the fraction is not
    /// between 0 and 1.
    pub fn split_off(
        &mut self,
        role: Role,
        fraction: f64,
        stratify: bool,
        seed: u64,
    ) -> Result<(), DataError> {
        let train = match &self.train {
            Some(train) if self.part(role).is_none() => train,
            Some(_) => {
                return Err(DataError::new(
                    "The files have this part of their own",
                    "Use it, or leave it out before you divide.",
                ));
            }
            None => {
                return Err(DataError::new(
                    "There are no samples with labels to divide",
                    "Load samples with labels first.",
                ));
            }
        };
        let (kept, held) = split(train.labels(), fraction, stratify, seed)?;
        let (kept, held) = (train.select(&kept), train.select(&held));
        self.train = Some(kept);
        *self.part_mut(role) = Some(held);
        self.report.bytes = self.bytes();
        Ok(())
    }

    /// Keeps the samples of these classes, numbered anew in the order given.
    ///
    /// # Errors
    /// There are fewer than two, one is named twice, or one does not exist.
    pub fn keep_classes(&mut self, kept: &[String]) -> Result<(), DataError> {
        let mut numbers: Vec<Option<u16>> = vec![None; self.classes.len()];
        for (i, name) in kept.iter().enumerate() {
            let known = self.classes.iter().position(|class| class == name);
            let place = known.filter(|&class| numbers[class].is_none());
            let Some(class) = place else {
                let what = if known.is_some() {
                    "is named twice"
                } else {
                    "does not exist"
                };
                return Err(DataError::new(
                    format!("The class {name} {what}"),
                    format!("Choose among {}.", self.classes.join(", ")),
                ));
            };
            numbers[class] = Some(i as u16);
        }
        if kept.len() < 2 {
            return Err(DataError::new(
                format!("{} classes are chosen", kept.len()),
                "Choose at least two.",
            ));
        }
        for role in [Role::Train, Role::Validation, Role::Test] {
            let Some(samples) = self.part(role) else {
                continue;
            };
            let number = |label: u16| numbers.get(usize::from(label)).copied().flatten();
            let labels = samples.labels();
            let places = (0..labels.len() as u32).filter(|&i| number(labels[i as usize]).is_some());
            let mut samples = samples.select(&places.collect::<Vec<_>>());
            for label in samples.labels_mut() {
                *label = number(*label).unwrap_or_default();
            }
            *self.part_mut(role) = Some(samples);
        }
        self.classes = kept.to_vec();
        self.report.bytes = self.bytes();
        Ok(())
    }

    /// Keeps at most `n` samples of a part, chosen at random with each class in its ratio.
    pub fn limit(&mut self, role: Role, n: usize, seed: u64) {
        let Some(samples) = self.part(role) else {
            return;
        };
        if samples.len() <= n {
            return;
        }
        let mut order: Vec<u32> = (0..samples.len() as u32).collect();
        order.shuffle(&mut Pcg64Mcg::seed_from_u64(derive(seed, "limit")));
        let labels = samples.labels();
        let mut left = shares(labels, n);
        order.retain(|&i| {
            let left = &mut left[usize::from(labels[i as usize])];
            let kept = *left > 0;
            *left -= usize::from(kept);
            kept
        });
        // As they were in the file, which costs nothing and is what people expect to see.
        order.sort_unstable();
        let samples = samples.select(&order);
        *self.part_mut(role) = Some(samples);
        self.report.bytes = self.bytes();
    }
}

#[cfg(test)]
#[path = "part_tests.rs"]
mod tests;
