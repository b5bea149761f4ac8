//! How the state changes: one pure function from a message to requests.

use super::draft::{Draft, Fault};
use super::edit::Edit;
use super::opened::{journal_read, read_journal, take_journal};
use super::planning::Planning;
use super::request::Request;
use super::running::{Means, Phase, Running};
use super::state::{PageFacts, State};
use crate::experiment::{Experiment, PackedSweep};
use crate::protocol::{Buffer, DataAnswer, DataEvent, Event};
use crate::sweep::Entry;

/// What happens. `now` is a moment in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// What plans sweeps is there.
    Planning(&'static Planning),
    /// The page says something else.
    PageChanged(Box<PageFacts>),
    /// What the browser kept of a sweep: its journal, if there is one.
    Kept(Option<Vec<Entry>>),
    /// The page's loader answered.
    Loader(DataAnswer),
    /// A person changed the sweep that is set up.
    Edit(Edit),
    /// Somebody asked for so many workers.
    Jobs(usize),
    /// Carry out the sweep that is set up, in place of one that is over.
    Start(f64),
    /// Go on with the sweep at hand.
    GoOn(f64),
    /// Let it wait.
    Pause(f64),
    /// End its workers.
    Stop(f64),
    /// Forget it and its results.
    Discard,
    /// Show what has become of it.
    Tick(f64),
    /// One of its workers says something.
    Worker(u32, Event, f64),
    /// One of its workers broke.
    WorkerLost(u32, String, f64),
    /// Its loader says something.
    DataLoader(DataEvent, f64),
    /// Its loader broke.
    DataLoaderLost(String, f64),
    /// The weights of a trial's run that a worker waits for, if they are there.
    Weights {
        /// The worker.
        worker: u32,
        /// The trial and which of its runs.
        of: (usize, usize),
        /// The weights.
        bytes: Option<Buffer>,
        /// When.
        now: f64,
    },

    /// Save the journal.
    SaveJournal,
    /// Open a journal from a file.
    ReadJournal(String),
}

/// Changes the state; returns what is to be done.
pub fn update(state: &mut State, msg: Msg) -> Vec<Request> {
    if let Msg::Planning(planning) = msg {
        state.planning = Some(planning);
        return Vec::new();
    }
    let Some(planning) = state.planning else {
        return Vec::new();
    };
    let mut requests = Vec::new();
    match msg {
        Msg::Planning(_) => {}
        Msg::PageChanged(facts) => page_changed(state, planning, *facts, &mut requests),
        Msg::Kept(entries) => {
            if let Some(entries) = entries.filter(|_| state.running.is_none()) {
                take_journal(state, planning, entries);
            }
        }
        Msg::Loader(answer) => journal_read(state, planning, answer, &mut requests),
        Msg::Edit(change) => edited(state, planning, change, &mut requests),
        Msg::Jobs(jobs) => state.jobs = Some(jobs.clamp(1, 64)),
        Msg::Start(now) => start(state, planning, now, &mut requests),
        Msg::GoOn(now) => go_on(state, now, &mut requests),
        Msg::Pause(now) => act(state, now, |running| running.pause(now, &mut requests)),
        Msg::Stop(now) => act(state, now, |running| running.stop(now, &mut requests)),
        Msg::Discard => {
            let is_at_rest = matches!(state.phase(), Some(Phase::Stopped | Phase::Over));
            if is_at_rest {
                state.running = None;
                state.show(0.0);
                requests.push(Request::ForgetKept);
            }
        }
        Msg::Tick(now) => {
            state.show(now);
            if state.phase() == Some(Phase::Running) {
                requests.push(Request::Tick);
            }
        }
        Msg::Worker(number, event, now) => {
            let mut last = state.last_worker;
            on_running(state, now, |running| {
                running.on_event(number, event, &mut last, now, &mut requests);
            });
            state.last_worker = last;
        }
        Msg::WorkerLost(number, reason, now) => {
            let mut last = state.last_worker;
            on_running(state, now, |running| {
                running.on_lost(number, &reason, &mut last, now, &mut requests);
            });
            state.last_worker = last;
        }
        Msg::DataLoader(event, now) => on_running(state, now, |running| {
            running.on_loader(event, now, &mut requests);
        }),
        Msg::DataLoaderLost(reason, now) => on_running(state, now, |running| {
            running.on_loader_lost(&reason, now, &mut requests);
        }),
        Msg::Weights {
            worker,
            of,
            bytes,
            now,
        } => on_running(state, now, |running| {
            running.on_weights(worker, of, bytes, now, &mut requests);
        }),

        Msg::SaveJournal => requests.push(Request::SaveJournal),
        Msg::ReadJournal(text) => read_journal(state, text, &mut requests),
    }
    requests
}

