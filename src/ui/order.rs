//! The order of numbers, compiled once: each kind of value that is sorted would bring a sort of its own.

/// The positions of values from the smallest on; equals stay in their order.
#[must_use]
pub fn ascending(values: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    order
}

/// The positions of values from the largest by size on; equals stay in their order.
#[must_use]
pub fn by_size(values: impl Iterator<Item = f32>) -> Vec<usize> {
    let values: Vec<f32> = values.map(|value| -value.abs()).collect();
    ascending(&values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_in_the_order_of_their_values() {
        assert_eq!(ascending(&[2.0, -3.0, 2.0, 0.5]), [1, 3, 0, 2]);
        assert_eq!(by_size([2.0, -3.0, 2.0, 0.5].into_iter()), [1, 0, 2, 3]);
        assert_eq!(ascending(&[]), [0; 0]);
    }
}
