//! An evaluation as one HTML file that needs nothing else: no script, no other file, no request.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::pictures::data_address;
use super::{
    Figure, Matrix, Plot, calibration, classification_report_text, confidences, precision_recall,
    roc, scores_by_name,
};
use crate::data::{Dataset, Role, Samples};
use crate::metrics::{Analysis, Normalization, Predictions, classification_report, confused_pairs};
use crate::ui::format::{accuracy, count, percent};

/// What a report is about.
#[derive(Clone, Copy, Debug)]
pub struct Evaluated<'a> {
    /// The samples.
    pub data: &'a Dataset,
    /// The part of them.
    pub part: Role,
    /// What follows from the predictions.
    pub analysis: &'a Analysis,
    /// The predictions.
    pub predictions: &'a Predictions,
    /// What is known besides: names and values.
    pub facts: &'a [[String; 2]],
}

/// Mistakes that are shown.
const MISTAKES: usize = 48;
/// Pairs of classes that are named.
const PAIRS: usize = 10;
/// Classes of which a matrix has room: more is a table of numbers too small to read.
const MOST_CLASSES: usize = 40;

const STYLE: &str = "\
:root{color-scheme:light dark;--surface:light-dark(#fff,#1c1917);--line:light-dark(#e6dfd5,#34302b);\
--line-strong:light-dark(#cfc5b8,#4d473f);--ink:light-dark(#221d18,#f5efe7);--muted:light-dark(#6b6257,#a89e92);\
--ember:light-dark(#c2410c,#fb8b3c);--matrix-right:light-dark(#155a9c,#4dabf7);--chart-test:var(--ink)}\
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--surface);max-width:64rem;margin:2rem auto;\
padding:0 1rem}h1{font-size:1.7rem}h2{font-size:1.2rem;margin-top:2.5rem}.figures{display:grid;\
grid-template-columns:repeat(auto-fit,minmax(min(28rem,100%),1fr));gap:1.5rem}figure{margin:0}\
figcaption{font-weight:600}svg{width:100%;height:auto}.matrix svg{width:auto}.legend{display:flex;flex-wrap:wrap;gap:.2rem .9rem;\
list-style:none;padding:0;margin:.3rem 0;font-size:.8rem;color:var(--muted)}.legend i{display:inline-block;width:.7rem;\
height:.7rem;border-radius:2px;margin-right:.3rem}table{border-collapse:collapse}td,th{padding:.25rem .8rem .25rem 0;\
text-align:left;border-bottom:1px solid var(--line)}td{text-align:right;font-variant-numeric:tabular-nums}\
.facts td{text-align:left}pre{overflow-x:auto;font-size:.85rem}.pictures{display:grid;\
grid-template-columns:repeat(auto-fill,minmax(7rem,1fr));gap:.8rem;list-style:none;padding:0}.pictures img{width:100%;\
image-rendering:pixelated;border-radius:6px}.pictures span{display:block;font-size:.75rem}.scroll{overflow-x:auto}\
footer{margin-top:3rem;color:var(--muted);font-size:.85rem}";

/// The report.
#[must_use]
pub fn to_html(evaluated: &Evaluated) -> String {
    let Evaluated {
        data,
        part,
        analysis,
        facts,
        ..
    } = *evaluated;
    let classes = &data.classes[..];
    let report = classification_report(&analysis.confusion);
    let part = match part {
        Role::Train => "training",
        Role::Validation => "validation",
        Role::Test => "test",
    };
    let matrix = Matrix {
        confusion: &analysis.confusion,
        classes,
        by: Normalization::Counts,
        is_sorted: false,
        hides_diagonal: false,
    };
    let title = format!("Evaluation: {}", data.source().name());
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (title) }
                p {
                    strong { (accuracy(analysis.accuracy)) }
                    " of " (count(analysis.samples as usize)) " " (part) " samples are classified correctly."
                }
                table.facts {
                    @for [name, value] in facts { tr { th { (name) } td { (value) } } }
                }
                h2 { "Scores" }
                (scores(analysis))
                h2 { "Classification report" }
                pre { (classification_report_text(&report, classes)) }
                h2 { "Confusion matrix" }
                @if classes.len() <= MOST_CLASSES {
                    div.scroll.matrix { (matrix.to_svg()) }
                    p { "Rows are labels, columns predictions." }
                }
                (pairs(analysis, classes))
                h2 { "Curves" }
                div.figures {
                    (figure("Receiver operating characteristic", &roc(analysis, classes, None)))
                    (figure("Precision and recall", &precision_recall(analysis, classes, None)))
                    (figure("Calibration", &calibration(analysis, classes, None)))
                    (figure("Confidence", &confidences(analysis)))
                }
                (mistakes(evaluated))
                footer { p { "Made by Hearth. " (data.licence) } }
            }
        }
    };
    page.into_string()
}

