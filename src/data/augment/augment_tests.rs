//! Tests of augmentation: what each change does, and that a seed is a change.

use proptest::prelude::*;

use super::*;
use crate::experiment::FillMode;

/// Two channels of 2×3.
fn picture() -> Vec<f32> {
    vec![0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5]
}

fn changed(options: &Augmentation, seed: u64) -> Vec<f32> {
    let mut picture = picture();
    let mut augmenter = Augmenter::new(options, [2, 3, 2], 1).unwrap();
    augmenter.picture(&mut picture, seed);
    picture
}

#[test]
fn flips_come_in_half_of_the_pictures() {
    let check = |options: Augmentation, flipped: &[f32]| {
        let is_flipped = |&seed: &u64| {
            let changed = changed(&options, seed);
            assert!(changed == flipped || changed == picture());
            changed == flipped
        };
        let n = (0..1000).filter(is_flipped).count();
        assert!((440..560).contains(&n), "{n}");
    };
    let sideways = [0.2, 0.1, 0.0, 0.5, 0.4, 0.3, 0.8, 0.9, 1.0, 0.5, 0.6, 0.7];
    check(
        Augmentation {
            horizontal_flip: true,
            ..Augmentation::default()
        },
        &sideways,
    );
    let upside = [0.3, 0.4, 0.5, 0.0, 0.1, 0.2, 0.7, 0.6, 0.5, 1.0, 0.9, 0.8];
    check(
        Augmentation {
            vertical_flip: true,
            ..Augmentation::default()
        },
        &upside,
    );
}

#[test]
fn brightness_and_contrast_are_factors() {
    let bright = Augmentation {
        brightness_range: Some([2.0, 2.0]),
        ..Augmentation::default()
    };
    let expected = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
    assert_eq!(changed(&bright, 1), expected);
    let mut half = picture();
    contrast::stretch(&mut half, 6, 0.5);
    let expected = |pixel: f32, mean: f32| pixel.midpoint(mean);
    for (i, pixel) in picture().into_iter().enumerate() {
        let mean = if i < 6 { 0.25 } else { 0.75 };
        assert!((half[i] - expected(pixel, mean)).abs() < 1e-6);
    }
    let contrast = Augmentation {
        contrast: 0.5,
        ..Augmentation::default()
    };
    assert_ne!(changed(&contrast, 1), changed(&contrast, 2));
}

#[test]
fn noise_has_its_deviation() {
    let options = Augmentation {
        gaussian_noise: 0.1,
        ..Augmentation::default()
    };
    let mut picture = vec![0.5; 10_000];
    Augmenter::new(&options, [100, 100, 1], 1)
        .unwrap()
        .picture(&mut picture, 2);
    let squares: f32 = picture.iter().map(|pixel| (pixel - 0.5).powi(2)).sum();
    assert!(((squares / 10_000.0).sqrt() - 0.1).abs() < 0.005);
}

#[test]
fn erasing_takes_a_rectangle_of_every_channel() {
    let options = Augmentation {
        random_erasing: 1.0,
        cval: 0.25,
        ..Augmentation::default()
    };
    let mut augmenter = Augmenter::new(&options, [20, 20, 2], 1).unwrap();
    for seed in 0..200 {
        let mut picture = vec![1.0; 800];
        augmenter.picture(&mut picture, seed);
        let erased: Vec<usize> = (0..400).filter(|&i| picture[i] < 0.5).collect();
        assert!((4..=150).contains(&erased.len()), "{}", erased.len());
        assert!((0..400).all(|i| (picture[i] - picture[400 + i]).abs() < 1e-6));
        let rows = erased[erased.len() - 1] / 20 - erased[0] / 20 + 1;
        assert_eq!(erased.len() % rows, 0);
    }
}

