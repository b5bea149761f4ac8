//! How the room's state changes: one pure function from a message to requests to the page. What concerns one purpose
//! is in a file of its own.

use std::sync::Arc;

pub use super::msg::{Msg, Request, Which};
use super::msg::{ask, text};
use super::pass::{analysed, evaluate, give_up, predicted};
use super::state::{OUTSIDE_PORTION, Page, PageFacts, State};
use super::{curve_points, galleries, new_data, one_sample};
use crate::data::Role;
use crate::protocol::{
    Asker, Buffer, DataAnswer, DataReply, EvaluationQuery, EvaluationReply, GalleryFilter,
    NetworkAnswer, NetworkReply, PredictionTable, Ticket, WireError,
};

/// Changes the state by what happened; returns what the page is to do.
pub fn update(state: &mut State, msg: Msg) -> Vec<Request> {
    match msg {
        Msg::Open(panel) => {
            state.panel = panel;
            Vec::new()
        }
        Msg::PageChanged(facts) => follow_page(state, *facts),
        Msg::Loader(DataAnswer { ticket, body }) => match body {
            // What cannot be read is of another build, whose workers are replaced.
            DataReply::Evaluation(reply) => reply.open().map_or_else(
                |_| Vec::new(),
                |reply| loader_answered(state, ticket, reply),
            ),
            DataReply::Unlabelled(samples) => new_data::arrived(state, ticket, samples),
            // Others ask for all else.
            _ => Vec::new(),
        },
        Msg::Network(NetworkAnswer { ticket, body }) => match body {
            NetworkReply::Predictions(result) => predicted(state, ticket, result),
            NetworkReply::Probabilities(result) => {
                let (classes, load) = (state.page.classes.len(), state.page.load);
                let importance = &mut state.importance;
                if let Some(next) = importance.take_probabilities(ticket, &result, classes, load) {
                    return next.into_iter().map(Request::Loader).collect();
                }
                if one_sample::probed(state, ticket, &result) {
                    return Vec::new();
                }
                new_data::predicted(state, ticket, result)
            }
            NetworkReply::Distances(result) => one_sample::measured(state, ticket, result),
            NetworkReply::LearningCurve(result) => curve_points::point_found(state, ticket, result),
            _ => Vec::new(),
        },
        Msg::Choose(part) => {
            state.part = Some(part);
            let is_kept = part != Role::Train && state.page.evaluated.is_some();
            evaluate(state, is_kept)
        }
        Msg::Follow(follows) => {
            state.follows = follows;
            let is_due = follows && state.page.evaluated.is_some();
            if is_due {
                evaluate(state, true)
            } else {
                Vec::new()
            }
        }
        Msg::Evaluate => evaluate(state, false),
        Msg::Cancel => {
            give_up(state);
            Vec::new()
        }
        Msg::Show(which, filter, from) => galleries::choose(state, which, filter, from),
        Msg::LookAt(id, label) => one_sample::look_at(state, id, label),
        Msg::Vary(variation) => one_sample::vary_as(state, variation),
        Msg::FindNearest => one_sample::find_nearest(state),
        Msg::StopFinding => {
            state.close.distances.end();
            Vec::new()
        }
        Msg::DrawCurve(epochs) => curve_points::draw(state, epochs),
        Msg::StopCurve => curve_points::stop(state),
        Msg::FindImportance(repeats) => {
            let part = state.part();
            match state.page.load.filter(|_| state.page.run.is_some()) {
                Some(load) => {
                    let question = state.importance.begin(part, repeats, load);
                    vec![Request::Loader(question)]
                }
                None => Vec::new(),
            }
        }
        Msg::StopImportance => {
            state.importance.stop();
            Vec::new()
        }
        Msg::Report => {
            let facts = state.page.facts.clone();
            let Some(load) = state.page.load else {
                return Vec::new();
            };
            let ticket = state.reporter.ask_now(load);
            vec![ask(ticket, &EvaluationQuery::Report { facts })]
        }
        Msg::SaveTable(kind) => new_data::begin(state, kind, false),
        Msg::ShowOutside => new_data::begin(state, PredictionTable::Probabilities, true),
        Msg::ShowMoreOutside => new_data::show_more(state),
        Msg::CancelTable => {
            new_data::end(state);
            Vec::new()
        }
    }
}

