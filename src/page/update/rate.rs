//! The step size of the run at hand: changed in mid-run, searched for, and taken from a search.

use super::model::{self, ModelMsg};
use super::notices::announce;
use super::{Effect, send_run};
use crate::experiment::decimal;
use crate::page::form::Field;
use crate::page::happened::short;
use crate::page::run::Status;
use crate::page::state::{RateSearch, State};
use crate::protocol::{RunCommand, WireError};
use crate::run::{FindRate, FoundRate};

/// Goes on with another step size. Before the first step it is the experiment that changes.
pub(super) fn set(state: &mut State, rate: f64) -> Vec<Effect> {
    let Some(run) = &state.run.current else {
        return Vec::new();
    };
    let is_sound = (rate as f32).is_finite() && rate as f32 > 0.0;
    if !is_sound || run.is_over() {
        return Vec::new();
    }
    if run.step == 0 {
        let msg = ModelMsg::SetField(Field::LearningRate, rate.to_string());
        return model::update(state, msg);
    }
    send_run(run.id, RunCommand::SetLearningRate(rate))
}

/// Searches for a step size, on a copy of the network.
pub(super) fn find(state: &mut State) -> Vec<Effect> {
    if !state.can_find_rate() {
        return Vec::new();
    }
    let Some(run) = &state.run.current else {
        return Vec::new();
    };
    let id = run.id;
    state.run.search = Some(RateSearch::UnderWay);
    announce(state, "Trying step sizes on a copy of the network.");
    send_run(id, RunCommand::FindRate(FindRate::default()))
}

/// The search is over.
pub(super) fn found(state: &mut State, found: Result<FoundRate, WireError>) -> Vec<Effect> {
    let text = match &found {
        Ok(FoundRate {
            suggested: Some(rate),
            ..
        }) => format!("A learning rate of {} is suggested.", short(*rate)),
        Ok(_) => "The loss fell at no learning rate that was tried.".to_owned(),
        Err(error) => format!("The search failed: {}", error.message),
    };
    state.run.search = Some(RateSearch::Over(found));
    announce(state, text);
    Vec::new()
}

/// Trains with the step size that was found.
pub(super) fn use_found(state: &mut State) -> Vec<Effect> {
    match &state.run.search {
        Some(RateSearch::Over(Ok(FoundRate {
            suggested: Some(rate),
            ..
        }))) => {
            // As it is shown.
            let shown = decimal::parse(&short(*rate)).unwrap_or(*rate);
            set(state, shown)
        }
        _ => Vec::new(),
    }
}

impl State {
    /// Whether a step size can be searched for: the run waits.
    #[must_use]
    pub fn can_find_rate(&self) -> bool {
        let is_searching = self.run.search == Some(RateSearch::UnderWay);
        self.status() == Some(Status::Paused) && !is_searching && self.can_edit()
    }
}