fn scores(analysis: &Analysis) -> Markup {
    html! {
        table {
            @for (name, value) in scores_by_name(analysis) { tr { th { (name) } td { (value) } } }
        }
    }
}

fn pairs(analysis: &Analysis, classes: &[String]) -> Markup {
    let pairs = confused_pairs(&analysis.confusion);
    let name = |class: usize| classes.get(class).map_or("", String::as_str);
    html! {
        @if pairs.is_empty() {
            p { "No class was taken for another." }
        } @else {
            p { "Confused most often:" }
            ul {
                @for &(label, predicted, n) in pairs.iter().take(PAIRS) {
                    li { (name(label)) " taken for " (name(predicted)) ", " (n) @if n == 1 { " time" } @else { " times" } }
                }
            }
        }
    }
}

fn figure(name: &str, plot: &Plot) -> Markup {
    html! {
        figure {
            figcaption { (name) }
            (plot.to_svg(name))
            ul.legend {
                @for (name, colour) in plot.legend() {
                    li { i style=(format!("background:{colour}")) {} (name) }
                }
            }
        }
    }
}

/// The most confident mistakes, with their pictures.
fn mistakes(evaluated: &Evaluated) -> Markup {
    let Evaluated {
        data,
        part,
        predictions,
        ..
    } = *evaluated;
    let confidence = |at: usize| {
        let probability = predictions.probability(at, predictions.predicted()[at]);
        f64::from(probability.unwrap_or_default())
    };
    let is_wrong = |&at: &usize| predictions.labels()[at] != predictions.predicted()[at];
    let mut wrong: Vec<usize> = (0..predictions.len()).filter(is_wrong).collect();
    wrong.sort_by(|&a, &b| confidence(b).total_cmp(&confidence(a)));
    let samples = &data.part(part).samples;
    let name = |class: u16| {
        data.classes
            .get(usize::from(class))
            .map_or("", String::as_str)
    };
    let picture = |at: usize| match samples {
        Samples::Pictures(own) => {
            data_address(own.get(predictions.indices()[at] as usize), own.shape)
        }
        Samples::Features(_) => None,
    };
    html! {
        @if !wrong.is_empty() {
            h2 { "Mistakes, the most confident first" }
            p { (count(wrong.len())) " of " (count(predictions.len())) " samples are predicted wrongly." }
            ul.pictures {
                @for &at in wrong.iter().take(MISTAKES) {
                    @let (label, predicted) = (predictions.labels()[at], predictions.predicted()[at]);
                    li {
                        @if let Some(address) = picture(at) {
                            img src=(address) alt=(format!("A sample of {}", name(label)));
                        }
                        span { (name(label)) " taken for " (name(predicted)) ", " (percent(confidence(at))) }
                        span { "sample " (predictions.indices()[at]) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::digits;
    use crate::experiment::Data;

    #[test]
    fn a_report_has_everything_and_asks_for_nothing() {
        let data = Dataset::prepare(digits::load(60, 30, 1), &Data::default(), "Free.", 1);
        let data = data.expect("a data set");
        let labels = data.test.labels();
        let mut predictions = Predictions::new(10, labels.len());
        for (&i, &label) in data.test.indices.iter().zip(&labels) {
            let said = if i == 3 { (label + 1) % 10 } else { label };
            let logits: Vec<f32> = (0..10)
                .map(|class| if class == said { 3.0 } else { 0.0 })
                .collect();
            predictions.push(i, label, &logits);
        }
        let analysis = Analysis::of(&predictions);
        let facts = [["Model".to_owned(), "Small <CNN>".to_owned()]];
        let text = to_html(&Evaluated {
            data: &data,
            part: Role::Test,
            analysis: &analysis,
            predictions: &predictions,
            facts: &facts,
        });
        for expected in [
            "<!DOCTYPE html>",
            "Small &lt;CNN&gt;",
            "weighted avg",
            "Cohen's kappa",
            "Receiver operating characteristic",
            "src=\"data:image/png;base64,",
            "taken for",
        ] {
            assert!(text.contains(expected), "{expected}");
        }
        assert_eq!(text.matches("<img").count(), 1);
        for forbidden in ["<script", "<link", "src=\"http", "url("] {
            assert!(!text.contains(forbidden), "{forbidden}");
        }
    }
}
