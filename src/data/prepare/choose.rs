//! Choosing from a load: some classes, or so many samples.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use crate::data::seed::derive;
use crate::data::split::shares;
use crate::data::{DataError, Loaded, Role, Samples};

impl Loaded {
    /// Keeps the samples of these classes, numbered anew in this order.
    ///
    /// # Errors
    /// There are fewer than two, one is named twice, or one does not exist.
    pub fn keep_classes(&mut self, kept: &[String]) -> Result<(), DataError> {
        let mut numbers: Vec<Option<u16>> = vec![None; self.classes.len()];
        for (i, name) in kept.iter().enumerate() {
            let known = self.classes.iter().position(|class| class == name);
            let unused = known.filter(|&class| numbers[class].is_none());
            let Some(class) = unused else {
                let what = if known.is_some() {
                    "is there already"
                } else {
                    "does not exist"
                };
                return Err(DataError::new(
                    format!("data.prepare.classes names {name}, which {what}"),
                    format!("Choose among {}.", self.classes.join(", ")),
                ));
            };
            numbers[class] = Some(i as u16);
        }
        if kept.len() < 2 {
            return Err(DataError::new(
                format!("data.prepare.classes names {} classes", kept.len()),
                "Choose at least two.",
            ));
        }
        for role in [Role::Train, Role::Validation, Role::Test] {
            let Some(samples) = self.part(role) else {
                continue;
            };
            let number = |label: u16| numbers.get(usize::from(label)).copied().flatten();
            let labels = samples.labels();
            let indices =
                (0..labels.len() as u32).filter(|&i| number(labels[i as usize]).is_some());
            let indices: Vec<u32> = indices.collect();
            self.keep(role, &indices);
            let labels = self.part_mut(role).as_mut().map(Samples::labels_mut);
            for label in labels.into_iter().flatten() {
                *label = number(*label).unwrap_or_default();
            }
        }
        self.classes = kept.to_vec();
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
        self.keep(role, &order);
    }
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
