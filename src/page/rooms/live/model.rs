//! The region `Model`: which network, its layers, and how it is trained.

use leptos::prelude::*;

use crate::experiment::Summary;
use crate::page::route::Room;
use crate::page::views::card::OpenRoom;
use crate::page::views::model::{Layers, ModelBox, ModelReason, words};
use crate::page::views::settings::Settings;
use crate::ui::format::count;

/// The region.
#[component]
pub fn ModelRegion() -> impl IntoView {
    view! {
        <section class="region region-model" aria-labelledby="model-title">
            <div class="region-head">
                <h2 id="model-title">"Model"</h2>
                <OpenRoom room=Room::Model/>
                <ModelBox/>
            </div>
            <ModelReason/>
            <Layers table=table/>
            <Settings/>
        </section>
    }
}

fn table(summary: &Summary) -> AnyView {
    let parameters = |n: usize| if n == 0 { String::new() } else { count(n) };
    let rows = summary
        .layers
        .iter()
        .map(|layer| {
            view! {
                <tr>
                    <th scope="row" title=layer.name.clone()>
                        {words(&layer.class_name)}
                    </th>
                    <td>{layer.output.to_string()}</td>
                    <td>{parameters(layer.trainable + layer.non_trainable)}</td>
                </tr>
            }
        })
        .collect_view();
    let (total, trainable) = (summary.total(), summary.trainable());
    view! {
        <table class="layers">
            <caption class="hidden">"Layers of the model"</caption>
            <thead>
                <tr>
                    <th scope="col">"Layer"</th>
                    <th scope="col">"Output shape"</th>
                    <th scope="col">"Params"</th>
                </tr>
            </thead>
            <tbody>
                <tr class="muted">
                    <th scope="row">"Input"</th>
                    <td>{summary.input.to_string()}</td>
                    <td></td>
                </tr>
                {rows}
            </tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="2">
                        "Total"
                    </th>
                    <td>{count(total)}</td>
                </tr>
                {(trainable != total)
                    .then(|| {
                        view! {
                            <tr>
                                <th scope="row" colspan="2">
                                    "Trainable"
                                </th>
                                <td>{count(trainable)}</td>
                            </tr>
                        }
                    })}
            </tfoot>
        </table>
    }
    .into_any()
}
