//! What goes wrong in a run, in plain words: by rules over its losses and scores, each with the numbers
//! that it follows from and what to try. Pure.

use std::sync::Arc;

use super::{EpochResult, NetworkStatistics, Scores};

/// What is known of a run.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// Loss of the batch of every step.
    pub losses: &'a [f32],
    /// Every finished epoch.
    pub epochs: &'a [EpochResult],
    /// Training samples of each class.
    pub counts: &'a [usize],
    /// Statistics of its layers.
    pub layers: &'a [Arc<NetworkStatistics>],
}

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Steps are so large that the loss grows, or does not fall at all.
    RateTooHigh,
    /// The training samples are learned by heart.
    Overfitting,
    /// Not even the training samples are learned.
    Underfitting,
    /// Nothing improves any more.
    Plateau,
    /// Many units of a layer do nothing any more.
    DeadUnits,
    /// Some classes have many more samples than others.
    UnbalancedClasses,
}

impl Trouble {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RateTooHigh => "The learning rate seems too high",
            Self::Overfitting => "The network over-fits",
            Self::Underfitting => "The network under-fits",
            Self::Plateau => "Training has reached a plateau",
            Self::DeadUnits => "Many units are dead",
            Self::UnbalancedClasses => "The classes are unbalanced",
        }
    }

    /// What to try.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::RateTooHigh => {
                "Divide the learning rate by ten, or let Hearth find one. Clipping the gradients (clipnorm 1) helps, too."
            }
            Self::Overfitting => {
                "Stop early (EarlyStopping), add Dropout or augmentation, make the network smaller, or bring more samples."
            }
            Self::Underfitting => {
                "Train longer, raise the learning rate, take out Dropout, or make the network larger."
            }
            Self::Plateau => {
                "Lower the learning rate (ReduceLROnPlateau, or a schedule), or stop here."
            }
            Self::DeadUnits => {
                "Lower the learning rate, use leaky_relu or elu, which let a gradient through below 0, or he_normal for the first weights."
            }
            Self::UnbalancedClasses => {
                "Set class_weight to balanced, and of_step at each class in Evaluation: the accuracy hides the rare ones."
            }
        }
    }
}

/// Something that was found, with the numbers that it follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub trouble: Trouble,
    /// Why.
    pub evidence: String,
}

/// Steps before which a loss says nothing yet.
const FEWEST_STEPS: usize = 60;
/// Epochs that the rules over epochs compare.
const EPOCHS: usize = 3;
/// Looks at the layers that the rules over them take together.
const RECENT: usize = 3;
/// The part of a layer's units that may be dead.
const DEAD: f32 = 0.4;
/// Updates by the weights that are far above, and far below, the usual 0.001.
const LARGE_UPDATE: f32 = 0.02;
const SMALL_UPDATE: f32 = 5e-5;
/// How many times the samples of the rarest class the most frequent one may have.
const UNBALANCED: usize = 4;

/// What goes wrong; empty if nothing does, or too little is known.
#[must_use]
pub fn diagnose(course: &Course) -> Vec<Finding> {
    let found = [
        (Trouble::RateTooHigh, rate_too_high(course)),
        (Trouble::Overfitting, overfitting(course.epochs)),
        (Trouble::Underfitting, underfitting(course)),
        (Trouble::Plateau, plateau(course.epochs)),
        (Trouble::DeadUnits, dead_units(course.layers)),
        (Trouble::UnbalancedClasses, unbalanced(course.counts)),
    ];
    let found = found.into_iter();
    let found = found.filter_map(|(trouble, evidence)| {
        Some(Finding {
            trouble,
            evidence: evidence?,
        })
    });
    found.collect()
}

fn mean(losses: &[f32]) -> f64 {
    losses.iter().map(|loss| f64::from(*loss)).sum::<f64>() / losses.len().max(1) as f64
}

