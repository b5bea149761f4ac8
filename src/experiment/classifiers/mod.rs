//! Classifiers that are no networks, by scikit-learn's names, meanings and defaults. A file for each, and the
//! list of them; what they compute is in `classical`.

mod k_neighbors;
mod logistic_regression;
mod svc;

pub use k_neighbors::{KNeighborsClassifier, Vote};
pub use logistic_regression::LogisticRegression;
pub use svc::{Gamma, Kernel, Probability, Svc};

use super::Fields;
use super::kinds_macro::kinds;

/// What a classifier declares beside its fields.
pub trait ClassifierKind: Fields {}

kinds! {
    /// A classifier that is no network.
    pub enum Classifier: dyn ClassifierKind, "Classifier", "The classifier." {
        Svc = "SVC",
        LogisticRegression = "LogisticRegression",
        KNeighborsClassifier = "KNeighborsClassifier",
    }
}

impl Classifier {
    /// What people call them, in the order in which they are offered.
    pub const LABELS: [&'static str; 3] = ["SVC", "Logistic regression", "K-nearest neighbours"];

    /// What people call it.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Svc(_) => Self::LABELS[0],
            Self::LogisticRegression(_) => Self::LABELS[1],
            Self::KNeighborsClassifier(_) => Self::LABELS[2],
        }
    }

    /// The classifier that people call so, with its own values.
    #[must_use]
    pub fn by_label(label: &str) -> Option<Self> {
        // Not by the list of kinds, which brings all descriptions of fields along.
        let all = [
            Self::from(Svc::default()),
            LogisticRegression::default().into(),
            KNeighborsClassifier::default().into(),
        ];
        all.into_iter().find(|kind| kind.label() == label)
    }

    /// The settings that matter most, in a few words.
    #[must_use]
    pub fn brief(&self) -> String {
        match self {
            Self::Svc(svc) => format!("{}, C {}", svc.kernel.name(), svc.C),
            Self::LogisticRegression(options) => format!("C {}", options.C),
            Self::KNeighborsClassifier(options) => format!("{} neighbours", options.n_neighbors),
        }
    }

    /// Whether it is something before its training is over, so that stopping keeps what was learned so far.
    #[must_use]
    pub fn can_stop_early(&self) -> bool {
        matches!(self, Self::LogisticRegression(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Experiment, Shape};

    #[test]
    fn every_classifier_is_read_as_it_is_written_and_its_fields_have_paths() {
        for kind in Classifier::KINDS {
            let mut experiment = Experiment::default();
            experiment.model.layers.clear();
            experiment.model.classifier = Some((kind.new)());
            assert_eq!(experiment.validate(), Ok(()), "{}", kind.name);
            let back = Experiment::from_json(&experiment.to_json());
            assert_eq!(back.expect(kind.name), experiment);
            let fields = experiment.all_fields();
            let own = fields
                .iter()
                .filter(|(path, _)| path.starts_with("model.classifier."));
            let own: Vec<_> = own.collect();
            assert_eq!(own.len(), (kind.fields)().len() + 1, "{}", kind.name);
            for (path, field) in own {
                assert!(field.label.len() > 1 && field.help.ends_with('.'), "{path}");
                let value = experiment.value(path).expect(path);
                assert_eq!(experiment.set_value(path, value), Ok(()), "{path}");
            }
            let error = experiment
                .summary(Shape::Flat(2), 2)
                .expect_err("no network");
            assert_eq!(error.field, "model.classifier");
        }
    }

    #[test]
    fn every_classifier_is_found_by_what_people_call_it() {
        for (kind, label) in Classifier::KINDS.iter().zip(Classifier::LABELS) {
            assert_eq!(Classifier::by_label(label), Some((kind.new)()));
            assert_eq!((kind.new)().label(), label);
        }
        assert_eq!(Classifier::by_label("Small CNN"), None);
        assert_eq!(Classifier::default().brief(), "rbf, C 1");
    }

    #[test]
    fn a_network_has_no_classifier_in_its_file() {
        assert!(!Experiment::default().to_json().contains("classifier"));
    }
}
