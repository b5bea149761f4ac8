//! Which trials a search has, and which of them can begin now.

use std::collections::BTreeMap;

use super::Draws;
use super::hyperband::{Bracket, Place, brackets};
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
    /// Its number, from 0. It follows from its place in the search, whichever worker takes it.
    pub number: usize,
    /// Its values.
    pub values: Values,
    /// Where it is in Hyperband.
    pub place: Option<Place>,
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
    draws: Draws,
    brackets: Vec<Bracket>,
    iterations: usize,
    is_greater_better: bool,
    trials: BTreeMap<usize, Planned>,
    outcomes: BTreeMap<usize, Outcome>,
    /// Below it, every trial of a list without brackets was begun.
    next: usize,
}

impl Search {
    /// The search of an experiment's sweep.
    #[must_use]
    pub fn new(sweep: &Sweep, experiment: &Experiment) -> Self {
        let is_greater_better = sweep.objective.is_greater_better();
        match &sweep.search {
            sweep::Search::Grid(_) => {
                Self::of_list(Draws::grid(sweep, experiment), is_greater_better)
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
        while self.trials.contains_key(&self.next) {
            self.next += 1;
        }
        let values = self.draws.get(self.next)?;
        let (number, place) = (self.next, None);
        Some(NextTrial::Trial(Planned {
            number,
            values,
            place,
        }))
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

    fn next_of_brackets(&mut self) -> Option<NextTrial> {
        let brackets = self.brackets.clone();
        let (mut first, mut draw) = (0, 0);
        let mut waits = false;
        for iteration in 0..self.iterations {
            for bracket in &brackets {
                match self.next_of_bracket(iteration, bracket, first, draw)? {
                    NextTrial::Done => {}
                    NextTrial::Wait => waits = true,
                    trial @ NextTrial::Trial(_) => return Some(trial),
                }
                first += bracket
                    .rounds
                    .iter()
                    .map(|round| round.trials)
                    .sum::<usize>();
                draw += bracket.rounds.first().map_or(0, |round| round.trials);
            }
        }
        let is_under_way = self.trials.len() > self.outcomes.len();
        (waits || is_under_way).then_some(NextTrial::Wait)
    }

    /// The next trial of a bracket whose trials have the numbers from `first` on, and the draws from `draw`
    /// on; `None` if nothing is left to draw, with which Keras Tuner ends the search, too.
    fn next_of_bracket(
        &mut self,
        iteration: usize,
        bracket: &Bracket,
        mut first: usize,
        draw: usize,
    ) -> Option<NextTrial> {
        // The trials of the round before, and how many it was to have.
        let mut before: Option<(Vec<usize>, usize)> = None;
        for (round, plan) in bracket.rounds.iter().enumerate() {
            let parents = if let Some((before, size)) = &before {
                let Some(parents) = self.promoted(before, *size, plan.trials) else {
                    return Some(NextTrial::Wait);
                };
                Some(parents)
            } else {
                None
            };
            let count = parents.as_ref().map_or(plan.trials, Vec::len);
            let numbers: Vec<usize> = (first..first + count).collect();
            let new = numbers
                .iter()
                .position(|number| !self.trials.contains_key(number));
            if let Some(i) = new {
                let promoted_from = parents.as_ref().map(|parents| parents[i]);
                let values = match promoted_from {
                    Some(parent) => self.trials.get(&parent)?.values.clone(),
                    None => self.draws.get(draw + i)?,
                };
                return Some(NextTrial::Trial(Planned {
                    number: numbers[i],
                    values,
                    place: Some(Place {
                        iteration,
                        bracket: bracket.number,
                        round,
                        epochs: plan.epochs,
                        initial_epoch: plan.initial_epoch,
                        promoted_from,
                    }),
                }));
            }
            first += plan.trials;
            before = Some((numbers, plan.trials));
        }
        Some(NextTrial::Done)
    }

    /// Whether a trial may still begin with the weights of this one: one of the next round that is under way does,
    /// or this one is among the best of its round so far.
    #[must_use]
    pub fn is_gone_on_from(&self, number: usize) -> bool {
        let Some(place) = self.trials.get(&number).and_then(|planned| planned.place) else {
            return false;
        };
        let bracket = self.brackets.iter().find(|b| b.number == place.bracket);
        let Some(next) = bracket.and_then(|bracket| bracket.rounds.get(place.round + 1)) else {
            return false;
        };
        let in_round = |round: usize| {
            self.trials.values().filter_map(move |planned| {
                let other = planned.place?;
                let is_same = (other.iteration, other.bracket, other.round)
                    == (place.iteration, place.bracket, round);
                is_same.then_some((planned.number, other.promoted_from))
            })
        };
        if let Some((child, _)) = in_round(place.round + 1).find(|(_, from)| *from == Some(number))
        {
            return !self.outcomes.contains_key(&child);
        }
        let score = |number| match self.outcomes.get(&number) {
            Some(Outcome::Score(score)) if !score.is_nan() => Some(*score),
            _ => None,
        };
        let Some(own) = score(number) else {
            return !self.outcomes.contains_key(&number);
        };
        let better = in_round(place.round).filter_map(|(other, _)| Some((other, score(other)?)));
        let better = better.filter(|(other, score)| {
            let order = score.total_cmp(&own);
            let order = if self.is_greater_better {
                order.reverse()
            } else {
                order
            };
            // Of equal scores the earlier trial goes on.
            order.then(other.cmp(&number)).is_lt()
        });
        better.count() < next.trials
    }

    /// Epochs of all trials together, each trained by itself, if none fails; `None` where that is not known
    /// before they begin.
    #[must_use]
    pub fn epochs(&self) -> Option<usize> {
        if self.brackets.is_empty() {
            return None;
        }
        let rounds = self.brackets.iter().flat_map(|bracket| &bracket.rounds);
        let each = rounds.map(|round| round.trials * (round.epochs - round.initial_epoch));
        Some(self.iterations * each.sum::<usize>())
    }

    /// The trials of a round that go on to the next, best first; `None` while one is under way. Of a round in
    /// which trials failed, fewer do: a trial goes on as long as more are left than are thrown out, of all
    /// that the round was to have.
    fn promoted(&self, round: &[usize], size: usize, next_size: usize) -> Option<Vec<usize>> {
        let outcomes = round
            .iter()
            .map(|number| Some((*number, self.outcomes.get(number)?)));
        let outcomes: Vec<(usize, &Outcome)> = outcomes.collect::<Option<_>>()?;
        let scored = outcomes
            .into_iter()
            .filter_map(|(number, outcome)| match outcome {
                Outcome::Score(score) if !score.is_nan() => Some((number, *score)),
                _ => None,
            });
        let mut scored: Vec<(usize, f64)> = scored.collect();
        // Stable, as Python's: of equal scores the earlier trial goes on.
        scored.sort_by(|a, b| {
            let order = a.1.total_cmp(&b.1);
            if self.is_greater_better {
                order.reverse()
            } else {
                order
            }
        });
        let count = (scored.len() + next_size).saturating_sub(size);
        Some(
            scored
                .into_iter()
                .take(count)
                .map(|(number, _)| number)
                .collect(),
        )
    }
}
