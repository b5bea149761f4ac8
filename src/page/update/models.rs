//! Models as files: saved, loaded, and the last one that the browser kept, which is offered after the
//! page was closed or broke off.

use super::notices::{announce, notify};
use super::{Effect, RecoveryWish};
use crate::page::flow;
use crate::page::run::Status;
use crate::page::state::{Remedy, State};
use crate::protocol::{Buffer, ErrorKind, FileLocation, FileRef, PendingExperiment, WireError};

/// How the names of such files end.
pub const ENDING: &str = ".safetensors";

/// What happens to models.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelsMsg {
    /// Save the network of the run at hand.
    Save,
    /// Load the model of a file.
    Load(FileRef),
    /// The browser kept a model of this step before the page was opened.
    Found(usize),
    /// Go on from the model that the browser kept.
    GoOn,
    /// The browser no longer has it.
    Gone,
    /// Do away with it.
    Discard,
}

pub(super) fn update(state: &mut State, msg: ModelsMsg) -> Vec<Effect> {
    match msg {
        ModelsMsg::Save => save(state),
        ModelsMsg::Load(file) => load(state, file),
        ModelsMsg::Found(step) => {
            found(state, step);
            Vec::new()
        }
        ModelsMsg::GoOn => go_on(state),
        ModelsMsg::Gone => {
            gone(state);
            Vec::new()
        }
        ModelsMsg::Discard => {
            withdraw(state);
            vec![Effect::Recovery(RecoveryWish::Discard)]
        }
    }
}

fn save(state: &mut State) -> Vec<Effect> {
    let Some(snapshot) = state.run.snapshot_of_current() else {
        return Vec::new();
    };
    let (step, bytes) = (snapshot.step, snapshot.bytes.clone());
    announce(state, format!("The model of step {step} is saved."));
    vec![Effect::Save {
        name: "model.safetensors",
        bytes,
    }]
}

/// Takes a file as a model, whatever its name.
pub fn load(state: &mut State, file: FileRef) -> Vec<Effect> {
    let FileLocation::Local(number) = file.location else {
        return Vec::new();
    };
    let pending = PendingExperiment::Model(number);
    let effects = flow::open_experiment(state, Ok(pending.clone()));
    if state.model.pending == Some(pending) {
        return effects;
    }
    // It was refused before it was read.
    vec![Effect::ReleaseFiles(vec![file])]
}

fn found(state: &mut State, step: usize) {
    let offer = WireError::new(
        ErrorKind::Run,
        format!("The last run came to step {step}."),
        "Its model is kept until another run is trained.",
    );
    notify(state, offer, Some(Remedy::GoOn(step)));
}

fn go_on(state: &State) -> Vec<Effect> {
    if !state.can_set() {
        return Vec::new();
    }
    vec![Effect::Recovery(RecoveryWish::Fetch)]
}

fn gone(state: &mut State) {
    withdraw(state);
    let error = WireError::new(
        ErrorKind::Run,
        "The last run cannot be gone on from: the browser no longer has its model.",
        "Train anew. Browsers give up what they keep when there is little room.",
    );
    notify(state, error, None);
}

/// Offers the kept model no longer: it is used, discarded or replaced.
pub fn withdraw(state: &mut State) {
    let notices = &mut *state.notices;
    if notices.list.iter().any(is_offer) {
        notices.list.retain(|notice| !is_offer(notice));
    }
}

fn is_offer(notice: &crate::page::state::Notice) -> bool {
    matches!(notice.remedy, Some(Remedy::GoOn(_)))
}

/// Has the browser keep a snapshot of the run at hand, so that a page that is opened anew can go on
/// from it.
pub fn keep(state: &mut State, step: usize, bytes: Buffer) -> Vec<Effect> {
    withdraw(state);
    let run = state.run.current.as_ref();
    // What is trained on keeps changing; what rests is kept at once.
    let rests = run.is_some_and(|run| run.status != Status::Running || step >= run.total_steps());
    vec![Effect::Recovery(RecoveryWish::Keep { step, bytes, rests })]
}
