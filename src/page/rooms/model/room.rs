//! The room's view: the settings beside the network, which is shown in one of several ways.

use leptos::prelude::*;

use super::editor::Editor;
use super::listed::fetch_layers;
use super::seldom::{
    fetch_classifier, fetch_diagram, fetch_json, fetch_keras_code, fetch_settings, fetch_summary,
};
use super::undo::UndoButtons;
use crate::page::state::State;
use crate::page::store::Store;
use crate::page::views::model::{ModelBox, ModelReason};
use crate::page::views::settings::Settings;
use crate::ui::dynamic::dynamic;
use crate::ui::room::Room;
use crate::ui::tabs::{tab_id, tabs};

const ID: &str = "model";
const WAYS: [&str; 5] = ["Layers", "Summary", "Diagram", "Keras code", "JSON"];
const WAYS_OF_CLASSIFIER: [&str; 2] = ["Classifier", "JSON"];

/// The room.
#[must_use]
pub fn show() -> AnyView {
    provide_context(Editor::enter());
    let has_classifier = Store::of_context().memo(State::has_classifier);
    let wants_more = RwSignal::new(false);
    view! {
        <div class="columns">
            <div class="region">
                <div class="region-head">
                    <h3>{dynamic(move || if has_classifier.get() { "Classifier" } else { "Network" })}</h3>
                    <ModelBox/>
                </div>
                <ModelReason/>
                <UndoButtons/>
                <h3>"Settings"</h3>
                <Settings/>
                {dynamic(move || (!has_classifier.get()).then(|| view! {
                    <details class="more-settings" on:toggle=move |_| wants_more.set(true)>
                        <summary>"More settings"</summary>
                        {dynamic(move || wants_more.get().then(|| view! { <Room fetch=fetch_settings/> }))}
                    </details>
                }))}
            </div>
            <div class="region wide">
                {dynamic(move || if has_classifier.get() { of_classifier() } else { of_network() })}
            </div>
        </div>
    }
    .into_any()
}

/// The network in one of several ways.
fn of_network() -> AnyView {
    let open = RwSignal::new(0);
    let panel = move || {
        let fetch = match open.get() {
            0 => fetch_layers,
            1 => fetch_summary,
            2 => fetch_diagram,
            3 => fetch_keras_code,
            _ => fetch_json,
        };
        view! { <Room fetch=fetch/> }.into_any()
    };
    in_tabs("Ways to see the network", &WAYS, open, panel)
}

/// The settings of a classifier, and its experiment.
fn of_classifier() -> AnyView {
    let open = RwSignal::new(0);
    let panel = move || {
        let fetch = if open.get() == 0 {
            fetch_classifier
        } else {
            fetch_json
        };
        view! { <Room fetch=fetch/> }.into_any()
    };
    in_tabs(
        "Ways to see the classifier",
        &WAYS_OF_CLASSIFIER,
        open,
        panel,
    )
}

fn in_tabs(
    label: &'static str,
    names: &'static [&'static str],
    open: RwSignal<usize>,
    panel: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    view! {
        {tabs(ID, label, names, open)}
        <div
            id=format!("{ID}-panel")
            class="model-panel"
            role="tabpanel"
            aria-labelledby=dynamic(move || tab_id(ID, open.get()))
        >
            {dynamic(panel)}
        </div>
    }
    .into_any()
}
