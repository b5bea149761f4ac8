//! Which arrays go together, and the samples they make.

use std::sync::Arc;

use super::array::{Array, Values};
use super::header::shown;
use super::pixels::{Form, Scale, form, pixels, range, scale};
use crate::data::files::naming;
use crate::data::prepare::to_colour;
use crate::data::{
    Colour, Column, ColumnReport, DataError, Features, Loaded, Missing, Pictures, ReadOptions,
    Role, Samples, TableReport, Unlabelled, Usage, missing,
};

/// Labels above this are no classes.
const HIGHEST: u16 = 999;

/// What arrays hold together.
pub(super) fn loaded(
    arrays: Vec<Array>,
    options: &ReadOptions,
    warnings: Vec<String>,
) -> Result<Loaded, DataError> {
    let mut loaded = Loaded::default();
    loaded.report.warnings = warnings;
    loaded.report.tables = arrays.iter().map(report).collect();
    let (mut labels, inputs): (Vec<_>, Vec<_>) = arrays.into_iter().partition(is_labels);
    if let Some(empty) = inputs.iter().find(|array| array.samples().0 == 0) {
        return Err(DataError::new(
            format!("{} holds no samples", empty.name),
            "Give an array with at least one sample.",
        ));
    }
    let maker = Maker::of(&inputs)?;
    if labels.is_empty() && inputs.len() > 1 && inputs.iter().all(|array| role(array).is_none()) {
        by_class(inputs, &maker, &mut loaded)?;
        return Ok(finished(loaded, options));
    }
    let only = inputs.len() == 1 && labels.len() == 1;
    let mut highest = None;
    for input in inputs {
        let part = role(&input).unwrap_or(Role::Train);
        let key = naming::pair_key(spoken(&input.name));
        let mate = labels.iter().position(|labels| {
            only || (naming::pair_key(spoken(&labels.name)) == key && role(labels) == role(&input))
        });
        let Some(mate) = mate else {
            if loaded.unlabelled.is_some() {
                return Err(DataError::new(
                    format!("{} has no labels, nor has another array", input.name),
                    "Load the labels with it, named alike: x_train and y_train, for example.",
                ));
            }
            loaded.unlabelled = Some(maker.unlabelled(input, &mut loaded.report.warnings)?);
            continue;
        };
        let mate = labels.swap_remove(mate);
        let mated = classes_of(&mate, options)?;
        let (n, _) = input.samples();
        if mated.len() != n {
            return Err(DataError::new(
                format!(
                    "{} has {} labels, and {} has {n} samples",
                    mate.name,
                    mated.len(),
                    input.name
                ),
                "Give the labels that belong to these samples.",
            ));
        }
        if part == Role::Train && mated.iter().all(|label| label == &mated[0]) {
            return Err(DataError::new(
                format!("{}: every label is the same, {}", mate.name, mated[0]),
                "Give samples of two classes at least.",
            ));
        }
        highest = highest.max(mated.iter().max().copied());
        if loaded.part(part).is_some() {
            return Err(DataError::new(
                format!("{} and another array hold the same part", input.name),
                "Load one of them, or have `train` or `test` in their names.",
            ));
        }
        let samples = maker.samples(input, mated, &mut loaded.report.warnings)?;
        *loaded.part_mut(part) = Some(samples);
    }
    if let Some(alone) = labels.first() {
        return Err(DataError::new(
            format!("{} holds labels, and no samples go with it", alone.name),
            "Load the samples with it, named alike: x_train and y_train, for example.",
        ));
    }
    if let Some(highest) = highest {
        let numbers = (0..=highest).map(|label| label.to_string());
        loaded.classes = options.classes.clone().unwrap_or_else(|| numbers.collect());
    }
    Ok(finished(loaded, options))
}

fn finished(mut loaded: Loaded, options: &ReadOptions) -> Loaded {
    if options.missing == Some(Missing::DropRows) {
        missing::drop_rows(&mut loaded);
    }
    loaded.report.bytes = loaded.bytes();
    loaded
}