/// What a person does to the sweep is shown at once.
fn act(state: &mut State, now: f64, change: impl FnOnce(&mut Running)) {
    if let Some(running) = &mut state.running {
        change(running);
        state.show(now);
    }
}

/// What comes of itself is shown with the next tick, unless the sweep comes to rest.
fn on_running(state: &mut State, now: f64, change: impl FnOnce(&mut Running)) {
    let Some(running) = &mut state.running else {
        return;
    };
    let before = running.phase();
    change(running);
    if running.phase() != before {
        state.show(now);
    }
}

fn page_changed(
    state: &mut State,
    planning: &Planning,
    facts: PageFacts,
    requests: &mut Vec<Request>,
) {
    if !std::mem::replace(&mut state.has_looked, true) {
        requests.push(Request::FetchJournal);
    }
    let sweep = facts.experiment.sweep.clone();
    state.page = facts;
    match &sweep {
        Some(packed) if state.packed.as_ref() != Some(packed) => {
            if let Ok(opened) = packed.open() {
                state.draft = Draft::of(&opened);
            }
        }
        // The sweep that was there belonged to another experiment.
        None if state.packed.is_some() || !state.is_edited => {
            state.draft = (planning.suggest)(&state.page.experiment);
            state.is_edited = false;
        }
        _ => {}
    }
    state.packed = sweep;
    check(state, planning);
}

fn check(state: &mut State, planning: &Planning) {
    state.checked = Some((planning.check)(&state.draft, &state.page.experiment));
}

fn edited(state: &mut State, planning: &Planning, change: Edit, requests: &mut Vec<Request>) {
    let applied = (planning.edit)(&mut state.draft, change, &state.page.experiment);
    state.is_edited = true;
    check(state, planning);
    if let Err(message) = applied {
        state.checked = Some(Err(Fault {
            parameter: None,
            message,
        }));
        return;
    }
    if let Some(packed) = packed(state).filter(|packed| state.packed.as_ref() != Some(packed)) {
        state.packed = Some(packed.clone());
        requests.push(Request::SetSweep(packed));
    }
}

/// The sweep that is set up, if it is in order.
fn packed(state: &State) -> Option<PackedSweep> {
    let checked = state.checked.as_ref()?.as_ref().ok()?;
    PackedSweep::new(&checked.sweep).ok()
}

fn start(state: &mut State, planning: &Planning, now: f64, requests: &mut Vec<Request>) {
    if state.is_under_way() {
        return;
    }
    let Some(sweep) = packed(state) else { return };
    if state.packed.as_ref() != Some(&sweep) {
        state.packed = Some(sweep.clone());
        requests.push(Request::SetSweep(sweep.clone()));
    }
    let experiment = Experiment {
        sweep: Some(sweep),
        ..state.page.experiment.clone()
    };
    match (planning.course)(experiment) {
        Ok(course) => {
            requests.push(Request::ForgetKept);
            state.error = None;
            state.running = Some(Running::new(course));
            go_on(state, now, requests);
        }
        Err(error) => state.error = Some(format!("{error}. {}", error.hint)),
    }
}

fn go_on(state: &mut State, now: f64, requests: &mut Vec<Request>) {
    let means = Means {
        jobs: state.wanted_jobs(),
        device: state.page.device,
        origin: state.page.origin.clone(),
        last_worker: state.last_worker,
    };
    if let Some(running) = &mut state.running {
        state.last_worker = running.start(means, now, requests);
        state.show(now);
    }
}
