//! The room's view: the settings beside the network, which is shown in one of several ways.

use leptos::prelude::*;

use super::editor::Editor;
use super::layers::Layers;
use super::seldom::{fetch_diagram, fetch_json, fetch_keras_code, fetch_settings, fetch_summary};
use super::undo::UndoButtons;
use crate::page::views::model::{ModelBox, ModelReason};
use crate::page::views::settings::Settings;
use crate::ui::dynamic::dynamic;
use crate::ui::room::Room;
use crate::ui::tabs::{tab_id, tabs};

const ID: &str = "model";
const WAYS: [&str; 5] = ["Layers", "Summary", "Diagram", "Keras code", "JSON"];

/// The room.
#[must_use]
pub fn show() -> AnyView {
    provide_context(Editor::enter());
    let open = RwSignal::new(0);
    let panel = move || {
        let fetch = match open.get() {
            0 => return view! { <Layers/> }.into_any(),
            1 => fetch_summary,
            2 => fetch_diagram,
            3 => fetch_keras_code,
            _ => fetch_json,
        };
        view! { <Room fetch=fetch/> }.into_any()
    };
    let wants_more = RwSignal::new(false);
    view! {
        <div class="columns">
            <div class="region">
                <div class="region-head">
                    <h3>"Network"</h3>
                    <ModelBox/>
                </div>
                <ModelReason/>
                <UndoButtons/>
                <h3>"Settings"</h3>
                <Settings/>
                <details class="more-settings" on:toggle=move |_| wants_more.set(true)>
                    <summary>"More settings"</summary>
                    {dynamic(move || wants_more.get().then(|| view! { <Room fetch=fetch_settings/> }))}
                </details>
            </div>
            <div class="region wide">
                {tabs(ID, "Ways to see the network", &WAYS, open)}
                <div
                    id=format!("{ID}-panel")
                    class="model-panel"
                    role="tabpanel"
                    aria-labelledby=dynamic(move || tab_id(ID, open.get()))
                >
                    {dynamic(panel)}
                </div>
            </div>
        </div>
    }
    .into_any()
}
