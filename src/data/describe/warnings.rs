//! What will make learning or testing worse, in whole sentences.

use super::{Description, Form, Part, PartName};
use crate::data::Role;

/// Fewer samples than this teach next to nothing about a class.
const FEW: u32 = 10;
/// Names that a sentence lists.
const NAMED: usize = 5;

/// The warnings that a description gives rise to.
pub(super) fn of(description: &Description) -> Vec<String> {
    let mut warnings = Vec::new();
    nothing_to_train_on(description, &mut warnings);
    if let [only] = &description.classes[..] {
        warnings.push(format!(
            "There is only one class, {only}: a network has nothing to distinguish"
        ));
    } else {
        for part in &description.parts {
            classes_missing(description, part, &mut warnings);
        }
    }
    if let Some(train) = train(description) {
        few(description, train, &mut warnings);
        unbalanced(description, train, &mut warnings);
        columns_that_say_nothing(description, train, &mut warnings);
    }
    for part in &description.parts {
        if let Some([pixel, most]) = part.pixels
            && pixel == most
        {
            warnings.push(format!("Every pixel of {} is {pixel}", the_part(part.name)));
        }
    }
    repeated(description, &mut warnings);
    warnings
}

fn train(description: &Description) -> Option<&Part> {
    let mut parts = description.parts.iter();
    parts.find(|part| part.name == PartName::Train)
}

fn nothing_to_train_on(description: &Description, warnings: &mut Vec<String>) {
    if train(description).is_some() {
        return;
    }
    let labelled = description
        .parts
        .iter()
        .any(|part| part.name != PartName::Unlabelled);
    warnings.push(if labelled {
        "There are no samples to train on".to_owned()
    } else {
        "No sample has a label: there is nothing to train on".to_owned()
    });
}

/// Which classes a part lacks, or that it has but one.
fn classes_missing(description: &Description, part: &Part, warnings: &mut Vec<String>) {
    if part.name == PartName::Unlabelled || part.samples == 0 {
        return;
    }
    let with = |there: bool| {
        let classes = description.classes.iter().zip(&part.counts);
        let classes = classes.filter(move |(_, count)| (**count > 0) == there);
        classes.map(|(class, _)| &class[..]).collect::<Vec<_>>()
    };
    let part = the_part(part.name);
    if let [only] = with(true)[..] {
        warnings.push(format!("All samples of {part} are of class {only}"));
        return;
    }
    match &with(false)[..] {
        [] => {}
        [class] => warnings.push(format!("No sample of {part} is of class {class}")),
        classes => warnings.push(format!(
            "No sample of {part} is of these {} classes: {}",
            classes.len(),
            listed(classes)
        )),
    }
}

fn few(description: &Description, train: &Part, warnings: &mut Vec<String>) {
    let classes = description.classes.iter().zip(&train.counts);
    let few = classes.filter(|&(_, &count)| (1..FEW).contains(&count));
    let few: Vec<String> = few
        .map(|(class, count)| format!("{class} ({count})"))
        .collect();
    if !few.is_empty() {
        warnings.push(format!(
            "Some classes have fewer than {FEW} samples to train on: {}",
            listed(&few)
        ));
    }
}

fn unbalanced(description: &Description, train: &Part, warnings: &mut Vec<String>) {
    if description.class_weights.is_none() {
        return;
    }
    let there = || {
        let classes = description.classes.iter().zip(&train.counts);
        classes.filter(|&(_, &count)| count > 0)
    };
    let (least, most) = (
        there().min_by_key(|&(_, &count)| count),
        there().max_by_key(|&(_, &count)| count),
    );
    if let (Some((small, &least)), Some((large, &most))) = (least, most) {
        warnings.push(format!(
            "The classes are unbalanced: {large} has {:.1} times the samples of {small}",
            f64::from(most) / f64::from(least)
        ));
    }
}

fn columns_that_say_nothing(description: &Description, train: &Part, warnings: &mut Vec<String>) {
    let Some(Form::Features { columns }) = &description.form else {
        return;
    };
    let named = |wanted: &dyn Fn(&Part, usize) -> bool| {
        let columns = columns.iter().enumerate().take(train.columns.len());
        let columns = columns.filter(|(i, _)| wanted(train, *i));
        columns.map(|(_, c)| &c.name[..]).collect::<Vec<_>>()
    };
    let empty = named(&|part, i| part.samples > 0 && part.columns[i].missing == part.samples);
    let constant = named(&|part, i| {
        let column = &part.columns[i];
        let same = column.numbers.is_some_and(|n| n.most <= n.least);
        same && column.missing == 0 && part.samples > 1
    });
    if !empty.is_empty() {
        warnings.push(format!(
            "These columns hold no values to train on: {}",
            listed(&empty)
        ));
    }
    if !constant.is_empty() {
        warnings.push(format!(
            "These columns hold the same value in every row to train on: {}",
            listed(&constant)
        ));
    }
}

fn repeated(description: &Description, warnings: &mut Vec<String>) {
    let repeats = &description.duplicates;
    for repeat in &repeats.in_train {
        warnings.push(format!(
            "{} of {} samples of {} are in the training part too: scores on them say little",
            repeat.samples,
            samples(description, repeat.part),
            the_part(repeat.part.into()),
        ));
    }
    match repeats.contradictions {
        0 => {}
        1 => warnings.push(
            "A duplicate has another label than the sample it is like: one of the two is wrong"
                .to_owned(),
        ),
        n => warnings.push(format!(
            "{n} duplicates have another label than the sample they are like: one of the two is \
             wrong"
        )),
    }
}

fn samples(description: &Description, role: Role) -> usize {
    let mut parts = description.parts.iter();
    let part = parts.find(|part| part.name == PartName::from(role));
    part.map_or(0, |part| part.samples)
}

fn the_part(name: PartName) -> &'static str {
    match name {
        PartName::Train => "the training part",
        PartName::Validation => "the validation part",
        PartName::Test => "the test part",
        PartName::Unlabelled => "the part without labels",
    }
}

fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    let more = names.len() - shown.len();
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    shown.join(", ") + &rest
}
