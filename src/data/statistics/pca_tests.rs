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
        let found = Projection::new(&features(&numpy.samples), &indices, seed).unwrap();
        near(&found.explained, &numpy.explained);
        let rows = numpy.samples.concat();
        let pca = Pca::new(&rows, numpy.samples[0].len(), 2, seed).unwrap();
        let components: Vec<f32> = pca.components.concat().iter().map(|v| *v as f32).collect();
        near(&components, &numpy.components.concat());
        near(found.points.as_flattened(), numpy.points.as_flattened());
    }
}

#[test]
fn samples_that_vary_in_one_direction_or_none_are_no_trouble() {
    let line: Vec<Vec<f32>> = (0..5).map(|i| vec![i as f32, 2.0 * i as f32]).collect();
    let found = Projection::new(&features(&line), &[0, 1, 2, 3, 4], 1).unwrap();
    near(&found.explained, &[1.0, 0.0]);
    let same = vec![vec![3.0, 3.0]; 4];
    let found = Projection::new(&features(&same), &[0, 1, 2, 3], 1).unwrap();
    near(&found.explained, &[0.0, 0.0]);
    near(found.points.as_flattened(), &[0.0; 8]);
}

#[test]
fn pictures_are_projected_too() {
    let pictures = Pictures::new([1, 2, 1], vec![0, 0, 255, 0, 0, 51], vec![0; 3]).unwrap();
    let found = Projection::new(&pictures.into(), &[0, 1], 1).unwrap();
    near(found.points.as_flattened(), &[-0.5, 0.0, 0.5, 0.0]);
}

#[test]
fn faults_are_named() {
    let rows = features(&[vec![1.0], vec![f32::NAN]]);
    let error = |indices: &[u32]| Projection::new(&rows, indices, 1).err().unwrap().message;
    assert_eq!(
        error(&[0]),
        "Fewer than two samples have no principal components"
    );
    assert_eq!(
        error(&[0, 1]),
        "Rows with missing values have no principal components"
    );
}

#[derive(Deserialize)]
struct Golden {
    pca: GoldenPca,
}

#[derive(Deserialize)]
struct GoldenPca {
    x: Array,
    mean: Array,
    components: Array,
    explained_variance: Array,
    explained_variance_ratio: Array,
    singular_values: Array,
    transformed: Array,
    new: Array,
    new_transformed: Array,
    inverse_of_new_transformed: Array,
}

#[derive(Deserialize)]
struct Array {
    shape: Vec<usize>,
    data: Vec<f64>,
}

/// `reductions.json` against scikit-learn's `PCA`; `HEARTH_GOLDEN` names another folder.
#[test]
fn golden_components_are_scikit_learns() {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let text = std::fs::read_to_string(format!("{folder}/reductions.json")).unwrap();
    let golden = serde_json::from_str::<Golden>(&text).unwrap().pca;
    let close = |what: &str, got: &[f64], want: &Array| {
        assert_eq!(got.len(), want.data.len(), "{what}");
        for (got, want) in got.iter().zip(&want.data) {
            let apart = (got - want).abs() / want.abs().max(1.0);
            assert!(apart < 1e-6, "{what}: {got} {want}");
        }
    };
    let (width, wanted) = (golden.x.shape[1], golden.components.shape[0]);
    for seed in 0..3 {
        let pca = Pca::new(&golden.x.data, width, wanted, seed).unwrap();
        close("mean", &pca.mean, &golden.mean);
        close("components", &pca.components.concat(), &golden.components);
        close(
            "variance",
            &pca.explained_variance,
            &golden.explained_variance,
        );
        let ratio = &golden.explained_variance_ratio;
        close("ratio", &pca.explained_variance_ratio, ratio);
        close(
            "singular values",
            &pca.singular_values,
            &golden.singular_values,
        );
        let all = |rows: &[f64]| -> Vec<f64> {
            let rows = rows.chunks_exact(width);
            rows.flat_map(|row| pca.transform(row)).collect()
        };
        close("transformed", &all(&golden.x.data), &golden.transformed);
        let new = all(&golden.new.data);
        close("new rows", &new, &golden.new_transformed);
        let back: Vec<f64> = new
            .chunks_exact(wanted)
            .flat_map(|along| pca.inverse_transform(along))
            .collect();
        close("back", &back, &golden.inverse_of_new_transformed);
    }
}
