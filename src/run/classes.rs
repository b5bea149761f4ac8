//! How well each class was recognized in an epoch, and in batches.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::metrics::{ClassCounts, Report};

/// How well each class was recognized in an epoch, as the counts that precision, recall and F1 follow
/// from: a few bytes a class. As JSON it is the reports.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct EpochClasses {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Its last step.
    pub step: usize,
    /// In its training batches, each before its update.
    pub train: Vec<ClassCounts>,
    /// On the validation samples; empty where there are none.
    pub validation: Vec<ClassCounts>,
    /// On the test samples.
    pub test: Vec<ClassCounts>,
}

/// How well each class was recognized in the batches since the report before: of one step, where steps are
/// slow enough to be reported one by one. As JSON it is the report.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct BatchClasses {
    /// The last step.
    pub step: usize,
    /// In the batches, each before its update.
    pub counts: Vec<ClassCounts>,
}

impl BatchClasses {
    /// The scores of every class. The mean is of those that the batches had or that were predicted, as
    /// scikit-learn has it where labels are not listed.
    #[must_use]
    pub fn report(&self) -> Report {
        let present = self.counts.iter().copied();
        let present: Vec<ClassCounts> = present.filter(|counts| !counts.is_absent()).collect();
        let mut report = Report::of(&self.counts);
        report.macro_avg = Report::of(&present).macro_avg;
        report
    }
}

impl Serialize for BatchClasses {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("BatchClasses", 2)?;
        fields.serialize_field("step", &self.step)?;
        fields.serialize_field("train", &self.report())?;
        fields.end()
    }
}

impl EpochClasses {
    /// The reports on the training, validation and test samples; that on the validation samples is absent
    /// where there are none.
    #[must_use]
    pub fn reports(&self) -> [Option<Report>; 3] {
        [&self.train, &self.validation, &self.test].map(|counts| {
            let has_any = !counts.is_empty();
            has_any.then(|| Report::of(counts))
        })
    }
}

impl Serialize for EpochClasses {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("EpochClasses", 5)?;
        fields.serialize_field("epoch", &self.epoch)?;
        fields.serialize_field("step", &self.step)?;
        for (name, report) in ["train", "validation", "test"]
            .into_iter()
            .zip(self.reports())
        {
            match report {
                Some(report) => fields.serialize_field(name, &report)?,
                None => fields.skip_field(name)?,
            }
        }
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_that_a_batch_does_not_have_do_not_count_in_its_mean() {
        let mut counts = vec![ClassCounts::default(); 3];
        for (label, predicted) in [(0, 0), (0, 2), (2, 2)] {
            ClassCounts::count(&mut counts, label, predicted);
        }
        // precision_recall_fscore_support([0, 0, 2], [0, 2, 2], average="macro")
        let batch = BatchClasses { step: 1, counts };
        let mean = batch.report().macro_avg;
        assert_eq!((mean.precision, mean.recall), (0.75, 0.75));
        assert!((mean.f1 - 2.0 / 3.0).abs() < 1e-12);
        let json = serde_json::to_value(&batch).expect("plain data");
        assert_eq!(json["step"], 1);
        assert_eq!(json["train"]["classes"][1]["support"], 0.0);
    }

    #[test]
    fn as_json_it_is_the_reports_of_the_parts_that_there_are() {
        let counts = |correct, samples, predicted| ClassCounts {
            correct,
            samples,
            predicted,
        };
        let classes = EpochClasses {
            epoch: 2,
            step: 10,
            train: vec![counts(3, 4, 3), counts(4, 4, 5)],
            validation: Vec::new(),
            test: vec![counts(0, 0, 1), counts(1, 2, 1)],
        };
        let json = serde_json::to_value(&classes).expect("plain data");
        assert_eq!(json["train"]["classes"][0]["recall"], 0.75);
        assert_eq!(json["train"]["accuracy"], 0.875);
        assert_eq!(json["test"]["macro_avg"]["precision"], 0.5);
        assert_eq!(json.get("validation"), None);
        let bytes = borsh::to_vec(&classes).expect("it can be sent");
        assert_eq!(
            borsh::from_slice::<EpochClasses>(&bytes).expect("read"),
            classes
        );
    }
}
