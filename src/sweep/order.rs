//! Scores in order. One function for all who sort them: in the page each kind of sorting takes 4 kB.

/// Sorts numbers with their scores; of equal scores the earlier stays first.
pub fn sort(scored: &mut [(usize, f64)], is_greater_first: bool) {
    scored.sort_by(|a, b| {
        let order = a.1.total_cmp(&b.1);
        if is_greater_first {
            order.reverse()
        } else {
            order
        }
    });
}
