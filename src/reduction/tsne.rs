//! t-SNE of rows, by the crate `bhtsne` (Barnes and Hut's approximation), from their principal components.
//!
//! # Source
//! van der Maaten and Hinton 2008; the start, its size and the perplexity's limit are scikit-learn's
//! (`TSNE(init="pca")`). Neighbours are found exactly, so that on one thread a seed says all.

use bhtsne::{Neighbor, tSNE};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use crate::data::statistics::{Pca, Projection};
use crate::data::{DataError, normal, seed};
use crate::protocol::{Buffer, Layout, Reduce, Reduction};

/// Iterations, as in scikit-learn.
const ITERATIONS: usize = 1000;
/// Iterations between two layouts that are sent.
const BETWEEN: usize = 10;
/// How coarsely far points are seen; scikit-learn's `angle`.
const THETA: f32 = 0.5;
/// Numbers of a row beyond which its principal components are taken in its place (van der Maaten and Hinton take 30).
const MOST_COLUMNS: usize = 50;
/// Standard deviation of the start.
const START: f32 = 1e-4;

/// Lays rows out; `show` gets every layout on the way, and the last.
///
/// # Errors
/// There are too few rows, or a value is no finite number.
pub fn reduce(question: &Reduce, show: &dyn Fn(Layout)) -> Result<(), DataError> {
    let width = question.width as usize;
    let mut rows = question.values.to_reals();
    let plane = Projection::of_rows(&rows, width, question.seed)?;
    let iterations = match question.method {
        Reduction::Pca => 0,
        Reduction::Tsne { .. } => ITERATIONS,
    };
    let layout = |points: &[f32], done: usize| Layout {
        points: Buffer::of_reals(points),
        done: done as u32,
        of: iterations as u32,
        explained: plane.explained,
    };
    show(layout(plane.points.as_flattened(), 0));
    let Reduction::Tsne { perplexity } = question.method else {
        return Ok(());
    };
    let n = plane.points.len();
    if n < 5 {
        return Err(DataError::new(
            "Fewer than five samples have no neighbourhoods",
            "Choose more samples, or principal components.",
        ));
    }
    let mut columns = width;
    if columns > MOST_COLUMNS {
        let pca = Pca::new(&rows, width, MOST_COLUMNS, question.seed)?;
        let short = rows.chunks_exact(width).flat_map(|row| pca.transform(row));
        rows = short.map(|value| value as f32).collect();
        columns = rows.len() / n;
    }
    // Each needs three times as many neighbours as the perplexity.
    let perplexity = (perplexity as usize).min((n - 1) / 3).max(1);
    let neighbours = neighbours(&rows, columns, (3 * perplexity).min(n - 1));
    let samples: Vec<&[f32]> = rows.chunks_exact(columns).collect();
    let mut tsne = tSNE::<f32, &[f32], 2>::new(&samples);
    tsne.perplexity(perplexity as f32)
        .epochs(ITERATIONS)
        .initial_embedding(start(&plane.points, question.seed))
        .epoch_callback(|epoch, points| {
            let done = epoch + 1;
            if done.is_multiple_of(BETWEEN) && done < ITERATIONS {
                show(layout(points, done));
            }
        });
    tsne.barnes_hut_with_neighbors(THETA, &neighbours);
    show(layout(&tsne.embedding(), ITERATIONS));
    Ok(())
}

/// Principal components made small, and rows that are the same a little apart.
fn start(points: &[[f32; 2]], seed: u64) -> Vec<f32> {
    let mut rng = Pcg64Mcg::seed_from_u64(seed::derive(seed, "tsne"));
    let squares: f32 = points.iter().map(|point| point[0] * point[0]).sum();
    let scale = START / (squares / points.len() as f32).sqrt().max(1e-12);
    let values = points.as_flattened().iter();
    values
        .map(|value| value * scale + 0.01 * START * normal(&mut rng))
        .collect()
}

