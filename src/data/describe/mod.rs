//! The description of files that were read, as plain data: the page shows it, and the
//! command line prints it, as JSON or as text.

mod aligned;
mod description;
mod parts;
mod text;
mod warnings;

pub use description::{ColumnSummary, Description, Form, Numbers, Part, PartName, Repeat, Repeats};

use super::statistics::{balanced_class_weights, duplicates};
use super::{Loaded, Role, Samples, Unlabelled};

/// Indices of duplicates that a description names: a set of nothing but duplicates would
/// otherwise be described by more numbers than it has samples.
const MOST_INDICES: usize = 100;

/// Describes what was read. Takes about as long as reading the samples once from memory.
#[must_use]
pub fn describe(loaded: &Loaded) -> Description {
    let classes = loaded.classes.len();
    let mut parts: Vec<Part> = loaded
        .parts()
        .map(|(role, samples)| parts::labelled(role, samples, classes))
        .collect();
    parts.extend(loaded.unlabelled.as_ref().map(parts::unlabelled));
    let train = parts.iter().find(|part| part.name == PartName::Train);
    let mut description = Description {
        form: form(loaded),
        classes: loaded.classes.clone(),
        bytes: loaded.bytes(),
        class_weights: train.and_then(|train| class_weights(&train.counts)),
        duplicates: repeats(loaded),
        tables: loaded.report.tables.clone(),
        warnings: loaded.report.warnings.clone(),
        parts,
    };
    let more = warnings::of(&description);
    description.warnings.extend(more);
    description
}

fn form(loaded: &Loaded) -> Option<Form> {
    let labelled = loaded.parts().next().map(|(_, samples)| match samples {
        Samples::Pictures(pictures) => picture(pictures.shape),
        Samples::Features(features) => Form::Features {
            columns: features.columns.clone(),
        },
    });
    let unlabelled = || match loaded.unlabelled.as_ref()? {
        Unlabelled::Pictures { shape, .. } => Some(picture(*shape)),
        Unlabelled::Features { columns, .. } => Some(Form::Features {
            columns: columns.clone(),
        }),
    };
    labelled.or_else(unlabelled)
}

fn picture([height, width, channels]: [usize; 3]) -> Form {
    Form::Pictures {
        height,
        width,
        channels,
    }
}

/// Weights for classes of which the largest has more than 1.5 times the samples of the
/// smallest. A class without samples asks for no weight, but for samples.
fn class_weights(counts: &[u32]) -> Option<Vec<f32>> {
    let there = || counts.iter().copied().filter(|&count| count > 0);
    let (least, most) = (there().min()?, there().max()?);
    let unbalanced = u64::from(most) * 2 > u64::from(least) * 3;
    unbalanced.then(|| balanced_class_weights(counts))
}

fn repeats(loaded: &Loaded) -> Repeats {
    let found = duplicates(loaded);
    let repeat = |part: Role, indices: Vec<u32>| {
        (!indices.is_empty()).then(|| Repeat {
            part,
            samples: indices.len(),
            indices: indices.into_iter().take(MOST_INDICES).collect(),
        })
    };
    let in_part = |(part, pairs): (Role, Vec<[u32; 2]>)| {
        repeat(part, pairs.into_iter().map(|[index, _]| index).collect())
    };
    Repeats {
        within: found
            .within
            .into_iter()
            .filter_map(|(part, indices)| repeat(part, indices))
            .collect(),
        in_train: found.leaked.into_iter().filter_map(in_part).collect(),
        contradictions: found.contradictions,
    }
}

#[cfg(test)]
#[path = "describe_tests.rs"]
mod tests;