#[test]
fn crops_are_shifts_by_whole_pixels() {
    let options = Augmentation {
        random_crop: 2,
        ..Augmentation::default()
    };
    let mut augmenter = Augmenter::new(&options, [5, 5, 1], 1).unwrap();
    let mut positions = std::collections::BTreeSet::new();
    for seed in 0..500 {
        let mut picture = vec![0.0; 25];
        picture[12] = 1.0;
        augmenter.picture(&mut picture, seed);
        assert!((picture.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        positions.insert(picture.iter().position(|&pixel| pixel > 0.99).unwrap());
    }
    assert_eq!(positions.len(), 25);
}

#[test]
fn shifts_bring_in_one_value() {
    let (height, width) = (3, 4);
    let before: Vec<f32> = (0..2 * height * width).map(|i| i as f32).collect();
    for rows in -(height as isize)..=height as isize {
        for columns in -(width as isize)..=width as isize {
            let mut picture = before.clone();
            crop::shift(&mut picture, [height, width], [rows, columns], -1.0);
            for (i, &pixel) in picture.iter().enumerate() {
                let (plane, row, column) = (i / 12, i % 12 / width, i % width);
                let row = row.checked_add_signed(rows).filter(|&row| row < height);
                let column = column.checked_add_signed(columns);
                let column = column.filter(|&column| column < width);
                let from = row.zip(column).map(|(r, c)| plane * 12 + r * width + c);
                let expected = from.map_or(-1.0, |i| before[i]);
                assert!((pixel - expected).abs() < 1e-6, "{rows} {columns} {i}");
            }
        }
    }
}

#[test]
fn a_seed_an_epoch_and_an_index_are_a_change() {
    let options = Augmentation {
        rotation_range: 30.0,
        width_shift_range: 0.1,
        zoom_range: 0.1,
        ..Augmentation::default()
    };
    let batch = |seed: u64, indices: &[u32], epoch: u64| {
        let mut batch: Vec<f32> = indices.iter().flat_map(|_| picture()).collect();
        let mut augmenter = Augmenter::new(&options, [2, 3, 2], seed).unwrap();
        augmenter.batch(&mut batch, indices, epoch);
        batch
    };
    let all = batch(1, &[4, 7], 2);
    assert_eq!(all, batch(1, &[4, 7], 2));
    assert_eq!(all[12..], batch(1, &[7], 2));
    assert_ne!(all[..12], all[12..]);
    assert_ne!(batch(1, &[7], 3), batch(1, &[7], 2));
    assert_ne!(batch(2, &[7], 2), batch(1, &[7], 2));
}

#[test]
fn copies_are_appended() {
    let pixels: Vec<u8> = (0..12).map(|i| i * 20).collect();
    let pictures = Pictures::new([1, 2, 3], pixels, vec![3, 5]).unwrap();
    let same = with_copies(&pictures, &Augmentation::default(), 2, 1).unwrap();
    assert_eq!(same.labels, [3, 5, 3, 5, 3, 5]);
    assert_eq!(same.pixels, pictures.pixels.repeat(3));
    let options = Augmentation {
        gaussian_noise: 0.1,
        ..Augmentation::default()
    };
    let changed = with_copies(&pictures, &options, 2, 1).unwrap();
    assert_eq!(changed.pixels[..12], pictures.pixels);
    assert_ne!(changed.pixels[12..24], changed.pixels[24..]);
}

#[test]
fn strengths_out_of_range_are_refused() {
    let check = |options: Augmentation, expected: &str| {
        let error = Augmenter::new(&options, [4, 4, 1], 1).unwrap_err();
        assert_eq!(error.message, expected);
        assert!(error.hint.contains(" 0 to "), "{}", error.hint);
    };
    let of = Augmentation::default;
    check(
        Augmentation {
            rotation_range: -5.0,
            ..of()
        },
        "data.augmentation.rotation_range is -5",
    );
    check(
        Augmentation {
            zoom_range: 1.0,
            ..of()
        },
        "data.augmentation.zoom_range is 1",
    );
    check(
        Augmentation {
            contrast: f32::NAN,
            ..of()
        },
        "data.augmentation.contrast is NaN",
    );
    check(
        Augmentation {
            random_crop: 5,
            ..of()
        },
        "data.augmentation.random_crop is 5",
    );
    let brightness_range = Some([1.5, 0.5]);
    check(
        Augmentation {
            brightness_range,
            ..of()
        },
        "data.augmentation.brightness_range is 1.5 to 0.5",
    );
    assert!(
        of().is_none()
            && !Augmentation {
                contrast: 0.1,
                ..of()
            }
            .is_none()
    );
}

proptest! {
    #[test]
    fn pixels_stay_pixels(
        seed: u64, height in 1_usize..6, width in 1_usize..6, mode in 0_usize..4, strength in 0.0_f32..0.9
    ) {
        let fill_mode = [FillMode::Nearest, FillMode::Constant, FillMode::Reflect, FillMode::Wrap][mode];
        let options = Augmentation {
            rotation_range: 180.0 * strength,
            width_shift_range: strength,
            height_shift_range: strength,
            shear_range: 80.0 * strength,
            zoom_range: strength,
            horizontal_flip: true,
            vertical_flip: true,
            brightness_range: Some([1.0 - strength, 1.0 + strength]),
            contrast: strength,
            gaussian_noise: strength,
            random_erasing: strength,
            random_crop: 1,
            fill_mode,
            cval: 0.5,
            copies: 0,
        };
        let mut picture = vec![0.3; height * width * 3];
        Augmenter::new(&options, [height, width, 3], 7).unwrap().picture(&mut picture, seed);
        prop_assert!(picture.iter().all(|pixel| (0.0..=1.0).contains(pixel)));
    }
}
