//! The region `Model`: which network, its layers, and how it is trained.

use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::settings::Settings;
use crate::experiment::{BuiltInModel, Summary};
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::update::{ModelMsg, Msg};
use crate::ui::format::count;

/// The region.
#[component]
pub fn ModelRegion() -> impl IntoView {
    view! {
        <section class="region region-model" aria-labelledby="model-title">
            <div class="region-head">
                <h2 id="model-title">"Model"</h2>
                <ModelBox/>
            </div>
            <Layers/>
            <Settings/>
        </section>
    }
}

#[component]
fn ModelBox() -> impl IntoView {
    let store = Store::of_context();
    let is_locked = store.memo(|s| !s.can_set());
    let built_in = store.memo(|s| {
        let model = &s.model.experiment.model;
        BuiltInModel::of(model)
    });
    // A network of a link or a recipe is offered under its own name while it is there.
    let own = store.memo(|s| State::model_name(&s.model.experiment.model).to_owned());
    let choose = move |event| {
        if let Some(model) = BuiltInModel::by_name(&event_target_value(&event)) {
            let holds = |s: &State| {
                let built_in = BuiltInModel::of(&s.model.experiment.model);
                built_in.map_or_else(String::new, |m| m.name().to_owned())
            };
            store.pick(&event, Msg::Model(ModelMsg::Choose(model)), holds);
        }
    };
    view! {
        <div class="chooser">
            <label class="hidden" for="model">
                "Model"
            </label>
            <select id="model" disabled=is_locked on:change=choose>
                {BuiltInModel::ALL
                    .map(|m| {
                        view! {
                            <option prop:selected=move || {
                                built_in.get() == Some(m)
                            }>{m.name()}</option>
                        }
                    })}
                <Show when=move || built_in.get().is_none()>
                    <option value="" prop:selected=true>
                        {move || format!("{} (of this experiment)", own.get())}
                    </option>
                </Show>
            </select>
        </div>
    }
}

#[component]
fn Layers() -> impl IntoView {
    let store = Store::of_context();
    let summary = store.memo(|s| s.model.summary.clone());
    move || match summary.get() {
        None => EitherOf3::A(view! {
            <div class="skeleton skeleton-layers" aria-hidden="true"></div>
        }),
        Some(Err(error)) => EitherOf3::B(view! {
            <div class="fault" role="alert">
                <p>
                    <strong>"This model does not fit the data."</strong>
                    " "
                    {error.message}
                    ". "
                    {error.hint}
                </p>
            </div>
        }),
        Some(Ok(summary)) => EitherOf3::C(table(&summary)),
    }
}

fn table(summary: &Summary) -> impl IntoView + use<> {
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
}

/// A class name that may be broken between its words: `Batch|Normalization`.
fn words(name: &str) -> impl IntoView + use<> {
    let starts = name
        .char_indices()
        .zip(name.chars().skip(1))
        .filter(|((_, before), after)| before.is_ascii_lowercase() && after.is_ascii_uppercase())
        .map(|((i, _), _)| i + 1);
    let mut words = Vec::new();
    let mut rest = 0;
    for start in starts.chain([name.len()]) {
        words.push(name[rest..start].to_owned());
        rest = start;
    }
    let words = words.into_iter();
    words.map(|word| view! { {word} <wbr/> }).collect_view()
}
