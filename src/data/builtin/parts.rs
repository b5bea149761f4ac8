//! Data sets whose files hold the pictures or the labels of one part, as MNIST's do.

use super::manifest::{Holds, Part};
use super::set::Set;
use crate::data::{DataError, Pictures, idx};

const HINT: &str = "Fetch the files again; these do not belong together.";

/// The pictures to train on and those to test on; `holds` says what each file holds.
pub(super) fn assemble(
    set: &Set,
    holds: &[(Part, Holds)],
    contents: Vec<Vec<u8>>,
) -> Result<[Pictures; 2], DataError> {
    let mut pixels = [const { Vec::new() }; 2];
    let mut labels = [const { Vec::new() }; 2];
    for ((file, &(part, kind)), content) in set.files.iter().zip(holds).zip(contents) {
        match kind {
            Holds::Pictures => {
                let (shape, more) = idx::read_pictures(&file.name, content)?;
                check_shape(set, &file.name, shape)?;
                let pixels = &mut pixels[part as usize];
                if pixels.is_empty() {
                    // Most sets keep a part in one file, whose memory is then used as it is.
                    *pixels = more;
                    pixels.reserve_exact(to_come(set, holds, part, &file.name));
                } else {
                    pixels.extend_from_slice(&more);
                }
            }
            Holds::Labels => {
                let more = idx::read_labels(&file.name, &content)?;
                check_labels(set, &file.name, &more)?;
                labels[part as usize].extend(more.into_iter().map(u16::from));
            }
        }
    }
    let [train_pixels, test_pixels] = pixels;
    let [train_labels, test_labels] = labels;
    Ok([
        Pictures::new(set.shape, train_pixels, train_labels)?,
        Pictures::new(set.shape, test_pixels, test_labels)?,
    ])
}

/// Bytes at most of a part's pictures in the files after the one of this name. Asked for at
/// once, they are not copied each time one more file is read.
fn to_come(set: &Set, holds: &[(Part, Holds)], part: Part, name: &str) -> usize {
    let files = set.files.iter().zip(holds);
    files
        .skip_while(|(file, _)| file.name != name)
        .skip(1)
        .filter(|(_, holds)| **holds == (part, Holds::Pictures))
        .map(|(file, _)| file.bytes)
        .sum()
}

fn check_shape(set: &Set, name: &str, found: [usize; 3]) -> Result<(), DataError> {
    if found == set.shape {
        return Ok(());
    }
    let ([h, w, c], [height, width, channels]) = (found, set.shape);
    let message = format!(
        "{name} holds pictures of {h}×{w}×{c}, and {}'s are {height}×{width}×{channels}",
        set.name
    );
    Err(DataError::new(message, HINT))
}

fn check_labels(set: &Set, name: &str, labels: &[u8]) -> Result<(), DataError> {
    let classes = set.classes.len();
    match labels.iter().find(|&&label| usize::from(label) >= classes) {
        None => Ok(()),
        Some(label) => {
            let message = format!(
                "{name} holds the label {label}, and {} has {classes} classes",
                set.name
            );
            Err(DataError::new(message, HINT))
        }
    }
}
