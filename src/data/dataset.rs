//! A data set, ready to train on: samples prepared and divided as an experiment says.

use std::sync::Arc;

use super::augment::with_copies;
use super::edit::{Origin, add_outside};
use super::prepare::{Scaler, prepared, prepared_pictures};
use super::{
    ColumnKind, DataError, Fault, Loaded, Part, Pictures, Report, Role, Samples, Unlabelled, batch,
    missing, seed, split,
};
use crate::experiment::{
    Colour, Data, EditedPart, ExperimentError, Missing, Prepare, Shape, Source,
};

/// Bytes that training pictures and their changed copies may take.
const MOST_BYTES: usize = 1 << 30;

/// A data set, ready to train on.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// What it was prepared by.
    pub settings: Data,
    /// The seed it was divided by.
    pub seed: u64,
    /// Names of the classes; a label is an index into them.
    pub classes: Vec<String>,
    /// Samples to train on.
    pub train: Part,
    /// Samples to validate on; there may be none.
    pub validation: Part,
    /// Samples to test on.
    pub test: Part,
    /// Samples without labels, prepared as the others.
    pub unlabelled: Option<Unlabelled>,
    /// What there is to know about what was loaded.
    pub report: Report,
    /// Licence and origin, for people.
    pub licence: String,
    /// The scaling of numbers, fitted on the training part alone.
    pub scaler: Scaler,
    /// Height, width and channels of pictures as they were loaded; absent of rows of numbers.
    pub loaded_shape: Option<[usize; 3]>,
    /// What gaps in rows become; absent of pictures.
    pub fills: Option<missing::Fills>,
    /// Which samples of what was loaded those of the parts are, where they are not the very same; not handed
    /// on with the data set.
    pub origins: [Option<Vec<Origin>>; 3],
}

impl Dataset {
    /// Prepares what was loaded as the experiment's data part says, and divides it: classes
    /// are chosen first, then samples, then pictures are changed; a test part is held back if
    /// there is none, then a validation part; missing values are filled with what the rest says
    /// of their columns; changed copies are added to it, and the scaling is fitted to it. So
    /// nothing of validation and test is learned from.
    ///
    /// # Errors
    /// Something that is asked for does not go with the data, or leaves no samples; the
    /// message names the field.
    pub fn prepare(
        loaded: Loaded,
        settings: &Data,
        licence: impl Into<String>,
        seed: u64,
    ) -> Result<Self, DataError> {
        let format = loaded.report.format.clone();
        Self::prepared(loaded, settings, licence.into(), seed)
            .map_err(|error| error.with_table(format.as_ref()))
    }

    fn prepared(
        mut loaded: Loaded,
        settings: &Data,
        licence: String,
        seed: u64,
    ) -> Result<Self, DataError> {
        let Data { prepare, split, .. } = settings;
        choose(&mut loaded, settings, seed)?;
        let missing = settings.source.missing();
        let loaded_shape = match &loaded.train {
            Some(Samples::Pictures(pictures)) => Some(pictures.shape),
            _ => None,
        };
        let mut origins = origins(&loaded, settings);
        let part = |samples: Option<Samples>| -> Result<Option<Part>, DataError> {
            let Some(samples) = samples else {
                return Ok(None);
            };
            let samples = prepared(samples, prepare)?;
            if missing.is_none() {
                check_numbers(&samples)?;
            }
            Ok(Some(Part::whole(samples)))
        };
        let Some(mut train) = part(loaded.train.take())? else {
            return Err(DataError::new(
                "There are no samples with labels to train on",
                "Load samples with labels first.",
            )
            .with_fault(Fault::NoLabels));
        };
        let mut hold_back = |fraction: f64, stream: &str| {
            let seed = seed::derive(seed, stream);
            let (kept, held) = split::split(&train.labels(), fraction, split.stratify, seed);
            let held = train.select(&held);
            train = train.select(&kept);
            held
        };
        let mut test = match part(loaded.test.take())? {
            Some(test) => test,
            None => hold_back(split.test, "test"),
        };
        let mut validation = match part(loaded.validation.take())? {
            Some(validation) => validation,
            None => hold_back(split.validation, "split"),
        };
        for (part, left) in [(&train, "train"), (&test, "test")] {
            if part.is_empty() {
                return Err(DataError::new(
                    format!("data leaves no samples to {left} on"),
                    "Load more samples, or change data.prepare or data.split.",
                ));
            }
        }
        let unlabelled = loaded.unlabelled.take();
        let unlabelled = unlabelled.map(|samples| samples.like(&train.samples, prepare));
        let mut unlabelled = unlabelled.transpose()?;
        // The options for missing values are for labelled rows; of those without a label every one
        // needs an answer.
        let fills = missing::Fills::fit(&train, missing.unwrap_or(Missing::Mean));
        if let (Some(fills), Some(Unlabelled::Features { values, .. })) = (&fills, &mut unlabelled)
        {
            fills.fill(values);
        }
        if missing.is_some() {
            if let Some(fills) = &fills {
                fills.fill_parts([&mut train, &mut validation, &mut test]);
            }
            for part in [&train, &validation, &test] {
                check_numbers(&part.samples)?;
            }
        }
        let outside = unlabelled.as_ref();
        let own = &mut origins[0];
        add_outside(&mut train, own, outside, &settings.edits, &loaded.classes)?;
        if settings.augmentation.copies > 0 {
            *own = Some(origins_of_copies(&train, own.as_deref(), settings));
        }
        let train = with_changes(train, settings, seed)?;
        Ok(Self {
            origins,
            scaler: Scaler::fit(&train, prepare.scaling),
            loaded_shape,
            fills,
            unlabelled,
            settings: settings.clone(),
            seed,
            classes: loaded.classes,
            train,
            validation,
            test,
            report: loaded.report,
            licence,
        })
    }

