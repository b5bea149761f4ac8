//! The experiment, the texts of its form, and its network on the loaded data.

use crate::experiment::{Experiment, Summary};
use crate::page::form::Form;
use crate::page::slice::{Contents, Part};
use crate::page::undo::Undo;
use crate::protocol::{PendingExperiment, WireError};

/// The experiment and its form.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelState {
    /// The experiment of the page's address, until the loader has read it. It comes before all
    /// else: meanwhile nothing is loaded or edited.
    pub pending: Option<PendingExperiment>,
    /// What the controls say.
    pub experiment: Experiment,
    /// The controls' texts.
    pub form: Form,
    /// The network's layers on the loaded data, or why they do not fit it.
    pub summary: Option<Result<Summary, WireError>>,
    /// What people should know before they train it, in sentences; empty of a network.
    pub remark: String,
    /// Own files are on their way for which a model and a preparation are to be chosen.
    pub wants_suggestion: bool,
    /// The page chooses how many epochs suit the data, until somebody does.
    pub chooses_epochs: bool,
    /// Why this model was chosen, if the page chose it.
    pub reason: Option<String>,
    /// The experiments before and after this one.
    pub undo: Undo,
}

impl Contents for ModelState {
    const PART: Part = Part::Model;
}

impl Default for ModelState {
    fn default() -> Self {
        Self {
            chooses_epochs: true,
            ..Self::of(Experiment::default())
        }
    }
}

impl ModelState {
    /// An experiment whose network is not known yet.
    #[must_use]
    pub fn of(experiment: Experiment) -> Self {
        Self {
            pending: None,
            form: Form::of(&experiment),
            undo: Undo::new(experiment.clone()),
            experiment,
            summary: None,
            remark: String::new(),
            wants_suggestion: false,
            chooses_epochs: false,
            reason: None,
        }
    }

    /// The experiment for others: who gets it has none of the outside files, and it is whole
    /// without them.
    #[must_use]
    pub fn to_share(&self) -> Experiment {
        let mut experiment = self.experiment.clone();
        experiment.data.forget_outside();
        experiment
    }

    /// Writes the experiment into the form again.
    pub fn refill_form(&mut self) {
        self.form = Form::of(&self.experiment);
    }

    /// The experiment is another one by a person's doing, which can be undone.
    pub fn record(&mut self) {
        self.undo.record(&self.experiment);
    }

    /// The page changed the experiment as a consequence of what a person did: undone together.
    pub fn amend(&mut self) {
        self.undo.amend(&self.experiment);
    }
}
