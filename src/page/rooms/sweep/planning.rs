//! Planning a sweep: what needs to know every field of an experiment. In the page it is a chunk of its own, whose
//! functions are called by their addresses.

use super::draft::{Draft, Fault};
use super::edit::{self, Edit};
use crate::experiment::sweep::Sweep;
use crate::experiment::{Experiment, ExperimentError};
use crate::sweep::{Course, Search};

/// Combinations of a grid at most: all of them are written down before the first is tried.
pub const MOST_TRIALS: usize = 10_000;

/// The functions.
#[derive(Debug)]
pub struct Planning {
    /// What an experiment without a sweep is offered.
    pub suggest: fn(&Experiment) -> Draft,
    /// Changes a draft; what is wrong with a text that cannot be taken.
    pub edit: fn(&mut Draft, Edit, &Experiment) -> Result<(), String>,
    /// What a draft means, or what is wrong with it.
    pub check: fn(&Draft, &Experiment) -> Result<Checked, Fault>,
    /// A sweep before its first trial.
    pub course: fn(Experiment) -> Result<Course, ExperimentError>,
}

/// The functions of this program.
#[must_use]
pub fn planning() -> &'static Planning {
    &PLANNING
}

static PLANNING: Planning = Planning {
    suggest: Draft::suggested,
    edit: edit::apply,
    check,
    course: Course::new,
};

impl PartialEq for Planning {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A sweep that is in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The sweep.
    pub sweep: Sweep,
    /// How many trials it has, if that is known before.
    pub trials: Option<usize>,
}

fn check(draft: &Draft, experiment: &Experiment) -> Result<Checked, Fault> {
    let sweep = draft.to_sweep(experiment)?;
    let trials = planned(&sweep, experiment);
    let is_grid = sweep.search.kind().needs_countable_values();
    match trials {
        Some(n) if is_grid && n > MOST_TRIALS => Err(Fault {
            parameter: None,
            message: format!(
                "The grid has {n} combinations. Up to {MOST_TRIALS} are tried: vary less, or search at random."
            ),
        }),
        trials => Ok(Checked { sweep, trials }),
    }
}

/// How many trials a sweep has, if that is known before: at most, where conditions leave some out and there are
/// too many to write them down.
fn planned(sweep: &Sweep, experiment: &Experiment) -> Option<usize> {
    let is_grid = sweep.search.kind().needs_countable_values();
    let all = sweep.parameters.iter().map(|parameter| {
        let count = parameter.count(parameter.is_whole(experiment));
        count.unwrap_or(MOST_TRIALS)
    });
    let product = all.fold(1_usize, usize::saturating_mul);
    let all = if is_grid && product > MOST_TRIALS {
        Some(product)
    } else {
        Search::new(sweep, experiment).planned()
    };
    match (all, sweep.budget.trials) {
        (Some(all), Some(most)) => Some(all.min(most)),
        (all, most) => all.or(most),
    }
}
