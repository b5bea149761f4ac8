//! A sweep as it is set up: texts that a person edits, and the sweep that they mean.

use super::choices_text;
use crate::experiment::callbacks::{Mode, Monitor};
use crate::experiment::sweep::{
    Budget, Condition, Objective, OptionalLayers, Parameter, Scale, Search, SearchRange, Sweep,
    SweptValue,
};
use crate::experiment::{
    Experiment, ExperimentError, Field, FieldKind, FieldValue, Fields, Range, decimal,
};

/// A sweep as texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// What is varied.
    pub parameters: Vec<DraftParameter>,
    /// Layers that only some trials have, as the experiment has them: they are edited in its file.
    pub optional_layers: Vec<OptionalLayers>,
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

/// A parameter as texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftParameter {
    /// Its name; empty for the path of its first field.
    pub name: String,
    /// The paths of its fields.
    pub fields: Vec<String>,
    /// Whether it has a range rather than choices.
    pub is_range: bool,
    /// Its choices.
    pub choices: String,
    /// The range's least, greatest and step.
    pub range: [String; 3],
    /// Along which scale.
    pub scale: Scale,
    /// Other parameters and the values of which they must have one.
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

impl DraftParameter {
    fn of(parameter: &Parameter) -> Self {
        let range = parameter.range.as_ref();
        let texts = range.map(|range| {
            let step = range.step.map(|step| step.to_string());
            [
                range.from.to_string(),
                range.to.to_string(),
                step.unwrap_or_default(),
            ]
        });
        let when = parameter.when.iter();
        Self {
            name: parameter.name.clone(),
            fields: parameter.fields.clone(),
            is_range: range.is_some(),
            choices: choices_text::write(&parameter.choices),
            range: texts.unwrap_or_default(),
            scale: range.map(|range| range.scale).unwrap_or_default(),
            when: when
                .map(|(name, values)| (name.clone(), choices_text::write(values)))
                .collect(),
        }
    }

    /// A field of an experiment with values that make sense around the one that it has.
    #[must_use]
    pub fn around(path: &str, field: &Field, value: FieldValue) -> Self {
        let choices = match (field.kind, value) {
            (FieldKind::Choice(names), _) => names.join(", "),
            (FieldKind::Switch, _) => "true, false".to_owned(),
            (_, FieldValue::Whole(n)) => around_whole(field, n),
            (_, FieldValue::Real(v)) => around_real(field, v),
            (FieldKind::Sides, FieldValue::Sides([n, _])) => around_whole(field, n),
            (_, FieldValue::Absent) => "none".to_owned(),
            (FieldKind::Interval, FieldValue::Interval(ends)) => {
                format!("[{}, {}]", ends[0], ends[1])
            }
            (_, value) => value.to_string(),
        };
        let [least, most] = match value {
            FieldValue::Whole(n) => [n as f64 / 2.0, n as f64 * 2.0].map(f64::round),
            FieldValue::Real(v) if v > 0.0 => [v / 10.0, v * 10.0].map(rounded),
            _ => [0.0, 1.0],
        };
        let is_log = matches!(value, FieldValue::Real(v) if v > 0.0 && has(field, v * 10.0));
        let [least, most] = [least, most].map(|end| {
            if has(field, end) {
                end
            } else {
                nearest(field.range, end)
            }
        });
        Self {
            fields: vec![path.to_owned()],
            choices,
            range: [least.to_string(), most.to_string(), String::new()],
            scale: if is_log { Scale::Log } else { Scale::Linear },
            ..Self::default()
        }
    }

    /// Its name in tables and conditions.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        match (&*self.name, self.fields.first()) {
            ("", Some(field)) => field,
            (name, _) => name,
        }
    }

    fn to_parameter(&self) -> Result<Parameter, String> {
        let number = |text: &str, what: &str| {
            let read = decimal::parse(&text.trim().replace(',', "."));
            read.ok_or_else(|| format!("\"{text}\" is no number. Write where the range {what}."))
        };
        let [from, to, step] = &self.range;
        let range = || -> Result<SearchRange, String> {
            Ok(SearchRange {
                from: number(from, "begins")?,
                to: number(to, "ends")?,
                step: match step.trim() {
                    "" => None,
                    step => Some(number(step, "goes on, or nothing for every number")?),
                },
                scale: self.scale,
            })
        };
        let brackets = "A bracket is open, or closes nothing.";
        let when = self.when.iter().map(|(name, values)| {
            let values = choices_text::read(values).ok_or(brackets)?;
            Ok((name.clone(), values))
        });
        Ok(Parameter {
            name: self.name.trim().to_owned(),
            fields: self.fields.clone(),
            choices: if self.is_range {
                Vec::new()
            } else {
                choices_text::read(&self.choices).ok_or(brackets)?
            },
            range: self.is_range.then(range).transpose()?,
            when: when.collect::<Result<Condition, &str>>()?,
        })
    }
}

fn around_whole(field: &Field, n: u64) -> String {
    let mut values: Vec<u64> = [n / 2, n, n * 2].into();
    values.retain(|v| has(field, *v as f64) && *v > 0);
    values.dedup();
    let texts: Vec<String> = values.iter().map(u64::to_string).collect();
    texts.join(", ")
}

fn around_real(field: &Field, v: f64) -> String {
    let mut values = if v > 0.0 && has(field, v * 10.0) {
        vec![v / 10.0, v, v * 10.0]
    } else if v > 0.0 {
        vec![v / 2.0, v, v * 1.5]
    } else {
        vec![0.0, 0.1, 0.25]
    };
    values.retain(|v| has(field, *v));
    let values: Vec<SweptValue> = values.into_iter().map(|v| rounded(v).into()).collect();
    choices_text::write(&values)
}

/// Whether a field may have a number.
fn has(field: &Field, number: f64) -> bool {
    field.check(FieldValue::Real(number)).is_ok()
}

/// To six digits: a tenth of 0.001 is 0.0001, and not a neighbour of it.
fn rounded(value: f64) -> f64 {
    decimal::parse(&format!("{value:.5e}")).unwrap_or(value)
}

/// The end of a range that is nearest to a number outside of it.
fn nearest(range: Range, value: f64) -> f64 {
    match range {
        Range::Within(least, most) => value.clamp(least, most),
        Range::Below(least, end) => value.clamp(least, rounded(end * 0.99)),
        Range::Above(_, most) => value.min(most),
        Range::Any | Range::Positive => value,
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
            optional_layers: sweep.optional_layers.clone(),
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
        let around = |path: &&str| {
            let field = experiment.field(path).ok()?;
            Some(DraftParameter::around(
                path,
                &field,
                experiment.value(path)?,
            ))
        };
        let has_validation = experiment.data.split.validation > 0.0;
        Self {
            parameters: SUGGESTED.iter().filter_map(around).collect(),
            monitor: if has_validation {
                Monitor::ValAccuracy
            } else {
                Monitor::Accuracy
            },
            executions: "1".to_owned(),
            ..Self::default()
        }
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
            optional_layers: self.optional_layers.clone(),
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
        let names: Vec<&str> = sweep.parameters.iter().map(Parameter::name).collect();
        assert_eq!(names, SUGGESTED);
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
