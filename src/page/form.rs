//! The experiment's settings as text that a person edits, with what is wrong with it.

use crate::experiment::{Experiment, ExperimentError, Fields, Optimizer};

/// A setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The update rule, by its name.
    Optimizer,
    /// Its step size.
    LearningRate,
    /// Samples a step.
    BatchSize,
    /// Passes over the training samples.
    Epochs,
    /// Part held back for validation.
    Validation,
    /// Seed of everything random.
    Seed,
}

impl Field {
    /// Every setting, in the order people are offered them.
    pub const ALL: [Self; 6] = [
        Self::Optimizer,
        Self::LearningRate,
        Self::BatchSize,
        Self::Epochs,
        Self::Validation,
        Self::Seed,
    ];

    /// Whether it is of networks alone.
    #[must_use]
    pub fn is_of_networks(self) -> bool {
        !matches!(self, Self::Validation | Self::Seed)
    }

    /// The names of the update rules.
    pub const OPTIMIZERS: &'static [&'static str] = Optimizer::NAMES;

    /// The part of the experiment that has the setting, and its name there; nothing for those of the
    /// update rule. Not by a path in the whole experiment: that brings the fields of every kind
    /// of layer and rule into the program that starts.
    fn part(self, of: &mut Experiment) -> Option<(&mut dyn Fields, &'static str)> {
        match self {
            Self::Optimizer | Self::LearningRate => None,
            Self::BatchSize => Some((&mut of.training, "batch_size")),
            Self::Epochs => Some((&mut of.training, "epochs")),
            Self::Validation => Some((&mut of.data.split, "validation")),
            Self::Seed => Some((of, "seed")),
        }
    }

    /// The setting's name on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self.part(&mut Experiment::default()) {
            Some((part, name)) => part.field(name).map_or("", |field| field.label),
            None if self == Self::Optimizer => "Optimizer",
            None => Optimizer::rate_field().label,
        }
    }

    fn text(self, of: &Experiment) -> String {
        match self.part(&mut of.clone()) {
            Some((part, name)) => part.get(name).map(|v| v.to_string()).unwrap_or_default(),
            None if self == Self::Optimizer => of.optimizer.name().to_owned(),
            None => of.optimizer.learning_rate().to_string(),
        }
    }

    /// Sets it from a text.
    fn set(self, of: &mut Experiment, text: &str) -> Result<(), ExperimentError> {
        let rule = match self.part(of) {
            Some((part, name)) => return part.set(name, part.field(name)?.parse(text)?),
            None if self == Self::Optimizer => of.optimizer.change_to(text)?,
            None => of.optimizer.with_learning_rate_text(text)?,
        };
        of.optimizer = rule;
        Ok(())
    }
}

/// The settings' texts and faults, in the order of [`Field::ALL`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    texts: [String; 6],
    faults: [Option<String>; 6],
}

impl Form {
    /// The form as an experiment fills it.
    #[must_use]
    pub fn of(experiment: &Experiment) -> Self {
        Self {
            texts: Field::ALL.map(|field| field.text(experiment)),
            faults: Default::default(),
        }
    }

    /// The text of a setting.
    #[must_use]
    pub fn text(&self, field: Field) -> &str {
        &self.texts[field as usize]
    }

    /// What is wrong with a setting.
    #[must_use]
    pub fn fault(&self, field: Field) -> Option<&str> {
        self.faults[field as usize].as_deref()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.faults.iter().all(Option::is_none)
    }

    /// Takes a new text. Returns the experiment with it, if it makes sense there.
    pub fn set(&mut self, field: Field, text: &str, of: &Experiment) -> Option<Experiment> {
        let text = text.trim();
        text.clone_into(&mut self.texts[field as usize]);
        match applied(field, text, of) {
            Ok(experiment) => {
                self.faults[field as usize] = None;
                if field == Field::Optimizer {
                    // Another rule brings its own step size.
                    let rate = Field::LearningRate as usize;
                    self.texts[rate] = Field::LearningRate.text(&experiment);
                    self.faults[rate] = None;
                }
                Some(experiment)
            }
            Err(fault) => {
                self.faults[field as usize] = Some(fault);
                None
            }
        }
    }
}

fn applied(field: Field, text: &str, of: &Experiment) -> Result<Experiment, String> {
    let mut experiment = of.clone();
    let set = field.set(&mut experiment, text);
    // The field stands above the message on the page: only what is wrong is said.
    set.map_err(|ExperimentError { message, hint, .. }| format!("It {message}. {hint}"))?;
    Ok(experiment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_makes_sense_reaches_the_experiment() {
        let start = Experiment::default();
        let mut form = Form::of(&start);
        let changed = form.set(Field::BatchSize, " 128 ", &start).expect("valid");
        assert_eq!(changed.training.batch_size, 128);
        let changed = form
            .set(Field::LearningRate, "0,01", &start)
            .expect("valid");
        assert!((changed.optimizer.learning_rate() - 0.01).abs() < 1e-12);
        assert!(form.is_valid());
    }

    #[test]
    fn a_text_that_does_not_stays_with_its_fault() {
        let start = Experiment::default();
        let mut form = Form::of(&start);
        for (field, text) in [
            (Field::BatchSize, "0"),
            (Field::Epochs, "many"),
            (Field::LearningRate, "-1"),
            (Field::Validation, "1.5"),
            (Field::Seed, "-3"),
        ] {
            assert_eq!(form.set(field, text, &start), None, "{field:?}");
            assert_eq!(form.text(field), text);
            assert!(form.fault(field).is_some_and(|f| f.len() > 10), "{field:?}");
        }
        assert!(
            form.fault(Field::BatchSize)
                .is_some_and(|f| f.contains("4096"))
        );
        assert!(!form.is_valid());
    }

    #[test]
    fn another_rule_brings_its_own_step_size() {
        let start = Experiment::default();
        let mut form = Form::of(&start);
        let _ = form.set(Field::LearningRate, "oops", &start);
        let changed = form.set(Field::Optimizer, "SGD", &start).expect("valid");
        assert_eq!(changed.optimizer, Optimizer::sgd(0.01));
        assert_eq!(form.text(Field::LearningRate), "0.01");
        assert!(form.is_valid());
    }

    #[test]
    fn an_optimizer_that_there_is_not_is_a_fault_and_not_another_one() {
        let start = Experiment {
            optimizer: Optimizer::sgd(0.5),
            ..Experiment::default()
        };
        let mut form = Form::of(&start);
        assert_eq!(form.set(Field::Optimizer, "Adamant", &start), None);
        let fault = form.fault(Field::Optimizer).expect("a fault");
        assert!(fault.contains("Adam, SGD"), "{fault}");
        assert!(
            Field::OPTIMIZERS.contains(
                &form
                    .set(Field::Optimizer, "Adam", &start)
                    .expect("a rule")
                    .optimizer
                    .name()
            )
        );
    }
}
