//! The data set: chosen, loaded, given up and tried again.

use super::notices::announce;
use super::{Effect, models, send_loader};
use crate::data::Progress;
use crate::experiment::{Data, Edit, LabelColumn, Missing, OwnFiles, ReadOptions, Source};
use crate::page::flow;
use crate::page::state::{ActiveLoad, FailedLoad, State, WorkerPhase};
use crate::protocol::{DataCommand, DataQuestion, FileLocation, FileRef, Load, ProvidedFiles};

/// What happens to the data.
#[derive(Clone, Debug, PartialEq)]
pub enum DataMsg {
    /// A data set was chosen.
    Choose(Source),
    /// The data is to be prepared, divided or changed another way.
    Set(Box<Data>),
    /// Files were dropped, picked, or named by an address.
    ProvideFiles(Vec<FileRef>),
    /// Do without the files from outside the data.
    DropOutside,
    /// Give up loading.
    CancelLoad,
    /// Load again what failed, or what the loader no longer holds.
    RetryLoad,
    /// Load again what failed for missing values, and do that about them.
    HandleMissing(Missing),
    /// Load the table that could not be loaded once more, read in this way.
    ReadTable(Box<ReadOptions>),
    /// Correct samples in these ways and in no other, and train on with the same network.
    Correct(Vec<Edit>),
    /// Ask the loader about the samples.
    Ask(Box<DataQuestion>),
    /// Make the loader panic, for tests of recovery.
    CrashLoader,
}

pub(super) fn update(state: &mut State, msg: DataMsg) -> Vec<Effect> {
    match msg {
        DataMsg::Choose(source) => choose(state, source),
        DataMsg::Set(data) => set(state, *data),
        DataMsg::ProvideFiles(files) => provide_files(state, files),
        DataMsg::DropOutside => drop_outside(state),
        DataMsg::CancelLoad => cancel(state),
        DataMsg::RetryLoad => retry(state),
        DataMsg::HandleMissing(how) => handle_missing(state, how),
        DataMsg::ReadTable(options) => read_table(state, *options),
        DataMsg::Correct(edits) => correct(state, edits),
        DataMsg::Ask(question) => send_loader(DataCommand::Ask(*question)),
        DataMsg::CrashLoader => send_loader(DataCommand::Panic),
    }
}

/// Asks the loader for the experiment's data, once it is known which experiment that is.
pub fn load(state: &mut State) -> Vec<Effect> {
    if state.data.loader != WorkerPhase::Ready || state.model.pending.is_some() {
        return Vec::new();
    }
    let experiment = &state.model.experiment;
    let (data, seed) = (experiment.data.clone(), experiment.seed);
    announce(state, format!("Loading {}.", state.load_name(&data)));
    let slice = &mut *state.data;
    slice.last_load += 1;
    let number = slice.last_load;
    let before = slice.loading.replace(ActiveLoad {
        number,
        data: data.clone(),
        seed,
        files: slice.files.clone(),
        progress: Progress::default(),
        is_cancelled: false,
    });
    let mut effects = send_loader(DataCommand::Load(Box::new(Load {
        number,
        data,
        seed,
        base: slice.base.clone(),
        files: slice.files.clone(),
    })));
    effects.extend(before.into_iter().flat_map(|l| release(state, l.files)));
    effects.extend(forget_failed(state));
    effects
}

/// An error of another load than the newest says nothing any more.
pub fn forget_failed(state: &mut State) -> Vec<Effect> {
    if state.data.failed.is_none() {
        return Vec::new();
    }
    let failed = state.data.failed.take();
    failed.map_or_else(Vec::new, |failed| release(state, failed.files))
}

/// Lets go of files that belong to nothing any more.
pub fn release(state: &State, files: ProvidedFiles) -> Vec<Effect> {
    let unused = state.data.unused(files).into_iter();
    unused.map(Effect::ReleaseFiles).collect()
}

