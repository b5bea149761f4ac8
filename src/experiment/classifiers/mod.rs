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
    fn a_network_has_no_classifier_in_its_file() {
        assert!(!Experiment::default().to_json().contains("classifier"));
    }
}
