//! The part `Compare`: the chosen runs' curves, in what their settings differ, and whether their results do.

use leptos::prelude::*;

use super::comparison::{Quantity, names, overlay};
use super::significance::significance;
use crate::experiment::{Difference, decimal};
use crate::page::kept_runs::RunsStore;
use crate::page::kept_runs::msg::Msg;
use crate::page::kept_runs::state::State;
use crate::page::views::figure::figure;
use crate::report::Plot;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::NONE;

/// The part.
pub fn compare(runs: RunsStore) -> AnyView {
    let chosen = runs.memo(|s| s.chosen.clone());
    Effect::new(move |_| {
        chosen.get();
        runs.dispatch(Msg::Compare);
    });
    let is_few = Memo::new(move |_| chosen.with(|chosen| chosen.len() < 2));
    let is_many = Memo::new(move |_| !is_few.get());
    view! {
        {show_when(
            is_few,
            || {
                view! {
                    <section class="region" aria-label="Compare runs">
                        <p class="empty">
                            "Choose two runs or more under Kept runs: their curves are laid over each other here, with what differs in their settings, and whether their results differ by more than chance."
                        </p>
                    </section>
                }
                    .into_any()
            },
        )}
        {show_when(is_many, move || comparison(runs))}
    }
    .into_any()
}

fn comparison(runs: RunsStore) -> AnyView {
    view! {
        {curves(runs)}
        <section class="region" aria-label="Differences in settings">
            <h3>"Differences in settings"</h3>
            {settings(runs)}
        </section>
        {significance(runs)}
    }
    .into_any()
}

fn curves(runs: RunsStore) -> AnyView {
    let quantity = RwSignal::new(Quantity::BatchLoss);
    let smoothing = RwSignal::new(0.9_f64);
    let plot: Memo<Plot> =
        Memo::new(move |_| runs.read(|s| overlay(&s.compared(), quantity.get(), smoothing.get())));
    let choose = move |event| {
        let name = event_target_value(&event);
        if let Some(of) = Quantity::ALL.into_iter().find(|of| of.name() == name) {
            quantity.set(of);
        }
    };
    let options = Quantity::ALL.map(|of| {
        view! {
            <option value=of.name() prop:selected=dynamic(move || quantity.get() == of)>
                {of.name()}
            </option>
        }
    });
    let smooth = move |event| {
        let percent = decimal::parse(&event_target_value(&event)).unwrap_or(0.0);
        smoothing.set(percent / 100.0);
    };
    let is_of_steps = Memo::new(move |_| quantity.get().is_of_steps());
    let controls = view! {
        <select aria-label="Curves of" on:change=choose>
            {options}
        </select>
        {show_when(
            is_of_steps,
            move || {
                view! {
                    <label
                        class="smoothing"
                        title="How much of the trend comes from the steps before"
                    >
                        "Smoothing"
                        <input
                            type="range"
                            min="0"
                            max="99"
                            prop:value=(smoothing.get_untracked() * 100.0).to_string()
                            aria-label="Smoothing of the curves"
                            on:input=smooth
                        />
                    </label>
                }
                    .into_any()
            },
        )}
    };
    figure("Curves of the runs", "runs", plot, controls.into_any())
}

/// The fields that are not the same in all.
fn settings(runs: RunsStore) -> AnyView {
    let found = runs.memo(|s: &State| (names(&s.compared()), s.differences.found.clone()));
    dynamic(move || match found.get() {
        (_, None) => view! { <p class="muted">"Reading the settings…"</p> }.into_any(),
        (_, Some(Err(why))) => view! { <p class="fault" role="alert">{why}</p> }.into_any(),
        (_, Some(Ok(none))) if none.is_empty() => {
            view! { <p class="empty">"Their settings are the same."</p> }.into_any()
        }
        (names, Some(Ok(differences))) => table(names, differences),
    })
    .into_any()
}

fn table(names: Vec<String>, differences: Vec<Difference>) -> AnyView {
    let heads = names
        .into_iter()
        .map(|name| view! { <th scope="col">{name}</th> });
    let rows = differences.into_iter().map(|difference| {
        let cells = difference.values.into_iter().map(|value| {
            let value = value.unwrap_or_else(|| NONE.to_owned());
            view! { <td>{value}</td> }
        });
        let label = if difference.label.is_empty() {
            String::new()
        } else {
            format!(" ({})", difference.label)
        };
        view! {
            <tr>
                <th scope="row">
                    <code>{difference.path}</code>
                    <span class="muted">{label}</span>
                </th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="Table of differences">
            <table class="runs">
                <caption class="hidden">"Differences in settings"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Field"</th>
                        {heads.collect_view()}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