/// Takes a data set, also instead of what is being loaded.
fn choose(state: &mut State, source: Source) -> Vec<Effect> {
    if !state.can_set() {
        return Vec::new();
    }
    let data = &mut state.model.experiment.data;
    data.source = source;
    // Those were about the data before.
    data.outside = None;
    data.edits = Vec::new();
    state.model.wants_suggestion = false;
    state.model.reason = None;
    state.data.files = ProvidedFiles::default();
    flow::experiment_changed(state)
}

/// Prepares, divides and changes the data another way from now on.
fn set(state: &mut State, wanted: Data) -> Vec<Effect> {
    if !state.can_edit() {
        return Vec::new();
    }
    state.model.experiment.data = wanted;
    state.model.refill_form();
    flow::experiment_changed(state)
}

/// Corrects samples. The network at hand stays: the new run goes on from it.
fn correct(state: &mut State, edits: Vec<Edit>) -> Vec<Effect> {
    if !state.can_edit() || state.model.experiment.data.edits == edits {
        return Vec::new();
    }
    state.model.experiment.data.edits = edits;
    flow::keep_network(state);
    flow::experiment_changed(state)
}

/// Takes files as the experiment's data, also instead of what is being loaded.
fn provide_files(state: &mut State, files: Vec<FileRef>) -> Vec<Effect> {
    let of_source = |source| ProvidedFiles {
        source,
        ..ProvidedFiles::default()
    };
    if !state.can_set() || files.is_empty() {
        return release(state, of_source(files));
    }
    if let [file] = &files[..]
        && file.path.ends_with(models::ENDING)
        && matches!(file.location, FileLocation::Local(_))
    {
        return models::load(state, file.clone());
    }
    let names: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let Data {
        source,
        outside,
        edits,
        ..
    } = &mut state.model.experiment.data;
    // An experiment that waits for these very files says how they are read, and as what.
    if outside.as_ref().is_some_and(|own| own.names == names) {
        state.data.files.outside = files;
    } else {
        if !matches!(source, Source::Files(own) if own.names == names) {
            let options = ReadOptions::default();
            *source = Source::Files(OwnFiles { names, options });
            *outside = None;
            edits.clear();
            state.model.wants_suggestion = true;
            state.model.reason = None;
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
pub fn take_outside(state: &mut State, load_before: ActiveLoad) -> Vec<Effect> {
    if let Source::Files(own) = load_before.data.source {
        let data = &mut state.model.experiment.data;
        // Those from outside were others.
        data.forget_outside();
        data.outside = Some(own);
        state.data.files.outside = load_before.files.source;
    }
    load(state)
}

/// Does without the outside files.
fn drop_outside(state: &mut State) -> Vec<Effect> {
    if !state.can_edit() {
        return Vec::new();
    }
    state.model.experiment.data.forget_outside();
    state.data.files.outside = Vec::new();
    flow::experiment_changed(state)
}

/// Gives up the load under way.
pub fn cancel(state: &mut State) -> Vec<Effect> {
    if !matches!(&state.data.loading, Some(loading) if !loading.is_cancelled) {
        return Vec::new();
    }
    if let Some(loading) = &mut state.data.loading {
        loading.is_cancelled = true;
    }
    state.run.train_when_ready = false;
    send_loader(DataCommand::CancelLoad)
}

fn retry(state: &mut State) -> Vec<Effect> {
    if !state.can_edit() {
        return Vec::new();
    }
    let Some(failed) = &state.data.failed else {
        return if state.data.in_loader {
            Vec::new()
        } else {
            load(state)
        };
    };
    state.model.experiment.data = failed.data.clone();
    state.model.refill_form();
    let files = failed.files.clone();
    state.data.files = files;
    if state.has_data_of_experiment() {
        return forget_failed(state);
    }
    load(state)
}

/// Decides what becomes of the missing values for which a load failed.
fn handle_missing(state: &mut State, how: Missing) -> Vec<Effect> {
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
fn read_table(state: &mut State, options: ReadOptions) -> Vec<Effect> {
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