/// Each array is a class, as in `QuickDraw`: its file's name is the class's.
fn by_class(inputs: Vec<Array>, maker: &Maker, loaded: &mut Loaded) -> Result<(), DataError> {
    let mut inputs: Vec<(String, Array)> = inputs
        .into_iter()
        .map(|array| (class_name(&array.name), array))
        .collect();
    inputs.sort_by(|a, b| a.0.cmp(&b.0));
    loaded.report.warnings.push(format!(
        "There are no labels: each of the {} arrays is taken for a class",
        inputs.len()
    ));
    let mut whole: Option<Samples> = None;
    for (class, (name, array)) in inputs.into_iter().enumerate() {
        let labels = vec![class as u16; array.samples().0];
        loaded.classes.push(name);
        let more = maker.samples(array, labels, &mut loaded.report.warnings)?;
        match (&mut whole, more) {
            (None, more) => whole = Some(more),
            (Some(Samples::Pictures(all)), Samples::Pictures(more)) => {
                let all = Arc::make_mut(all);
                all.pixels.extend_from_slice(&more.pixels);
                all.labels.extend_from_slice(&more.labels);
            }
            (Some(Samples::Features(all)), Samples::Features(more)) => {
                let all = Arc::make_mut(all);
                all.values.extend_from_slice(&more.values);
                all.labels.extend_from_slice(&more.labels);
            }
            // One maker makes one kind.
            (Some(_), _) => {}
        }
    }
    loaded.train = whole;
    Ok(())
}

/// Makes samples of arrays, all in the same way.
struct Maker {
    form: Form,
    scale: Scale,
}

impl Maker {
    fn of(inputs: &[Array]) -> Result<Self, DataError> {
        let Some(first) = inputs.first() else {
            return Ok(Self {
                form: Form::Row(1),
                scale: Scale::Bytes,
            });
        };
        let mut form = form(first)?;
        if let Some(other) = inputs
            .iter()
            .find(|array| array.samples().1 != first.samples().1)
        {
            return Err(DataError::new(
                format!(
                    "{} has the shape {}, and {} has {}",
                    first.name,
                    shown(&first.shape),
                    other.name,
                    shown(&other.shape)
                ),
                "Give arrays whose samples have the same shape.",
            ));
        }
        let scale = scale(inputs.iter());
        if scale.is_none() && first.samples().1.len() == 1 {
            form = Form::Row(first.samples().1[0]);
        }
        if let (Form::Picture(..), None) = (form, scale) {
            let (low, high) = range(first);
            return Err(DataError::new(
                format!(
                    "{} holds numbers from {low} to {high}, which are no pixels",
                    first.name
                ),
                "Give pictures with pixels from 0 to 255, or from 0 to 1.",
            ));
        }
        Ok(Self {
            form,
            scale: scale.unwrap_or(Scale::Bytes),
        })
    }

    fn samples(
        &self,
        array: Array,
        labels: Vec<u16>,
        warnings: &mut Vec<String>,
    ) -> Result<Samples, DataError> {
        match self.form {
            Form::Picture(shape, first) => {
                let pixels = self.pixels(array, shape, first, warnings);
                let pictures = Pictures::new(shape, pixels, labels)?;
                Ok(match shape[2] {
                    4 => to_colour(&pictures, Colour::Rgb),
                    _ => pictures,
                }
                .into())
            }
            Form::Row(width) => {
                let values = reals(array.values);
                Ok(Features::new(columns(width), values, labels)?.into())
            }
        }
    }

    fn unlabelled(
        &self,
        array: Array,
        warnings: &mut Vec<String>,
    ) -> Result<Unlabelled, DataError> {
        let n = array.samples().0;
        warnings.push(format!(
            "{} has no labels: its samples are to be predicted",
            array.name
        ));
        Ok(match self.samples(array, vec![0; n], warnings)? {
            Samples::Pictures(pictures) => Unlabelled::Pictures {
                shape: pictures.shape,
                pixels: Arc::unwrap_or_clone(pictures).pixels,
                names: Vec::new(),
            },
            Samples::Features(features) => {
                let Features {
                    columns, values, ..
                } = Arc::unwrap_or_clone(features);
                Unlabelled::Features { columns, values }
            }
        })
    }

