//! Tests of corrections.

use super::*;
use crate::data::{Dataset, digits};
use crate::experiment::Data;

fn edit(part: EditedPart, sample: u32, class: Option<&str>) -> Edit {
    Edit {
        part,
        sample,
        class: class.map(str::to_owned),
    }
}

fn prepared(settings: &Data) -> Result<Dataset, DataError> {
    Dataset::prepare(digits::load(60, 20, 1), settings, "", 1)
}

fn with(edits: Vec<Edit>) -> Data {
    Data {
        edits,
        ..Data::default()
    }
}

/// The label of a loaded sample in a data set; `None` if it is in no part.
fn label(data: &Dataset, part: EditedPart, sample: u32) -> Option<u16> {
    let wanted = Origin { part, sample };
    [Role::Train, Role::Validation, Role::Test]
        .into_iter()
        .find_map(|role| {
            let own = data.part(role);
            let found = own
                .indices
                .iter()
                .find(|&&i| data.origin(role, i) == wanted)?;
            Some(own.samples.labels()[*found as usize])
        })
}

#[test]
fn a_sample_has_the_label_that_it_is_given_and_others_keep_theirs() {
    let before = prepared(&Data::default()).expect("data");
    let edits = vec![
        edit(EditedPart::Test, 4, Some("7")),
        edit(EditedPart::Train, 9, Some("3")),
    ];
    let after = prepared(&with(edits)).expect("data");
    for (part, sample, expected) in [(EditedPart::Test, 4, 7), (EditedPart::Train, 9, 3)] {
        assert_eq!(label(&after, part, sample), Some(expected));
    }
    for sample in (0..20).filter(|&i| i != 4) {
        let labels = [&before, &after].map(|data| label(data, EditedPart::Test, sample));
        assert_eq!(labels[0], labels[1]);
        assert!(labels[0].is_some());
    }
}

#[test]
fn a_sample_that_is_left_out_is_in_no_part_and_others_are_still_known() {
    let pixels = |data: &Dataset, sample| {
        let own = data.part(Role::Test);
        let is = |i: &&u32| data.origin(Role::Test, **i).sample == sample;
        let found = own.indices.iter().find(is)?;
        Some(data.to_sample(&own.samples, *found))
    };
    let before = prepared(&Data::default()).expect("data");
    let after = prepared(&with(vec![edit(EditedPart::Test, 4, None)])).expect("data");
    assert_eq!(label(&after, EditedPart::Test, 4), None);
    assert_eq!(after.test.len(), 19);
    assert_eq!(pixels(&after, 17), pixels(&before, 17));
    // Left out by another setting, too.
    let mut settings = with(vec![edit(EditedPart::Train, 0, None)]);
    settings.prepare.limit = Some(30);
    let data = prepared(&settings).expect("data");
    let loaded = digits::load(60, 20, 1);
    let own = loaded.part(Role::Train).expect("samples").labels().to_vec();
    let mut seen = 0;
    for sample in 0..60 {
        if let Some(label) = label(&data, EditedPart::Train, sample) {
            assert_eq!(label, own[sample as usize]);
            seen += 1;
        }
    }
    assert_eq!(seen, 30);
    assert_eq!(label(&data, EditedPart::Train, 0), None);
}

#[test]
fn samples_from_outside_join_the_training_samples() {
    let mut loaded = digits::load(60, 20, 1);
    let pixels: Vec<u8> = (0..2 * 28 * 28).map(|i| (i % 251) as u8).collect();
    loaded.unlabelled = Some(Unlabelled::Pictures {
        shape: [28, 28, 1],
        pixels: pixels.clone(),
        names: Vec::new(),
    });
    let settings = with(vec![edit(EditedPart::Outside, 1, Some("5"))]);
    let before = Dataset::prepare(loaded.clone(), &Data::default(), "", 1).expect("data");
    let data = Dataset::prepare(loaded, &settings, "", 1).expect("data");
    assert_eq!(data.train.len(), before.train.len() + 1);
    assert_eq!(label(&data, EditedPart::Outside, 1), Some(5));
    let last = *data.train.indices.last().expect("samples");
    assert_eq!(data.to_sample(&data.train.samples, last), pixels[28 * 28..]);
    assert_eq!(data.test.labels(), before.test.labels());
}

#[test]
fn what_does_not_exist_is_named() {
    let check = |edits: Vec<Edit>, expected: &str| {
        let error = prepared(&with(edits)).expect_err("no such thing");
        assert!(error.message.contains(expected), "{}", error.message);
    };
    let good = edit(EditedPart::Train, 0, None);
    check(
        vec![good.clone(), edit(EditedPart::Test, 20, None)],
        "data.edits[1] is about sample 20 of a part that has 20",
    );
    check(
        vec![edit(EditedPart::Test, 1, Some("ten"))],
        "data.edits[0] names the class ten, which does not exist",
    );
    check(
        vec![edit(EditedPart::Outside, 0, Some("1"))],
        "adds sample 0 from outside, of which there are 0",
    );
}