/// The loss of the last steps is above that of the first, or that of guessing.
fn rate_too_high(course: &Course) -> Option<String> {
    let losses = course.losses;
    if losses.len() < FEWEST_STEPS {
        return None;
    }
    let tenth = losses.len() / 10;
    let (first, last) = (
        mean(&losses[..tenth]),
        mean(&losses[losses.len() - tenth..]),
    );
    let guessing = (course.counts.len().max(2) as f64).ln();
    // Where the updates are small it is something else.
    let updates = updates(course.layers);
    if updates.is_some_and(|(_, ratio)| ratio < SMALL_UPDATE) {
        return None;
    }
    let updates = updates.filter(|(_, ratio)| *ratio > LARGE_UPDATE);
    let updates = updates.map(in_words).unwrap_or_default();
    if !last.is_finite() || last > 1.1 * first {
        return Some(format!(
            "The loss rose from {first:.3} in the first {tenth} steps to {last:.3} in the last.{updates}"
        ));
    }
    let is_guessing = losses.len() >= 4 * FEWEST_STEPS && last > 0.98 * guessing;
    is_guessing.then(|| {
        format!(
            "After {} steps the loss is {last:.3}; guessing has {guessing:.3}.{updates}",
            losses.len()
        )
    })
}

/// The layer whose weights changed most by the last statistics, and by how much of their norm, on average.
fn updates(layers: &[Arc<NetworkStatistics>]) -> Option<(&str, f32)> {
    let last = layers.last_chunk::<RECENT>()?;
    let of_layer = |i: usize| {
        let ratios = last.iter();
        let ratios = ratios.filter_map(|step| step.layers.get(i)?.update_ratio);
        let ratios: Vec<f32> = ratios.filter(|ratio| ratio.is_finite()).collect();
        let mean = ratios.iter().sum::<f32>() / ratios.len() as f32;
        (!ratios.is_empty()).then_some((&*last[0].layers[i].name, mean))
    };
    let layers = (0..last[0].layers.len()).filter_map(of_layer);
    layers.max_by(|a, b| a.1.total_cmp(&b.1))
}

fn in_words((layer, ratio): (&str, f32)) -> String {
    format!(
        " A step changes the weights of {layer} by {:.2} % of their size; about 0.1 % is usual.",
        100.0 * ratio
    )
}

/// By all of the last statistics a large part of a layer's units was dead.
fn dead_units(layers: &[Arc<NetworkStatistics>]) -> Option<String> {
    let statistics = layers.last_chunk::<RECENT>()?;
    let of_layer = |i: usize| {
        let dead = statistics.iter().map(|step| step.layers.get(i)?.dead);
        let least = dead.reduce(|a, b| Some(a?.min(b?)))??;
        (least > DEAD).then(|| {
            format!(
                "{:.0} % of the units of {}",
                100.0 * least,
                statistics[0].layers[i].name
            )
        })
    };
    let found: Vec<String> = (0..statistics[0].layers.len())
        .filter_map(of_layer)
        .collect();
    (!found.is_empty()).then(|| {
        format!(
            "From step {} to {} these were 0 for every sample of the steps that have statistics: {}.",
            statistics[0].step,
            statistics[RECENT - 1].step,
            found.join(", ")
        )
    })
}

/// The scores that a network is judged by while it trains.
fn judged(epoch: &EpochResult) -> Scores {
    epoch.validation.unwrap_or(epoch.test)
}

fn part(epoch: &EpochResult) -> &'static str {
    if epoch.validation.is_some() {
        "validation"
    } else {
        "test"
    }
}

/// The validation loss has risen for some epochs while the training loss fell.
fn overfitting(epochs: &[EpochResult]) -> Option<String> {
    let last = epochs.last()?;
    let best = epochs
        .iter()
        .min_by(|a, b| judged(a).loss.total_cmp(&judged(b).loss))?;
    let is_later = last.epoch >= best.epoch + EPOCHS - 1;
    let rose = judged(last).loss > 1.05 * judged(best).loss;
    let learned = last.train.loss < best.train.loss;
    (is_later && rose && learned).then(|| {
        format!(
            "Since epoch {} the {} loss rose from {:.3} to {:.3}, while the training loss fell from {:.3} to {:.3}.",
            best.epoch,
            part(last),
            judged(best).loss,
            judged(last).loss,
            best.train.loss,
            last.train.loss
        )
    })
}

