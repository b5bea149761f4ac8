//! Tests of principal components, against numpy's singular value decomposition.

use serde::Deserialize;

use super::*;
use crate::data::{Column, Features, Pictures};

#[derive(Deserialize)]
struct Numpy {
    samples: Vec<Vec<f32>>,
    components: [Vec<f32>; 2],
    explained: [f32; 2],
    points: Vec<[f32; 2]>,
}

fn near(values: &[f32], expected: &[f32]) {
    let same = values
        .iter()
        .zip(expected)
        .all(|(a, b)| (a - b).abs() < 1e-4);
    assert!(
        values.len() == expected.len() && same,
        "{values:?} {expected:?}"
    );
}

fn features(rows: &[Vec<f32>]) -> Samples {
    let columns = (0..rows[0].len()).map(|i| Column::number(format!("x{i}")));
    let rows_of = Features::new(columns.collect(), rows.concat(), vec![0; rows.len()]);
    rows_of.unwrap().into()
}

#[test]
fn components_are_numpy_s() {
    let numpy: Numpy = serde_json::from_str(include_str!("pca_numpy.json")).unwrap();
    let indices: Vec<u32> = (0..numpy.samples.len() as u32).collect();
    for seed in 0..5 {
        let found = Pca::new(&features(&numpy.samples), &indices, seed)
            .unwrap()
            .finish();
        near(&found.explained, &numpy.explained);
        near(&found.components.concat(), &numpy.components.concat());
        near(found.points.as_flattened(), numpy.points.as_flattened());
    }
}

#[test]
fn samples_that_vary_in_one_direction_or_none_are_no_trouble() {
    let line: Vec<Vec<f32>> = (0..5).map(|i| vec![i as f32, 2.0 * i as f32]).collect();
    let found = Pca::new(&features(&line), &[0, 1, 2, 3, 4], 1)
        .unwrap()
        .finish();
    near(&found.explained, &[1.0, 0.0]);
    let same = vec![vec![3.0, 3.0]; 4];
    let found = Pca::new(&features(&same), &[0, 1, 2, 3], 1)
        .unwrap()
        .finish();
    near(&found.explained, &[0.0, 0.0]);
    near(found.points.as_flattened(), &[0.0; 8]);
}

#[test]
fn pictures_are_projected_too() {
    let pictures = Pictures::new([1, 2, 1], vec![0, 0, 255, 0, 0, 51], vec![0; 3]).unwrap();
    let found = Pca::new(&pictures.into(), &[0, 1], 1).unwrap().finish();
    near(found.points.as_flattened(), &[-0.5, 0.0, 0.5, 0.0]);
}

#[test]
fn faults_are_named() {
    let rows = features(&[vec![1.0], vec![f32::NAN]]);
    let error = |indices: &[u32]| Pca::new(&rows, indices, 1).err().unwrap().message;
    assert_eq!(
        error(&[0]),
        "Fewer than two samples have no principal components"
    );
    assert_eq!(
        error(&[0, 1]),
        "Rows with missing values have no principal components"
    );
}
