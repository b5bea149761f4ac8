//! The training of a classifier, in portions.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use super::calibration::Sigmoid;
use super::gram::Gram;
use super::kernel::Kernel;
use super::knn::Neighbors;
use super::logistic::Logistic;
use super::memory::{MOST_BYTES, bytes, takes_gram};
use super::model::{Calibration, Model, SupportVectors};
use super::svc::{Decision, Kernels, one_against_rest, pairs};
use super::{ClassicalError, Rows};
use crate::data::seed;
use crate::experiment::classifiers::{Classifier, Probability, Svc};

/// Parts of the training samples, each of which is left out once to find out what decisions are worth.
const FOLDS: usize = 5;

/// A training under way.
#[derive(Clone, Debug)]
pub struct Training {
    state: State,
    done: usize,
    portions: usize,
}

#[derive(Clone, Debug)]
enum State {
    Svc(Box<SvcTraining>),
    Logistic(Logistic),
    /// Nothing is computed before somebody asks.
    Neighbors(Neighbors),
}

/// The portions of a support vector classifier: kernels, then the decisions of every part that is left out,
/// then those of all.
#[derive(Clone, Debug)]
struct SvcTraining {
    options: Svc,
    kernels: Kernels,
    kernel: Kernel,
    /// Those of the trainings that leave a part out: `gamma` follows from the rows that are used.
    fold_kernels: Vec<Kernel>,
    labels: Vec<u16>,
    classes: usize,
    /// Rows of kernels to compute before anything else.
    gram_left: usize,
    /// The part that each sample is left out with; for LIBSVM's probabilities one for each pair of classes.
    folds: Vec<Vec<usize>>,
    /// What is still to be trained: the part left out, and the pair.
    tasks: std::vec::IntoIter<(Option<usize>, usize)>,
    /// Of each part left out and each pair.
    left_out: Vec<Vec<Decision>>,
    decisions: Vec<Decision>,
}

impl Training {
    /// Before its first portion.
    ///
    /// # Errors
    /// It would take more memory than there is room for, or only one class has samples.
    pub fn new(
        classifier: &Classifier,
        rows: Rows,
        labels: Vec<u16>,
        classes: usize,
        seed: u64,
    ) -> Result<Self, ClassicalError> {
        Self::check(classifier, rows.len(), rows.width(), classes)?;
        Self::check_labels(&labels, classes)?;
        let portions = Self::portions(classifier, rows.len(), rows.width(), classes);
        let rows = Arc::new(rows);
        let state = match classifier {
            Classifier::Svc(options) => State::Svc(Box::new(SvcTraining::new(
                options, rows, labels, classes, seed,
            ))),
            Classifier::LogisticRegression(options) => {
                State::Logistic(Logistic::new(rows, labels, classes, options.clone()))
            }
            Classifier::KNeighborsClassifier(options) => State::Neighbors(Neighbors {
                squares: rows.squares(),
                rows,
                labels,
                classes,
                options: options.clone(),
            }),
        };
        Ok(Self {
            state,
            done: 0,
            portions,
        })
    }

    /// The portions of training on so many samples, each of so many numbers, at most.
    #[must_use]
    pub fn portions(
        classifier: &Classifier,
        samples: usize,
        width: usize,
        classes: usize,
    ) -> usize {
        match classifier {
            Classifier::Svc(_) => {
                let products = if takes_gram(samples, width) {
                    Gram::portions(samples, width)
                } else {
                    0
                };
                products + (FOLDS + 1) * pairs(classes).count()
            }
            Classifier::LogisticRegression(options) => options.max_iter,
            Classifier::KNeighborsClassifier(_) => 0,
        }
    }

    /// Checks that training on so many samples, each of so many numbers, fits into memory.
    ///
    /// # Errors
    /// It would take more than there is room for.
    pub fn check(
        classifier: &Classifier,
        samples: usize,
        width: usize,
        classes: usize,
    ) -> Result<(), ClassicalError> {
        let bytes = bytes(classifier, samples, width, classes);
        if bytes <= MOST_BYTES {
            return Ok(());
        }
        let gigabytes = |bytes: u64| format!("{:.1} GB", bytes as f64 / 1e9);
        Err(ClassicalError::new(
            format!(
                "{} on {samples} samples of {width} numbers takes about {}, and there is room for {}",
                classifier.name(),
                gigabytes(bytes),
                gigabytes(MOST_BYTES)
            ),
            "Train on fewer samples (data.prepare.limit) or smaller pictures (data.prepare.size).",
        ))
    }

    /// Checks that there are two classes or more, and samples of each.
    ///
    /// # Errors
    /// There is only one, or one has no samples.
    pub fn check_labels(labels: &[u16], classes: usize) -> Result<(), ClassicalError> {
        let mut seen = vec![false; classes];
        for label in labels {
            seen[usize::from(*label)] = true;
        }
        match seen.iter().position(|seen| !seen) {
            None if classes > 1 => Ok(()),
            None => Err(ClassicalError::new(
                "there is only one class, and nothing to tell it from",
                "Use data of two classes or more.",
            )),
            Some(class) => Err(ClassicalError::new(
                format!("class {class} has no samples to train on"),
                "Divide the data with data.split.stratify, or leave the class out (data.prepare.classes).",
            )),
        }
    }

