//! The data set: loaded, given up, failed and tried again.

use std::sync::Arc;

use super::{Effect, announce, predictions, run, send_loader};
use crate::data::{DatasetHeader, Progress};
use crate::experiment::{
    BuiltInModel, Data, Experiment, LabelColumn, Missing, OwnFiles, ReadOptions, Source,
};
use crate::page::form::Form;
use crate::page::state::{DataState, FailedLoad, Loaded, Loading, State, WorkerPhase};
use crate::protocol::{
    Command, DataCommand, DataSummary, ErrorKind, FileRef, Load, ProvidedFiles, WireError,
};
use crate::ui::format::count;

/// Asks the loader for the experiment's data, once it is known which experiment that is.
pub(super) fn load(state: &mut State) -> Vec<Effect> {
    if state.loader != WorkerPhase::Ready || state.pending.is_some() {
        return Vec::new();
    }
    let (data, seed) = (state.experiment.data.clone(), state.experiment.seed);
    state.data.last_load += 1;
    let number = state.data.last_load;
    let before = state.data.loading.replace(Loading {
        number,
        data: data.clone(),
        seed,
        files: state.data.files.clone(),
        progress: Progress::default(),
        is_cancelled: false,
    });
    announce(state, format!("Loading {}.", state.load_name(&data)));
    let mut effects = send_loader(DataCommand::Load(Box::new(Load {
        number,
        data,
        seed,
        base: state.base.clone(),
        files: state.data.files.clone(),
    })));
    effects.extend(before.into_iter().flat_map(|l| release(state, l.files)));
    effects.extend(forget_failed(state));
    effects
}

/// An error of another load than the newest says nothing any more.
fn forget_failed(state: &mut State) -> Vec<Effect> {
    let failed = state.data.failed.take();
    failed.map_or_else(Vec::new, |failed| release(state, failed.files))
}

/// Whether the loaded set is the experiment's.
pub(super) fn fits(state: &State) -> bool {
    let Experiment { data, seed, .. } = &state.experiment;
    let is_same = |loaded: &Loaded| is_same(data, &loaded.data, [*seed, loaded.seed]);
    state.data.loaded.as_ref().is_some_and(is_same)
}

/// Whether the worker or the loader still has what was loaded.
fn is_kept(state: &State) -> bool {
    state.data.loaded.is_some() && (state.data.in_worker || state.data.in_loader)
}

/// Whether two pieces of data, each with its seed, are the same samples, those without labels too.
fn is_same(one: &Data, other: &Data, seeds: [u64; 2]) -> bool {
    one.outside == other.outside && one.is_same_samples(other, seeds)
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
    let suffices = |l: &Loading| !l.is_cancelled && is_same(data, &l.data, [*seed, l.seed]);
    if state.data.loading.as_ref().is_some_and(suffices) {
        return Vec::new();
    }
    if !fits(state) || !is_kept(state) {
        return load(state);
    }
    if state.data.loading.is_some() {
        // What it would replace is what is wanted.
        return cancel(state);
    }
    let mut effects = forget_failed(state);
    effects.extend(if state.data.in_worker {
        run::prepare(state)
    } else {
        hand_over(state)
    });
    effects
}

/// Sees to it that a worker that just became ready gets what is loaded.
pub(super) fn hand_over(state: &mut State) -> Vec<Effect> {
    if state.data.loading.is_some() || state.worker != WorkerPhase::Ready {
        return Vec::new();
    }
    if state.data.in_loader && fits(state) {
        return send_loader(DataCommand::SendDataset);
    }
    load(state)
}

/// The data set is on its way through the page.
pub(super) fn dataset_ready(state: &mut State, header: Box<DatasetHeader>) -> Vec<Effect> {
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
pub(super) fn provide_files(state: &mut State, files: Vec<FileRef>) -> Vec<Effect> {
    let of_source = |source| ProvidedFiles {
        source,
        ..ProvidedFiles::default()
    };
    if !state.can_set() || files.is_empty() {
        return release(state, of_source(files));
    }
    let names: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let Data {
        source, outside, ..
    } = &mut state.experiment.data;
    // An experiment that waits for these very files says how they are read, and as what.
    if outside.as_ref().is_some_and(|own| own.names == names) {
        state.data.files.outside = files;
    } else {
        if !matches!(source, Source::Files(own) if own.names == names) {
            let options = ReadOptions::default();
            *source = Source::Files(OwnFiles { names, options });
            *outside = None;
        }
        state.data.files = of_source(files);
    }
    // A loader that is only starting will find them wanted.
    let mut effects = forget_failed(state);
    effects.extend(load(state));
    effects
}

/// Takes the files of a load, none of which has a label, for outside files of the data that is
/// there.
fn take_outside(state: &mut State, load_before: Loading) -> Vec<Effect> {
    if let Source::Files(own) = load_before.data.source {
        state.experiment.data.outside = Some(own);
        state.data.files.outside = load_before.files.source;
    }
    load(state)
}

/// Does without the outside files.
pub(super) fn drop_outside(state: &mut State) -> Vec<Effect> {
    if !state.can_edit() {
        return Vec::new();
    }
    state.experiment.data.outside = None;
    state.data.files.outside = Vec::new();
    changed(state)
}

/// Decides what becomes of the missing values for which a load failed.
pub(super) fn handle_missing(state: &mut State, how: Missing) -> Vec<Effect> {
    let Some(failed) = &mut state.data.failed else {
        return Vec::new();
    };
    if let Source::Files(own) = &mut failed.data.source {
        own.options.missing = Some(how);
    }
    retry(state)
}

/// Loads a table that could not be loaded once more, read in another way. One from outside for
/// which a label is named is what there is to train on.
pub(super) fn read_table(state: &mut State, options: ReadOptions) -> Vec<Effect> {
    let Some(failed) = &mut state.data.failed else {
        return Vec::new();
    };
    let is_outside = failed.is_outside_table();
    let FailedLoad { data, files, .. } = failed;
    let mut unused = ProvidedFiles::default();
    match (&mut data.outside, &mut data.source) {
        (Some(own), _) if is_outside => own.options = options,
        (_, Source::Files(own)) => own.options = options,
        _ => return Vec::new(),
    }
    if let Some(own) = data
        .outside
        .take_if(|own| is_outside && matches!(own.options.label, LabelColumn::Name { .. }))
    {
        data.source = Source::Files(own);
        unused.source = std::mem::replace(&mut files.source, std::mem::take(&mut files.outside));
    }
    let mut effects = retry(state);
    effects.extend(release(state, unused));
    effects
}

/// Lets go of files that nothing speaks of any more; those that were given together go together.
fn release(state: &State, unused: ProvidedFiles) -> Vec<Effect> {
    let DataState {
        files,
        loading,
        loaded,
        failed,
        ..
    } = &state.data;
    let is_needed = |group: &Vec<FileRef>| {
        let known = [
            Some(files),
            loading.as_ref().map(|load| &load.files),
            loaded.as_ref().map(|load| &load.files),
            failed.as_ref().map(|load| &load.files),
        ];
        let mut known = known.into_iter().flatten();
        group.is_empty() || known.any(|k| k.source == *group || k.outside == *group)
    };
    let groups = [unused.source, unused.outside].into_iter();
    groups
        .filter(|group| !is_needed(group))
        .map(Effect::ReleaseFiles)
        .collect()
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
        return forget_failed(state);
    }
    load(state)
}

