//! Points on a square: where each is, which is near, and which are within a line drawn around them.

use crate::ui::order::ascending;

/// Space at the edge, as a part of the square.
const MARGIN: f32 = 0.03;

/// Positions of points in a square, as parts of its side from the upper left corner on; both axes have the same
/// scale, and all points are inside.
#[must_use]
pub fn positions(points: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let mut low = [f32::INFINITY; 2];
    let mut high = [f32::NEG_INFINITY; 2];
    for point in points {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    let size = (high[0] - low[0]).max(high[1] - low[1]).max(1e-12);
    let place = |value: f32, axis: usize| {
        let middle = f32::midpoint(low[axis], high[axis]);
        0.5 + (value - middle) / size * (1.0 - 2.0 * MARGIN)
    };
    let of = |point: &[f32; 2]| [place(point[0], 0), 1.0 - place(point[1], 1)];
    points.iter().map(of).collect()
}

/// The position nearest to a place, if it is within a distance.
#[must_use]
pub fn nearest(positions: &[[f32; 2]], [x, y]: [f32; 2], within: f32) -> Option<usize> {
    let distances = positions.iter().map(|at| (at[0] - x).hypot(at[1] - y));
    let near = distances.enumerate().filter(|(_, d)| *d <= within);
    near.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i)
}

/// The positions within a closed line, by the number of its sides that a ray to the right crosses.
#[must_use]
pub fn enclosed(positions: &[[f32; 2]], line: &[[f32; 2]]) -> Vec<usize> {
    let is_within = |[x, y]: [f32; 2]| {
        let ends = line.iter().zip(line.iter().cycle().skip(1));
        let crossed = ends.filter(|([x0, y0], [x1, y1])| {
            (*y0 > y) != (*y1 > y) && x < (x1 - x0) * (y - y0) / (y1 - y0) + x0
        });
        crossed.count() % 2 == 1
    };
    let all = positions.iter().enumerate();
    all.filter(|(_, at)| is_within(**at))
        .map(|(i, _)| i)
        .collect()
}

/// All positions by how near they are to a place, the nearest first.
#[must_use]
pub fn by_distance(positions: &[[f32; 2]], [x, y]: [f32; 2]) -> Vec<usize> {
    let distances = positions.iter().map(|at| (at[0] - x).hypot(at[1] - y));
    ascending(&distances.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_fill_the_square_with_one_scale_for_both_axes() {
        let at = positions(&[[0.0, 0.0], [10.0, 0.0], [5.0, 4.0]]);
        assert!((at[0][0] - 0.03).abs() < 1e-6 && (at[1][0] - 0.97).abs() < 1e-6);
        assert!(at[2][1] < at[0][1], "up is up");
        assert!((at[0][1] - at[2][1] - 0.4 * 0.94).abs() < 1e-6);
        assert!(
            positions(&[[3.0, 3.0]])[0]
                .iter()
                .all(|v| (v - 0.5).abs() < 1e-6)
        );
    }

    #[test]
    fn what_a_line_encloses_is_found_and_what_is_near() {
        let at = [[0.2, 0.2], [0.5, 0.5], [0.8, 0.2], [0.5, 0.1]];
        // A U, open at the top: what is between its arms is outside.
        let line = [
            [0.1, 0.0],
            [0.3, 0.0],
            [0.3, 0.4],
            [0.7, 0.4],
            [0.7, 0.0],
            [0.9, 0.0],
            [0.9, 0.9],
            [0.1, 0.9],
        ];
        assert_eq!(enclosed(&at, &line), [0, 1, 2]);
        assert_eq!(enclosed(&at, &[]), Vec::<usize>::new());
        assert_eq!(nearest(&at, [0.52, 0.5], 0.05), Some(1));
        assert_eq!(nearest(&at, [0.9, 0.9], 0.05), None);
    }

    #[test]
    fn positions_are_ordered_by_their_distance() {
        let at = [[0.2, 0.5], [0.5, 0.45], [0.9, 0.5]];
        assert_eq!(by_distance(&at, [0.6, 0.5]), [1, 2, 0]);
    }
}