    /// Portions done, and all of them at most.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let done = match &self.state {
            State::Logistic(logistic) => logistic.done(),
            _ => self.done,
        };
        (done, self.portions)
    }

    /// Whether nothing is left to do.
    #[must_use]
    pub fn is_done(&self) -> bool {
        match &self.state {
            State::Logistic(logistic) => logistic.is_done(),
            _ => self.done >= self.portions,
        }
    }

    /// Does the next portion: some rows of kernels, the decision between two classes, or an iteration.
    pub fn work(&mut self) {
        if self.is_done() {
            return;
        }
        match &mut self.state {
            State::Svc(svc) => svc.work(),
            State::Logistic(logistic) => logistic.work(),
            State::Neighbors(_) => {}
        }
        self.done += 1;
    }

    /// On the training samples the mean loss and the part that is right; absent where training has none.
    #[must_use]
    pub fn loss_and_accuracy(&self) -> Option<[f64; 2]> {
        match &self.state {
            State::Logistic(logistic) => Some(logistic.loss_and_accuracy()),
            State::Svc(_) | State::Neighbors(_) => None,
        }
    }

    /// The trained classifier; what was not done yet is done now.
    #[must_use]
    pub fn finish(mut self) -> Model {
        while !self.is_done() {
            self.work();
        }
        self.into_model()
    }

    /// The classifier as it is before its training is over; `None` of one that is nothing before that.
    #[must_use]
    pub fn stop(self) -> Option<Model> {
        let is_something = self.is_done() || matches!(self.state, State::Logistic(_));
        is_something.then(|| self.into_model())
    }

    fn into_model(self) -> Model {
        match self.state {
            State::Svc(svc) => Model::Svc(svc.finish()),
            State::Logistic(logistic) => Model::Logistic(logistic.without_rows()),
            State::Neighbors(neighbors) => Model::Neighbors(neighbors),
        }
    }
}

impl SvcTraining {
    fn new(options: &Svc, rows: Arc<Rows>, labels: Vec<u16>, classes: usize, seed: u64) -> Self {
        let kernel = Kernel::new(options, &rows, |_| true);
        let gram = takes_gram(rows.len(), rows.width()).then(|| Gram::new(Arc::clone(&rows)));
        let folds = match options.probability {
            Probability::Calibrated => vec![stratified_folds(&labels, classes)],
            Probability::Platt => {
                let of_pair =
                    |(pair, of)| shuffled_folds(&labels, of, seed::derive_index(seed, pair));
                (0..).zip(pairs(classes)).map(of_pair).collect()
            }
        };
        let fold_kernel = |fold: usize| match options.probability {
            Probability::Calibrated => Kernel::new(options, &rows, |row| folds[0][row] != fold),
            // LIBSVM has one number for all.
            Probability::Platt => kernel,
        };
        let fold_kernels = (0..FOLDS).map(fold_kernel).collect();
        let pair_count = pairs(classes).count();
        let left_out = (0..FOLDS).map(Some).chain([None]);
        let tasks: Vec<_> = left_out
            .flat_map(|fold| (0..pair_count).map(move |pair| (fold, pair)))
            .collect();
        Self {
            options: options.clone(),
            gram_left: if gram.is_some() {
                Gram::portions(rows.len(), rows.width())
            } else {
                0
            },
            fold_kernels,
            kernel,
            kernels: Kernels { rows, gram },
            labels,
            classes,
            folds,
            tasks: tasks.into_iter(),
            left_out: vec![Vec::new(); FOLDS],
            decisions: Vec::new(),
        }
    }

    /// Which part a sample is left out with, when a pair is asked for.
    fn fold_of(&self, pair: usize, row: usize) -> usize {
        let folds = if self.folds.len() == 1 {
            &self.folds[0]
        } else {
            &self.folds[pair]
        };
        folds[row]
    }

    fn work(&mut self) {
        if self.gram_left > 0 {
            if let Some(gram) = &mut self.kernels.gram {
                gram.work();
            }
            self.gram_left -= 1;
            return;
        }
        let Some((fold, pair)) = self.tasks.next() else {
            return;
        };
        let Some((i, j)) = pairs(self.classes).nth(pair) else {
            return;
        };
        let rows = |class: usize| -> Vec<u32> {
            let rows = 0..self.labels.len();
            let is_used = |row: &usize| {
                usize::from(self.labels[*row]) == class
                    && fold.is_none_or(|fold| self.fold_of(pair, *row) != fold)
            };
            rows.filter(is_used).map(|row| row as u32).collect()
        };
        let kernel = fold.map_or(self.kernel, |fold| self.fold_kernels[fold]);
        let decision = Decision::train(&self.kernels, kernel, &self.options, &rows(i), &rows(j));
        match fold {
            Some(fold) => self.left_out[fold].push(decision),
            None => self.decisions.push(decision),
        }
    }

