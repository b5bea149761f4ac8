//! What other pages ask of Hearth: read from a message, and checked against the page's state.

use serde::Deserialize;

use super::event::VERSION;
use crate::experiment::{Source, link};
use crate::page::state::{Primary, State};
use crate::page::update::RunMsg;
use crate::protocol::{ErrorKind, WireError};

/// A message as it comes. An experiment in it is taken as JSON beside it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Message {
    /// Version of the interface.
    #[serde(default)]
    pub hearth: Option<f64>,
    /// Name of the command.
    #[serde(default)]
    pub command: Option<String>,
    /// Of `load`: name of a recipe.
    #[serde(default)]
    pub recipe: Option<String>,
    /// Of `load`: name of a built-in data set.
    #[serde(default)]
    pub dataset: Option<String>,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Take another experiment in place of the one at hand.
    Load(Load),
    /// Begin or end something about the run.
    Control(Control),
    /// Answer with the experiment at hand.
    Experiment,
}

/// What is loaded.
#[derive(Clone, Debug, PartialEq)]
pub enum Load {
    /// An experiment, as JSON.
    Experiment(String),
    /// The recipe of that name.
    Recipe(String),
    /// Another data set for the experiment at hand.
    Dataset(Source),
}

/// What becomes of the run at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// It trains, from its first step or on from where it waits.
    Train,
    /// It waits.
    Pause,
    /// It ends, and is evaluated.
    Stop,
}

impl Message {
    /// The command, with the experiment that came in the message as JSON.
    ///
    /// # Errors
    /// Another version, an unknown command, or `load` without exactly one thing to load.
    pub fn read(self, experiment: Option<String>) -> Result<Command, WireError> {
        if self.hearth != Some(f64::from(VERSION)) {
            let found = match self.hearth {
                Some(version) => format!("is {version}"),
                None => "is missing".to_owned(),
            };
            return Err(refusal(
                format!("The message's \"hearth\" {found}; it is the version of the interface."),
                format!("Send \"hearth\": {VERSION}."),
            ));
        }
        match self.command.as_deref() {
            Some("load") => read_load(experiment, self.recipe, self.dataset).map(Command::Load),
            Some("train") => Ok(Command::Control(Control::Train)),
            Some("pause") => Ok(Command::Control(Control::Pause)),
            Some("stop") => Ok(Command::Control(Control::Stop)),
            Some("experiment") => Ok(Command::Experiment),
            other => Err(refusal(
                match other {
                    Some(name) => format!("There is no command \"{name}\"."),
                    None => "The message has no \"command\".".to_owned(),
                },
                "The commands are \"load\", \"train\", \"pause\", \"stop\" and \"experiment\".",
            )),
        }
    }
}

fn read_load(
    experiment: Option<String>,
    recipe: Option<String>,
    dataset: Option<String>,
) -> Result<Load, WireError> {
    match (experiment, recipe, dataset) {
        (Some(json), None, None) => Ok(Load::Experiment(json)),
        (None, Some(name), None) => Ok(Load::Recipe(name)),
        (None, None, Some(name)) => built_in(&name).map(Load::Dataset),
        _ => Err(refusal(
            "\"load\" takes one thing to load.",
            "Send exactly one of \"experiment\", \"recipe\" and \"dataset\" with it.",
        )),
    }
}

/// The built-in data set of a name as the page shows it, whatever its case, spaces and hyphens.
fn built_in(name: &str) -> Result<Source, WireError> {
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let sources = Source::built_in();
    let names: Vec<&str> = sources.iter().map(Source::name).collect();
    let found = names.iter().position(|n| letters(n) == letters(name));
    found.map(|at| sources[at].clone()).ok_or_else(|| {
        refusal(
            format!("There is no data set \"{name}\"."),
            format!("The data sets are {}.", names.join(", ")),
        )
    })
}

/// An error of what was asked for.
pub fn refusal(message: impl Into<String>, hint: impl Into<String>) -> WireError {
    WireError::new(ErrorKind::Command, message, hint)
}

