//! Checks a sweep against the experiment that it is of.

use super::condition::holds;
use super::{Condition, Parameter, Sweep, Values};
use crate::experiment::error::ensure;
use crate::experiment::{Experiment, ExperimentError, Fields};

impl Sweep {
    /// Checks everything that needs no data: paths, values, conditions, and that there is an end.
    ///
    /// # Errors
    /// The first fault, by its path within the sweep.
    pub fn validate(&self, experiment: &Experiment) -> Result<(), ExperimentError> {
        (self as &dyn Fields).validate()?;
        let search = (&self.search as &dyn Fields).validate();
        search.map_err(|e| e.within("search"))?;
        (&self.objective as &dyn Fields)
            .validate()
            .map_err(|e| e.within("objective"))?;
        (&self.budget as &dyn Fields)
            .validate()
            .map_err(|e| e.within("budget"))?;
        let budget = &self.budget;
        let is_bounded =
            budget.trials.is_some() || budget.epochs.is_some() || budget.minutes.is_some();
        ensure(
            is_bounded || !self.search.kind().needs_budget(),
            "budget",
            format!("is empty, and the search is {}", self.search.name()),
            "Give it trials, epochs or minutes, after which it ends.",
        )?;
        let hint = "Name the fields to vary, such as training.batch_size, with choices or a range.";
        ensure(!self.parameters.is_empty(), "parameters", "is empty", hint)?;
        for (i, parameter) in self.parameters.iter().enumerate() {
            let before = &self.parameters[..i];
            let checked = self.validate_parameter(parameter, before, experiment);
            checked.map_err(|e| e.within(&format!("parameters[{i}]")))?;
        }
        for (i, optional) in self.optional_layers.iter().enumerate() {
            let layers = experiment.model.layers.len();
            let beyond = optional.layers.iter().find(|at| **at >= layers);
            let message = format!("has {}", beyond.copied().unwrap_or_default());
            let hint = format!("The model has {layers} layers, counted from 0.");
            ensure(beyond.is_none(), "layers", message, &hint)
                .and_then(|()| known(&optional.when, &self.parameters))
                .map_err(|e| e.within(&format!("optional_layers[{i}]")))?;
        }
        Ok(())
    }

    fn validate_parameter(
        &self,
        parameter: &Parameter,
        before: &[Parameter],
        experiment: &Experiment,
    ) -> Result<(), ExperimentError> {
        let name = parameter.name();
        let hint = "Name a field, or, of a parameter for conditions alone, give it a name.";
        ensure(!name.is_empty(), "fields", "is empty", hint)?;
        let is_new = before.iter().all(|other| other.name() != name);
        let hint = "Give it another name, or keep one of the two.";
        ensure(
            is_new,
            "name",
            format!("is {name}, as that of another parameter"),
            hint,
        )?;
        known(&parameter.when, before)?;
        ensure(
            parameter.choices.is_empty() != parameter.range.is_none(),
            "choices",
            if parameter.range.is_some() {
                "stands beside a range"
            } else {
                "is empty"
            },
            "Give either choices or a range.",
        )?;
        if let Some(range) = &parameter.range {
            range.validate().map_err(|e| e.within("range"))?;
        }
        let is_whole = parameter.is_whole(experiment);
        ensure(
            parameter.count(is_whole).is_some() || !self.search.kind().needs_countable_values(),
            "range.step",
            "is absent, and a grid needs a number of values",
            "Give a step, or choices; or search at random.",
        )?;
        self.try_values(parameter, before, experiment, is_whole)
    }

    /// Tries every choice, or the ends of a range, beside values of the parameters before that let it be.
    fn try_values(
        &self,
        parameter: &Parameter,
        before: &[Parameter],
        experiment: &Experiment,
        is_whole: bool,
    ) -> Result<(), ExperimentError> {
        let values = values_for(&parameter.when, before, experiment).ok_or_else(|| {
            let hint = "Ask for values that can be had together.";
            ExperimentError::new("when", "never holds", hint)
        })?;
        let tried: Vec<_> = match parameter.range {
            Some(_) => [0.0, 1.0 - f64::EPSILON]
                .map(|part| (None, parameter.at_part(part, is_whole)))
                .into(),
            None => parameter
                .choices
                .iter()
                .cloned()
                .enumerate()
                .map(|(i, v)| (Some(i), v))
                .collect(),
        };
        for (index, value) in tried {
            let mut values = values.clone();
            values.insert(parameter.name().to_owned(), value.clone());
            self.apply(experiment, &values).map_err(|error| {
                let at = index.map_or_else(|| "range".to_owned(), |i| format!("choices[{i}]"));
                let message = format!("is {value}, and then {error}");
                ExperimentError::new(at, message, error.hint)
            })?;
        }
        Ok(())
    }
}

/// Values of parameters for which a condition holds; the first of each that it says nothing of.
fn values_for(when: &Condition, before: &[Parameter], experiment: &Experiment) -> Option<Values> {
    let mut wanted = when.clone();
    // What a condition names may have a condition of its own.
    for parameter in before.iter().rev() {
        if wanted.contains_key(parameter.name()) {
            for (name, values) in &parameter.when {
                wanted.entry(name.clone()).or_insert_with(|| values.clone());
            }
        }
    }
    let mut values = Values::new();
    for parameter in before.iter().filter(|p| !p.name().is_empty()) {
        if !parameter.is_active(&values) {
            continue;
        }
        let first = wanted
            .get(parameter.name())
            .and_then(|values| values.first());
        let is_whole = parameter.is_whole(experiment);
        let value = first
            .cloned()
            .unwrap_or_else(|| parameter.at_part(0.0, is_whole));
        values.insert(parameter.name().to_owned(), value);
    }
    holds(when, &values).then_some(values)
}

/// Checks that a condition names parameters that are there.
fn known(when: &Condition, before: &[Parameter]) -> Result<(), ExperimentError> {
    let names: Vec<&str> = before.iter().map(Parameter::name).collect();
    for (name, values) in when {
        let at = format!("when.{name}");
        let hint = if names.is_empty() {
            "No parameter comes before this one.".to_owned()
        } else {
            format!("Parameters before this one: {}.", names.join(", "))
        };
        ensure(
            names.contains(&name.as_str()),
            &at,
            "is no parameter before this one",
            &hint,
        )?;
        let hint = "Name the values for which it holds.";
        ensure(!values.is_empty(), &at, "is empty", hint)?;
        let parameter = before.iter().find(|p| p.name() == name);
        let stranger = parameter
            .filter(|p| p.range.is_none())
            .and_then(|parameter| {
                values
                    .iter()
                    .find(|v| !parameter.choices.iter().any(|choice| choice.is_same(v)))
            });
        let message = format!(
            "has {}",
            stranger.map_or_else(String::new, ToString::to_string)
        );
        ensure(
            stranger.is_none(),
            &at,
            message,
            "Use values that the parameter has.",
        )?;
    }
    Ok(())
}
