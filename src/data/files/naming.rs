//! From the names of files and folders to the part they belong to, which of them go together, and
//! which of them an operating system adds.

use std::cmp::Ordering;

use crate::data::Role;

/// The part that a name speaks of: `train-images…`, `t10k-…`, `Test/`, `x_val`.
pub(super) fn role(name: &str) -> Option<Role> {
    words(name).find_map(|word| role_of_word(&word))
}

/// The part that a whole word names.
pub(super) fn role_of_word(word: &str) -> Option<Role> {
    match word.to_lowercase().as_str() {
        "train" | "training" => Some(Role::Train),
        "val" | "valid" | "validation" | "dev" => Some(Role::Validation),
        "test" | "testing" | "t10k" => Some(Role::Test),
        _ => None,
    }
}

/// Whether a name speaks of labels: `…-labels-idx1-ubyte`, `y_train`.
pub(super) fn is_labels(name: &str) -> bool {
    words(name).any(|word| {
        [
            "y", "label", "labels", "target", "targets", "class", "classes",
        ]
        .contains(&word.as_str())
    })
}

/// What is left of a name without the words that distinguish pictures from labels: equal for two
/// files that go together.
pub(super) fn pair_key(name: &str) -> Vec<String> {
    const LEFT_OUT: [&str; 19] = [
        "x", "y", "image", "images", "imgs", "label", "labels", "target", "targets", "data",
        "idx1", "idx3", "ubyte", "gz", "npy", "class", "classes", "features", "idx",
    ];
    words(name)
        .filter(|word| !LEFT_OUT.contains(&word.as_str()))
        .collect()
}

/// The words of a path's last part, in small letters.
fn words(name: &str) -> impl Iterator<Item = String> {
    let last = stem_and_extension(name);
    let parts = last.split(|letter: char| !letter.is_alphanumeric());
    let words = parts.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().into_iter()
}

fn stem_and_extension(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

/// Whether a path is of those that systems add beside people's files.
pub(super) fn is_hidden(path: &str) -> bool {
    path.split('/').any(|part| {
        part.starts_with('.') || part == "__MACOSX" || part.eq_ignore_ascii_case("thumbs.db")
    })
}

/// A column as a message names it: those without a name of their own are `column 3` already.
pub(super) fn column(name: &str) -> String {
    match name.strip_prefix("column ") {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => name.to_owned(),
        _ => format!("column {name}"),
    }
}

/// The same, where `the` is said of a column that has a name.
pub(super) fn the_column(name: &str) -> String {
    let column = column(name);
    if column == name {
        column
    } else {
        format!("the {column}")
    }
}

/// Orders names as people count: `img2` before `img10`.
pub(super) fn natural(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    loop {
        let counts = [left, right].map(digits);
        if counts.contains(&0) {
            match (left.first(), right.first()) {
                (Some(a), Some(b)) if a == b => (left, right) = (&left[1..], &right[1..]),
                (a, b) => return a.cmp(&b),
            }
            continue;
        }
        let [a, b] = [trimmed(&left[..counts[0]]), trimmed(&right[..counts[1]])];
        // `1` and `01` are two names all the same.
        let order = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
        let order = order.then(counts[0].cmp(&counts[1]));
        if order.is_ne() {
            return order;
        }
        (left, right) = (&left[counts[0]..], &right[counts[1]..]);
    }
}

fn digits(text: &[u8]) -> usize {
    let end = text.iter().position(|byte| !byte.is_ascii_digit());
    end.unwrap_or(text.len())
}

fn trimmed(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_in_names() {
        assert_eq!(role("mnist/train-images-idx3-ubyte.gz"), Some(Role::Train));
        assert_eq!(role("t10k-labels.idx1-ubyte"), Some(Role::Test));
        assert_eq!(role("x_val.npy"), Some(Role::Validation));
        assert_eq!(role("fashion-mnist_test.csv"), Some(Role::Test));
        assert_eq!(role("contest.csv"), None);
    }

    #[test]
    fn what_goes_together_has_one_key() {
        let check = |a: &str, b: &str| assert_eq!(pair_key(a), pair_key(b));
        check("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte");
        check("a/train-images.idx3-ubyte", "b/train-labels.idx1-ubyte");
        check("x_train", "y_train");
        check("kmnist-test-imgs.npz", "kmnist-test-labels.npz");
        assert_ne!(pair_key("x_train"), pair_key("y_test"));
        assert!(is_labels("y_train.npy") && !is_labels("x_train.npy"));
    }

    #[test]
    fn columns_are_named_once() {
        assert_eq!(column("column 1"), "column 1");
        assert_eq!(column("y"), "column y");
        assert_eq!(column("column y"), "column column y");
        assert_eq!(the_column("column 1"), "column 1");
        assert_eq!(the_column("y"), "the column y");
    }

    #[test]
    fn names_are_ordered_as_people_count() {
        let mut names = ["b1", "a10", "a2", "a02", "a", "a2b"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a", "a2", "a2b", "a02", "a10", "b1"]);
    }
}
