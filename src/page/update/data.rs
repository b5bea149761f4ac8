//! The data set: loaded, given up, failed and tried again.

use std::sync::Arc;

use super::{Effect, announce, run, send_loader};
use crate::data::DatasetHeader;
use crate::page::form::Form;
use crate::page::state::{FailedLoad, Loaded, Loading, State, WorkerPhase};
use crate::protocol::{Command, DataCommand, DataSummary, FileRef, Load, WireError};
use crate::spec::{BuiltInModel, Experiment, Missing, ReadOptions, Source};
use crate::ui::format::count;

/// Asks the loader for the experiment's data, once it is known which experiment that is.
pub(super) fn load(state: &mut State) -> Vec<Effect> {
    if state.loader != WorkerPhase::Ready || state.unread.is_some() {
        return Vec::new();
    }
    let (data, seed) = (state.experiment.data.clone(), state.experiment.seed);
    state.data.last_load += 1;
    let number = state.data.last_load;
    state.data.failed = None;
    state.data.loading = Some(Loading {
        number,
        data: data.clone(),
        seed,
        files: state.data.files.clone(),
        what: String::new(),
        done: 0,
        total: 0,
        is_cancelled: false,
    });
    announce(state, format!("Loading {}.", data.source.name()));
    send_loader(DataCommand::Load(Box::new(Load {
        number,
        data,
        seed,
        base: state.base.clone(),
        files: state.data.files.clone(),
    })))
}

/// Whether the loaded set is the experiment's.
pub(super) fn fits(state: &State) -> bool {
    let Experiment { data, seed, .. } = &state.experiment;
    let is_same = |loaded: &Loaded| data.is_same_samples(&loaded.data, [*seed, loaded.seed]);
    state.data.loaded.as_ref().is_some_and(is_same)
}

/// Whether the load of that number is under way.
pub(super) fn is_awaited(state: &State, load: u32) -> bool {
    let loading = state.data.loading.as_ref();
    loading.is_some_and(|loading| loading.number == load)
}

/// The experiment is another one: loads its data if it needs other data, and prepares a run.
pub(super) fn changed(state: &mut State) -> Vec<Effect> {
    let Experiment { data, seed, .. } = &state.experiment;
    // Its end prepares the run, whatever else was changed meanwhile.
    let suffices = |l: &Loading| !l.is_cancelled && data.is_same_samples(&l.data, [*seed, l.seed]);
    if state.data.loading.as_ref().is_some_and(suffices) {
        return Vec::new();
    }
    if !fits(state) {
        return load(state);
    }
    // An error of another set says nothing about this one.
    state.data.failed = None;
    if state.data.in_worker {
        return run::prepare(state);
    }
    hand_over(state)
}

/// Sees to it that a worker that just became ready gets what is loaded.
pub(super) fn hand_over(state: &mut State) -> Vec<Effect> {
    if state.data.loading.is_some() || state.worker != WorkerPhase::Ready {
        return Vec::new();
    }
    if state.data.in_loader && fits(state) {
        return send_loader(DataCommand::Give);
    }
    load(state)
}

/// The data set is on its way through the page.
pub(super) fn given(state: &mut State, header: Box<DatasetHeader>) -> Vec<Effect> {
    // Meanwhile the worker may have gone, or other data may be wanted.
    if state.worker != WorkerPhase::Ready || state.data.loading.is_some() || !fits(state) {
        return Vec::new();
    }
    state.data.in_worker = true;
    let mut effects = vec![Effect::Forward(Command::Data { header })];
    effects.extend(run::data_is_there(state));
    effects
}

/// Gives a built-in model the shape of the loaded data. A model of somebody's own stays as it
/// is, and the page says where it does not fit.
pub(super) fn fit_model(state: &mut State) {
    let Some(built_in) = BuiltInModel::of(&state.experiment.model) else {
        return;
    };
    if let Some(Loaded { summary, .. }) = &state.data.loaded {
        let fitting = built_in.for_input(summary.shape);
        state.experiment.model = fitting.for_classes(summary.classes.len());
    }
}

/// Takes files as the experiment's data, also instead of what is being loaded.
pub(super) fn give_files(state: &mut State, files: Vec<FileRef>) -> Vec<Effect> {
    if !state.can_set() || files.is_empty() {
        return release(files);
    }
    let names: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    // An experiment that waits for these very files says how they are read.
    let is_awaited = matches!(&state.experiment.data.source, Source::Files { names: awaited, .. } if *awaited == names);
    if !is_awaited {
        let options = ReadOptions::default();
        state.experiment.data.source = Source::Files { names, options };
    }
    let mut effects = forget_failed(state);
    state.data.files = files;
    effects.extend(load(state));
    effects
}