/// The `k` nearest rows of each, the nearest first; of equally near ones the first.
fn neighbours(rows: &[f32], columns: usize, k: usize) -> Vec<Vec<Neighbor<f32>>> {
    let all: Vec<&[f32]> = rows.chunks_exact(columns).collect();
    let nearest = |i: usize| {
        let mut found: Vec<Neighbor<f32>> = Vec::with_capacity(all.len());
        for (index, other) in all.iter().enumerate().filter(|(j, _)| *j != i) {
            let distance = squared(all[i], other);
            found.push(Neighbor { index, distance });
        }
        let order = |a: &Neighbor<f32>, b: &Neighbor<f32>| {
            a.distance
                .total_cmp(&b.distance)
                .then(a.index.cmp(&b.index))
        };
        if k < found.len() {
            found.select_nth_unstable_by(k, order);
            found.truncate(k);
        }
        found.sort_unstable_by(order);
        for neighbour in &mut found {
            neighbour.distance = neighbour.distance.sqrt();
        }
        found
    };
    (0..all.len()).map(nearest).collect()
}

/// The square of the distance, in four sums that a processor works out at once.
fn squared(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 4];
    let (a, a_rest) = a.as_chunks::<4>();
    let (b, b_rest) = b.as_chunks::<4>();
    for (a, b) in a.iter().zip(b) {
        for i in 0..4 {
            sums[i] += (a[i] - b[i]) * (a[i] - b[i]);
        }
    }
    let rest = a_rest.iter().zip(b_rest).map(|(a, b)| (a - b) * (a - b));
    sums.iter().sum::<f32>() + rest.sum::<f32>()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Rows around three centres, one after the other.
    fn clusters(n: usize, width: usize) -> Vec<f32> {
        let mut rng = Pcg64Mcg::seed_from_u64(5);
        let mut rows = Vec::new();
        for i in 0..n {
            for column in 0..width {
                let centre = if column % 3 == i % 3 { 4.0 } else { 0.0 };
                rows.push(centre + normal(&mut rng));
            }
        }
        rows
    }

    fn layouts(method: Reduction, seed: u64, n: usize, width: usize) -> Vec<Layout> {
        let found = RefCell::new(Vec::new());
        let question = Reduce {
            values: Buffer::of_reals(&clusters(n, width)),
            width: width as u32,
            method,
            seed,
        };
        reduce(&question, &|layout| found.borrow_mut().push(layout)).expect("a layout");
        found.into_inner()
    }

    #[test]
    fn clusters_stay_together_and_a_layout_comes_at_once() {
        let all = layouts(Reduction::Tsne { perplexity: 15 }, 1, 150, 60);
        assert_eq!((all[0].done, all[0].of), (0, 1000));
        assert_eq!(all.len(), 1 + 100);
        let last = all.last().expect("a last");
        assert_eq!(last.done, 1000);
        let values = last.points.to_reals();
        let (points, _) = values.as_chunks::<2>();
        // The nearest point of each is of its own cluster.
        for (i, a) in points.iter().enumerate() {
            let others = points.iter().enumerate().filter(|(j, _)| *j != i);
            let distance = |b: &[f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
            let nearest = others.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
            assert_eq!(nearest.expect("others").0 % 3, i % 3);
        }
    }

    #[test]
    fn a_seed_says_all_and_few_rows_are_no_trouble() {
        let method = Reduction::Tsne { perplexity: 30 };
        let last = |seed, n| layouts(method, seed, n, 4).pop().expect("a layout");
        // Several threads add in an order of their own, and small differences grow. A browser's worker has one.
        let first = |seed| start(&[[3.0, 4.0], [0.0, 1.0]], seed);
        assert_eq!(first(1), first(1));
        assert_ne!(first(1), first(2));
        assert_eq!(last(1, 40).points.len(), 40 * 8);
        assert!(last(1, 5).points.to_reals().iter().all(|v| v.is_finite()));
        let pca = layouts(Reduction::Pca, 1, 4, 3);
        assert_eq!(pca.len(), 1);
        assert!(pca[0].explained[0] >= pca[0].explained[1]);
    }

    #[test]
    fn neighbours_are_the_nearest_and_equal_rows_are_told_apart_by_their_order() {
        let rows = [0.0, 3.0, 1.0, 1.0, 9.0];
        let found = neighbours(&rows, 1, 2);
        let indices: Vec<Vec<usize>> = found
            .iter()
            .map(|row| row.iter().map(|n| n.index).collect())
            .collect();
        assert_eq!(indices, [[2, 3], [2, 3], [3, 0], [2, 0], [1, 2]]);
        assert!((found[4][0].distance - 6.0).abs() < 1e-6);
    }
}
