//! Lines of equal value on a grid: marching squares.

/// Pieces of the line on which the values of a square grid, row by row, are `level`: each from a point to another, in
/// parts of the grid's width and height from the upper left corner on. A value is that of its cell's middle.
#[must_use]
pub fn contour(values: &[f32], side: usize, level: f32) -> Vec<[[f32; 2]; 2]> {
    let mut pieces = Vec::new();
    if side < 2 || values.len() < side * side {
        return pieces;
    }
    for y in 0..side - 1 {
        for x in 0..side - 1 {
            // Around the cell of four middles.
            let corners = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]];
            let value = |[x, y]: [usize; 2]| values[y * side + x] - level;
            let crossings = (0..4).filter_map(|i| {
                let (from, to) = (corners[i], corners[(i + 1) % 4]);
                let (a, b) = (value(from), value(to));
                // On the line itself counts as above it: no corner is crossed twice.
                if (a < 0.0) == (b < 0.0) || !(a - b).is_finite() {
                    return None;
                }
                let part = a / (a - b);
                let along = |axis: usize| {
                    let [from, to] = [from[axis], to[axis]].map(|at| at as f32 + 0.5);
                    (from + part * (to - from)) / side as f32
                };
                Some([along(0), along(1)])
            });
            let crossings: Vec<[f32; 2]> = crossings.collect();
            // Two, or four where the line passes twice.
            for pair in crossings.chunks_exact(2) {
                pieces.push([pair[0], pair[1]]);
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a function at the middles of a grid's cells.
    fn grid(side: usize, of: impl Fn(f32, f32) -> f32) -> Vec<f32> {
        let middle = |i: usize| (i as f32 + 0.5) / side as f32;
        let cells = (0..side * side).map(|i| of(middle(i % side), middle(i / side)));
        cells.collect()
    }

    #[test]
    fn a_plane_is_cut_along_a_straight_line() {
        let values = grid(10, |x, y| x + 2.0 * y);
        let pieces = contour(&values, 10, 1.3);
        assert!(pieces.len() > 5);
        for [x, y] in pieces.into_iter().flatten() {
            assert!((x + 2.0 * y - 1.3).abs() < 1e-5, "{x} {y}");
        }
        assert!(contour(&values, 10, 7.0).is_empty());
    }

    #[test]
    fn a_circle_is_closed_and_as_long_as_it_should_be() {
        let side = 60;
        let values = grid(side, |x, y| (x - 0.5).hypot(y - 0.5));
        let pieces = contour(&values, side, 0.3);
        let length: f32 = pieces
            .iter()
            .map(|[a, b]| (a[0] - b[0]).hypot(a[1] - b[1]))
            .sum();
        assert!(
            (length - 2.0 * std::f32::consts::PI * 0.3).abs() < 0.01,
            "{length}"
        );
        let is_end = |point: [f32; 2]| {
            let near = |other: &&[f32; 2]| {
                (point[0] - other[0]).abs() < 1e-6 && (point[1] - other[1]).abs() < 1e-6
            };
            pieces.iter().flatten().filter(near).count() != 2
        };
        assert!(!pieces.iter().flatten().any(|point| is_end(*point)));
    }

    #[test]
    fn what_is_no_number_has_no_line() {
        assert!(contour(&[f32::NAN; 16], 4, 0.0).is_empty());
        assert!(contour(&[1.0, -1.0], 2, 0.0).is_empty());
    }
}