/// Whether another experiment may be loaded now.
///
/// # Errors
/// It may not: says what to do first.
pub fn check_load(state: &State) -> Result<(), WireError> {
    if state.model.pending.is_some() {
        return Err(refusal(
            "Another experiment is being read.",
            "Wait for the event \"ready\" or \"error\", then send \"load\" again.",
        ));
    }
    if !state.can_set() {
        return Err(refusal(
            "Another experiment is under way.",
            "Send \"pause\" or \"stop\", then \"load\" again.",
        ));
    }
    Ok(())
}

/// What it takes to control the run so; nothing where that is so already.
///
/// # Errors
/// Training cannot start: says why.
pub fn control(wanted: Control, state: &State) -> Result<Option<RunMsg>, WireError> {
    let primary = state.primary();
    match wanted {
        Control::Train => match primary {
            (Primary::Train | Primary::Resume, true) => Ok(Some(RunMsg::Toggle)),
            (Primary::Pause, _) => Ok(None),
            (_, false) => Err(why_not_train(state)),
        },
        Control::Pause if primary == (Primary::Pause, true) => Ok(Some(RunMsg::Toggle)),
        Control::Stop if state.can_stop() => Ok(Some(RunMsg::Stop)),
        // A run that was to begin by itself does not.
        Control::Stop if state.run.train_when_ready => Ok(Some(RunMsg::Toggle)),
        Control::Pause | Control::Stop => Ok(None),
    }
}

/// The largest integer that JavaScript's numbers hold exactly, with all below it.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The experiment at hand, as a share link has it: JSON.
///
/// # Errors
/// It is not known yet, or JavaScript cannot hold its seed.
pub fn experiment(state: &State) -> Result<String, WireError> {
    if state.model.pending.is_some() {
        return Err(refusal(
            "The experiment is still being read.",
            "Wait for the event \"ready\" or \"error\", then send \"experiment\" again.",
        ));
    }
    let experiment = state.model.to_share();
    if experiment.seed > MAX_SAFE_INTEGER {
        return Err(refusal(
            format!(
                "The experiment's seed, {}, is too large for a number of JavaScript.",
                experiment.seed
            ),
            format!("Use a seed of at most {MAX_SAFE_INTEGER}, or a share link."),
        ));
    }
    Ok(link::to_json(&experiment))
}

