//! Whether two classifiers differ on the same samples: McNemar's test on those that only one of them classified
//! correctly, and Holm's correction for several comparisons.
//!
//! # Source
//! Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages",
//! Psychometrika 12 (1947); the continuity correction is Edwards's (1948). S. Holm, "A simple sequentially rejective
//! multiple test procedure", Scandinavian Journal of Statistics 6 (1979).

/// Samples that only one of both classified correctly, from which on the statistic is close enough to a chi-square
/// distribution. Below, the binomial distribution is summed up.
const FEW: u64 = 25;

/// The outcome of McNemar's test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McNemar {
    /// Samples that only the first classified correctly.
    pub only_first: u64,
    /// Samples that only the second classified correctly.
    pub only_second: u64,
    /// Whether the binomial distribution was summed up; otherwise it is the chi-square test with continuity correction.
    pub is_exact: bool,
    /// How likely a difference as large as this one is if both are as good as each other, two-sided.
    pub p: f64,
}

impl McNemar {
    /// The test of two classifiers, by how many samples only one of both classified correctly.
    #[must_use]
    pub fn of_counts(only_first: u64, only_second: u64) -> Self {
        let is_exact = only_first + only_second < FEW;
        Self {
            only_first,
            only_second,
            is_exact,
            p: if is_exact {
                binomial_p(only_first, only_second)
            } else {
                chi_square_p(only_first, only_second)
            },
        }
    }

    /// The test of what two classifiers predicted of the same samples; `None` where they are not as many as the
    /// labels.
    #[must_use]
    pub fn of(labels: &[u16], first: &[u16], second: &[u16]) -> Option<Self> {
        if [first.len(), second.len()] != [labels.len(); 2] {
            return None;
        }
        let (mut only_first, mut only_second) = (0, 0);
        for ((label, first), second) in labels.iter().zip(first).zip(second) {
            match (first == label, second == label) {
                (true, false) => only_first += 1,
                (false, true) => only_second += 1,
                _ => {}
            }
        }
        Some(Self::of_counts(only_first, only_second))
    }
}

/// Twice the lower tail of the binomial distribution with a probability of one half.
fn binomial_p(first: u64, second: u64) -> f64 {
    let (n, least) = (first + second, first.min(second));
    let mut ways = 1.0;
    let mut tail = 1.0;
    for k in 1..=least {
        ways *= (n - k + 1) as f64 / k as f64;
        tail += ways;
    }
    (2.0 * tail / 2_f64.powi(n as i32)).min(1.0)
}

/// The upper tail of the chi-square distribution with one degree of freedom.
fn chi_square_p(first: u64, second: u64) -> f64 {
    let difference = first.abs_diff(second) as f64 - 1.0;
    let statistic = difference * difference / (first + second) as f64;
    libm::erfc((statistic / 2.0).sqrt())
}

/// p-values corrected for being several, in their order: the chance of any false alarm among all stays what one
/// comparison alone would have.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut corrected = vec![0.0; p.len()];
    let mut largest = 0.0_f64;
    for (rank, at) in order.into_iter().enumerate() {
        largest = largest.max(p[at] * (p.len() - rank) as f64).min(1.0);
        corrected[at] = largest;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Golden {
        pairs: Vec<Pair>,
        holm: Vec<Holm>,
    }

    #[derive(Deserialize)]
    struct Pair {
        only_first: u64,
        only_second: u64,
        exact: bool,
        p: f64,
    }

    #[derive(Deserialize)]
    struct Holm {
        p: Vec<f64>,
        corrected: Vec<f64>,
    }

    fn golden() -> Golden {
        let text = include_str!("../../tests/fixtures/mcnemar.json");
        serde_json::from_str(text).expect("the golden values")
    }

    fn assert_close(got: f64, expected: f64) {
        let error = (got - expected).abs() / expected.max(1e-300);
        assert!(error < 1e-10, "{got} is not {expected}");
    }

    #[test]
    fn p_values_are_those_of_statsmodels() {
        for pair in golden().pairs {
            let test = McNemar::of_counts(pair.only_first, pair.only_second);
            assert_eq!(test.is_exact, pair.exact);
            assert_close(test.p, pair.p);
        }
    }

    #[test]
    fn corrected_p_values_are_those_of_statsmodels() {
        for case in golden().holm {
            let corrected = holm(&case.p);
            assert_eq!(corrected.len(), case.corrected.len());
            for (got, expected) in corrected.into_iter().zip(case.corrected) {
                assert_close(got, expected);
            }
        }
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn only_what_one_of_both_got_right_counts() {
        let labels = [0, 1, 2, 0, 1];
        let test = McNemar::of(&labels, &[0, 1, 0, 1, 1], &[0, 0, 1, 0, 2]);
        let test = test.expect("as many predictions as labels");
        assert_eq!((test.only_first, test.only_second), (2, 1));
        assert_eq!(McNemar::of(&labels, &[0; 4], &[0; 5]), None);
    }
}
