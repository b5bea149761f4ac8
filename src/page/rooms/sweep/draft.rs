//! A sweep as it is set up: texts that a person edits, and the sweep that they mean.

use super::draft_parameter::{DraftParameter, condition, condition_texts};
use crate::experiment::callbacks::{Mode, Monitor};
use crate::experiment::sweep::{Budget, Objective, OptionalLayers, Search, Sweep};
use crate::experiment::{Experiment, ExperimentError, Fields, decimal};

/// A sweep as texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// What is varied.
    pub parameters: Vec<DraftParameter>,
    /// Layers that only some trials have.
    pub optional_layers: Vec<DraftLayers>,
    /// How values are chosen.
    pub search: Search,
    /// What trials are compared by.
    pub monitor: Monitor,
    /// Which way is better, as the experiment has it.
    pub mode: Mode,
    /// Runs of each trial.
    pub executions: String,
    /// Trials, epochs and minutes at most; empty for no limit.
    pub budget: [String; 3],
}

/// Layers that only some trials have, as texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftLayers {
    /// Their numbers, from 1.
    pub layers: String,
    /// Parameters and the values of which they must have one.
    pub when: Vec<(String, String)>,
}

/// What is wrong with a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The parameter that it is about, if it is about one.
    pub parameter: Option<usize>,
    /// What is wrong, and what to do.
    pub message: String,
}

impl DraftLayers {
    fn of(optional: &OptionalLayers) -> Self {
        let numbers: Vec<String> = optional
            .layers
            .iter()
            .map(|i| (i + 1).to_string())
            .collect();
        Self {
            layers: numbers.join(", "),
            when: condition_texts(&optional.when),
        }
    }

    fn to_layers(&self) -> Result<OptionalLayers, String> {
        let numbers = self.layers.split(',').map(|text| {
            let number: Option<usize> = text.trim().parse().ok();
            number.and_then(|n| n.checked_sub(1)).ok_or_else(|| {
                let text = text.trim();
                format!("Layers: \"{text}\" is no number of a layer. Write 5, 6, 7.")
            })
        });
        Ok(OptionalLayers {
            layers: numbers.collect::<Result<_, String>>()?,
            when: condition(&self.when)?,
        })
    }
}

/// What is suggested to begin with.
const SUGGESTED: [&str; 2] = ["optimizer.learning_rate", "training.batch_size"];

impl Draft {
    /// The draft of a sweep.
    #[must_use]
    pub fn of(sweep: &Sweep) -> Self {
        let text = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
        let budget = &sweep.budget;
        let minutes = budget.minutes.map(|m| m.to_string());
        Self {
            parameters: sweep.parameters.iter().map(DraftParameter::of).collect(),
            optional_layers: sweep.optional_layers.iter().map(DraftLayers::of).collect(),
            search: sweep.search.clone(),
            monitor: sweep.objective.monitor,
            mode: sweep.objective.mode,
            executions: sweep.executions_per_trial.to_string(),
            budget: [
                text(budget.trials),
                text(budget.epochs),
                minutes.unwrap_or_default(),
            ],
        }
    }

    /// What an experiment without a sweep is offered: its learning rate and batch size, over a grid.
    #[must_use]
    pub fn suggested(experiment: &Experiment) -> Self {
        let has_validation = experiment.data.split.validation > 0.0;
        let mut draft = Self {
            monitor: if has_validation {
                Monitor::ValAccuracy
            } else {
                Monitor::Accuracy
            },
            executions: "1".to_owned(),
            ..Self::default()
        };
        for path in SUGGESTED {
            draft.add(path, experiment);
        }
        draft
    }

    /// Varies the field at a path, too, around the value that it has.
    pub fn add(&mut self, path: &str, experiment: &Experiment) {
        let (Ok(field), Some(value)) = (experiment.field(path), experiment.value(path)) else {
            return;
        };
        let mut parameter = DraftParameter::around(path, &field, value);
        let inner = path.strip_prefix("model.layers[");
        let layer: Option<usize> = inner.and_then(|rest| rest.split_once(']')?.0.parse().ok());
        let number = layer.map_or_else(String::new, |i| format!(" {}", i + 1));
        let name = format!("{}{number}", field.label.to_ascii_lowercase());
        if self
            .parameters
            .iter()
            .all(|other| other.shown_name() != name)
        {
            parameter.name = name;
        }
        self.parameters.push(parameter);
    }