/// After some epochs less than half of what guessing leaves is learned, on the training samples as on
/// the others.
fn underfitting(course: &Course) -> Option<String> {
    let last = course.epochs.last()?;
    let chance = 1.0 / course.counts.len().max(2) as f64;
    let is_poor = last.train.accuracy < f64::midpoint(chance, 1.0);
    let is_alike = judged(last).accuracy > last.train.accuracy - 0.05;
    let updates = updates(course.layers).filter(|(_, ratio)| *ratio < SMALL_UPDATE);
    let updates = updates.map(|(layer, ratio)| {
        format!(
            " Of all layers {layer} changes most, and a step changes its weights by {:.4} % of their size; about 0.1 % is usual: the learning rate is low.",
            100.0 * ratio
        )
    });
    (course.epochs.len() >= EPOCHS && is_poor && is_alike).then(|| {
        format!(
            "After {} epochs {:.1} % of the training samples are right, and {:.1} % of the {} samples.{}",
            last.epoch,
            100.0 * last.train.accuracy,
            100.0 * judged(last).accuracy,
            part(last),
            updates.unwrap_or_default()
        )
    })
}

/// In the last epochs neither the training nor the validation loss fell by as much as 1 %.
fn plateau(epochs: &[EpochResult]) -> Option<String> {
    let last = epochs.last()?;
    let before = epochs.len().checked_sub(EPOCHS + 1).map(|i| &epochs[i])?;
    let stands = |now: f64, then: f64| now > 0.99 * then && now < 1.01 * then;
    let is_still = stands(last.train.loss, before.train.loss)
        && stands(judged(last).loss, judged(before).loss);
    is_still.then(|| {
        format!(
            "From epoch {} to {} the training loss went from {:.4} to {:.4}, the {} loss from {:.4} to {:.4}.",
            before.epoch,
            last.epoch,
            before.train.loss,
            last.train.loss,
            part(last),
            judged(before).loss,
            judged(last).loss
        )
    })
}

