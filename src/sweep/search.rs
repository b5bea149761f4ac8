//! Which trials a search has, and which of them can begin now.

use std::collections::BTreeMap;

use super::Draws;
use super::hyperband::{Bracket, HyperbandRound, brackets};
use super::longest_first::longest_first;
use crate::experiment::Experiment;
use crate::experiment::sweep::{self, Sweep, Values};

/// What became of a trial.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Its score.
    Score(f64),
    /// Why it has none.
    Failed(String),
}

/// A trial as it is planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Its number, from 0. It follows from its position in the search, whichever worker takes it.
    pub number: usize,
    /// Its values.
    pub values: Values,
    /// Its round, by Hyperband.
    pub hyperband: Option<HyperbandRound>,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq)]
pub enum NextTrial {
    /// This trial.
    Trial(Planned),
    /// Nothing before one under way has ended.
    Wait,
    /// Nothing more.
    Done,
}

/// A search: what it asks for follows from the outcomes of trials alone, so that several workers get the same
/// trials as one.
#[derive(Clone, Debug)]
pub struct Search {
    pub(super) draws: Draws,
    pub(super) brackets: Vec<Bracket>,
    pub(super) iterations: usize,
    pub(super) is_greater_better: bool,
    pub(super) trials: BTreeMap<usize, Planned>,
    pub(super) outcomes: BTreeMap<usize, Outcome>,
    /// The trials of a list without brackets that begin in an order of their own, and their epochs.
    pub(super) longest_first: Vec<(usize, f64)>,
    /// Below it, every trial of such a list was begun.
    next: usize,
}

impl Search {
    /// The search of an experiment's sweep.
    #[must_use]
    pub fn new(sweep: &Sweep, experiment: &Experiment) -> Self {
        let is_greater_better = sweep.objective.is_greater_better();
        match &sweep.search {
            sweep::Search::Grid(_) => {
                let mut draws = Draws::grid(sweep, experiment);
                let longest_first = longest_first(sweep, &mut draws);
                Self {
                    longest_first,
                    ..Self::of_list(draws, is_greater_better)
                }
            }
            sweep::Search::RandomSearch(_) => {
                Self::of_list(Draws::random(sweep, experiment), is_greater_better)
            }
            sweep::Search::Hyperband(search) => {
                Self::hyperband(search, Draws::random(sweep, experiment), is_greater_better)
            }
        }
    }

    fn of_list(draws: Draws, is_greater_better: bool) -> Self {
        Self {
            draws,
            brackets: Vec::new(),
            iterations: 0,
            is_greater_better,
            trials: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            longest_first: Vec::new(),
            next: 0,
        }
    }

    /// Hyperband over these draws.
    #[must_use]
    pub fn hyperband(search: &sweep::Hyperband, draws: Draws, is_greater_better: bool) -> Self {
        Self {
            brackets: brackets(search),
            iterations: search.iterations,
            ..Self::of_list(draws, is_greater_better)
        }
    }

    /// How many trials there are if none fails and no budget ends the sweep before; `None` where only a
    /// budget ends it.
    #[must_use]
    pub fn planned(&self) -> Option<usize> {
        if self.brackets.is_empty() {
            return self.draws.count();
        }
        Some(self.iterations * self.per_iteration())
    }

    fn per_iteration(&self) -> usize {
        let rounds = self.brackets.iter().flat_map(|bracket| &bracket.rounds);
        rounds.map(|round| round.trials).sum()
    }

    /// The next trial, which has then begun.
    pub fn next_trial(&mut self) -> NextTrial {
        let next = if self.brackets.is_empty() {
            self.next_of_list()
        } else {
            self.next_of_brackets()
        };
        match next {
            Some(NextTrial::Trial(trial)) => {
                self.trials.insert(trial.number, trial.clone());
                NextTrial::Trial(trial)
            }
            Some(other) => other,
            None => NextTrial::Done,
        }
    }

    fn next_of_list(&mut self) -> Option<NextTrial> {
        let mut number = self.nth_of_list();
        while self.trials.contains_key(&number) {
            self.next += 1;
            number = self.nth_of_list();
        }
        let (values, hyperband) = (self.draws.get(number)?, None);
        Some(NextTrial::Trial(Planned {
            number,
            values,
            hyperband,
        }))
    }

    /// The number of the trial that is the next to begin in its order.
    fn nth_of_list(&self) -> usize {
        let listed = self.longest_first.get(self.next);
        listed.map_or(self.next, |(number, _)| *number)
    }

    /// Notes a trial that began before, as a journal has it.
    pub fn begun(&mut self, trial: Planned) {
        self.trials.insert(trial.number, trial);
    }

    /// Notes what became of a trial.
    pub fn ended(&mut self, number: usize, outcome: Outcome) {
        self.outcomes.insert(number, outcome);
    }

    /// Whether a trial is over.
    #[must_use]
    pub fn outcome(&self, number: usize) -> Option<&Outcome> {
        self.outcomes.get(&number)
    }
}
