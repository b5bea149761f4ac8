//! The figures of an evaluation.

use super::bar_chart::{BarChart, Series};
use super::plot::{Axis, Bar, Line, Plot, Stroke};
use crate::metrics::{
    Analysis, Bin, CALIBRATION_BINS, Curve, Importance, OneVsRest, macro_average,
};
use crate::ui::class_colour::class_colour;

/// The colour of what is about all classes.
const ALL: &str = "var(--chart-test, #221d18)";
/// That of the mean over the classes.
const MACRO: &str = "var(--muted, #6b6258)";
const REFERENCE: &str = "var(--line-strong, #cfc5b8)";
const RIGHT: &str = "var(--matrix-right, #155a9c)";
const WRONG: &str = "var(--ember, #c2410c)";

/// The curve of each class and, thick, of all decisions together; or that of one class alone.
fn curves(
    analysis: &Analysis,
    classes: &[String],
    only: Option<usize>,
    of: impl Fn(&OneVsRest) -> (Option<&Curve>, Option<f64>),
) -> Vec<Line> {
    let line = |name: &str, colour: String, stroke, which: &OneVsRest| {
        let (curve, area) = of(which);
        let curve = curve?;
        let points = curve.x.iter().zip(&curve.y).map(|(&x, &y)| [x, y]);
        Some(Line {
            name: format!("{name} ({:.4})", area?),
            colour,
            points: points.collect(),
            stroke,
        })
    };
    let own = analysis.classes.iter().zip(classes).enumerate();
    let own = own.filter(|(class, _)| only.is_none_or(|only| only == *class));
    let mut lines: Vec<Line> = own
        .filter_map(|(class, (which, name))| {
            let stroke = if only.is_some() {
                Stroke::Thick
            } else {
                Stroke::Thin
            };
            line(name, class_colour(class), stroke, which)
        })
        .collect();
    if only.is_none() {
        lines.extend(line(
            "micro average",
            ALL.to_owned(),
            Stroke::Thick,
            &analysis.micro,
        ));
    }
    lines
}

fn diagonal() -> Line {
    Line {
        name: String::new(),
        colour: REFERENCE.to_owned(),
        points: vec![[0.0, 0.0], [1.0, 1.0]],
        stroke: Stroke::Reference,
    }
}

/// True over false positive rate, of every class or of one.
#[must_use]
pub fn roc(analysis: &Analysis, classes: &[String], only: Option<usize>) -> Plot {
    let mut lines = vec![diagonal()];
    lines.extend(curves(analysis, classes, only, |which| {
        (which.roc.as_ref(), which.auc)
    }));
    if only.is_none()
        && let Some(area) = analysis.auc_macro
    {
        let occurring: Vec<&Curve> = analysis
            .classes
            .iter()
            .filter_map(|of| of.roc.as_ref())
            .collect();
        // What is not seen of so many points is left out.
        let mean = macro_average(&occurring).map(|curve| curve.thinned(0.002));
        lines.extend(mean.map(|curve| {
            Line {
                name: format!("macro average ({area:.4})"),
                colour: MACRO.to_owned(),
                points: curve
                    .x
                    .into_iter()
                    .zip(curve.y)
                    .map(|(x, y)| [x, y])
                    .collect(),
                stroke: Stroke::Thick,
            }
        }));
    }
    Plot {
        x: Axis::of_parts("False positive rate"),
        y: Axis::of_parts("True positive rate"),
        lines,
        bars: Vec::new(),
    }
}

/// Precision over recall, of every class or of one.
#[must_use]
pub fn precision_recall(analysis: &Analysis, classes: &[String], only: Option<usize>) -> Plot {
    Plot {
        x: Axis::of_parts("Recall"),
        y: Axis::of_parts("Precision"),
        lines: curves(analysis, classes, only, |which| {
            (which.precision_recall.as_ref(), which.average_precision)
        }),
        bars: Vec::new(),
    }
}

/// How often predictions are right over how sure they are: of the likeliest classes, or of one class.
#[must_use]
pub fn calibration(analysis: &Analysis, classes: &[String], only: Option<usize>) -> Plot {
    let one = only.and_then(|class| Some((classes.get(class)?, analysis.classes.get(class)?)));
    let (name, bins): (&str, &[Bin]) = match one {
        Some((name, which)) => (name, &which.calibration),
        None => ("likeliest class", &analysis.calibration),
    };
    let filled = bins.iter().filter(|bin| bin.count > 0);
    Plot {
        x: Axis::of_parts("Mean predicted probability"),
        y: Axis::of_parts("Part that is right"),
        lines: vec![
            diagonal(),
            Line {
                name: name.to_owned(),
                colour: only.map_or_else(|| ALL.to_owned(), class_colour),
                points: filled.map(|bin| [bin.predicted, bin.positive]).collect(),
                stroke: Stroke::Marked,
            },
        ],
        bars: Vec::new(),
    }
}

