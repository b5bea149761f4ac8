//! What a line chart needs to know of its numbers before it draws: ranges, ticks, and as
//! few points as show the same line.

use super::run::Point;

/// A point in the chart's own units.
pub type Xy = (f64, f64);

/// Thins a line to two points for every column of `width` columns between `from` and `to`:
/// the column's least and greatest value, in their order. Peaks stay visible, and a run of
/// 40 000 steps costs no more than one of 1 000.
#[must_use]
pub fn decimate(
    points: &[Point],
    value: impl Fn(&Point) -> f64,
    [from, to]: [f64; 2],
    width: usize,
) -> Vec<Xy> {
    let xy = |p: &Point| (p.step as f64, value(p));
    if points.len() <= 2 * width {
        return points.iter().map(xy).filter(|p| p.1.is_finite()).collect();
    }
    let scale = width as f64 / (to - from).max(f64::MIN_POSITIVE);
    let column = |x: f64| ((x - from) * scale) as usize;
    let mut line = Vec::with_capacity(2 * width + 2);
    let mut extremes: Option<(usize, Xy, Xy)> = None;
    let mut flush = |(_, low, high): (usize, Xy, Xy)| {
        let (first, second) = if low.0 <= high.0 {
            (low, high)
        } else {
            (high, low)
        };
        line.push(first);
        if second.0 > first.0 {
            line.push(second);
        }
    };
    for p in points.iter().map(xy).filter(|p| p.1.is_finite()) {
        let here = column(p.0);
        extremes = Some(match extremes {
            Some((c, low, high)) if c == here => (
                c,
                if p.1 < low.1 { p } else { low },
                if p.1 > high.1 { p } else { high },
            ),
            other => {
                if let Some(done) = other {
                    flush(done);
                }
                (here, p, p)
            }
        });
    }
    if let Some(last) = extremes {
        flush(last);
    }
    line
}

/// At most `wanted` of the points, evenly spaced, the last among them.
#[must_use]
pub fn spaced(points: &[Point], wanted: usize) -> Vec<Point> {
    let n = wanted.min(points.len());
    (1..=n).map(|i| points[i * points.len() / n - 1]).collect()
}

/// About `wanted` round numbers in `[low, high]`, and how many decimals they need.
#[must_use]
pub fn ticks(low: f64, high: f64, wanted: usize) -> (Vec<f64>, usize) {
    let span = high - low;
    if !(span.is_finite() && span > 0.0) {
        return (Vec::new(), 0);
    }
    let rough = span / wanted.max(1) as f64;
    let unit = 10f64.powi(rough.log10().floor() as i32);
    let step = unit
        * match rough / unit {
            f if f < 1.5 => 1.0,
            f if f < 3.5 => 2.0,
            f if f < 7.5 => 5.0,
            _ => 10.0,
        };
    let decimals = if step >= 1.0 {
        0
    } else {
        (-step.log10().floor()) as usize
    };
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    ((first..=last).map(|i| i as f64 * step).collect(), decimals)
}

/// Powers of ten in `[10^low, 10^high]`, with 2 and 5 times them where there are few.
#[must_use]
pub fn log_ticks(low: f64, high: f64) -> Vec<f64> {
    let factors: &[f64] = if high - low > 2.5 {
        &[1.0]
    } else {
        &[1.0, 2.0, 5.0]
    };
    (low.floor() as i32..=high.ceil() as i32)
        .flat_map(|power| factors.iter().map(move |f| f * 10f64.powi(power)))
        .filter(|v| (low - 1e-9..=high + 1e-9).contains(&v.log10()))
        .collect()
}