    /// Where it came from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.settings.source
    }

    /// The samples of a part.
    #[must_use]
    pub fn part(&self, role: Role) -> &Part {
        match role {
            Role::Train => &self.train,
            Role::Validation => &self.validation,
            Role::Test => &self.test,
        }
    }

    /// What a network gets of one sample.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.train.samples.shape()
    }

    /// Bytes of memory that the labelled samples take, shared ones once.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let mut seen: Vec<&Samples> = Vec::new();
        for part in [&self.train, &self.validation, &self.test] {
            if !seen.iter().any(|samples| samples.is_same(&part.samples)) {
                seen.push(&part.samples);
            }
        }
        seen.into_iter().map(Samples::bytes).sum()
    }

    /// Writes the samples at `indices` into `out` as the network gets them, scaled.
    ///
    /// # Panics
    /// There is no sample at one of the indices.
    pub fn fill(&self, samples: &Samples, indices: &[u32], out: &mut Vec<f32>) {
        batch::fill(samples, indices, out);
        self.scaler.apply(samples.shape(), out);
    }

    /// A drawing in the size and colours of the set's pictures. Its ink is bright, as in the
    /// built-in sets; so it is inverted with those, but not with own files, whose dark ink
    /// inverting is for.
    ///
    /// # Errors
    /// The set is of rows of numbers.
    pub fn drawing(&self, drawing: Pictures) -> Result<Pictures, DataError> {
        let Shape::Image([height, width, channels]) = self.shape() else {
            return Err(DataError::new(
                "The data has rows of numbers, and a drawing is a picture",
                "Choose data of pictures to draw for.",
            ));
        };
        let own_files = matches!(self.settings.source, Source::Files(_));
        let as_the_set = Prepare {
            colour: Colour::of_channels(channels),
            invert: self.settings.prepare.invert && !own_files,
            size: Some([height, width]),
            interpolation: self.settings.prepare.interpolation,
            ..Prepare::default()
        };
        prepared_pictures(Arc::new(drawing), &as_the_set).map(Arc::unwrap_or_clone)
    }

    /// Which sample of what was loaded the one at an index among a part's samples is.
    #[must_use]
    pub fn origin(&self, role: Role, index: u32) -> Origin {
        let known = self.origins[role as usize].as_ref();
        let known = known.and_then(|origins| origins.get(index as usize).copied());
        // What shares the training samples was held back from them.
        let is_held_back = self.part(role).samples.is_same(&self.train.samples);
        let role = if is_held_back { Role::Train } else { role };
        known.unwrap_or(Origin {
            part: role.into(),
            sample: index,
        })
    }

    /// Indices of the first `per_class` training samples of each class among the samples of
    /// the training part, class by class. A class with fewer gives all it has.
    #[must_use]
    pub fn samples_by_class(&self, per_class: usize) -> Vec<u32> {
        let mut indices = self.train.indices.clone();
        indices.sort_unstable();
        let labels = self.train.samples.labels();
        (0..self.classes.len())
            .flat_map(|class| {
                let of_class = indices.iter().copied();
                of_class
                    .filter(move |&i| usize::from(labels[i as usize]) == class)
                    .take(per_class)
            })
            .collect()
    }
}

