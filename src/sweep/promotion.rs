//! Which trials of Hyperband go on to the next round, and which begin next.

use super::hyperband::{Bracket, HyperbandRound};
use super::order;
use super::search::{NextTrial, Outcome, Planned, Search};

impl Search {
    /// The next trial of all brackets; `None` if nothing is left.
    pub(super) fn next_of_brackets(&mut self) -> Option<NextTrial> {
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
                    hyperband: Some(HyperbandRound {
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
        let Some(own) = self
            .trials
            .get(&number)
            .and_then(|planned| planned.hyperband)
        else {
            return false;
        };
        let bracket = self.brackets.iter().find(|b| b.number == own.bracket);
        let Some(next) = bracket.and_then(|bracket| bracket.rounds.get(own.round + 1)) else {
            return false;
        };
        let in_round = |round: usize| {
            self.trials.values().filter_map(move |planned| {
                let other = planned.hyperband?;
                let is_same = (other.iteration, other.bracket, other.round)
                    == (own.iteration, own.bracket, round);
                is_same.then_some((planned.number, other.promoted_from))
            })
        };
        if let Some((child, _)) = in_round(own.round + 1).find(|(_, from)| *from == Some(number)) {
            return !self.outcomes.contains_key(&child);
        }
        let score = |number| match self.outcomes.get(&number) {
            Some(Outcome::Score(score)) if !score.is_nan() => Some(*score),
            _ => None,
        };
        let Some(reached) = score(number) else {
            return !self.outcomes.contains_key(&number);
        };
        let better = in_round(own.round).filter_map(|(other, _)| Some((other, score(other)?)));
        let better = better.filter(|(other, score)| {
            let order = score.total_cmp(&reached);
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
            let listed = self
                .longest_first
                .iter()
                .map(|(_, epochs)| *epochs as usize);
            return Some(listed.sum()).filter(|epochs| *epochs > 0);
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
        order::sort(&mut scored, self.is_greater_better);
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
