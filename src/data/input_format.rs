//! What a network takes, without the data that it was trained on: enough to ask a trained one about
//! other samples.

use serde::{Deserialize, Serialize};

use super::missing::Fills;
use super::prepare::Scaler;
use super::{Column, DataError, Dataset, Features, Part, Pictures, Report, Samples};
use crate::experiment::{Data, Shape};

/// Values that a picture may have: more than any reader gives.
const MOST_VALUES: usize = 1 << 30;

/// What a network takes and what it answers with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputFormat {
    /// Names of the classes, in the order of the network's outputs.
    pub classes: Vec<String>,
    /// What a sample is.
    pub samples: SampleFormat,
    /// What its numbers become, as fitted to the training samples.
    pub scaler: Scaler,
}

/// What a sample is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum SampleFormat {
    /// A picture.
    Picture {
        /// Height, width and channels of what was loaded, before the experiment's `data.prepare`.
        loaded: [usize; 3],
        /// Height, width and channels of what the network gets.
        shape: [usize; 3],
    },
    /// A row of numbers.
    Row {
        /// The columns.
        columns: Vec<Column>,
        /// What a gap in each column becomes.
        fills: Vec<f32>,
    },
}

impl SampleFormat {
    /// What a network gets of a sample.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match self {
            Self::Picture { shape, .. } => Shape::Image(*shape),
            Self::Row { columns, .. } => Shape::Flat(columns.iter().map(Column::width).sum()),
        }
    }
}

impl InputFormat {
    /// Checks what does not go together in a format from outside.
    ///
    /// # Errors
    /// There are no classes, sides of no length, or not one value a column or channel.
    pub fn validate(&self) -> Result<(), DataError> {
        let wrong = |what: String| DataError::new(what, "Save the model again.");
        // A label is a `u16`.
        if self.classes.is_empty() || self.classes.len() > usize::from(u16::MAX) {
            return Err(wrong(format!("It names {} classes", self.classes.len())));
        }
        let scales = match &self.samples {
            SampleFormat::Picture { loaded, shape } => {
                for shape in [loaded, shape] {
                    let values = shape
                        .iter()
                        .try_fold(1_usize, |n, &side| n.checked_mul(side));
                    if !values.is_some_and(|n| (1..=MOST_VALUES).contains(&n)) {
                        return Err(wrong(format!("It is of pictures of {shape:?}")));
                    }
                }
                shape[2]
            }
            SampleFormat::Row { columns, fills } => {
                if columns.is_empty() || columns.len() != fills.len() {
                    return Err(wrong(format!(
                        "It has {} columns, and values for the gaps of {}",
                        columns.len(),
                        fills.len()
                    )));
                }
                self.samples.shape().len()
            }
        };
        let lens = [self.scaler.shift.len(), self.scaler.factor.len()];
        if lens != [1, 1] && lens != [scales, scales] {
            let [shift, factor] = lens;
            return Err(wrong(format!(
                "Its scaling has {shift} shifts and {factor} factors, and a sample {scales} scales"
            )));
        }
        Ok(())
    }

    /// No samples, as they are loaded.
    ///
    /// # Errors
    /// Those of [`Self::validate`].
    pub fn none_loaded(&self) -> Result<Samples, DataError> {
        match &self.samples {
            SampleFormat::Picture { loaded, .. } => no_pictures(*loaded),
            SampleFormat::Row { columns, .. } => no_rows(columns),
        }
    }

    /// A data set of this format without a sample. A network can be asked by it, and trained on it
    /// cannot be.
    ///
    /// # Errors
    /// Those of [`Self::validate`].
    pub fn empty_dataset(&self, settings: &Data) -> Result<Dataset, DataError> {
        self.validate()?;
        let samples = match &self.samples {
            SampleFormat::Picture { shape, .. } => no_pictures(*shape),
            SampleFormat::Row { columns, .. } => no_rows(columns),
        };
        let part = Part::whole(samples?);
        let (loaded_shape, fills) = match &self.samples {
            SampleFormat::Picture { loaded, .. } => (Some(*loaded), None),
            SampleFormat::Row { fills, .. } => (None, Some(Fills(fills.clone()))),
        };
        Ok(Dataset {
            settings: settings.clone(),
            seed: 0,
            classes: self.classes.clone(),
            train: part.clone(),
            validation: part.clone(),
            test: part,
            unlabelled: None,
            report: Report::default(),
            licence: String::new(),
            scaler: self.scaler.clone(),
            loaded_shape,
            origins: Default::default(),
            fills,
        })
    }
}