    fn finish(self) -> SupportVectors {
        let calibration = match self.options.probability {
            Probability::Calibrated => Calibration::Each(self.calibrated()),
            Probability::Platt => Calibration::Pairwise(self.platt()),
        };
        let rows = (&*self.kernels.rows, &self.labels[..]);
        SupportVectors::new(rows, self.kernel, self.classes, self.decisions, calibration)
    }

    /// What was decided about each sample by those who had not seen it: one number for each class, or of
    /// two classes one.
    pub(super) fn out_of_fold(&self) -> Vec<Vec<f64>> {
        let of_row = |row: usize| {
            let fold = self.fold_of(0, row);
            let kernel = self.fold_kernels[fold];
            let decisions = self.left_out[fold].iter();
            let pairwise: Vec<f64> = decisions
                .map(|d| d.of_row(&self.kernels, kernel, row))
                .collect();
            one_against_rest(self.classes, &pairwise)
        };
        (0..self.labels.len()).map(of_row).collect()
    }

    fn calibrated(&self) -> Vec<Sigmoid> {
        let decisions = self.out_of_fold();
        let columns = decisions.first().map_or(0, Vec::len);
        let of_column = |column: usize| {
            // The one column of two classes is for the second.
            let class = if columns == 1 { 1 } else { column };
            let of_class: Vec<bool> = self
                .labels
                .iter()
                .map(|label| usize::from(*label) == class)
                .collect();
            let decisions: Vec<f64> = decisions
                .iter()
                .map(|decisions| decisions[column])
                .collect();
            Sigmoid::fit(&decisions, &of_class)
        };
        (0..columns).map(of_column).collect()
    }

    fn platt(&self) -> Vec<Sigmoid> {
        let of_pair = |(pair, (i, j)): (usize, (usize, usize))| {
            let rows = 0..self.labels.len();
            let rows = rows.filter(|row| [i, j].contains(&usize::from(self.labels[*row])));
            let rows: Vec<usize> = rows.collect();
            let decision = |row: &usize| {
                let fold = self.fold_of(pair, *row);
                self.left_out[fold][pair].of_row(&self.kernels, self.fold_kernels[fold], *row)
            };
            let decisions: Vec<f64> = rows.iter().map(decision).collect();
            let of_first: Vec<bool> = rows
                .iter()
                .map(|row| usize::from(self.labels[*row]) == i)
                .collect();
            Sigmoid::fit(&decisions, &of_first)
        };
        pairs(self.classes).enumerate().map(of_pair).collect()
    }
}

/// scikit-learn's `StratifiedKFold` without shuffling: the part that each sample is left out with.
pub(super) fn stratified_folds(labels: &[u16], classes: usize) -> Vec<usize> {
    // Classes in the order in which they occur first.
    let mut order: Vec<usize> = Vec::new();
    for label in labels {
        if !order.contains(&usize::from(*label)) {
            order.push(usize::from(*label));
        }
    }
    let count = |class: usize| {
        labels
            .iter()
            .filter(|label| usize::from(**label) == class)
            .count()
    };
    // All samples sorted by class are dealt out to the parts in turn.
    let mut dealt = 0;
    let mut left = vec![[0_usize; FOLDS]; classes];
    for class in &order {
        for _ in 0..count(*class) {
            left[*class][dealt % FOLDS] += 1;
            dealt += 1;
        }
    }
    let next_fold = |label: &u16| {
        let left = &mut left[usize::from(*label)];
        let fold = left.iter().position(|left| *left > 0).unwrap_or(0);
        left[fold] = left[fold].saturating_sub(1);
        fold
    };
    labels.iter().map(next_fold).collect()
}

/// The part that each sample of a pair of classes is left out with, at random, as LIBSVM does it.
fn shuffled_folds(labels: &[u16], (i, j): (usize, usize), seed: u64) -> Vec<usize> {
    let rows = labels.iter().enumerate();
    let rows = rows.filter(|(_, label)| [i, j].contains(&usize::from(**label)));
    let mut rows: Vec<usize> = rows.map(|(row, _)| row).collect();
    let mut random = Pcg32::seed_from_u64(seed);
    for at in (1..rows.len()).rev() {
        rows.swap(at, random.random_range(0..=at));
    }
    let mut folds = vec![0; labels.len()];
    for (at, row) in rows.iter().enumerate() {
        folds[*row] = at * FOLDS / rows.len();
    }
    folds
}

#[cfg(test)]
impl Training {
    /// What was decided about each sample by those who had not seen it.
    pub(super) fn out_of_fold_of_svc(mut self) -> Vec<Vec<f64>> {
        while !self.is_done() {
            self.work();
        }
        match &self.state {
            State::Svc(svc) => svc.out_of_fold(),
            _ => Vec::new(),
        }
    }
}
