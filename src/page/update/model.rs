//! The experiment's settings and model: each change prepares a new run, once it fits the data.

use super::Effect;
use super::notices::{announce, notify};
use crate::experiment::{
    BuiltInModel, Classifier, Experiment, Model, PackedSweep, Suggestion, default_recipe,
};
use crate::page::flow;
use crate::page::form::Field;
use crate::page::state::{LoadedData, State};
use crate::page::undo::Undo;
use crate::protocol::{ErrorKind, WireError};

/// What happens to the experiment.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelMsg {
    /// A model was chosen.
    Choose(BuiltInModel),
    /// A classifier was chosen, by what people call it.
    ChooseClassifier(&'static str),
    /// A setting was edited.
    SetField(Field, String),
    /// The experiment was edited.
    Edit(Box<Experiment>),
    /// What is varied in its sweep is another; what is trained stays as it is.
    SetSweep(PackedSweep),
    /// Take the last change of the experiment back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
    /// Copy a link to the experiment.
    Share,
    /// The link was copied, or could not be.
    Shared(Result<(), String>),
}

pub(super) fn update(state: &mut State, msg: ModelMsg) -> Vec<Effect> {
    match msg {
        ModelMsg::Choose(model) => choose(state, model),
        ModelMsg::ChooseClassifier(label) => choose_classifier(state, label),
        ModelMsg::SetField(field, text) => set_field(state, field, &text),
        ModelMsg::Edit(experiment) => replace(state, |_| Some(*experiment)),
        ModelMsg::SetSweep(sweep) => {
            set_sweep(state, &sweep);
            Vec::new()
        }
        ModelMsg::Undo => replace(state, Undo::undo),
        ModelMsg::Redo => replace(state, Undo::redo),
        ModelMsg::Share => share(state),
        ModelMsg::Shared(result) => {
            shared(state, result);
            Vec::new()
        }
    }
}

fn choose(state: &mut State, model: BuiltInModel) -> Vec<Effect> {
    if !state.can_set() {
        return Vec::new();
    }
    state.model.experiment.model = model.model();
    state.model.reason = None;
    fit_to_data(state);
    flow::experiment_changed(state)
}

fn choose_classifier(state: &mut State, label: &str) -> Vec<Effect> {
    let classifier = Classifier::by_label(label).filter(|_| state.can_set());
    if classifier.is_none() {
        return Vec::new();
    }
    state.model.experiment.model = Model {
        classifier,
        ..Model::new(String::new(), Vec::new())
    };
    state.model.reason = None;
    flow::experiment_changed(state)
}

/// Gives a built-in model the shape of the loaded data. A model of somebody's own stays as it
/// is, and the page says where it does not fit.
pub fn fit_to_data(state: &mut State) {
    let Some(built_in) = BuiltInModel::of(&state.model.experiment.model) else {
        return;
    };
    if let Some(LoadedData { summary, .. }) = &state.data.loaded {
        let fitting = built_in.for_input(summary.shape);
        state.model.experiment.model = fitting.for_classes(summary.classes.len());
    }
}

/// Chooses the model and the preparation that suit own files which have just been loaded. What
/// somebody set already stays: a model other than those that are chosen this way, the scaling,
/// the augmentation, the batch size.
pub fn suggest(state: &mut State) {
    if !std::mem::take(&mut state.model.wants_suggestion) {
        return;
    }
    let Some(LoadedData { summary, .. }) = &state.data.loaded else {
        return;
    };
    let built_in = BuiltInModel::of(&state.model.experiment.model);
    if built_in.is_none_or(|model| !Suggestion::MODELS.contains(&model)) {
        return;
    }
    let samples = summary.training_samples();
    let suggestion = Suggestion::for_data(summary.shape, samples);
    let model = &mut *state.model;
    suggestion.apply(&mut model.experiment);
    model.reason = Some(suggestion.reason);
    model.refill_form();
}

/// Chooses how many epochs suit the loaded data, unless somebody did.
pub fn choose_epochs(state: &mut State) {
    let Some(LoadedData { summary, .. }) = &state.data.loaded else {
        return;
    };
    let model = &mut *state.model;
    if model.chooses_epochs {
        let samples = summary.training_samples();
        let training = &mut model.experiment.training;
        training.epochs = default_recipe::epochs(summary.shape, samples, training.batch_size);
        training.evaluations_per_epoch = default_recipe::evaluations_per_epoch(training.epochs);
        model.refill_form();
    }
}

fn set_field(state: &mut State, field: Field, text: &str) -> Vec<Effect> {
    if !state.can_set() || state.model.form.text(field) == text.trim() {
        return Vec::new();
    }
    let model = &mut *state.model;
    match model.form.set(field, text, &model.experiment) {
        Some(experiment) => {
            model.chooses_epochs &= field != Field::Epochs;
            model.experiment = experiment;
            flow::experiment_changed(state)
        }
        None => Vec::new(),
    }
}

/// Takes another experiment in place of the one at hand, if there is one to take.
fn replace(state: &mut State, next: impl FnOnce(&mut Undo) -> Option<Experiment>) -> Vec<Effect> {
    if !state.can_set() {
        return Vec::new();
    }
    let model = &mut *state.model;
    let Some(experiment) = next(&mut model.undo) else {
        return Vec::new();
    };
    if model.experiment == experiment {
        return Vec::new();
    }
    model.chooses_epochs &= model.experiment.training.epochs == experiment.training.epochs;
    model.experiment = experiment;
    model.wants_suggestion = false;
    model.reason = None;
    model.refill_form();
    flow::experiment_changed(state)
}

/// The run at hand is of the same experiment as before: a sweep changes nothing about it.
fn set_sweep(state: &mut State, sweep: &PackedSweep) {
    if state.model.pending.is_some() {
        return;
    }
    let slice = &mut *state.run;
    let run = slice.current.iter_mut().map(|run| &mut run.experiment);
    let models = slice.loaded_model.iter_mut();
    for experiment in run.chain(models.map(|model| &mut model.experiment)) {
        experiment.sweep = Some(sweep.clone());
    }
    state.model.experiment.sweep = Some(sweep.clone());
    state.model.amend();
}

fn share(state: &mut State) -> Vec<Effect> {
    if state.model.pending.is_some() {
        announce(state, "The experiment is still being read.");
        return Vec::new();
    }
    vec![Effect::Share(Box::new(state.model.to_share()))]
}

fn shared(state: &mut State, result: Result<(), String>) {
    match result {
        Ok(()) => announce(state, "The link to this experiment is copied."),
        Err(message) => notify(
            state,
            WireError::new(
                ErrorKind::Internal,
                format!("The link could not be copied: {message}."),
                "It stands in the address bar; copy it from there.",
            ),
            None,
        ),
    }
}
