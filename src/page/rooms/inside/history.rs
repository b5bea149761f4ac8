//! The weights that a layer had at earlier steps, as many as the page can hold, spread over the training.

use std::sync::Arc;

use super::values::Weights;

/// Moments that are kept.
const MOST: usize = 24;

/// The weights of a layer at some steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The steps, with the weights after them.
    pub moments: Vec<(usize, Arc<Weights>)>,
    /// Steps between two of them, at least.
    spacing: usize,
}

impl History {
    /// Keeps the weights after a step, unless it is too near the last that was kept; forgets those of another layer.
    pub fn keep(&mut self, step: usize, weights: &Arc<Weights>) {
        let last = self.moments.last();
        if last.is_some_and(|(before, known)| known.layer != weights.layer || *before > step) {
            *self = Self::default();
        }
        let last = self.moments.last();
        if last.is_some_and(|(before, _)| step < before + self.spacing.max(1)) {
            return;
        }
        self.moments.push((step, Arc::clone(weights)));
        if self.moments.len() > MOST {
            let mut at = 0;
            self.moments.retain(|_| {
                at += 1;
                at % 2 == 1
            });
            self.spacing = (2 * self.spacing).max(2);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(layer: usize) -> Arc<Weights> {
        let arrays = Vec::new();
        Arc::new(Weights { layer, arrays })
    }

    #[test]
    fn moments_are_spread_over_all_steps_however_many_there_are() {
        let mut history = History::default();
        for step in 0..1000 {
            history.keep(step, &weights(0));
        }
        let steps: Vec<usize> = history.moments.iter().map(|(step, _)| *step).collect();
        assert_eq!(steps[0], 0);
        assert!((12..=MOST).contains(&steps.len()), "{steps:?}");
        let gaps: Vec<usize> = steps.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps.iter().all(|gap| *gap == gaps[0]), "{gaps:?}");
        assert!(1000 - steps[steps.len() - 1] <= gaps[0]);
    }

    #[test]
    fn another_layer_and_a_network_that_begins_anew_begin_a_history() {
        let mut history = History::default();
        history.keep(3, &weights(0));
        history.keep(3, &weights(0));
        assert_eq!(history.moments.len(), 1);
        history.keep(4, &weights(1));
        assert_eq!(history.moments.len(), 1);
        history.keep(0, &weights(1));
        assert_eq!(history.moments[0].0, 0);
    }
}