    fn pixels(
        &self,
        array: Array,
        shape: [usize; 3],
        first: bool,
        warnings: &mut Vec<String>,
    ) -> Vec<u8> {
        let (pixels, gaps) = pixels(array.values, self.scale, shape, first);
        if gaps > 0 {
            warnings.push(format!(
                "{}: {gaps} values are missing; they are 0",
                array.name
            ));
        }
        pixels
    }
}

fn reals(values: Values) -> Vec<f32> {
    match values {
        Values::Bytes(bytes) => bytes.into_iter().map(f32::from).collect(),
        // Infinities cannot be learnt from: they count as missing.
        Values::Reals(reals) => reals
            .into_iter()
            .map(|value| if value.is_finite() { value } else { f32::NAN })
            .collect(),
    }
}

fn columns(n: usize) -> Vec<Column> {
    (1..=n)
        .map(|i| Column::number(format!("column {i}")))
        .collect()
}

/// The classes of an array of labels: whole numbers, or rows of one 1 among 0.
fn classes_of(array: &Array, options: &ReadOptions) -> Result<Vec<u16>, DataError> {
    let (n, sides) = array.samples();
    let width: usize = sides.iter().product();
    let value = |i: usize| match &array.values {
        Values::Bytes(bytes) => f32::from(bytes[i]),
        Values::Reals(reals) => reals[i],
    };
    if n == 0 || width == 0 || width > usize::from(HIGHEST) + 1 {
        return Err(DataError::new(
            format!(
                "{} has the shape {}, which is none of labels",
                array.name,
                shown(&array.shape)
            ),
            "Give one whole number a sample, or one row of a 1 among 0.",
        ));
    }
    let highest = options.classes.as_ref().map_or(HIGHEST, |classes| {
        (classes.len().clamp(1, usize::from(HIGHEST) + 1) - 1) as u16
    });
    let label = |row: usize| {
        let label = if width == 1 {
            value(row)
        } else {
            let ones = (0..width).filter(|index| value(row * width + index) > 0.5);
            let ones: Vec<usize> = ones.collect();
            if let [index] = ones[..] {
                index as f32
            } else {
                f32::NAN
            }
        };
        if label.fract() == 0.0 && (0.0..=f32::from(highest)).contains(&label) {
            return Ok(label as u16);
        }
        Err(DataError::new(
            format!(
                "{} row {}: {label} is no label, which is a whole number from 0 to {highest}",
                array.name,
                row + 1
            ),
            "Number the classes from 0 on.",
        ))
    };
    (0..n).map(label).collect()
}

/// Whether an array holds labels: by its name, or because it has one number a sample.
fn is_labels(array: &Array) -> bool {
    let (_, sides) = array.samples();
    sides.len() < 2 && (naming::is_labels(spoken(&array.name)) || sides.is_empty() || *sides == [1])
}

/// The name that says what an array is: in an archive with arrays that `NumPy` numbered
/// (`arr_0`), the archive's.
fn spoken(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((archive, last)) if last.starts_with("arr_") => archive,
        _ => path,
    }
}

fn role(array: &Array) -> Option<Role> {
    let name = spoken(&array.name);
    let archive = || {
        name.rsplit_once('/')
            .and_then(|(archive, _)| naming::role(archive))
    };
    naming::role(name).or_else(archive)
}

/// `cat` of `full_numpy_bitmap_cat.npy`.
fn class_name(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    let stem = last.strip_suffix(".gz").unwrap_or(last);
    let stem = stem.strip_suffix(".npy").unwrap_or(stem);
    stem.strip_prefix("full_numpy_bitmap_")
        .unwrap_or(stem)
        .to_owned()
}

fn report(array: &Array) -> TableReport {
    let gaps = match &array.values {
        Values::Bytes(_) => 0,
        Values::Reals(reals) => reals.iter().filter(|value| !value.is_finite()).count(),
    };
    TableReport {
        name: array.name.clone(),
        rows: array.samples().0,
        columns: vec![ColumnReport {
            name: shown(&array.shape),
            dtype: array.dtype.name().into(),
            missing: gaps,
            usage: match (is_labels(array), form(array)) {
                (true, _) => Usage::Label,
                (false, Ok(Form::Picture(..))) => Usage::Pixel,
                (false, _) => Usage::Number,
            },
        }],
        ..TableReport::default()
    }
}