/// Decides what becomes of the missing values for which a load failed.
pub(super) fn handle_missing(state: &mut State, how: Missing) -> Vec<Effect> {
    let Some(failed) = &mut state.data.failed else {
        return Vec::new();
    };
    if let Source::Files { options, .. } = &mut failed.data.source {
        options.missing = Some(how);
    }
    retry(state)
}

/// Lets go of the files of a load that failed, unless what is loaded came from them.
fn forget_failed(state: &mut State) -> Vec<Effect> {
    let Some(failed) = state.data.failed.take() else {
        return Vec::new();
    };
    match &state.data.loaded {
        Some(loaded) if loaded.files == failed.files => Vec::new(),
        _ => release(failed.files),
    }
}

fn release(files: Vec<FileRef>) -> Vec<Effect> {
    if files.is_empty() {
        return Vec::new();
    }
    vec![Effect::Release(files)]
}

pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    match &mut state.data.loading {
        Some(loading) if !loading.is_cancelled => {
            loading.is_cancelled = true;
            state.train_when_ready = false;
            send_loader(DataCommand::CancelLoad)
        }
        _ => Vec::new(),
    }
}

pub(super) fn retry(state: &mut State) -> Vec<Effect> {
    let Some(failed) = &state.data.failed else {
        return Vec::new();
    };
    if !state.can_edit() {
        return Vec::new();
    }
    state.experiment.data = failed.data.clone();
    state.data.files.clone_from(&failed.files);
    state.form = Form::of(&state.experiment);
    if fits(state) {
        state.data.failed = None;
        return Vec::new();
    }
    load(state)
}

pub(super) fn progress(state: &mut State, what: String, done: u64, total: u64) -> Vec<Effect> {
    if let Some(loading) = &mut state.data.loading {
        loading.what = what;
        loading.done = done;
        loading.total = total;
    }
    Vec::new()
}

pub(super) fn ready(state: &mut State, summary: DataSummary, pictures: Vec<u8>) -> Vec<Effect> {
    let Some(loading) = state.data.loading.take() else {
        return Vec::new();
    };
    announce(
        state,
        format!(
            "{} is loaded: {} training and {} test samples.",
            summary.source.name(),
            count(samples(&summary, 0)),
            count(samples(&summary, 1)),
        ),
    );
    let before = state.data.loaded.replace(Loaded {
        number: loading.number,
        summary: Arc::new(summary),
        pictures: Arc::new(pictures),
        data: loading.data,
        seed: loading.seed,
        files: loading.files,
    });
    fit_model(state);
    state.loader_losses = 0;
    state.data.in_loader = true;
    state.data.in_worker = false;
    let mut effects = hand_over(state);
    if let (Some(before), Some(now)) = (before, &state.data.loaded)
        && before.files != now.files
    {
        effects.extend(release(before.files));
    }
    effects
}

pub(super) fn failed(state: &mut State, error: WireError) -> Vec<Effect> {
    let Some(loading) = state.data.loading.take() else {
        return Vec::new();
    };
    state.train_when_ready = false;
    let name = loading.data.source.name();
    if loading.is_cancelled {
        announce(state, format!("Loading {name} was cancelled."));
    } else {
        announce(state, format!("{name} could not be loaded."));
    }
    // What was loaded before is still there: the experiment goes back to it.
    let kept = state.data.loaded.as_ref();
    let kept = kept.filter(|_| state.data.in_worker || state.data.in_loader);
    let may_forget = kept.is_some();
    if let Some(kept) = kept {
        state.experiment.data = kept.data.clone();
        state.experiment.seed = kept.seed;
        state.data.files.clone_from(&kept.files);
        state.form = Form::of(&state.experiment);
    }
    if !(loading.is_cancelled && may_forget) {
        state.data.failed = Some(FailedLoad {
            data: loading.data,
            files: loading.files,
            error,
        });
    }
    // A worker that came up meanwhile has got nothing yet.
    if may_forget && !state.data.in_worker {
        return hand_over(state);
    }
    Vec::new()
}

/// Samples of a part: 0 for training, 1 for testing.
fn samples(summary: &DataSummary, part: usize) -> usize {
    summary.counts[part].iter().map(|n| *n as usize).sum()
}
