//! Checkpoints of the callback `ModelCheckpoint`: the browser keeps them, and they are saved and loaded.

use super::notices::notify;
use super::{Effect, RecoveryWish};
use crate::experiment::Callback;
use crate::page::state::{Checkpoint, CheckpointKind, State};
use crate::protocol::{Buffer, ErrorKind, RunId, WireError};
use crate::ui::format::accuracy;
use crate::ui::format::loss;

/// What happens to checkpoints.
#[derive(Clone, Debug, PartialEq)]
pub enum CheckpointsMsg {
    /// The browser has these of an earlier visit.
    Found(Vec<Checkpoint>),
    /// Save one as a file.
    Save(CheckpointKind),
    /// Go on from one.
    Load(CheckpointKind),
    /// The browser no longer has it.
    Gone(CheckpointKind),
}

pub(super) fn update(state: &mut State, msg: CheckpointsMsg) -> Vec<Effect> {
    match msg {
        CheckpointsMsg::Found(found) => {
            state.run.checkpoints = found;
            Vec::new()
        }
        CheckpointsMsg::Save(kind) => vec![Effect::Recovery(RecoveryWish::SaveCheckpoint(kind))],
        CheckpointsMsg::Load(kind) if state.can_set() => {
            vec![Effect::Recovery(RecoveryWish::LoadCheckpoint(kind))]
        }
        CheckpointsMsg::Load(_) => Vec::new(),
        CheckpointsMsg::Gone(kind) => {
            state.run.checkpoints.retain(|kept| kept.kind != kind);
            let error = WireError::new(
                ErrorKind::Run,
                format!("The browser no longer has the {} checkpoint.", kind.name()),
                "Browsers give up what they keep when there is little room. Train anew.",
            );
            notify(state, error, None);
            Vec::new()
        }
    }
}

/// Has the browser keep a checkpoint. Those of another run are done away with.
pub(super) fn keep(
    state: &mut State,
    key: RunId,
    (epoch, best): (usize, Option<f64>),
    bytes: Buffer,
) -> Vec<Effect> {
    let (kind, reading) = match best {
        Some(value) => (CheckpointKind::Best, reading(state, value)),
        None => (CheckpointKind::Last, String::new()),
    };
    let about = format!("epoch {epoch}{reading}");
    let run = &mut *state.run;
    let outdated = if run.checkpoints_of == Some(key) {
        run.checkpoints.retain(|kept| kept.kind != kind);
        Vec::new()
    } else {
        let before = std::mem::take(&mut run.checkpoints).into_iter();
        let others = before.map(|kept| kept.kind).filter(|other| *other != kind);
        others.collect()
    };
    run.checkpoints_of = Some(key);
    let checkpoint = Checkpoint { kind, about };
    run.checkpoints.push(checkpoint.clone());
    vec![Effect::Recovery(RecoveryWish::KeepCheckpoint {
        checkpoint,
        bytes,
        outdated,
    })]
}

/// What was the best so far, in words.
fn reading(state: &State, value: f64) -> String {
    let callbacks = state.run.current.as_ref();
    let callbacks = callbacks.map_or(&[][..], |run| &run.experiment.callbacks);
    let monitor = callbacks.iter().find_map(|callback| match callback {
        Callback::ModelCheckpoint(of) => Some(of.monitor.name()),
        _ => None,
    });
    let name = monitor.unwrap_or_default();
    let text = if name.ends_with("accuracy") {
        accuracy(value)
    } else {
        loss(value)
    };
    format!(", {name} {text}")
}