    /// The sweep that it means.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn to_sweep(&self, experiment: &Experiment) -> Result<Sweep, Fault> {
        let whole = |text: &str, what: &str| {
            let text = text.trim();
            let number = (!text.is_empty()).then(|| text.parse::<usize>());
            number.transpose().map_err(|_| Fault {
                parameter: None,
                message: format!("{what}: \"{text}\" is no whole number."),
            })
        };
        let mut parameters = Vec::new();
        for (i, parameter) in self.parameters.iter().enumerate() {
            parameters.push(parameter.to_parameter().map_err(|message| Fault {
                parameter: Some(i),
                message,
            })?);
        }
        let optional_layers = self.optional_layers.iter().map(DraftLayers::to_layers);
        let optional_layers = optional_layers.collect::<Result<Vec<_>, String>>();
        let optional_layers = optional_layers.map_err(|message| Fault {
            parameter: None,
            message,
        })?;
        let [trials, epochs, minutes] = &self.budget;
        let minutes = match minutes.trim() {
            "" => None,
            text => Some(
                decimal::parse(&text.replace(',', ".")).ok_or_else(|| Fault {
                    parameter: None,
                    message: format!("Minutes: \"{text}\" is no number."),
                })?,
            ),
        };
        let sweep = Sweep {
            executions_per_trial: whole(&self.executions, "Runs of each trial")?.unwrap_or(1),
            search: self.search.clone(),
            objective: Objective {
                monitor: self.monitor,
                mode: self.mode,
            },
            budget: Budget {
                trials: whole(trials, "Trials")?,
                epochs: whole(epochs, "Epochs")?,
                minutes,
            },
            parameters,
            optional_layers,
        };
        sweep.validate(experiment).map_err(|error| fault(&error))?;
        Ok(sweep)
    }

    /// Takes a field of the search from a text.
    ///
    /// # Errors
    /// It is no value of that field.
    pub fn set_search(&mut self, name: &str, text: &str) -> Result<(), ExperimentError> {
        let fields: &mut dyn Fields = &mut self.search;
        let value = fields.field(name)?.parse(text)?;
        fields.set(name, value)
    }
}

/// The fault of an error, at the parameter that its path names.
fn fault(error: &ExperimentError) -> Fault {
    let inner = error.field.strip_prefix("parameters[");
    let at = inner.and_then(|rest| rest.split_once(']'));
    let parameter = at.and_then(|(index, _)| index.parse().ok());
    let field = match at {
        Some((_, rest)) => rest.trim_start_matches('.'),
        None => &error.field,
    };
    Fault {
        parameter,
        message: format!("{field} {}. {}", error.message, error.hint)
            .trim()
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::sweep::Parameter;

    fn read(name: &str) -> Experiment {
        let path = format!("{}/assets/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).expect(&path);
        Experiment::from_json(&text).expect("an experiment")
    }

    #[test]
    fn every_sweep_of_the_studies_is_the_same_after_it_was_a_draft() {
        for name in [
            "recipes/c8",
            "recipes/c8-short",
            "recipes/d3-batch",
            "recipes/d6",
            "recipes/e2",
        ] {
            let experiment = read(name);
            let sweep = experiment
                .sweep
                .as_ref()
                .expect("a sweep")
                .open()
                .expect("a sweep");
            assert_eq!(Draft::of(&sweep).to_sweep(&experiment), Ok(sweep), "{name}");
        }
    }

    #[test]
    fn what_is_suggested_can_be_run_at_once() {
        let experiment = Experiment::default();
        let sweep = Draft::suggested(&experiment)
            .to_sweep(&experiment)
            .expect("a sweep");
        let fields: Vec<&str> = sweep.parameters.iter().map(|p| &*p.fields[0]).collect();
        assert_eq!(fields, SUGGESTED);
        let names: Vec<&str> = sweep.parameters.iter().map(Parameter::name).collect();
        assert_eq!(names, ["learning rate", "batch size"]);
        assert_eq!(sweep.parameters[1].choices.len(), 3);
    }

    #[test]
    fn every_field_has_values_to_begin_with_that_it_can_have() {
        let experiment = Experiment::default();
        for (path, field) in experiment.all_fields() {
            let value = experiment.value(&path).expect("a value");
            let parameter = DraftParameter::around(&path, &field, value);
            let draft = Draft {
                parameters: vec![parameter],
                monitor: Monitor::Loss,
                ..Draft::default()
            };
            let sweep = draft.to_sweep(&experiment);
            // Some values do not go with the rest of the experiment, which is said; none is unreadable.
            if let Err(fault) = sweep {
                assert!(
                    !fault.message.contains("no such value"),
                    "{path}: {fault:?}"
                );
            }
        }
    }

    #[test]
    fn faults_are_said_at_their_parameter() {
        let experiment = Experiment::default();
        let mut draft = Draft::suggested(&experiment);
        draft.parameters[1].choices = "0, 32".to_owned();
        let fault = draft.to_sweep(&experiment).expect_err("no batch");
        assert_eq!(fault.parameter, Some(1));
        assert!(fault.message.contains("choices[0]"), "{}", fault.message);
        draft.parameters[1].is_range = true;
        draft.parameters[1].range[0] = "many".to_owned();
        let fault = draft.to_sweep(&experiment).expect_err("no number");
        assert_eq!(
            (fault.parameter, fault.message.contains("many")),
            (Some(1), true)
        );
        draft.parameters.clear();
        assert_eq!(
            draft.to_sweep(&experiment).expect_err("nothing").parameter,
            None
        );
        draft = Draft::suggested(&experiment);
        draft.budget[2] = "soon".to_owned();
        assert!(draft.to_sweep(&experiment).is_err());
    }
}
