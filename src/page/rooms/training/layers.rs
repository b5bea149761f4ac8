//! What the layers do while the network is trained: gradients, updates, weights, outputs, dead units.

use std::sync::Arc;

use leptos::prelude::*;
use plotters::style::RGBColor;

use super::drawing::{Drawing, Picture, choice};
use super::heat_map::HeatMap;
use super::layer_choice::Chosen;
use super::layer_table;
use super::lines::{Line, Lines, Mark};
use super::observations::Observations;
use super::observations_csv;
use super::quantity::Quantity;
use crate::page::charts::{Colours, Shown};
use crate::page::happened::short;
use crate::page::store::Store;
use crate::page::update::{Msg, RunMsg};
use crate::run::{Histogram, LayerStatistics};
use crate::ui::class_colour::{class_colour, class_rgb};
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::NONE;

/// What a histogram is of.
const VALUES: [&str; 2] = ["Weights", "Outputs"];
const HISTOGRAMS: [fn(&LayerStatistics) -> Option<&Histogram>; 2] = [
    |layer| layer.weights.as_ref(),
    |layer| layer.outputs.as_ref(),
];

/// The switch, the curves, a row for each layer, and the histograms of one of them.
pub fn show(observations: Memo<Observations>) -> AnyView {
    let chosen = Chosen {
        quantity: RwSignal::new(0),
        layer: RwSignal::new(0),
    };
    let names = Memo::new(move |_| {
        observations.with(|observations| {
            let layers = observations.last_layers().iter();
            layers.map(|layer| layer.name.clone()).collect::<Vec<_>>()
        })
    });
    let has_layers = Memo::new(move |_| names.with(|names| !names.is_empty()));
    let more = show_when(has_layers, move || {
        view! { {layer_table::show(observations, names, chosen)} {histograms(observations, names, chosen)} }
            .into_any()
    });
    view! { {switch()} {curves(observations, names, chosen)} {more} }.into_any()
}

/// The switch. It changes how runs are followed, and no number of them.
fn switch() -> AnyView {
    let store = Store::of_context();
    let is_on = store.memo(|s| !s.run.ignores_layers);
    let set = move |event| {
        let on = event_target_checked(&event);
        store.dispatch(Msg::Run(RunMsg::CollectStatistics(on)));
    };
    view! {
        <label class="switch">
            <input type="checkbox" prop:checked=is_on on:change=set/>
            "Collect statistics of the layers while training"
            <span class="muted">"in some of the steps, for at most 2 % of the time; no result depends on it"</span>
        </label>
    }
    .into_any()
}

/// A quantity of every layer over the steps.
fn curves(observations: Memo<Observations>, names: Memo<Vec<String>>, chosen: Chosen) -> AnyView {
    let shown = Shown::new();
    let make = move |size, colours: Colours| {
        let quantity = chosen.quantity();
        let lines = observations.with(|observations| {
            let layers = 0..observations.last_layers().len();
            let line = |i: usize| {
                let points = observations.layer(i);
                let points =
                    points.filter_map(|(step, layer)| Some((step as f64, quantity.of(layer)?)));
                let [r, g, b] = class_rgb(i);
                Line {
                    colour: RGBColor(r, g, b),
                    mark: Mark::None,
                    points: points.collect(),
                }
            };
            layers.map(line).collect()
        });
        Picture::Lines(Lines {
            all: lines,
            zoom: shown.view.with(|view| view.zoom),
            is_log: quantity.is_log(),
            label: if quantity.is_log() {
                |value, _| short(value)
            } else {
                |value, decimals| format!("{:.*} %", decimals.saturating_sub(2), value * 100.0)
            },
            colours,
            size,
        })
    };
    let at = move |step: f64| {
        let quantity = chosen.quantity();
        observations.with(|observations| {
            let after = observations
                .layers
                .partition_point(|of_step| (of_step.step as f64) < step);
            let Some(of_step) = observations
                .layers
                .get(after)
                .or(observations.layers.last())
            else {
                return Vec::new();
            };
            let layers = of_step.layers.iter().filter_map(|layer| {
                let value = quantity.of(layer)?;
                Some(format!("{} {}", layer.name, quantity.text(value)))
            });
            let head = format!("Step {}", of_step.step);
            std::iter::once(head).chain(layers).collect()
        })
    };
    let quantities = Memo::new(|_| Quantity::ALL.map(|q| q.name().to_owned()).to_vec());
    let legend = move || {
        let names = names.get().into_iter().enumerate();
        let keys = names.map(|(i, name)| {
            let style = format!("--key: {}", class_colour(i % 8));
            view! { <li class="key-layer" style=style>{name}</li> }
        });
        keys.collect_view().into_any()
    };
    let controls = view! {
        <ul class="legend" aria-hidden="true">{dynamic(legend)}</ul>
        {choice("Show", quantities, chosen.quantity)}
    };
    let drawing = Drawing {
        name: "Layers over time",
        file: "layers",
        controls: controls.into_any(),
        make: Arc::new(make),
        csv: Arc::new(move || observations.with(observations_csv::layers)),
        at: Arc::new(at),
        is_empty: Memo::new(move |_| {
            observations.with(|observations| observations.layers.is_empty())
        }),
        hint: "Train the network: what each layer does appears here.",
        // The table below has them.
        numbers: ().into_any(),
    };
    let help = dynamic(move || chosen.quantity().help());
    view! { {drawing.show(shown)} <p class="muted chart-help">{help}</p> }.into_any()
}

