//! Corrections of single samples, applied to what was loaded; and which sample of what was loaded each sample of a
//! data set is, so that a person can correct what they see.

use std::sync::Arc;

use super::{DataError, Loaded, Part, Role, Samples, Unlabelled};
use crate::experiment::{Edit, EditedPart};

/// The sample of what was loaded that a sample of a data set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its part there.
    pub part: EditedPart,
    /// Its index there.
    pub sample: u32,
}

impl From<Role> for EditedPart {
    fn from(role: Role) -> Self {
        match role {
            Role::Train => Self::Train,
            Role::Validation => Self::Validation,
            Role::Test => Self::Test,
        }
    }
}

/// An error of the correction of that position.
fn wrong(i: usize, what: &str, hint: impl Into<String>) -> DataError {
    DataError::new(format!("data.edits[{i}] {what}"), hint)
}

/// The class of that name that a correction gives.
fn class_of(edit: &Edit, i: usize, classes: &[String]) -> Result<Option<u16>, DataError> {
    let Some(name) = &edit.class else {
        return Ok(None);
    };
    let class = classes.iter().position(|class| class == name);
    class.map(|class| Some(class as u16)).ok_or_else(|| {
        let hint = format!("Choose among {}.", classes.join(", "));
        wrong(
            i,
            &format!("names the class {name}, which does not exist"),
            hint,
        )
    })
}

impl Loaded {
    /// Keeps the samples of a part at these indices, and remembers which they were.
    pub(super) fn keep(&mut self, role: Role, indices: &[u32]) {
        let Some(samples) = self.part(role) else {
            return;
        };
        let samples = samples.select(indices);
        let before = self.kept[role as usize].take();
        let origin = |&i: &u32| before.as_ref().map_or(i, |before| before[i as usize]);
        self.kept[role as usize] = Some(indices.iter().map(origin).collect());
        *self.part_mut(role) = Some(samples);
        self.report.bytes = self.bytes();
    }

    /// Where each sample of a part was; `None` where each is where it was.
    pub(super) fn origins(&self, role: Role) -> Option<Vec<Origin>> {
        let kept = self.kept[role as usize].as_ref()?;
        let part = role.into();
        let origin = |&sample: &u32| Origin { part, sample };
        Some(kept.iter().map(origin).collect())
    }

    /// Gives samples another label, or leaves them out.
    ///
    /// # Errors
    /// A correction names a sample or a class that there is not.
    pub fn edit(&mut self, edits: &[Edit]) -> Result<(), DataError> {
        for role in [Role::Train, Role::Validation, Role::Test] {
            let own = edits.iter().enumerate();
            let own: Vec<_> = own.filter(|(_, edit)| edit.part == role.into()).collect();
            if own.is_empty() {
                continue;
            }
            let classes = std::mem::take(&mut self.classes);
            let result = self.edit_part(role, &own, &classes);
            self.classes = classes;
            result?;
        }
        Ok(())
    }

    fn edit_part(
        &mut self,
        role: Role,
        edits: &[(usize, &Edit)],
        classes: &[String],
    ) -> Result<(), DataError> {
        let n = self.part(role).map_or(0, Samples::len);
        let mut is_kept = vec![true; n];
        for &(i, edit) in edits {
            let at = edit.sample as usize;
            let class = class_of(edit, i, classes)?;
            let Some(samples) = self.part_mut(role).as_mut().filter(|_| at < n) else {
                let what = format!("is about sample {at} of a part that has {n}");
                return Err(wrong(
                    i,
                    &what,
                    "Leave it out, or load the data that it is about.",
                ));
            };
            is_kept[at] = class.is_some();
            if let Some(class) = class {
                samples.labels_mut()[at] = class;
            }
        }
        if is_kept.contains(&false) {
            let kept: Vec<u32> = (0..n as u32).filter(|i| is_kept[*i as usize]).collect();
            self.keep(role, &kept);
        }
        Ok(())
    }
}

/// Adds samples from outside to the training samples; `origins` says of those which they are, and of these then too.
///
/// # Errors
/// A correction names a sample or a class that there is not.
pub(super) fn add_outside(
    train: &mut Part,
    origins: &mut Option<Vec<Origin>>,
    outside: Option<&Unlabelled>,
    edits: &[Edit],
    classes: &[String],
) -> Result<(), DataError> {
    let edits = edits.iter().enumerate();
    for (i, edit) in edits.filter(|(_, edit)| edit.part == EditedPart::Outside) {
        let at = edit.sample as usize;
        let label = class_of(edit, i, classes)?;
        let (Some(outside), Some(label)) = (outside.filter(|outside| at < outside.len()), label)
        else {
            let n = outside.map_or(0, Unlabelled::len);
            let what = format!("adds sample {at} from outside, of which there are {n}");
            return Err(wrong(
                i,
                &what,
                "Load the outside files again, or leave it out.",
            ));
        };
        let n = train.samples.len() as u32;
        match (&mut train.samples, outside) {
            (Samples::Pictures(own), Unlabelled::Pictures { shape, pixels, .. }) => {
                let size: usize = shape.iter().product();
                let own = Arc::make_mut(own);
                own.pixels
                    .extend_from_slice(&pixels[at * size..(at + 1) * size]);
                own.labels.push(label);
            }
            (Samples::Features(own), Unlabelled::Features { columns, values }) => {
                let width = columns.len();
                let own = Arc::make_mut(own);
                own.values
                    .extend_from_slice(&values[at * width..(at + 1) * width]);
                own.labels.push(label);
            }
            // They were made alike.
            _ => continue,
        }
        train.indices.push(n);
        let part = EditedPart::Train;
        let origins =
            origins.get_or_insert_with(|| (0..n).map(|sample| Origin { part, sample }).collect());
        origins.push(Origin {
            part: EditedPart::Outside,
            sample: edit.sample,
        });
    }
    Ok(())
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