fn why_not_train(state: &State) -> WireError {
    if let Some(Err(error)) = &state.model.summary {
        return error.clone();
    }
    if let Some(failed) = &state.data.failed {
        return failed.error.clone();
    }
    refusal(
        "Training cannot start now.",
        "See on the page what is missing: a device, data, or a setting that is out of range.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Experiment, OwnFiles, ReadOptions};
    use crate::page::run::{Run, Status};
    use crate::page::state::WorkerPhase;
    use crate::protocol::{PendingExperiment, RunId};

    fn read(json: &str) -> Result<Command, WireError> {
        let value: serde_json::Value = serde_json::from_str(json).expect("JSON");
        let experiment = value.get("experiment").map(ToString::to_string);
        let message: Message = serde_json::from_value(value).expect("a message");
        message.read(experiment)
    }

    #[test]
    fn messages_are_commands() {
        let load = |json: &str| read(&format!(r#"{{"hearth": 1, "command": "load", {json}}}"#));
        let experiment = Load::Experiment(r#"{"version":1}"#.to_owned());
        assert_eq!(
            load(r#""experiment": {"version": 1}"#),
            Ok(Command::Load(experiment))
        );
        let recipe = Load::Recipe("c4".to_owned());
        assert_eq!(load(r#""recipe": "c4""#), Ok(Command::Load(recipe)));
        for name in ["Fashion-MNIST", "fashion_mnist", "FashionMNIST"] {
            let dataset = Load::Dataset(Source::FashionMnist {});
            assert_eq!(
                load(&format!(r#""dataset": "{name}""#)),
                Ok(Command::Load(dataset))
            );
        }
        for (name, command) in [
            ("train", Command::Control(Control::Train)),
            ("pause", Command::Control(Control::Pause)),
            ("stop", Command::Control(Control::Stop)),
            ("experiment", Command::Experiment),
        ] {
            let json = format!(r#"{{"hearth": 1, "command": "{name}"}}"#);
            assert_eq!(read(&json), Ok(command));
        }
    }

    #[test]
    fn what_is_no_command_is_refused_with_what_is() {
        let check = |json: &str, message: &str, hint: &str| {
            let error = read(json).expect_err(json);
            assert!(error.message.contains(message), "{error:?}");
            assert!(error.hint.contains(hint), "{error:?}");
        };
        check(r#"{"command": "train"}"#, "\"hearth\" is missing", ": 1");
        check(r#"{"hearth": 2, "command": "train"}"#, "is 2;", ": 1");
        check(r#"{"hearth": 1}"#, "no \"command\"", "\"load\"");
        let unknown = r#"{"hearth": 1, "command": "learn"}"#;
        check(unknown, "\"learn\"", "\"train\"");
        let nothing = r#"{"hearth": 1, "command": "load"}"#;
        check(nothing, "one thing", "exactly one");
        let both = r#"{"hearth": 1, "command": "load", "recipe": "c4", "dataset": "MNIST"}"#;
        check(both, "one thing", "exactly one");
        let unknown = r#"{"hearth": 1, "command": "load", "dataset": "ImageNet"}"#;
        check(unknown, "\"ImageNet\"", "CIFAR-10");
    }

    /// A page with a run that does something.
    fn with_run(status: Status, step: usize) -> State {
        let mut state = State::default();
        state.device.worker = WorkerPhase::Ready;
        state.data.in_worker = true;
        let mut run = Run::new(RunId(1), Experiment::default());
        run.status = status;
        run.step = step;
        state.run.current = Some(run);
        state
    }

    #[test]
    fn a_run_is_left_as_it_is_where_that_is_wanted() {
        let check = |wanted, state: &State, expected| {
            assert_eq!(control(wanted, state), Ok(expected), "{wanted:?}");
        };
        let running = with_run(Status::Running, 5);
        let paused = with_run(Status::Paused, 5);
        let fresh = with_run(Status::Paused, 0);
        check(Control::Train, &fresh, Some(RunMsg::Toggle));
        check(Control::Train, &paused, Some(RunMsg::Toggle));
        check(Control::Train, &running, None);
        check(Control::Pause, &running, Some(RunMsg::Toggle));
        check(Control::Pause, &paused, None);
        check(Control::Stop, &running, Some(RunMsg::Stop));
        check(Control::Stop, &fresh, None);
        let mut waiting = with_run(Status::Preparing, 0);
        waiting.run.train_when_ready = true;
        check(Control::Stop, &waiting, Some(RunMsg::Toggle));
    }

    #[test]
    fn training_that_cannot_start_says_why() {
        let mut state = with_run(Status::Paused, 0);
        state.model.summary = Some(Err(refusal("too small", "")));
        let why = control(Control::Train, &state).expect_err("it does not fit");
        assert_eq!(why.message, "too small");
        state.model.summary = None;
        state.device.worker = WorkerPhase::Failed;
        assert!(control(Control::Train, &state).is_err());
    }

    #[test]
    fn nothing_is_loaded_over_a_run_or_another_load() {
        assert_eq!(check_load(&with_run(Status::Paused, 1)), Ok(()));
        let why = check_load(&with_run(Status::Running, 1)).expect_err("under way");
        assert!(why.hint.contains("\"stop\""), "{why:?}");
        let mut reading = with_run(Status::Paused, 0);
        reading.model.pending = Some(PendingExperiment::Json(String::new()));
        let why = check_load(&reading).expect_err("being read");
        assert!(why.message.contains("being read"), "{why:?}");
        assert!(experiment(&reading).is_err());
    }

    #[test]
    fn the_experiment_is_what_a_share_link_has() {
        let mut state = State::default();
        state.model.experiment.data.augmentation.zoom_range = 0.1;
        state.model.experiment.data.outside = Some(OwnFiles {
            names: vec!["test.csv".to_owned()],
            options: ReadOptions::default(),
        });
        let json = experiment(&state).expect("known");
        assert!(json.contains("\"zoom_range\":0.1"), "{json}");
        state.model.experiment.data.outside = None;
        let read = Experiment::from_json(&json);
        assert_eq!(read.as_ref(), Ok(&state.model.experiment));

        state.model.experiment.seed = MAX_SAFE_INTEGER + 1;
        let why = experiment(&state).expect_err("too large");
        assert!(why.message.contains("9007199254740992"), "{why:?}");
    }
}
