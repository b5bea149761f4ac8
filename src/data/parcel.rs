//! A data set as a header and buffers, to be handed from one program to another.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use super::prepare::Scaler;
use super::{Column, DataError, Dataset, Features, Part, Pictures, Report, Samples, Unlabelled};
use crate::experiment::Data;

/// What the buffers of a data set are: for each of `samples` its contents and its labels, then
/// for each part the indices of its samples.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct DatasetHeader {
    settings: Data,
    seed: u64,
    classes: Vec<String>,
    licence: String,
    scaler: Scaler,
    samples: Vec<Kind>,
    /// Among which samples those of training, validation and testing are.
    parts: [usize; 3],
}

#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
enum Kind {
    /// Bytes.
    Pictures { shape: [usize; 3] },
    /// Reals, little endian.
    Features { columns: Vec<Column> },
}

impl Dataset {
    /// The data set without what only the program that loaded it needs: its unlabelled samples
    /// and the report.
    #[must_use]
    pub fn to_parcel(&self) -> (DatasetHeader, Vec<Vec<u8>>) {
        let mut all: Vec<&Samples> = Vec::new();
        let parts = [&self.train, &self.validation, &self.test];
        let which = parts.map(|part| {
            let shared = all
                .iter()
                .position(|samples| samples.is_same(&part.samples));
            shared.unwrap_or_else(|| {
                all.push(&part.samples);
                all.len() - 1
            })
        });
        let mut buffers = Vec::with_capacity(2 * all.len() + 3);
        let mut kinds = Vec::with_capacity(all.len());
        for samples in &all {
            match samples {
                Samples::Pictures(pictures) => {
                    kinds.push(Kind::Pictures {
                        shape: pictures.shape,
                    });
                    buffers.push(pictures.pixels.clone());
                }
                Samples::Features(features) => {
                    kinds.push(Kind::Features {
                        columns: features.columns.clone(),
                    });
                    buffers.push(packed(&features.values, f32::to_le_bytes));
                }
            }
            buffers.push(packed(samples.labels(), u16::to_le_bytes));
        }
        buffers.extend(parts.map(|part| packed(&part.indices, u32::to_le_bytes)));
        let header = DatasetHeader {
            settings: self.settings.clone(),
            seed: self.seed,
            classes: self.classes.clone(),
            licence: self.licence.clone(),
            scaler: self.scaler.clone(),
            samples: kinds,
            parts: which,
        };
        (header, buffers)
    }

    /// The data set of a header and buffers.
    ///
    /// # Errors
    /// The buffers are not those of the header.
    pub fn from_parcel(header: DatasetHeader, buffers: Vec<Vec<u8>>) -> Result<Self, DataError> {
        let foreign = || {
            DataError::new(
                "A data set's buffers do not go with its header",
                "Load the data again.",
            )
        };
        let mut buffers = buffers.into_iter();
        let mut next = || buffers.next().ok_or_else(foreign);
        let mut all = Vec::with_capacity(header.samples.len());
        for kind in header.samples {
            let contents = next()?;
            let labels = unpacked(&next()?, u16::from_le_bytes);
            all.push(match kind {
                Kind::Pictures { shape } => {
                    Samples::Pictures(Arc::new(Pictures::new(shape, contents, labels)?))
                }
                Kind::Features { columns } => {
                    let values = unpacked(&contents, f32::from_le_bytes);
                    Samples::Features(Arc::new(Features::new(columns, values, labels)?))
                }
            });
        }
        let mut part = |index: usize| -> Result<Part, DataError> {
            let samples = all.get(index).ok_or_else(foreign)?.clone();
            let indices = unpacked(&next()?, u32::from_le_bytes);
            let is_there = |&i: &u32| (i as usize) < samples.len();
            if !indices.iter().all(is_there) {
                return Err(foreign());
            }
            Ok(Part { samples, indices })
        };
        let [train, validation, test] = header.parts;
        Ok(Self {
            train: part(train)?,
            validation: part(validation)?,
            test: part(test)?,
            settings: header.settings,
            seed: header.seed,
            classes: header.classes,
            unlabelled: None,
            report: Report::default(),
            licence: header.licence,
            scaler: header.scaler,
        })
    }
}

impl Dataset {
    /// Samples without labels as a buffer, for [`Dataset::from_unlabelled`]: `count` from the
    /// index `from` on, or as many as there are.
    #[must_use]
    pub fn to_unlabelled(&self, from: usize, count: usize) -> Vec<u8> {
        fn some<T>(all: &[T], size: usize, from: usize, count: usize) -> &[T] {
            let [from, to] = [from, from + count].map(|i| (i * size).min(all.len()));
            &all[from..to]
        }
        match &self.unlabelled {
            Some(Unlabelled::Pictures { shape, pixels, .. }) => {
                some(pixels, shape.iter().product(), from, count).to_vec()
            }
            Some(Unlabelled::Features { columns, values }) => {
                packed(some(values, columns.len(), from, count), f32::to_le_bytes)
            }
            None => Vec::new(),
        }
    }