fn loader_answered(state: &mut State, ticket: Ticket<u32>, reply: EvaluationReply) -> Vec<Request> {
    match reply {
        EvaluationReply::Analysis(result) => analysed(state, ticket, *result),
        EvaluationReply::Gallery {
            page,
            samples,
            total,
            pictures,
        } => {
            let pictures = pictures.into_vec();
            let shown = Page {
                samples,
                total,
                pictures,
            };
            galleries::arrived(state, ticket, page, shown);
            Vec::new()
        }
        EvaluationReply::Sample(result) => one_sample::fetched(state, ticket, result),
        EvaluationReply::Variations(result) => one_sample::changed(state, ticket, result),
        EvaluationReply::Training { samples, pictures } => {
            let page = Page {
                total: samples.len(),
                samples,
                pictures: pictures.into_vec(),
            };
            one_sample::found(state, ticket, page);
            Vec::new()
        }
        EvaluationReply::Shuffled(result) => {
            let run = state.page.run;
            let question = state.importance.take_rows(ticket, result, run);
            question.into_iter().map(Request::Network).collect()
        }
        EvaluationReply::Report(result) => reported(state, ticket, result),
        EvaluationReply::Table(result) => new_data::made(state, ticket, result),
    }
}

/// Saves the report.
fn reported(
    state: &mut State,
    ticket: Ticket<u32>,
    result: Result<Buffer, WireError>,
) -> Vec<Request> {
    if state.reporter.answered(ticket).is_none() {
        return Vec::new();
    }
    match result {
        Ok(html) => vec![Request::Save("evaluation.html", html)],
        Err(error) => {
            state.error = Some(text(&error));
            Vec::new()
        }
    }
}

/// Forgets what is of other samples or of another network, and evaluates what is new.
fn follow_page(state: &mut State, facts: PageFacts) -> Vec<Request> {
    let before = std::mem::replace(&mut state.page, facts);
    let now = &state.page;
    let is_other_load = before.load != now.load;
    let is_other_run = before.key != now.key;
    let is_evaluated = now.evaluated.is_some() && (now.evaluated != before.evaluated);
    let is_due = is_evaluated && (state.follows || !now.is_running);
    if before.run != now.run || is_other_load {
        give_up(state);
        one_sample::ask_no_more(&mut state.close);
        new_data::end(state);
        // What is known of it stays; a worker that was asked for more has another network now.
        state.curve.asker.cancel();
        state.curve.is_under_way = false;
        state.importance.stop();
    }
    if is_other_load || is_other_run {
        state.is_due |= is_other_load && state.shown.is_some();
        state.shown = None;
        state.error = None;
        state.importance.forget();
        galleries::forget(state);
        state.table.shown = Arc::default();
        state.table.samples = Arc::default();
        state.table.rows = OUTSIDE_PORTION;
    }
    if is_other_load {
        state.curve.points.clear();
        let askers = [
            &mut state.analyser,
            &mut state.reporter,
            &mut state.close.fetcher,
            &mut state.close.changer,
            &mut state.close.finder,
        ];
        askers.into_iter().for_each(Asker::cancel);
        one_sample::forget(&mut state.close);
    }
    if state.mistakes.filter.is_none() {
        state.mistakes.filter = Some(GalleryFilter::default());
    }
    if is_due || (is_other_load && state.page.evaluated.is_some() && !state.page.is_running) {
        return evaluate(state, true);
    }
    let is_at_rest = state.page.is_trained && !state.page.is_running;
    if state.is_due && is_at_rest && !state.pass.is_under_way() {
        return evaluate(state, false);
    }
    Vec::new()
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
