//! Some of many samples, spread over all of them.

/// Positions of as many samples at most, spread over all: by the golden ratio, since many sets are in the order of their
/// classes, and by a step without a common divisor, since in others these take turns.
#[must_use]
pub fn spread(all: usize, most: usize) -> Vec<usize> {
    if most >= all {
        return (0..all).collect();
    }
    let mut step = (all as f64 * 0.618_034) as usize;
    while common_divisor(step, all) != 1 {
        step += 1;
    }
    let mut positions: Vec<usize> = (0..most as u64)
        .map(|i| (i * step as u64 % all as u64) as usize)
        .collect();
    positions.sort_unstable();
    positions
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_classes_are_among_some_samples_whether_they_take_turns_or_follow_each_other() {
        for all in [2000, 1999, 600, 60] {
            let positions = spread(all, all / 4);
            assert_eq!(positions.len(), all / 4);
            assert!(positions.is_sorted_by(|a, b| a < b), "each once");
            let mut counts = [[0_usize; 10]; 2];
            for at in positions {
                counts[0][at % 10] += 1;
                counts[1][at * 10 / all] += 1;
            }
            let least = all / 4 / 10 / 2;
            let enough = counts.iter().flatten().all(|n| *n >= least.max(1));
            assert!(enough, "{all}: {counts:?}");
        }
        assert_eq!(spread(3, 7), [0, 1, 2]);
        assert_eq!(spread(0, 7), [0; 0]);
    }
}