/// The histograms of the chosen layer over the steps.
fn histograms(
    observations: Memo<Observations>,
    names: Memo<Vec<String>>,
    chosen: Chosen,
) -> AnyView {
    let shown = Shown::new();
    let values = RwSignal::new(0);
    let of = move || HISTOGRAMS[values.get().min(1)];
    let make = move |size, colours: Colours| {
        let (of, layer) = (of(), chosen.layer.get());
        let columns = observations.with(|observations| {
            let steps = observations.layer(layer);
            let columns = steps.filter_map(|(step, layer)| Some((step, of(layer)?.clone())));
            columns.collect()
        });
        Picture::HeatMap(HeatMap {
            columns,
            zoom: shown.view.with(|view| view.zoom),
            colours,
            size,
        })
    };
    let at = move |step: f64| {
        let (of, layer) = (of(), chosen.layer.get());
        observations.with(|observations| {
            let before = observations
                .layer(layer)
                .take_while(|(at, _)| *at as f64 <= step);
            let of_step = before.last().or_else(|| observations.layer(layer).next());
            let Some((step, Some(histogram))) = of_step.map(|(step, layer)| (step, of(layer)))
            else {
                return Vec::new();
            };
            let [low, high] = [histogram.low, histogram.high].map(|v| short(v.into()));
            vec![format!("Step {step}"), format!("from {low} to {high}")]
        })
    };
    let numbers = dynamic(move || {
        let (of, layer) = (of(), chosen.layer.get());
        let last = observations.with(|observations| {
            let layer = observations.last_layers().get(layer)?;
            of(layer).cloned()
        });
        bins(last.as_ref())
    });
    let kinds = Memo::new(|_| VALUES.map(str::to_owned).to_vec());
    let controls =
        view! { {choice("Layer", names, chosen.layer)} {choice("Values", kinds, values)} };
    let is_empty = Memo::new(move |_| {
        let (of, layer) = (of(), chosen.layer.get());
        observations.with(|observations| {
            observations
                .layer(layer)
                .all(|(_, layer)| of(layer).is_none())
        })
    });
    let csv = move || {
        let (of, layer) = (of(), chosen.layer.get());
        observations.with(|observations| observations_csv::histograms(observations, layer, of))
    };
    let drawing = Drawing {
        name: "Values over time",
        file: "histograms",
        controls: controls.into_any(),
        make: Arc::new(make),
        csv: Arc::new(csv),
        at: Arc::new(at),
        is_empty,
        hint: "This layer has none of these.",
        numbers: numbers.into_any(),
    };
    view! {
        {drawing.show(shown)}
        <p class="muted chart-help">
            "A column for each step that has statistics: the stronger its colour, the more values are there. Weights are those of a layer's largest tensor; outputs follow its activation function, of the last layer before softmax."
        </p>
    }
    .into_any()
}

/// The last histogram as a table.
fn bins(histogram: Option<&Histogram>) -> AnyView {
    let Some(histogram) = histogram else {
        return view! { <p>{NONE}</p> }.into_any();
    };
    let total = f64::from(histogram.total().max(1));
    let rows = histogram.counts.iter().enumerate().map(|(bin, count)| {
        let [from, to] = histogram.bin(bin).map(|v| short(v.into()));
        let part = 100.0 * f64::from(*count) / total;
        view! {
            <tr>
                <th scope="row">{format!("{from} to {to}")}</th>
                <td>{format!("{part:.1} %")}</td>
            </tr>
        }
    });
    view! {
        <table>
            <caption>"Values in the last step that has statistics"</caption>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}
