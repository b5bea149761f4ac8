//! What a line chart needs to know of its numbers before it draws: ranges, ticks, and as
//! few points as show the same line.

use super::run::Point;

/// A point in the chart's own units.
pub type Xy = (f64, f64);

/// Thins a line to two points for every column of `width` columns between `from` and `to`:
/// the column's least and greatest value, in their order. Peaks stay visible, and a run of
/// 40 000 steps costs no more than one of 1 000. Of what is outside only the nearest point on either
/// side is kept, and what is no number is left out.
#[must_use]
pub fn decimate(mut points: Vec<Xy>, [from, to]: [f64; 2], width: usize) -> Vec<Xy> {
    points.retain(|p| p.1.is_finite());
    let first = points.partition_point(|p| p.0 < from).saturating_sub(1);
    let end = points.partition_point(|p| p.0 <= to) + 1;
    points.truncate(end);
    points.drain(..first);
    if points.len() <= 2 * width {
        return points;
    }
    let scale = width as f64 / (to - from).max(f64::MIN_POSITIVE);
    let column = |x: f64| ((x - from) * scale).floor() as i64;
    let mut line = Vec::with_capacity(2 * width + 4);
    let mut extremes: Option<(i64, Xy, Xy)> = None;
    let mut flush = |(_, low, high): (i64, Xy, Xy)| {
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
    for p in points {
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

/// The points whose steps are from the first to the last of two.
#[must_use]
pub fn within(points: &[Point], [from, to]: [f64; 2]) -> &[Point] {
    let first = points.partition_point(|p| (p.step as f64) < from);
    let end = points.partition_point(|p| (p.step as f64) <= to);
    &points[first..end.max(first)]
}

/// The exponential moving average of values, each from what came before with that weight, corrected for
/// the beginning as in Adam's moments. What is no number leaves the average as it was.
#[must_use]
pub fn smoothed(values: impl Iterator<Item = f64>, weight: f64) -> Vec<f64> {
    let (mut sum, mut weights) = (0.0, 0.0);
    values
        .map(|value| {
            if value.is_finite() {
                sum = sum * weight + value * (1.0 - weight);
                weights = weights * weight + (1.0 - weight);
            }
            if weights > 0.0 { sum / weights } else { value }
        })
        .collect()
}

/// The pieces of a line that are inside a rectangle (Liang and Barsky 1984).
#[must_use]
pub fn clip(line: &[Xy], x: [f64; 2], y: [f64; 2]) -> Vec<Vec<Xy>> {
    let mut pieces: Vec<Vec<Xy>> = Vec::new();
    for pair in line.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let (dx, dy) = (end.0 - start.0, end.1 - start.1);
        let edges = [
            (-dx, start.0 - x[0]),
            (dx, x[1] - start.0),
            (-dy, start.1 - y[0]),
            (dy, y[1] - start.1),
        ];
        // The parts of the way at which it enters and leaves.
        let (mut first, mut last) = (0.0_f64, 1.0_f64);
        for (towards, room) in edges {
            if towards < 0.0 {
                first = first.max(room / towards);
            } else if towards > 0.0 {
                last = last.min(room / towards);
            } else if room < 0.0 {
                last = -1.0;
            }
        }
        if first > last {
            continue;
        }
        let at = |part: f64| {
            if part >= 1.0 {
                end
            } else {
                (start.0 + part * dx, start.1 + part * dy)
            }
        };
        match pieces.last_mut() {
            // It goes on where the one before ended.
            Some(piece) if piece.last() == Some(&start) => piece.push(at(last)),
            _ => pieces.push(vec![at(first), at(last)]),
        }
    }
    pieces
}

/// At most `wanted` of the points, evenly spaced, the last among them.
#[must_use]
pub fn spaced(points: &[Point], wanted: usize) -> Vec<Point> {
    let n = wanted.min(points.len());
    (1..=n).map(|i| points[i * points.len() / n - 1]).collect()
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
    use crate::ui::ticks::ticks;

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

    fn losses(points: &[Point]) -> Vec<Xy> {
        let xy = |p: &Point| (p.step as f64, f64::from(p.raw[0]));
        points.iter().map(xy).collect()
    }

    #[test]
    fn a_long_run_is_thinned_and_keeps_its_peak() {
        let all = points(40_000);
        let line = decimate(losses(&all), [0.0, 40_000.0], 500);
        assert!(line.len() <= 1002, "{}", line.len());
        assert!(line.iter().any(|p| p.1 > 99.0));
        assert!(line.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn a_short_run_is_drawn_as_it_is_without_what_is_no_number() {
        let mut all = points(20);
        all[3].raw[0] = f32::NAN;
        let line = decimate(losses(&all), [0.0, 20.0], 500);
        assert_eq!(line.len(), 19);
    }

    #[test]
    fn of_what_is_outside_the_nearest_points_are_kept() {
        let line = decimate(losses(&points(100)), [20.5, 30.5], 500);
        let steps: Vec<f64> = line.iter().map(|p| p.0).collect();
        assert_close(&steps, &(20..=31).map(f64::from).collect::<Vec<_>>());
        let all = points(40_000);
        let line = decimate(losses(&all), [100.0, 30_000.0], 500);
        assert!(line.len() <= 1006, "{}", line.len());
        assert_eq!(within(&all, [10.0, 12.5]).len(), 3);
    }

    #[test]
    fn the_average_begins_with_the_first_value_and_follows() {
        let values = [4.0, f64::NAN, 0.0].into_iter();
        assert_close(&smoothed(values.clone(), 0.0), &[4.0, 4.0, 0.0]);
        assert_close(&smoothed(values, 0.5), &[4.0, 4.0, 4.0 / 3.0]);
    }

    #[test]
    fn a_line_is_cut_at_the_edges() {
        let line = [(0.0, 0.0), (2.0, 2.0), (4.0, 0.0), (5.0, 0.5)];
        let pieces = clip(&line, [0.0, 4.5], [0.0, 1.0]);
        assert_eq!(
            pieces,
            [
                vec![(0.0, 0.0), (1.0, 1.0)],
                vec![(3.0, 1.0), (4.0, 0.0), (4.5, 0.25)],
            ]
        );
        assert!(clip(&line, [6.0, 7.0], [0.0, 1.0]).is_empty());
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
