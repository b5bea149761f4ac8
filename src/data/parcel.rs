//! A data set in buffers, to be handed from one program to another.

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use super::missing::Fills;
use super::prepare::Scaler;
use super::{Column, DataError, Dataset, Features, Part, Pictures, Report, Samples, Unlabelled};
use crate::experiment::Data;

/// A data set in buffers of a kind: in memory, or as they cross.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct DatasetParcel<B> {
    settings: Data,
    seed: u64,
    classes: Vec<String>,
    licence: String,
    scaler: Scaler,
    loaded_shape: Option<[usize; 3]>,
    fills: Option<Fills>,
    /// The parts may share their samples.
    samples: Vec<SamplesParcel<B>>,
    /// Those to train on, to validate on and to test on.
    parts: [PartParcel<B>; 3],
}

/// Samples in buffers.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
struct SamplesParcel<B> {
    kind: Kind,
    /// Bytes of pictures, or reals of rows, little endian.
    contents: B,
    /// A `u16` for each sample, little endian.
    labels: B,
}

#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
enum Kind {
    Pictures { shape: [usize; 3] },
    Features { columns: Vec<Column> },
}

/// A part of a data set in a buffer.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
struct PartParcel<B> {
    /// Among which samples its own are.
    samples: usize,
    /// A `u32` for each sample, little endian.
    indices: B,
}

impl<B> DatasetParcel<B> {
    /// The same in buffers of another kind.
    pub fn map<C>(self, mut into: impl FnMut(B) -> C) -> DatasetParcel<C> {
        let samples = self.samples.into_iter().map(|samples| SamplesParcel {
            kind: samples.kind,
            contents: into(samples.contents),
            labels: into(samples.labels),
        });
        let samples = samples.collect();
        DatasetParcel {
            settings: self.settings,
            seed: self.seed,
            classes: self.classes,
            licence: self.licence,
            scaler: self.scaler,
            loaded_shape: self.loaded_shape,
            fills: self.fills,
            samples,
            parts: self.parts.map(|part| PartParcel {
                samples: part.samples,
                indices: into(part.indices),
            }),
        }
    }
}

impl SamplesParcel<Vec<u8>> {
    fn of(samples: &Samples) -> Self {
        let (kind, contents) = match samples {
            Samples::Pictures(pictures) => {
                let shape = pictures.shape;
                (Kind::Pictures { shape }, pictures.pixels.clone())
            }
            Samples::Features(features) => {
                let columns = features.columns.clone();
                let values = packed(&features.values, f32::to_le_bytes);
                (Kind::Features { columns }, values)
            }
        };
        Self {
            kind,
            contents,
            labels: packed(samples.labels(), u16::to_le_bytes),
        }
    }

    fn open(self) -> Result<Samples, DataError> {
        let labels = unpacked(&self.labels, u16::from_le_bytes);
        Ok(match self.kind {
            Kind::Pictures { shape } => {
                Samples::Pictures(Arc::new(Pictures::new(shape, self.contents, labels)?))
            }
            Kind::Features { columns } => {
                let values = unpacked(&self.contents, f32::from_le_bytes);
                Samples::Features(Arc::new(Features::new(columns, values, labels)?))
            }
        })
    }
}

impl Dataset {
    /// The data set without what only the program that loaded it needs: its unlabelled samples
    /// and the report.
    #[must_use]
    pub fn to_parcel(&self) -> DatasetParcel<Vec<u8>> {
        let mut all: Vec<&Samples> = Vec::new();
        let parts = [&self.train, &self.validation, &self.test].map(|part| {
            let shared = all
                .iter()
                .position(|samples| samples.is_same(&part.samples));
            PartParcel {
                samples: shared.unwrap_or_else(|| {
                    all.push(&part.samples);
                    all.len() - 1
                }),
                indices: packed(&part.indices, u32::to_le_bytes),
            }
        });
        DatasetParcel {
            settings: self.settings.clone(),
            seed: self.seed,
            classes: self.classes.clone(),
            licence: self.licence.clone(),
            scaler: self.scaler.clone(),
            loaded_shape: self.loaded_shape,
            fills: self.fills.clone(),
            samples: all.into_iter().map(SamplesParcel::of).collect(),
            parts,
        }
    }

    /// The data set of a parcel.
    ///
    /// # Errors
    /// A buffer is not of the size that its samples need, or an index is of no sample.
    pub fn from_parcel(parcel: DatasetParcel<Vec<u8>>) -> Result<Self, DataError> {
        let samples = parcel.samples.into_iter().map(SamplesParcel::open);
        let samples = samples.collect::<Result<Vec<_>, _>>()?;
        let part = |part: PartParcel<Vec<u8>>| -> Result<Part, DataError> {
            let foreign = || {
                DataError::new(
                    "A data set's parts do not go with its samples",
                    "Load the data again.",
                )
            };
            let samples = samples.get(part.samples).ok_or_else(foreign)?.clone();
            let indices = unpacked(&part.indices, u32::from_le_bytes);
            let is_there = |&i: &u32| (i as usize) < samples.len();
            if !indices.iter().all(is_there) {
                return Err(foreign());
            }
            Ok(Part { samples, indices })
        };
        let [train, validation, test] = parcel.parts;
        Ok(Self {
            train: part(train)?,
            validation: part(validation)?,
            test: part(test)?,
            settings: parcel.settings,
            seed: parcel.seed,
            classes: parcel.classes,
            unlabelled: None,
            report: Report::default(),
            licence: parcel.licence,
            scaler: parcel.scaler,
            loaded_shape: parcel.loaded_shape,
            fills: parcel.fills,
            origins: Default::default(),
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

    /// One sample as a buffer, for [`Dataset::from_unlabelled`].
    ///
    /// # Panics
    /// There is no sample at that index.
    #[must_use]
    pub fn to_sample(&self, samples: &Samples, index: u32) -> Vec<u8> {
        match samples {
            Samples::Pictures(pictures) => pictures.get(index as usize).to_vec(),
            Samples::Features(rows) => packed(rows.get(index as usize), f32::to_le_bytes),
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
        let bytes = borsh::to_vec(&data.to_parcel()).expect("written");
        let parcel = borsh::from_slice(&bytes).expect("the parcel");
        Dataset::from_parcel(parcel).expect("the data set")
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
    fn buffers_of_another_size_are_refused() {
        let data = Dataset::prepare(digits::load(40, 10, 1), &Data::default(), "", 1);
        let parcel = data.expect("a data set").to_parcel();
        assert!(Dataset::from_parcel(parcel.clone()).is_ok());
        let mut short = parcel.clone();
        short.samples[0].contents.pop();
        assert!(Dataset::from_parcel(short).is_err());
        let mut beyond = parcel.clone();
        beyond.parts[2].indices[3] = 255;
        assert!(Dataset::from_parcel(beyond).is_err());
        let mut none = parcel;
        none.parts[0].samples = 9;
        assert!(Dataset::from_parcel(none).is_err());
    }
}