/// How many samples are predicted with which confidence, rightly and wrongly.
#[must_use]
pub fn confidences(analysis: &Analysis) -> Plot {
    let most = analysis
        .confidences
        .iter()
        .map(|[right, wrong]| right + wrong);
    let most = f64::from(most.max().unwrap_or_default()).max(1.0);
    let bins = analysis.confidences.iter().enumerate();
    let bars = bins.flat_map(|(i, &[right, wrong])| {
        let [right, wrong] = [right, wrong].map(f64::from);
        let x = [i, i + 1].map(|edge| edge as f64 / CALIBRATION_BINS as f64);
        let bar = |name: &str, colour: &str, y| Bar {
            name: name.to_owned(),
            colour: colour.to_owned(),
            x,
            y,
        };
        [
            bar("wrong", WRONG, [0.0, wrong]),
            bar("right", RIGHT, [wrong, wrong + right]),
        ]
    });
    Plot {
        x: Axis::of_parts("Confidence"),
        y: Axis {
            name: "Samples".to_owned(),
            range: [0.0, most * 1.05],
            ..Axis::default()
        },
        lines: Vec::new(),
        bars: bars.collect(),
    }
}

/// The probabilities of the classes that matter while a picture is changed step by step: of those that are the
/// likeliest somewhere, and of `own`. `values` are `steps × classes`.
#[must_use]
pub fn variation_curve(
    steps: &[f32],
    values: &[f32],
    classes: &[String],
    own: Option<u16>,
    unit: &str,
) -> Plot {
    let rows = || values.chunks_exact(classes.len().max(1));
    let likeliest =
        |row: &[f32]| (1..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best });
    let mut shown: Vec<usize> = rows().map(likeliest).collect();
    shown.extend(own.map(usize::from));
    shown.sort_unstable();
    shown.dedup();
    let lines = shown.into_iter().filter_map(|class| {
        let points = steps.iter().zip(rows());
        let points = points.map(|(&step, row)| [f64::from(step), f64::from(row[class])]);
        let is_own = own.map(usize::from) == Some(class);
        Some(Line {
            name: classes.get(class)?.clone(),
            colour: class_colour(class),
            points: points.collect(),
            stroke: if is_own { Stroke::Thick } else { Stroke::Thin },
        })
    });
    let ends = [steps.first(), steps.last()].map(|step| f64::from(*step.unwrap_or(&0.0)));
    Plot {
        x: Axis {
            name: unit.to_owned(),
            range: ends,
            ..Axis::default()
        },
        y: Axis::of_parts("Probability"),
        lines: lines.collect(),
        bars: Vec::new(),
    }
}

/// Accuracy over the number of training samples: number, on training samples, on others.
#[must_use]
pub fn learning_curve(points: &[(usize, f64, f64)]) -> Plot {
    let line = |name: &str, colour: &str, of: fn(&(usize, f64, f64)) -> f64| Line {
        name: name.to_owned(),
        colour: colour.to_owned(),
        points: points
            .iter()
            .map(|point| [point.0 as f64, of(point)])
            .collect(),
        stroke: Stroke::Marked,
    };
    let most = points.iter().map(|point| point.0).max().unwrap_or(1) as f64;
    let least = points.iter().map(|point| point.1.min(point.2));
    let least = least.fold(1.0, f64::min);
    Plot {
        x: Axis {
            name: "Training samples".to_owned(),
            range: [0.0, most],
            ..Axis::default()
        },
        y: Axis {
            name: "Accuracy".to_owned(),
            range: [((least - 0.02) * 10.0).floor().max(0.0) / 10.0, 1.0],
            ..Axis::default()
        },
        lines: vec![
            line("training", "var(--chart-train, #d9480f)", |point| point.1),
            line("test", "var(--chart-validation, #1971c2)", |point| point.2),
        ],
        bars: Vec::new(),
    }
}

/// How much each feature matters, the most important first.
#[must_use]
pub fn feature_importance(ranking: &[(String, Importance)]) -> BarChart {
    let values: Vec<f64> = ranking.iter().map(|(_, own)| own.mean).collect();
    let ends = ranking
        .iter()
        .flat_map(|(_, own)| [own.mean - own.std, own.mean + own.std]);
    let (low, high) = ends.fold((0.0_f64, 0.01_f64), |(low, high), end| {
        (low.min(end), high.max(end))
    });
    let space = (high - low) * 0.04;
    BarChart {
        of: "feature".to_owned(),
        names: ranking.iter().map(|(name, _)| name.clone()).collect(),
        axis: Axis {
            name: "Accuracy that is lost when it is shuffled".to_owned(),
            range: [if low < 0.0 { low - space } else { 0.0 }, high + space],
            ..Axis::default()
        },
        series: vec![Series {
            name: "mean".to_owned(),
            colour: RIGHT.to_owned(),
            values,
            deviations: ranking.iter().map(|(_, own)| own.std).collect(),
        }],
    }
}

