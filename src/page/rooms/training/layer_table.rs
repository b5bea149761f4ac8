//! The layers in the last step that has statistics: a row each.

use std::fmt::Write;

use leptos::prelude::*;

use super::layer_choice::Chosen;
use super::observations::Observations;
use super::quantity::Quantity;
use crate::page::happened::short;
use crate::run::{Histogram, LayerStatistics};
use crate::ui::dynamic::dynamic;
use crate::ui::format::NONE;
use crate::ui::list::{Item, list};

/// Points of a small line.
const POINTS: usize = 60;
const WIDTH: f64 = 96.0;
const HEIGHT: f64 = 24.0;

/// The table. A layer's name chooses it for the histograms.
pub fn show(observations: Memo<Observations>, names: Memo<Vec<String>>, chosen: Chosen) -> AnyView {
    let rows = move || {
        let names = names.get().into_iter().enumerate();
        let rows = names.map(|(i, name)| {
            Item::new(format!("{i} {name}"), move || {
                row(observations, i, name, chosen)
            })
        });
        rows.collect()
    };
    let heads = [
        "Layer",
        Quantity::Gradient.name(),
        Quantity::Update.name(),
        Quantity::Dead.name(),
        "Over time",
        "Weights",
        "Outputs",
    ];
    let caption = dynamic(move || {
        let step = observations
            .with(|observations| observations.layers.last().map(|of_step| of_step.step));
        step.map(|step| format!("Layers in step {step}"))
    });
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="Layers">
            <table class="runs numbers layers">
                <caption class="muted">{caption}</caption>
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> })}</tr>
                </thead>
                <tbody>{list(rows)}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A layer's row, whose elements stay while its numbers change.
fn row(observations: Memo<Observations>, i: usize, name: String, chosen: Chosen) -> AnyView {
    let last = Memo::new(move |_| {
        observations.with(|observations| observations.last_layers().get(i).cloned())
    });
    let number = move |quantity: Quantity| {
        dynamic(move || {
            let value = last.with(|layer| quantity.of(layer.as_ref()?));
            value.map_or_else(|| NONE.to_owned(), |value| quantity.text(value))
        })
    };
    let line = move || {
        let quantity = chosen.quantity();
        observations.with(|observations| {
            let values = observations
                .layer(i)
                .filter_map(|(_, layer)| quantity.of(layer));
            small_line(&values.collect::<Vec<_>>(), quantity)
        })
    };
    let bars = move |of: fn(&LayerStatistics) -> Option<&Histogram>| {
        dynamic(move || last.with(|layer| layer.as_ref().and_then(of).map(bars)))
    };
    view! {
        <tr>
            <th scope="row">
                <button
                    class="small quiet"
                    aria-pressed=dynamic(move || (chosen.layer.get() == i).to_string())
                    on:click=move |_| chosen.layer.set(i)
                >
                    {name}
                </button>
            </th>
            {Quantity::ALL.map(|quantity| view! { <td>{number(quantity)}</td> })}
            <td>{dynamic(line)}</td>
            <td>{bars(|layer| layer.weights.as_ref())}</td>
            <td>{bars(|layer| layer.outputs.as_ref())}</td>
        </tr>
    }
    .into_any()
}

/// Values in their order as a line, with words for those who do not see it.
fn small_line(values: &[f64], quantity: Quantity) -> Option<AnyView> {
    let every = values.len().div_ceil(POINTS).max(1);
    let on_axis = |value: &f64| {
        if quantity.is_log() {
            value.log10()
        } else {
            *value
        }
    };
    let points: Vec<f64> = values.iter().step_by(every).map(on_axis).collect();
    let finite = points.iter().copied().filter(|value| value.is_finite());
    let low = finite.clone().reduce(f64::min)?;
    let high = finite.reduce(f64::max)?;
    let mut line = String::new();
    for (i, value) in points.iter().enumerate().filter(|(_, v)| v.is_finite()) {
        let x = i as f64 / (points.len() - 1).max(1) as f64 * WIDTH;
        let y = HEIGHT - 2.0 - (value - low) / (high - low).max(1e-9) * (HEIGHT - 4.0);
        let _ = write!(line, "{x:.1},{y:.1} ");
    }
    let (first, last) = (values.first()?, values.last()?);
    let label = format!("from {} to {}", quantity.text(*first), quantity.text(*last));
    Some(
        view! {
            <svg class="small-line" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label>
                <polyline points=line></polyline>
            </svg>
        }
        .into_any(),
    )
}

/// A histogram as bars, with words for those who do not see it.
fn bars(histogram: &Histogram) -> AnyView {
    let most = f64::from(histogram.counts.iter().copied().max().unwrap_or(1).max(1));
    let width = WIDTH / histogram.counts.len().max(1) as f64;
    let mut path = String::new();
    for (i, count) in histogram.counts.iter().enumerate() {
        let height = f64::from(*count) / most * HEIGHT;
        let x = i as f64 * width;
        let _ = write!(
            path,
            "M{x:.1} {HEIGHT}v-{height:.1}h{width:.1}v{height:.1}z"
        );
    }
    let [low, high] = [histogram.low, histogram.high].map(|value| short(value.into()));
    view! {
        <svg
            class="small-bars"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            role="img"
            aria-label=format!("from {low} to {high}")
        >
            <title>{format!("{low} to {high}")}</title>
            <path d=path></path>
        </svg>
    }
    .into_any()
}
