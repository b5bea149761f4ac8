//! In which order the trials of a list begin.

use super::{Draws, order};
use crate::experiment::sweep::Sweep;

/// The numbers of a grid's trials, those with the most epochs first, and their epochs: the other way round, a worker
/// may be left with a long trial when nothing is left for the others (Graham 1969, longest processing time first).
/// Empty where trials begin by their numbers: without epochs among the parameters, or with a budget, of which a long
/// trial would use up more than its share.
pub fn longest_first(sweep: &Sweep, draws: &mut Draws) -> Vec<(usize, f64)> {
    let budget = &sweep.budget;
    let is_limited = budget.trials.is_some() || budget.epochs.is_some() || budget.minutes.is_some();
    let mut parameters = sweep.parameters.iter();
    let epochs = parameters.find(|parameter| parameter.fields == ["training.epochs"]);
    let (Some(epochs), Some(count), false) = (epochs, draws.count(), is_limited) else {
        return Vec::new();
    };
    let numbered = (0..count).map(|number| {
        let values = draws.get(number)?;
        Some((number, values.get(epochs.name())?.number()?))
    });
    // Where some have no such value, a condition decides on it.
    let mut trials: Vec<_> = numbered.collect::<Option<_>>().unwrap_or_default();
    order::sort(&mut trials, true);
    trials
}