/// Corrects samples, and leaves out those that are not wanted.
fn choose(loaded: &mut Loaded, settings: &Data, seed: u64) -> Result<(), DataError> {
    // Files of one part alone, whatever their names call it, are what there is to train on.
    if loaded.train.is_none() {
        loaded.train = loaded.test.take().or_else(|| loaded.validation.take());
    }
    loaded.edit(&settings.edits)?;
    if settings.prepare.drop_leaked {
        for role in [Role::Validation, Role::Test] {
            loaded.drop_leaked(role);
        }
    }
    if let Some(classes) = &settings.prepare.classes {
        loaded.keep_classes(classes)?;
    }
    if let Some(n) = settings.prepare.limit {
        loaded.limit(Role::Train, n, seed);
    }
    Ok(())
}

/// The same of a training part and its changed copies, of which each is as the one that it was made of.
fn origins_of_copies(train: &Part, known: Option<&[Origin]>, settings: &Data) -> Vec<Origin> {
    let part = EditedPart::Train;
    let origin = |&i: &u32| known.map_or(Origin { part, sample: i }, |known| known[i as usize]);
    let once: Vec<Origin> = train.indices.iter().map(origin).collect();
    once.repeat(settings.augmentation.copies + 1)
}

/// Which samples of what was loaded those of each part are, before any is added or copied. What is held back is of
/// the training samples.
fn origins(loaded: &Loaded, settings: &Data) -> [Option<Vec<Origin>>; 3] {
    // Those that are held back can then no longer be told by sharing the training samples.
    let is_train_changed = !settings.edits.is_empty() || settings.augmentation.copies > 0;
    [Role::Train, Role::Validation, Role::Test].map(|role| {
        if loaded.part(role).is_some() {
            return loaded.origins(role);
        }
        let part = EditedPart::Train;
        let all = 0..loaded.part(Role::Train).map_or(0, Samples::len) as u32;
        let same = || all.map(|sample| Origin { part, sample }).collect();
        let known = loaded.origins(Role::Train);
        known.or_else(|| is_train_changed.then(same))
    })
}

/// The training part with its changed copies, where the experiment asks for any.
fn with_changes(train: Part, settings: &Data, seed: u64) -> Result<Part, DataError> {
    let options = &settings.augmentation;
    let within = |e: ExperimentError| DataError::from(e.within("data.augmentation"));
    let Samples::Pictures(pictures) = &train.samples else {
        if options.is_none() && options.copies == 0 {
            return Ok(train);
        }
        return Err(DataError::for_pictures("data.augmentation"));
    };
    options.validate().map_err(within)?;
    let [height, width, _] = pictures.shape;
    options.validate_for([height, width]).map_err(within)?;
    if options.copies == 0 {
        return Ok(train);
    }
    let bytes = train.len() as u64 * pictures.picture_len() as u64;
    if bytes * (options.copies as u64 + 1) > MOST_BYTES as u64 {
        return Err(DataError::new(
            format!(
                "data.augmentation.copies is {}, and the pictures would take more than {} MB",
                options.copies,
                MOST_BYTES / 1_000_000
            ),
            "Use fewer copies, or 0 to change pictures anew in every epoch.",
        ));
    }
    let own = pictures.select(&train.indices);
    let all = with_copies(&own, options, options.copies, seed)?;
    Ok(Part::whole(all.into()))
}

/// Fails if a number cannot be learned from: it is missing or infinite. What is missing of a
/// category is a category of its own.
fn check_numbers(samples: &Samples) -> Result<(), DataError> {
    const NAMED: usize = 5;
    let Samples::Features(features) = samples else {
        return Ok(());
    };
    let columns = features.columns.iter().zip(missing::counts(features));
    let gaps = columns.filter(|(column, n)| column.kind == ColumnKind::Number && *n > 0);
    let gaps: Vec<_> = gaps.map(|(column, n)| (&column.name, n)).collect();
    if gaps.is_empty() {
        return Ok(());
    }
    let total: usize = gaps.iter().map(|(_, n)| n).sum();
    let named = gaps.iter().take(NAMED);
    let named: Vec<String> = named.map(|(name, n)| format!("{name}: {n}")).collect();
    let more = if gaps.len() > NAMED { ", …" } else { "" };
    let (values, are) = if total == 1 {
        ("value", "is")
    } else {
        ("values", "are")
    };
    let error = DataError::new(
        format!(
            "{total} {values} {are} missing ({}{more})",
            named.join(", ")
        ),
        "Set data.source.options.missing to drop_rows, zero, mean or median.",
    );
    Err(error.with_fault(Fault::MissingValues))
}

#[cfg(test)]
#[path = "dataset_tests.rs"]
mod tests;
