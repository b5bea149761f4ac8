//! The table of layers: names, shapes, and where the parameters are.

use leptos::prelude::*;

use crate::experiment::{LayerSummary, Summary};
use crate::page::views::model::words;
use crate::ui::format::{count, percent};

/// The totals and a line for each layer.
pub fn table(summary: &Summary) -> AnyView {
    let (total, trainable) = (summary.total(), summary.trainable());
    let rows = summary
        .layers
        .iter()
        .enumerate()
        .map(|(i, layer)| row(i + 1, layer, total))
        .collect_view();
    let facts = [
        ("Layers", summary.layers.len()),
        ("Parameters", total),
        ("Trainable", trainable),
        ("Not trainable", total - trainable),
    ];
    view! {
        <dl class="facts large">
            {facts
                .map(|(name, n)| {
                    view! {
                        <div>
                            <dt>{name}</dt>
                            <dd>{count(n)}</dd>
                        </div>
                    }
                })}
        </dl>
        // What scrolls is reached by the keyboard.
        <div class="scroll" tabindex="0" role="group" aria-label="Layers of the model">
            <table class="layers large">
                <caption class="hidden">"Layers of the model"</caption>
                <thead>
                    <tr>
                        <th scope="col">"No."</th>
                        <th scope="col">"Layer"</th>
                        <th scope="col">"Output shape"</th>
                        <th scope="col">"Params"</th>
                        <th scope="col">"Share"</th>
                    </tr>
                </thead>
                <tbody>
                    <tr class="muted">
                        <td></td>
                        <th scope="row">"Input"</th>
                        <td>{summary.input.to_string()}</td>
                        <td></td>
                        <td></td>
                    </tr>
                    {rows}
                </tbody>
                <tfoot>
                    <tr>
                        <td></td>
                        <th scope="row" colspan="2">
                            "Total"
                        </th>
                        <td>{count(total)}</td>
                        <td></td>
                    </tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}

fn parameters(layer: &LayerSummary) -> usize {
    layer.trainable + layer.non_trainable
}

/// A layer, with a bar for its part of `total` parameters.
fn row(number: usize, layer: &LayerSummary, total: usize) -> impl IntoView + use<> {
    let n = parameters(layer);
    let part = n as f64 / total.max(1) as f64;
    let share = (n > 0).then(|| {
        view! {
            <span class="share">
                <i style=format!("--part: {part:.4}") aria-hidden="true"></i>
                {percent(part)}
            </span>
        }
    });
    let fixed = (layer.non_trainable > 0).then(|| {
        let text = format!("{} not trainable", count(layer.non_trainable));
        view! { <small class="muted">{text}</small> }
    });
    view! {
        <tr>
            <td class="muted">{number}</td>
            <th scope="row">
                {words(&layer.class_name)} <small class="muted">{layer.name.clone()}</small>
            </th>
            <td>{layer.output.to_string()}</td>
            <td>{(n > 0).then(|| count(n))} {fixed}</td>
            <td>{share}</td>
        </tr>
    }
}
