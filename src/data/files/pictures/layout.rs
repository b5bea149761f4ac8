//! From the folders of pictures to the part and the class of each.

use std::collections::BTreeSet;

use super::super::naming;
use crate::data::{DataError, Role};

/// Where pictures belong.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Names of the classes, in alphabetical order as Keras has them, or as they were chosen.
    pub classes: Vec<String>,
    /// The part and class of each path; nothing for a picture without a label.
    pub targets: Vec<Option<(Role, u16)>>,
}

/// Sorts paths by their folders: `…/Train/class/…`, or `…/class/…` where there are no parts.
pub(super) fn of(paths: &[&str], chosen: Option<&[String]>) -> Result<Layout, DataError> {
    let folders: Vec<Vec<&str>> = paths.iter().map(|path| folders(path)).collect();
    let common =
        folders
            .iter()
            .skip(1)
            .fold(folders.first().map_or(0, Vec::len), |common, other| {
                let same = folders[0].iter().zip(other).take_while(|(a, b)| a == b);
                common.min(same.count())
            });
    let of_one: Vec<Option<(Role, &str)>> = folders
        .iter()
        .map(|folders| {
            let part = folders
                .iter()
                .enumerate()
                .find_map(|(i, folder)| Some((i, naming::role_of_word(folder)?)));
            let (level, role) = part.map_or((common, Role::Train), |(i, role)| (i + 1, role));
            Some((role, *folders.get(level)?))
        })
        .collect();
    let found: BTreeSet<&str> = of_one.iter().flatten().map(|(_, class)| *class).collect();
    one_class(&folders, &of_one)?;
    let classes = match chosen {
        Some(chosen) if !found.is_empty() => chosen.to_vec(),
        _ => found.iter().map(|&class| class.to_owned()).collect(),
    };
    if classes.len() > usize::from(u16::MAX) {
        return Err(DataError::new(
            format!("There are {} folders of classes", classes.len()),
            "Give pictures in one folder for each class.",
        ));
    }
    let target = |(i, one): (usize, &Option<(Role, &str)>)| {
        let Some((role, class)) = *one else {
            return Ok(None);
        };
        let at = classes
            .iter()
            .position(|known| known == class)
            .ok_or_else(|| {
                DataError::new(
                    format!("{} is in the folder {class}, which is no class", paths[i]),
                    format!(
                        "The classes are {}. Rename or leave out the folder.",
                        classes.join(", ")
                    ),
                )
            })?;
        Ok(Some((role, at as u16)))
    };
    let targets = of_one.iter().enumerate().map(target);
    Ok(Layout {
        targets: targets.collect::<Result<_, DataError>>()?,
        classes,
    })
}

/// Fails if pictures to train on are all of one class, which their folders then only seem to
/// name. A single folder is not of classes at all: its pictures have no labels.
fn one_class(folders: &[Vec<&str>], of_one: &[Option<(Role, &str)>]) -> Result<(), DataError> {
    let train = || {
        of_one
            .iter()
            .flatten()
            .filter(|(role, _)| *role == Role::Train)
    };
    let class = match train().next() {
        Some((_, class)) if train().all(|(_, other)| other == class) => *class,
        Some(_) => return Ok(()),
        None if of_one.iter().any(Option::is_some) => return Ok(()),
        None => match folders.first() {
            Some(first) if first.len() > 1 && folders.iter().all(|other| other == first) => {
                first[first.len() - 1]
            }
            _ => return Ok(()),
        },
    };
    Err(DataError::new(
        format!("There are pictures of one class only: all are in the folder {class}"),
        "Give a folder for each of two classes at least, side by side in one folder. Pictures \
         without labels go in a single folder.",
    ))
}

/// The folders of a path, without the archive it is in.
fn folders(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    parts.pop();
    if parts
        .first()
        .is_some_and(|part| part.to_lowercase().ends_with(".zip"))
    {
        parts.remove(0);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Test, Train, Validation};

    fn check(paths: &[&str], classes: &[&str], targets: &[Option<(Role, u16)>]) {
        let layout = of(paths, None).unwrap();
        assert_eq!(layout.classes, classes, "{paths:?}");
        assert_eq!(layout.targets, targets, "{paths:?}");
    }

    #[test]
    fn folders_are_classes_and_parts() {
        let two = [Some((Train, 0)), Some((Train, 1))];
        check(&["cat/1.png", "dog/1.png"], &["cat", "dog"], &two);
        check(
            &["a.zip/pets/cat/1.png", "a.zip/pets/dog/1.png"],
            &["cat", "dog"],
            &two,
        );
        check(
            &["pets/cat/old/1.png", "pets/dog/1.png"],
            &["cat", "dog"],
            &two,
        );
        check(
            &[
                "b.zip/Train/B/1.jpg",
                "b.zip/Train/P/1.jpg",
                "b.zip/TEST/P/2.jpg",
            ],
            &["B", "P"],
            &[Some((Train, 0)), Some((Train, 1)), Some((Test, 1))],
        );
        check(
            &[
                "x/train/b/1.jpg",
                "x/train/a/1.jpg",
                "x/val/a/1.jpg",
                "x/test/9.jpg",
            ],
            &["a", "b"],
            &[
                Some((Train, 1)),
                Some((Train, 0)),
                Some((Validation, 0)),
                None,
            ],
        );
    }

    #[test]
    fn pictures_without_folders_have_no_labels() {
        check(&["1.png", "2.png"], &[], &[None, None]);
        check(&["new/1.png", "new/2.png"], &[], &[None, None]);
        check(&["new.zip/1.png"], &[], &[None]);
        check(
            &["pets/0.png", "pets/a/1.png", "pets/b/1.png"],
            &["a", "b"],
            &[None, Some((Train, 0)), Some((Train, 1))],
        );
    }

    #[test]
    fn one_class_is_refused() {
        for paths in [
            ["pets/cat/1.png", "pets/cat/2.png"],
            ["Train/cat/1.png", "Test/cat/2.png"],
        ] {
            assert_eq!(
                of(&paths, None).unwrap_err().message,
                "There are pictures of one class only: all are in the folder cat"
            );
        }
    }

    #[test]
    fn classes_can_be_chosen() {
        let chosen = ["dog".to_owned(), "cat".to_owned()];
        let layout = of(&["cat/1.png", "dog/1.png"], Some(&chosen)).unwrap();
        assert_eq!(layout.targets, [Some((Train, 1)), Some((Train, 0))]);
        let error = of(&["cat/1.png", "cow/1.png"], Some(&chosen)).unwrap_err();
        assert_eq!(
            error.message,
            "cow/1.png is in the folder cow, which is no class"
        );
    }
}