    /// The samples of a buffer, as the network gets them, scaled, one after another.
    ///
    /// # Errors
    /// The buffer does not go with the data set.
    pub fn from_unlabelled(&self, buffer: Vec<u8>) -> Result<Vec<f32>, DataError> {
        let samples: Samples = match &self.train.samples {
            Samples::Pictures(own) => {
                let labels = vec![0; buffer.len() / own.picture_len()];
                Pictures::new(own.shape, buffer, labels)?.into()
            }
            Samples::Features(own) => {
                let values = unpacked(&buffer, f32::from_le_bytes);
                let labels = vec![0; values.len() / own.columns.len()];
                Features::new(own.columns.clone(), values, labels)?.into()
            }
        };
        let all: Vec<u32> = (0..samples.len() as u32).collect();
        let mut values = Vec::new();
        self.fill(&samples, &all, &mut values);
        Ok(values)
    }
}

fn packed<T: Copy, const N: usize>(values: &[T], bytes: fn(T) -> [u8; N]) -> Vec<u8> {
    values.iter().flat_map(|&value| bytes(value)).collect()
}

fn unpacked<T, const N: usize>(bytes: &[u8], value: fn([u8; N]) -> T) -> Vec<T> {
    let (values, _) = bytes.as_chunks();
    values.iter().map(|&bytes| value(bytes)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{digits, points};
    use crate::experiment::{Points, Source};

    fn there_and_back(data: &Dataset) -> Dataset {
        let (header, buffers) = data.to_parcel();
        let bytes = borsh::to_vec(&header).expect("written");
        let header = borsh::from_slice(&bytes).expect("the header");
        Dataset::from_parcel(header, buffers).expect("the data set")
    }

    #[test]
    fn a_data_set_arrives_as_it_was_sent() {
        let settings = Data::default();
        let pictures = Dataset::prepare(digits::load(40, 10, 1), &settings, "ours", 1);
        let settings = Data {
            source: Source::Points(Points::default()),
            ..Data::default()
        };
        let rows = points::load(&Points::default(), 1).expect("points");
        let rows = Dataset::prepare(rows, &settings, "ours", 1);
        for data in [pictures.expect("pictures"), rows.expect("rows")] {
            let mut arrived = there_and_back(&data);
            assert!(arrived.train.samples.is_same(&arrived.validation.samples));
            arrived.report = data.report.clone();
            assert_eq!(arrived, data);
        }
    }

    #[test]
    fn samples_without_labels_arrive_as_the_network_gets_them() {
        let mut loaded = digits::load(40, 10, 1);
        let (shape, pixels) = match loaded.test.take() {
            Some(Samples::Pictures(test)) => (test.shape, test.pixels.clone()),
            _ => panic!("digits are pictures"),
        };
        let names = Vec::new();
        loaded.unlabelled = Some(Unlabelled::Pictures {
            shape,
            pixels: pixels.clone(),
            names,
        });
        let data = Dataset::prepare(loaded, &Data::default(), "", 1).expect("a data set");
        let buffer = data.to_unlabelled(8, 5);
        assert_eq!(buffer, pixels[8 * 28 * 28..], "as many as there are");
        let values = data.from_unlabelled(buffer).expect("samples");
        let expected: Vec<f32> = pixels[8 * 28 * 28..]
            .iter()
            .map(|&p| f32::from(p) / 255.0)
            .collect();
        assert_eq!(values, expected);
        assert_eq!(data.to_unlabelled(10, 5), [0; 0]);
        assert!(data.from_unlabelled(vec![0; 783]).is_err());

        let mut loaded = points::load(&Points::default(), 1).expect("points");
        let (columns, values) = match &loaded.train {
            Some(Samples::Features(rows)) => (rows.columns.clone(), vec![0.5, -0.5, 2.0, 1.0]),
            _ => panic!("points are rows"),
        };
        loaded.unlabelled = Some(Unlabelled::Features { columns, values });
        let settings = Data {
            source: Source::Points(Points::default()),
            ..Data::default()
        };
        let data = Dataset::prepare(loaded, &settings, "", 1).expect("a data set");
        let values = data.from_unlabelled(data.to_unlabelled(1, 1));
        assert_eq!(values.expect("a row"), [2.0, 1.0]);
    }

    #[test]
    fn foreign_buffers_are_refused() {
        let data = Dataset::prepare(digits::load(40, 10, 1), &Data::default(), "", 1);
        let (header, buffers) = data.expect("a data set").to_parcel();
        let refused =
            |buffers: Vec<Vec<u8>>| Dataset::from_parcel(header.clone(), buffers).is_err();
        assert!(refused(buffers[..3].to_vec()));
        let mut short = buffers.clone();
        short[0].pop();
        assert!(refused(short));
        let mut beyond = buffers;
        beyond.last_mut().expect("indices")[3] = 255;
        assert!(refused(beyond));
    }
}
