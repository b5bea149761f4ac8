//! Counts of a run's classes and statistics of its layers, read from the bytes that the page keeps. Pure.

use std::sync::Arc;

use borsh::BorshDeserialize;

use crate::page::run::Run;
use crate::protocol::{Observed, ObservedKind, RunId};
use crate::run::{BatchClasses, EpochClasses, LayerStatistics, NetworkStatistics};

/// Counts of a run's classes and statistics of its layers, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Observations {
    key: Option<RunId>,
    /// The classes in every epoch.
    pub classes: Vec<Arc<EpochClasses>>,
    /// The classes in the batches of reports.
    pub batches: Vec<Arc<BatchClasses>>,
    /// The layers in some of the steps.
    pub layers: Vec<Arc<NetworkStatistics>>,
}

impl Observations {
    /// Those of a run. What was read before is not read again.
    #[must_use]
    pub fn of(run: Option<&Run>, before: Option<&Self>) -> Self {
        let Some(run) = run else {
            return Self::default();
        };
        let before = before.filter(|before| before.key == Some(run.key));
        let none = Self::default();
        let before = before.unwrap_or(&none);
        let observed = &run.observed;
        Self {
            key: Some(run.key),
            classes: read(
                observed,
                ObservedKind::Classes,
                &before.classes,
                |observed| observed.step,
            ),
            batches: read(
                observed,
                ObservedKind::Batches,
                &before.batches,
                |observed| observed.step,
            ),
            layers: read(observed, ObservedKind::Layers, &before.layers, |observed| {
                observed.step
            }),
        }
    }

    /// The layers in the last step that has statistics.
    #[must_use]
    pub fn last_layers(&self) -> &[LayerStatistics] {
        self.layers.last().map_or(&[], |observed| &observed.layers)
    }

    /// A layer in every step that has statistics, with the step.
    pub fn layer(&self, index: usize) -> impl Iterator<Item = (usize, &LayerStatistics)> {
        let layers = self.layers.iter();
        layers.filter_map(move |observed| Some((observed.step, observed.layers.get(index)?)))
    }
}

/// Who reads it again has the same values behind the same pointers.
impl PartialEq for Observations {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
            && are_same(&self.classes, &other.classes)
            && are_same(&self.batches, &other.batches)
            && are_same(&self.layers, &other.layers)
    }
}

fn are_same<T>(one: &[Arc<T>], other: &[Arc<T>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| Arc::ptr_eq(a, b))
}

fn read<T: BorshDeserialize>(
    observed: &[Observed],
    kind: ObservedKind,
    known: &[Arc<T>],
    step: fn(&T) -> usize,
) -> Vec<Arc<T>> {
    let mut known = known.iter().peekable();
    let mut all = Vec::new();
    for packed in observed.iter().filter(|packed| packed.kind == kind) {
        while known.next_if(|value| step(value) < packed.step).is_some() {}
        if let Some(value) = known.next_if(|value| step(value) == packed.step) {
            all.push(Arc::clone(value));
        } else if let Ok(value) = borsh::from_slice(&packed.bytes) {
            // Both are of one build: nothing is left out.
            all.push(Arc::new(value));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::run::Observation;

    fn observe(run: &mut Run, step: usize) {
        let layers = NetworkStatistics {
            step,
            layers: vec![LayerStatistics::default()],
        };
        run.observe((&Observation::Layers(layers)).into());
    }

    #[test]
    fn what_was_read_is_read_once() {
        let mut run = Run::new(RunId(4), Experiment::default());
        for step in [1, 11, 21] {
            observe(&mut run, step);
        }
        let first = Observations::of(Some(&run), None);
        assert_eq!(first.layers.len(), 3);
        assert_eq!(
            first.layer(0).map(|(step, _)| step).collect::<Vec<_>>(),
            [1, 11, 21]
        );
        assert_eq!(Observations::of(Some(&run), Some(&first)), first);
        // The second was left out, and a new one came.
        run.observed.remove(1);
        observe(&mut run, 31);
        let second = Observations::of(Some(&run), Some(&first));
        let steps = second.layers.iter().map(|observed| observed.step);
        assert_eq!(steps.collect::<Vec<_>>(), [1, 21, 31]);
        assert!(Arc::ptr_eq(&first.layers[2], &second.layers[1]));
        assert_ne!(first, second);
        let other = Run::new(RunId(5), Experiment::default());
        assert!(
            Observations::of(Some(&other), Some(&second))
                .layers
                .is_empty()
        );
    }
}
