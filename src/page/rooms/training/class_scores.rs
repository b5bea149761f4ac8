//! Precision, recall and F1 in training's batches and after every epoch: of each class, and on average.

use std::sync::Arc;

use leptos::prelude::*;

use super::drawing::{Drawing, Picture, choice};
use super::lines::{Line, Lines, Mark};
use super::observations::Observations;
use super::observations_csv;
use super::quantity::Score;
use crate::metrics::{ClassScores, Report};
use crate::page::charts::{Colours, Shown};
use crate::page::series::smoothed;
use crate::page::store::Store;
use crate::run::{BatchClasses, EpochClasses};
use crate::ui::dynamic::dynamic;
use crate::ui::format::{NONE, percent};

/// How much of the trend of the batches comes from those before.
const SMOOTHING: f64 = 0.8;

const PARTS: [&str; 3] = ["Training", "Validation", "Test"];

/// What is chosen.
#[derive(Clone, Copy)]
struct Chosen {
    /// The score's position.
    score: RwSignal<usize>,
    /// 0 for the mean of all classes, and then each.
    class: RwSignal<usize>,
}

impl Chosen {
    /// The chosen score in an epoch, of each part.
    fn values(self, epoch: &EpochClasses) -> [Option<f64>; 3] {
        epoch.reports().map(|report| self.value(&report?))
    }

    /// The chosen score in batches; nothing of a class that they do not have.
    fn in_batches(self, batches: &BatchClasses) -> Option<f64> {
        let counts = &batches.counts;
        let class = self.class.get().checked_sub(1);
        let is_absent = class.is_some_and(|class| counts.get(class).is_none_or(|c| c.is_absent()));
        (!is_absent).then(|| self.value(&batches.report()))?
    }

    fn value(self, report: &Report) -> Option<f64> {
        let (score, class) = (Score::ALL[self.score.get().min(2)], self.class.get());
        let scores = match class {
            0 => Some(&report.macro_avg),
            class => report.classes.get(class - 1),
        };
        scores.map(|scores| score.of(scores))
    }
}

/// The curves, and the classes after the last epoch.
pub fn show(observations: Memo<Observations>) -> AnyView {
    let store = Store::of_context();
    let shown = Shown::new();
    let chosen = Chosen {
        score: RwSignal::new(0),
        class: RwSignal::new(0),
    };
    let names = store.memo(|s| {
        let loaded = s.data.loaded.as_ref();
        loaded.map_or_else(Vec::new, |loaded| loaded.summary.classes.clone())
    });
    let csv = move || {
        observations
            .with(|observations| names.with(|names| observations_csv::classes(observations, names)))
    };
    let drawing = Drawing {
        name: "Class scores",
        file: "class-scores",
        controls: controls(names, chosen),
        make: Arc::new(move |size, colours| picture(observations, chosen, shown, size, colours)),
        csv: Arc::new(csv),
        at: Arc::new(move |step| read_out(observations, chosen, step)),
        is_empty: Memo::new(move |_| {
            observations.with(|observations| {
                observations.classes.is_empty() && observations.batches.is_empty()
            })
        }),
        hint: "Train the network: precision, recall and F1 appear here, of batches and of epochs.",
        numbers: numbers(observations, chosen),
    };
    view! { {drawing.show(shown)} {last_epoch(observations, names)} }.into_any()
}

fn controls(names: Memo<Vec<String>>, chosen: Chosen) -> AnyView {
    let scores = Memo::new(|_| Score::ALL.map(|score| score.name().to_owned()).to_vec());
    let classes = Memo::new(move |_| {
        let mut all = vec!["Mean of all classes".to_owned()];
        all.extend(names.get());
        all
    });
    view! {
        <ul class="legend" aria-hidden="true">
            <li class="key-train">"Training"</li>
            <li class="key-validation">"Validation"</li>
            <li class="key-test">"Test"</li>
        </ul>
        {choice("Score", scores, chosen.score)}
        {choice("Of", classes, chosen.class)}
    }
    .into_any()
}

