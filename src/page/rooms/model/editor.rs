//! The network as it is edited: the experiment with what is being typed, what it is on the data, and the
//! one way to change it.

use leptos::prelude::*;

use super::check::{Input, Problem, check};
use super::edits::{Change, forget_name, layers_of};
use crate::experiment::{Experiment, ExperimentError, Summary, decimal};
use crate::page::state::Speed;
use crate::page::store::Store;
use crate::page::update::{ModelMsg, Msg};

/// The edited network, for the views of the room.
#[derive(Clone, Copy)]
pub struct Editor {
    store: Store,
    /// The experiment as it stands.
    experiment: Memo<Experiment>,
    /// The experiment with a text that is still being typed.
    draft: RwSignal<Option<Experiment>>,
    /// The experiment as it is shown, and what it is on the data; nothing before data is loaded.
    checked: Memo<Option<Checked>>,
    /// The layer whose settings are shown.
    pub open: RwSignal<Option<usize>>,
    /// Whether the experiment cannot be changed now, because it is being trained.
    pub is_locked: Memo<bool>,
    /// What was done last, for people who do not see the list.
    pub said: RwSignal<String>,
}

/// An experiment on the data.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The experiment.
    pub experiment: Experiment,
    /// What it trains on.
    pub input: Input,
    /// Its layers up to the first that cannot be built.
    pub summary: Summary,
    /// What is wrong with it.
    pub problem: Option<Problem>,
    /// Samples to train on.
    pub samples: usize,
    /// How fast a network was trained on this device, once one was.
    pub speed: Option<Speed>,
}

impl Editor {
    /// The editor of the page's experiment.
    pub fn enter() -> Self {
        let store = Store::of_context();
        let experiment = store.memo(|s| s.model.experiment.clone());
        let input = store.memo(|s| {
            let summary = &s.data.loaded.as_ref()?.summary;
            let input = Input {
                shape: summary.shape,
                classes: summary.classes.len(),
            };
            let samples = summary.training_samples();
            Some((input, samples))
        });
        // To two digits: an estimate that follows every report could not be read.
        let speed = store.memo(|s| {
            s.run.speed.map(|speed| Speed {
                samples_per_second: two_digits(speed.samples_per_second),
                ..speed
            })
        });
        let draft = RwSignal::new(None::<Experiment>);
        // What was typed has become the experiment, or another one has come.
        Effect::new(move |_| {
            experiment.track();
            draft.set(None);
        });
        let checked = Memo::new(move |_| {
            let (input, samples) = input.get()?;
            let experiment = draft.get().unwrap_or_else(|| experiment.get());
            let (summary, problem) = check(&experiment, input);
            Some(Checked {
                experiment,
                input,
                summary,
                problem,
                samples,
                speed: speed.get(),
            })
        });
        Self {
            store,
            experiment,
            draft,
            checked,
            open: RwSignal::new(None),
            is_locked: store.memo(|s| !s.can_set()),
            said: RwSignal::new(String::new()),
        }
    }

    /// The editor around a view.
    pub fn of_context() -> Self {
        expect_context()
    }

    /// A view of the experiment as it stands, without what is being typed.
    pub fn memo<T: PartialEq + Send + Sync + 'static>(
        self,
        view: impl Fn(&Experiment) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let view: Box<dyn Fn(&Experiment) -> T + Send + Sync> = Box::new(view);
        Memo::new(move |_| self.experiment.with(&view))
    }

    /// A view of what the experiment is on the data, with what is being typed.
    pub fn checked<T: PartialEq + Send + Sync + 'static>(
        self,
        view: impl Fn(&Checked) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        let view: Box<dyn Fn(&Checked) -> T + Send + Sync> = Box::new(view);
        Memo::new(move |_| self.checked.with(|checked| checked.as_ref().map(&view)))
    }

    /// Takes an experiment in place of the one at hand.
    pub fn take(self, mut experiment: Experiment) {
        forget_name(&mut experiment.model);
        self.draft.set(Some(experiment.clone()));
        let edit = ModelMsg::Edit(Box::new(experiment));
        self.store.dispatch(Msg::Model(edit));
    }

    /// Changes the list of layers. Which layer is open follows it.
    pub fn change(self, change: Change) {
        let mut experiment = self.experiment.get_untracked();
        let open = self.open.get_untracked();
        self.open.set(open.and_then(|i| change.position_of(i)));
        change.apply(&mut experiment.model.layers);
        self.take(experiment);
    }

    /// Changes the layers of a block, which is found by its positions from outside inwards.
    pub fn change_within(self, block: &[usize], change: Change) {
        let mut experiment = self.experiment.get_untracked();
        if let Some(layers) = layers_of(&mut experiment.model, block) {
            change.apply(layers);
            self.take(experiment);
        }
    }

    /// Reads the experiment as it stands.
    pub fn peek<T>(self, read: impl FnOnce(&Experiment) -> T) -> T {
        self.experiment.with_untracked(read)
    }

    /// Layers of the network as it stands.
    pub fn number_of_layers(self) -> usize {
        self.peek(|e| e.model.layers.len())
    }

    /// Says where a layer is now.
    pub fn say_moved(self, to: usize) {
        self.said
            .set(format!("The layer is number {} now.", to + 1));
    }

    /// Shows what a text that is being typed would change; nothing changes if it makes no sense yet.
    pub fn preview(self, path: &str, text: &str) {
        self.draft.set(self.with_text(path, text).ok());
    }

    /// Sets a field from a text.
    ///
    /// # Errors
    /// The text is no value of the field; nothing changes.
    pub fn set_text(self, path: &str, text: &str) -> Result<(), ExperimentError> {
        self.draft.set(None);
        self.take(self.with_text(path, text)?);
        Ok(())
    }

    /// Whether a text makes sense for a field.
    pub fn accepts(self, path: &str, text: &str) -> bool {
        self.with_text(path, text).is_ok()
    }

    fn with_text(self, path: &str, text: &str) -> Result<Experiment, ExperimentError> {
        let mut experiment = self.experiment.get_untracked();
        experiment.set_text(path, text)?;
        forget_name(&mut experiment.model);
        Ok(experiment)
    }

    /// Takes the last change back, or makes it again.
    pub fn undo(self, is_redo: bool) {
        let msg = if is_redo {
            ModelMsg::Redo
        } else {
            ModelMsg::Undo
        };
        self.store.dispatch(Msg::Model(msg));
    }

    /// Whether there is something to undo, and something to make again.
    pub fn can_undo(self) -> [Memo<bool>; 2] {
        [
            self.store.memo(|s| s.can_set() && s.model.undo.can_undo()),
            self.store.memo(|s| s.can_set() && s.model.undo.can_redo()),
        ]
    }
}

fn two_digits(n: f64) -> f64 {
    decimal::parse(&format!("{n:.1e}")).unwrap_or(n)
}