/// The part of each class among the training, validation and test samples, by their counts, and among the classes
/// that were predicted for some of them.
#[must_use]
pub fn class_proportions(
    counts: &[Vec<u32>; 3],
    predicted: &[u32],
    predicted_of: &str,
    classes: &[String],
) -> BarChart {
    let named = ["training", "validation", "test"].into_iter().zip(counts);
    let named = named.map(|(name, counts)| (name.to_owned(), &counts[..]));
    let predicted = (format!("predicted ({predicted_of})"), predicted);
    let colours = [
        "var(--chart-train, #d9480f)",
        "var(--chart-validation, #1971c2)",
        ALL,
        "#7b5cd6",
    ];
    let series = named.chain([predicted]).zip(colours);
    let series = series.filter_map(|((name, counts), colour)| {
        let all = counts.iter().map(|n| f64::from(*n)).sum::<f64>();
        let parts = counts.iter().map(|n| f64::from(*n) / all);
        (all > 0.0).then(|| Series {
            name,
            colour: colour.to_owned(),
            values: parts.collect(),
            deviations: Vec::new(),
        })
    });
    let series: Vec<Series> = series.collect();
    let most = series.iter().flat_map(|series| &series.values);
    let most = most.copied().fold(0.0, f64::max);
    BarChart {
        of: "class".to_owned(),
        names: classes.to_vec(),
        axis: Axis {
            name: "Part of the samples".to_owned(),
            range: [0.0, (most * 1.04).clamp(0.01, 1.0)],
            ..Axis::default()
        },
        series,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Predictions;
    use crate::report::Drawing as _;

    fn analysis() -> (Analysis, Vec<String>) {
        let mut predictions = Predictions::new(3, 30);
        for i in 0..30_u16 {
            let logits = [0, 1, 2].map(|class| {
                if class == i % 3 {
                    1.0
                } else {
                    f32::from(i % 7) * 0.3
                }
            });
            predictions.push(u32::from(i), i % 3, &logits);
        }
        (
            Analysis::of(&predictions),
            ["a", "b", "c"].map(str::to_owned).to_vec(),
        )
    }

    #[test]
    fn curves_are_of_every_class_and_of_all_or_of_one() {
        let (analysis, classes) = analysis();
        assert_eq!(roc(&analysis, &classes, None).legend().len(), 5);
        let one = roc(&analysis, &classes, Some(1)).legend();
        assert!(one.len() == 1 && one[0].0.starts_with("b (0."), "{one:?}");
        assert_eq!(
            precision_recall(&analysis, &classes, None).legend().len(),
            4
        );
        assert_eq!(calibration(&analysis, &classes, Some(2)).legend()[0].0, "c");
    }

    #[test]
    fn proportions_are_of_each_part_and_of_what_was_predicted() {
        let classes = ["a", "b"].map(str::to_owned);
        let counts = [vec![30, 10], vec![0, 0], vec![1, 1]];
        let chart = class_proportions(&counts, &[3, 1], "test samples", &classes);
        let names: Vec<String> = chart.legend().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["training", "test", "predicted (test samples)"]);
        assert_eq!(chart.series[0].values, [0.75, 0.25]);
        assert_eq!(chart.series[2].values, [0.75, 0.25]);
    }

    #[test]
    fn importance_has_room_for_what_is_below_nothing() {
        let of = |mean, std| Importance { mean, std };
        let ranking = [
            ("a".to_owned(), of(0.3, 0.1)),
            ("b".to_owned(), of(-0.02, 0.01)),
        ];
        let chart = feature_importance(&ranking);
        assert!(chart.axis.range[0] < -0.03 && chart.axis.range[1] > 0.4);
        assert_eq!(chart.series[0].deviations, [0.1, 0.01]);
        assert_eq!(feature_importance(&[]).names.len(), 0);
    }

    #[test]
    fn every_sample_is_in_a_bar() {
        let (analysis, _) = analysis();
        let plot = confidences(&analysis);
        let all: f64 = plot.bars.iter().map(|bar| bar.y[1] - bar.y[0]).sum();
        assert!((all - 30.0).abs() < 1e-9);
    }

    #[test]
    fn only_classes_that_matter_are_shown_as_a_picture_changes() {
        let classes = ["a", "b", "c"].map(str::to_owned);
        let values = [0.8, 0.1, 0.1, 0.1, 0.8, 0.1];
        let plot = variation_curve(&[0.0, 1.0], &values, &classes, Some(1), "degrees");
        let names: Vec<String> = plot.legend().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "b"]);
        assert!((plot.lines[1].points[1][1] - 0.8).abs() < 1e-6);
    }
}