fn unbalanced(counts: &[usize]) -> Option<String> {
    let most = counts.iter().max()?;
    let fewest = counts.iter().min()?;
    (*most > UNBALANCED * (*fewest).max(1)).then(|| {
        format!("The most frequent class has {most} training samples, the rarest {fewest}.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::LayerStatistics;

    fn epoch(epoch: usize, train: [f64; 2], validation: [f64; 2]) -> EpochResult {
        let scores = |[loss, accuracy]: [f64; 2]| Scores { loss, accuracy };
        EpochResult {
            epoch,
            step: epoch * 100,
            train: scores(train),
            validation: Some(scores(validation)),
            test: scores(validation),
            seconds: 1.0,
        }
    }

    fn found(losses: &[f32], epochs: &[EpochResult], counts: &[usize]) -> Vec<Trouble> {
        let course = Course {
            losses,
            epochs,
            counts,
            layers: &[],
        };
        let found = diagnose(&course);
        assert!(found.iter().all(|f| f.evidence.len() > 20));
        found.into_iter().map(|f| f.trouble).collect()
    }

    const EVEN: [usize; 10] = [100; 10];

    #[test]
    fn a_run_that_goes_well_has_no_finding() {
        let losses: Vec<f32> = (0..300).map(|i| 2.3 / (1.0 + i as f32 / 20.0)).collect();
        let epochs: Vec<EpochResult> = (1..=5)
            .map(|e| {
                let loss = 1.0 / e as f64;
                epoch(e, [loss, 0.9], [loss * 1.1, 0.9])
            })
            .collect();
        assert_eq!(found(&losses, &epochs, &EVEN), []);
        assert_eq!(found(&[], &[], &[]), []);
    }

    #[test]
    fn a_loss_that_grows_or_stays_at_guessing_is_a_rate_too_high() {
        let growing: Vec<f32> = (0..100).map(|i| 1.0 + i as f32 / 50.0).collect();
        assert_eq!(found(&growing, &[], &EVEN), [Trouble::RateTooHigh]);
        assert_eq!(found(&[2.303; 300], &[], &EVEN), [Trouble::RateTooHigh]);
        assert_eq!(found(&[2.303; 100], &[], &EVEN), [], "too early to tell");
    }

    #[test]
    fn a_validation_loss_that_rises_is_over_fitting() {
        let epochs = [
            epoch(1, [0.5, 0.8], [0.5, 0.8]),
            epoch(2, [0.3, 0.9], [0.4, 0.85]),
            epoch(3, [0.2, 0.93], [0.45, 0.85]),
            epoch(4, [0.1, 0.97], [0.5, 0.84]),
        ];
        assert_eq!(found(&[], &epochs, &EVEN), [Trouble::Overfitting]);
        assert_eq!(
            found(&[], &epochs[..3], &EVEN),
            [],
            "one epoch is not enough"
        );
    }

    #[test]
    fn training_samples_that_are_not_learned_are_under_fitting() {
        let epochs = [1, 2, 3].map(|e| epoch(e, [2.0 / e as f64, 0.3], [2.0 / e as f64, 0.3]));
        assert_eq!(found(&[], &epochs, &EVEN), [Trouble::Underfitting]);
    }

    #[test]
    fn losses_that_stand_still_are_a_plateau() {
        let epochs = [1, 2, 3, 4].map(|e| epoch(e, [0.2, 0.95], [0.25, 0.93]));
        assert_eq!(found(&[], &epochs, &EVEN), [Trouble::Plateau]);
    }

    #[test]
    fn rare_classes_are_named() {
        assert_eq!(found(&[], &[], &[500, 100]), [Trouble::UnbalancedClasses]);
        assert_eq!(found(&[], &[], &[400, 100]), []);
    }

    /// Looks that saw two layers with these updates and parts of dead units each.
    fn statistics(ratio: [f32; 2], dead: [Option<f32>; 2]) -> Vec<Arc<NetworkStatistics>> {
        let layer = |i: usize| LayerStatistics {
            name: ["conv2d", "dense"][i].to_owned(),
            update_ratio: Some(ratio[i]),
            dead: dead[i],
            ..LayerStatistics::default()
        };
        let of_step = |step| NetworkStatistics {
            step,
            layers: vec![layer(0), layer(1)],
        };
        (1..=4).map(|i| Arc::new(of_step(i * 10))).collect()
    }

    fn findings(
        losses: &[f32],
        epochs: &[EpochResult],
        layers: &[Arc<NetworkStatistics>],
    ) -> Vec<Finding> {
        diagnose(&Course {
            losses,
            epochs,
            counts: &EVEN,
            layers,
        })
    }

    #[test]
    fn units_that_stay_at_0_are_dead_and_their_layer_is_named() {
        let layers = statistics([1e-3; 2], [Some(0.1), Some(0.625)]);
        let found = findings(&[], &[], &layers);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].trouble, Trouble::DeadUnits);
        assert!(
            found[0].evidence.contains("62 % of the units of dense"),
            "{found:?}"
        );
        assert!(found[0].evidence.contains("step 20 to 40"), "{found:?}");
        assert_eq!(findings(&[], &[], &layers[..2]), [], "two are not enough");
        assert_eq!(
            findings(&[], &[], &statistics([1e-3; 2], [Some(0.4), None])),
            []
        );
    }

    #[test]
    fn updates_are_evidence_for_a_rate_that_is_too_high_or_too_low() {
        let growing: Vec<f32> = (0..100).map(|i| 1.0 + i as f32 / 50.0).collect();
        let found = findings(&growing, &[], &statistics([0.001, 0.25], [None; 2]));
        assert_eq!(found[0].trouble, Trouble::RateTooHigh);
        assert!(found[0].evidence.contains("dense by 25.00 %"), "{found:?}");
        let found = findings(&growing, &[], &statistics([0.001, 0.002], [None; 2]));
        assert!(!found[0].evidence.contains("usual"), "{found:?}");

        // A loss that stays at guessing because nothing moves.
        let slow = statistics([1e-6, 2e-6], [None; 2]);
        assert_eq!(findings(&[2.303; 300], &[], &slow), []);
        let epochs = [1, 2, 3].map(|e| epoch(e, [2.0 / e as f64, 0.3], [2.0 / e as f64, 0.3]));
        let found = findings(&[2.303; 300], &epochs, &slow);
        assert_eq!(found[0].trouble, Trouble::Underfitting);
        assert!(
            found[0].evidence.contains("dense changes most"),
            "{found:?}"
        );
    }
}