pub(super) fn progress(state: &mut State, progress: Progress) -> Vec<Effect> {
    if let Some(loading) = &mut state.data.loading {
        loading.progress = progress;
    }
    Vec::new()
}

pub(super) fn ready(
    state: &mut State,
    summary: DataSummary,
    [pictures, unlabelled]: [Vec<u8>; 2],
) -> Vec<Effect> {
    let Some(loading) = state.data.loading.take() else {
        return Vec::new();
    };
    let beside = match summary.unlabelled {
        0 => String::new(),
        n => format!(", and {} without labels", count(n)),
    };
    announce(
        state,
        format!(
            "{} is loaded: {} training and {} test samples{beside}.",
            summary.source.name(),
            count(samples(&summary, 0)),
            count(samples(&summary, 2)),
        ),
    );
    let now = Loaded {
        number: loading.number,
        summary: Arc::new(summary),
        pictures: Arc::new(pictures),
        unlabelled: Arc::new(unlabelled),
        data: loading.data,
        seed: loading.seed,
        files: loading.files,
    };
    let before = state.data.loaded.take();
    let is_same = before.as_ref().is_some_and(|before| {
        let seeds = [before.seed, now.seed];
        before.data.is_same_samples(&now.data, seeds) && before.files.source == now.files.source
    });
    state.data.loaded = Some(now);
    state.loader_crashes = 0;
    state.data.in_loader = true;
    predictions::forget(state);
    let mut effects = if is_same && state.data.in_worker {
        // What is trained on is as it was, and so is what was trained on it.
        if let Some(run) = &mut state.run {
            let outside = &state.experiment.data.outside;
            run.experiment.data.outside.clone_from(outside);
        }
        let mut effects = prepare_if_changed(state);
        if effects.is_empty() {
            effects.extend(predictions::ask(state));
        }
        effects
    } else {
        fit_model(state);
        state.data.in_worker = false;
        hand_over(state)
    };
    effects.extend(before.into_iter().flat_map(|b| release(state, b.files)));
    effects
}

/// Prepares a run, unless the one there is of this very experiment.
fn prepare_if_changed(state: &mut State) -> Vec<Effect> {
    if matches!(&state.run, Some(run) if run.experiment == state.experiment) {
        return Vec::new();
    }
    run::prepare(state)
}

pub(super) fn failed(state: &mut State, error: WireError) -> Vec<Effect> {
    let Some(loading) = state.data.loading.take() else {
        return Vec::new();
    };
    state.train_when_ready = false;
    // What was loaded before is still there: the experiment goes back to it.
    let is_kept = is_kept(state);
    if let Some(kept) = state.data.loaded.as_ref().filter(|_| is_kept) {
        state.experiment.data = kept.data.clone();
        state.experiment.seed = kept.seed;
        state.data.files.clone_from(&kept.files);
        state.form = Form::of(&state.experiment);
    }
    if error.kind == ErrorKind::NoLabels && is_kept && !loading.is_cancelled {
        return take_outside(state, loading);
    }
    let name = state.load_name(&loading.data);
    let mut effects = Vec::new();
    if loading.is_cancelled {
        announce(state, format!("Loading {name} was cancelled."));
    } else {
        announce(state, format!("{name} could not be loaded."));
    }
    if loading.is_cancelled && is_kept {
        effects.extend(release(state, loading.files));
    } else {
        state.data.failed = Some(FailedLoad {
            data: loading.data,
            files: loading.files,
            error,
        });
    }
    // A worker that came up meanwhile has got nothing yet, and settings may have changed.
    effects.extend(match (is_kept, state.data.in_worker) {
        (false, _) => Vec::new(),
        (true, false) => hand_over(state),
        (true, true) => prepare_if_changed(state),
    });
    effects
}

/// Samples of a part: 0 for training, 1 for validation, 2 for testing.
fn samples(summary: &DataSummary, part: usize) -> usize {
    summary.counts[part].iter().map(|n| *n as usize).sum()
}