/// The range that shows most of a loss curve: its peaks at the start would flatten the
/// rest, so the top leaves one step in 200 out, unless log scale is on.
#[must_use]
pub fn loss_range(values: impl Iterator<Item = f64>, log: bool) -> [f64; 2] {
    let mut values: Vec<f64> = values
        .filter(|v| v.is_finite() && (!log || *v > 0.0))
        .collect();
    if values.is_empty() {
        return if log { [-2.0, 0.5] } else { [0.0, 2.5] };
    }
    values.sort_unstable_by(f64::total_cmp);
    let at = |q: f64| values[((values.len() - 1) as f64 * q) as usize];
    if log {
        let (low, high) = (at(0.005).max(1e-6).log10(), at(1.0).max(1e-6).log10());
        [low - 0.08, (high + 0.05).max(low + 0.5)]
    } else {
        [0.0, (at(0.995) * 1.05).max(1e-3)]
    }
}

/// The range that shows an accuracy curve: up to 1, down to just below the lowest.
#[must_use]
pub fn accuracy_range(values: impl Iterator<Item = f64>) -> [f64; 2] {
    let lowest = values.filter(|v| v.is_finite()).reduce(f64::min);
    let floor = lowest.map_or(0.0, |low| ((low - 0.02) * 10.0).floor() / 10.0);
    [floor.clamp(0.0, 0.9), 1.0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(n: usize) -> Vec<Point> {
        (1..=n)
            .map(|step| Point {
                step,
                raw: [
                    if step == n / 2 {
                        100.0
                    } else {
                        (step % 7) as f32
                    },
                    0.0,
                ],
                smooth: [0.0; 2],
            })
            .collect()
    }

    #[test]
    fn a_long_run_is_thinned_and_keeps_its_peak() {
        let all = points(40_000);
        let line = decimate(&all, |p| f64::from(p.raw[0]), [0.0, 40_000.0], 500);
        assert!(line.len() <= 1002, "{}", line.len());
        assert!(line.iter().any(|p| p.1 > 99.0));
        assert!(line.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn a_short_run_is_drawn_as_it_is_without_what_is_no_number() {
        let mut all = points(20);
        all[3].raw[0] = f32::NAN;
        let line = decimate(&all, |p| f64::from(p.raw[0]), [0.0, 20.0], 500);
        assert_eq!(line.len(), 19);
    }

    #[test]
    fn spaced_points_end_with_the_last() {
        let steps = |n, wanted| -> Vec<usize> {
            let chosen = spaced(&points(n), wanted);
            chosen.iter().map(|p| p.step).collect()
        };
        assert_eq!(steps(100, 4), [25, 50, 75, 100]);
        assert_eq!(steps(7, 3), [2, 4, 7]);
        assert_eq!(steps(2, 20), [1, 2]);
        assert_eq!(steps(0, 20), [0; 0]);
    }

    fn assert_close(got: &[f64], expected: &[f64]) {
        let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
        let is_close = got.len() == expected.len() && got.iter().zip(expected).all(close);
        assert!(is_close, "{got:?} is not {expected:?}");
    }

    #[test]
    fn ticks_are_round() {
        let (values, decimals) = ticks(0.0, 1.0, 5);
        assert_close(&values, &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(decimals, 1);
        assert_close(&ticks(0.0, 940.0, 5).0, &[0.0, 200.0, 400.0, 600.0, 800.0]);
        assert_close(&ticks(1.0, 1.0, 5).0, &[]);
        let (values, decimals) = ticks(0.9, 1.0, 4);
        assert_eq!((values.len(), decimals), (6, 2));
    }

    #[test]
    fn log_ticks_stay_inside() {
        assert_close(&log_ticks(-1.0, 0.5), &[0.1, 0.2, 0.5, 1.0, 2.0]);
        assert_eq!(log_ticks(-3.0, 0.0).len(), 4);
    }

    #[test]
    fn ranges_show_the_curve() {
        let [low, high] = loss_range([2.4, 1.0, f64::NAN].into_iter(), false);
        assert!(low == 0.0 && high > 1.0);
        let [low, high] = loss_range([1.0, 0.01].into_iter(), true);
        assert!(low < -1.9 && high > 0.0);
        assert_close(&accuracy_range([0.72, 0.95].into_iter()), &[0.7, 1.0]);
        assert_close(&accuracy_range(std::iter::empty()), &[0.0, 1.0]);
        assert_close(&accuracy_range([0.0].into_iter()), &[0.0, 1.0]);
    }
}
