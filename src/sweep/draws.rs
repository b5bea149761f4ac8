//! The values of trials: every combination in order, or drawn at random.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

use crate::data::seed;
use crate::experiment::Experiment;
use crate::experiment::sweep::{Parameter, Sweep, Values};

/// Draws in a row that were there before, after which there is taken to be nothing else: Keras Tuner's
/// `max_collisions`.
const MOST_COLLISIONS: usize = 20;

/// Values by the number of their draw: the same whichever worker asks, and when.
#[derive(Clone, Debug)]
pub struct Draws {
    parameters: Vec<(Parameter, bool)>,
    random: Option<Pcg32>,
    drawn: Vec<Values>,
    is_exhausted: bool,
}

impl Draws {
    /// Every combination, the last parameter's values varying fastest.
    #[must_use]
    pub fn grid(sweep: &Sweep, experiment: &Experiment) -> Self {
        let mut draws = Self::new(sweep, experiment, None);
        let mut all = Vec::new();
        combinations(&draws.parameters, Values::new(), &mut all);
        (draws.drawn, draws.is_exhausted) = (all, true);
        draws
    }

    /// Combinations at random, none twice, in an order that follows from the experiment's seed.
    #[must_use]
    pub fn random(sweep: &Sweep, experiment: &Experiment) -> Self {
        let seed = seed::derive(experiment.seed, "sweep");
        Self::new(sweep, experiment, Some(Pcg32::seed_from_u64(seed)))
    }

    /// Values that were drawn elsewhere.
    #[must_use]
    pub fn of(values: Vec<Values>) -> Self {
        Self {
            parameters: Vec::new(),
            random: None,
            drawn: values,
            is_exhausted: true,
        }
    }

    fn new(sweep: &Sweep, experiment: &Experiment, random: Option<Pcg32>) -> Self {
        let with_sort = |p: &Parameter| (p.clone(), p.is_whole(experiment));
        Self {
            parameters: sweep.parameters.iter().map(with_sort).collect(),
            random,
            drawn: Vec::new(),
            is_exhausted: false,
        }
    }

    /// How many there are; `None` where they are drawn as long as anybody asks.
    #[must_use]
    pub fn count(&self) -> Option<usize> {
        self.is_exhausted.then_some(self.drawn.len())
    }

    /// The values of a draw; `None` where there are no others than before.
    pub fn get(&mut self, index: usize) -> Option<Values> {
        while self.drawn.len() <= index && !self.is_exhausted {
            match self.draw() {
                Some(values) => self.drawn.push(values),
                None => self.is_exhausted = true,
            }
        }
        self.drawn.get(index).cloned()
    }

    fn draw(&mut self) -> Option<Values> {
        let random = self.random.as_mut()?;
        for _ in 0..=MOST_COLLISIONS {
            let mut values = Values::new();
            for (parameter, is_whole) in &self.parameters {
                if parameter.is_active(&values) {
                    let value = parameter.at_part(random.random::<f64>(), *is_whole);
                    values.insert(parameter.name().to_owned(), value);
                }
            }
            if !self.drawn.contains(&values) {
                return Some(values);
            }
        }
        None
    }
}

/// All values of the parameters that follow what was chosen.
fn combinations(parameters: &[(Parameter, bool)], chosen: Values, all: &mut Vec<Values>) {
    let Some(((parameter, is_whole), rest)) = parameters.split_first() else {
        all.push(chosen);
        return;
    };
    if !parameter.is_active(&chosen) {
        combinations(rest, chosen, all);
        return;
    }
    for index in 0..parameter.count(*is_whole).unwrap_or_default() {
        let mut chosen = chosen.clone();
        let value = parameter.at(index, *is_whole);
        chosen.insert(parameter.name().to_owned(), value);
        combinations(rest, chosen, all);
    }
}