fn picture(
    observations: Memo<Observations>,
    chosen: Chosen,
    shown: Shown,
    size: (f64, f64),
    colours: Colours,
) -> Picture {
    let (epochs, batches) = observations
        .with(|observations| (observations.classes.clone(), observations.batches.clone()));
    let values = epochs.iter();
    let values = values.map(|epoch| (epoch.step as f64, chosen.values(epoch)));
    let values: Vec<_> = values.collect();
    let line = |part: usize, colour, mark| {
        let points = values.iter();
        let points = points.filter_map(|(step, values)| Some((*step, values[part]?)));
        Line {
            colour,
            mark,
            points: points.collect(),
        }
    };
    // A batch has few samples of a class, or none: the trend shows more.
    let batches = batches.iter();
    let batches = batches.map(|of_batches| (of_batches.step as f64, chosen.in_batches(of_batches)));
    let (steps, batches): (Vec<_>, Vec<_>) = batches.unzip();
    let trend = smoothed(
        batches.iter().map(|value| value.unwrap_or(f64::NAN)),
        SMOOTHING,
    );
    let batches = Line {
        colour: colours.train,
        mark: Mark::None,
        points: steps.into_iter().zip(trend).collect(),
    };
    Picture::Lines(Lines {
        all: vec![
            batches,
            line(0, colours.train, Mark::Filled),
            line(1, colours.validation, Mark::Filled),
            line(2, colours.test, Mark::Hollow),
        ],
        zoom: shown.view.with(|view| view.zoom),
        is_log: false,
        label: |value, decimals| format!("{:.*} %", decimals.saturating_sub(2), value * 100.0),
        colours,
        size,
    })
}

/// The scores in the epoch that a step is in.
fn read_out(observations: Memo<Observations>, chosen: Chosen, step: f64) -> Vec<String> {
    let epochs = observations.with(|observations| observations.classes.clone());
    let epoch = epochs.iter().find(|epoch| epoch.step as f64 >= step);
    let Some(epoch) = epoch.or(epochs.last()) else {
        return Vec::new();
    };
    let values = PARTS.into_iter().zip(chosen.values(epoch));
    let values = values.filter_map(|(part, value)| Some(format!("{part} {}", percent(value?))));
    let head = format!("Epoch {}", epoch.epoch);
    std::iter::once(head).chain(values).collect()
}

/// The curves as a table.
fn numbers(observations: Memo<Observations>, chosen: Chosen) -> AnyView {
    let table = move || {
        let epochs = observations.with(|observations| observations.classes.clone());
        let rows = epochs.iter().map(|epoch| {
            let head = format!("Epoch {}", epoch.epoch);
            row(head, &chosen.values(epoch))
        });
        view! {
            <table>
                <caption>"Score of every epoch"</caption>
                <thead>
                    <tr>
                        <th scope="col">"After"</th>
                        {PARTS.map(|part| view! { <th scope="col">{part}</th> })}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        }
        .into_any()
    };
    dynamic(table).into_any()
}

fn row(head: String, values: &[Option<f64>]) -> AnyView {
    let cells = values.iter().map(|value| {
        let text = value.map_or_else(|| NONE.to_owned(), percent);
        view! { <td>{text}</td> }
    });
    view! {
        <tr>
            <th scope="row">{head}</th>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

/// The classes after the last epoch.
fn last_epoch(observations: Memo<Observations>, names: Memo<Vec<String>>) -> AnyView {
    let table = move || {
        let last = observations.with(|observations| observations.classes.last().cloned())?;
        let [train, validation, test] = last.reports();
        let (part, judged) = match validation {
            Some(validation) => ("validation", validation),
            None => ("test", test?),
        };
        let train = train?;
        let caption = format!(
            "Classes after epoch {}: precision, recall and F1 on the {part} samples, and F1 in training",
            last.epoch
        );
        let of = |name: String, judged: &ClassScores, train: Option<&ClassScores>| {
            let values = [judged.precision, judged.recall, judged.f1].map(Some);
            let mut all = values.to_vec();
            all.push(train.map(|train| train.f1));
            row(name, &all)
        };
        let mean = of("Mean".to_owned(), &judged.macro_avg, Some(&train.macro_avg));
        let rows = names.with(|names| rows(&judged, &train, names, &of));
        Some(
            view! {
                <div class="scroll short" tabindex="0" role="group" aria-label="Classes after the last epoch">
                    <table class="runs numbers">
                        <caption class="muted">{caption}</caption>
                        <thead>
                            <tr>
                                {["Class", "Precision", "Recall", "F1", "Training F1"]
                                    .map(|head| view! { <th scope="col">{head}</th> })}
                            </tr>
                        </thead>
                        <tbody>{mean} {rows}</tbody>
                    </table>
                </div>
            }
            .into_any(),
        )
    };
    dynamic(table).into_any()
}

fn rows(
    judged: &Report,
    train: &Report,
    names: &[String],
    of: &dyn Fn(String, &ClassScores, Option<&ClassScores>) -> AnyView,
) -> Vec<AnyView> {
    let classes = judged.classes.iter().enumerate();
    let rows = classes.map(|(i, scores)| {
        let name = names.get(i).cloned().unwrap_or_else(|| i.to_string());
        of(name, scores, train.classes.get(i))
    });
    rows.collect()
}