fn no_pictures(shape: [usize; 3]) -> Result<Samples, DataError> {
    Pictures::new(shape, Vec::new(), Vec::new()).map(Samples::from)
}

fn no_rows(columns: &[Column]) -> Result<Samples, DataError> {
    Features::new(columns.to_vec(), Vec::new(), Vec::new()).map(Samples::from)
}

impl Dataset {
    /// What a network for this data takes.
    #[must_use]
    pub fn input_format(&self) -> InputFormat {
        let samples = match &self.train.samples {
            Samples::Pictures(pictures) => SampleFormat::Picture {
                loaded: self.loaded_shape.unwrap_or(pictures.shape),
                shape: pictures.shape,
            },
            Samples::Features(features) => SampleFormat::Row {
                columns: features.columns.clone(),
                fills: self
                    .fills
                    .clone()
                    .map_or_else(|| vec![0.0; features.columns.len()], |Fills(values)| values),
            },
        };
        InputFormat {
            classes: self.classes.clone(),
            samples,
            scaler: self.scaler.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{ColumnKind, Loaded, digits};

    fn there_and_back(format: &InputFormat) -> InputFormat {
        let text = serde_json::to_string(format).expect("JSON");
        serde_json::from_str(&text).expect("a format")
    }

    #[test]
    fn pictures_keep_both_sizes() {
        let settings: Data = serde_json::from_str(
            r#"{"prepare": {"size": [14, 7], "colour": "rgb", "scaling": "standardize"}}"#,
        )
        .expect("settings");
        let data = Dataset::prepare(digits::load(40, 10, 1), &settings, "", 1);
        let data = data.expect("a data set");
        let format = data.input_format();
        let expected = SampleFormat::Picture {
            loaded: [28, 28, 1],
            shape: [14, 7, 3],
        };
        assert_eq!(format.samples, expected);
        assert_eq!(there_and_back(&format), format);
        let empty = format.empty_dataset(&settings).expect("a data set");
        assert_eq!(empty.shape(), data.shape());
        assert_eq!(empty.input_format(), format);
    }

    #[test]
    fn rows_keep_what_their_gaps_become_to_the_bit() {
        let category = Column {
            name: "c".into(),
            kind: ColumnKind::Category {
                values: vec!["u".into(), "v".into()],
            },
        };
        let columns = vec![Column::number("x"), category];
        let values = (0..40).flat_map(|i| [1.0 / (i as f32 + 3.0), (i % 3 % 2) as f32]);
        let labels = (0..40).map(|i| i % 2).collect();
        let rows = Features::new(columns, values.collect(), labels).expect("rows");
        let loaded = Loaded {
            classes: vec!["a".into(), "b".into()],
            train: Some(rows.into()),
            ..Loaded::default()
        };
        let settings: Data =
            serde_json::from_str(r#"{"prepare": {"scaling": "standardize"}}"#).expect("settings");
        let data = Dataset::prepare(loaded, &settings, "", 1).expect("a data set");
        let format = data.input_format();
        assert_eq!(there_and_back(&format), format);
        assert_eq!(format.samples.shape(), Shape::Flat(3));
        assert_eq!(
            format.scaler.shift.len(),
            3,
            "a scale for each number that a network gets"
        );
        assert!(format.validate().is_ok());
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        let data = Dataset::prepare(digits::load(40, 10, 1), &Data::default(), "", 1);
        let format = data.expect("a data set").input_format();
        let mut none = format.clone();
        none.classes.clear();
        let mut flat = format.clone();
        flat.samples = SampleFormat::Picture {
            loaded: [28, 28, 1],
            shape: [28, 0, 1],
        };
        let mut scaled = format.clone();
        scaled.scaler.shift.push(0.0);
        let mut gaps = format;
        gaps.samples = SampleFormat::Row {
            columns: vec![Column::number("x")],
            fills: Vec::new(),
        };
        for wrong in [none, flat, scaled, gaps] {
            assert!(wrong.validate().is_err(), "{wrong:?}");
            assert!(wrong.empty_dataset(&Data::default()).is_err());
        }
    }
}
