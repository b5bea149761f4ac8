//! The room's view: the settings beside the network, which is shown in one of several ways.

use leptos::prelude::*;

use super::drawing::Drawing;
use super::editor::Editor;
use super::json::Json;
use super::layers::Layers;
use super::text::text;
use super::undo::UndoButtons;
use crate::export::keras_summary;
use crate::page::views::model::{ModelBox, ModelReason};
use crate::page::views::settings::Settings;
use crate::ui::dynamic::dynamic;
use crate::ui::tabs::{tab_id, tabs};

const ID: &str = "model";
const WAYS: [&str; 4] = ["Layers", "Summary", "Diagram", "JSON"];

/// The room.
#[must_use]
pub fn show() -> AnyView {
    provide_context(Editor::enter());
    let open = RwSignal::new(0);
    let panel = move || match open.get() {
        0 => view! { <Layers/> }.into_any(),
        1 => text("Summary as Keras prints it", "summary.txt", |c| {
            keras_summary(&c.summary, None)
        }),
        2 => view! { <Drawing/> }.into_any(),
        _ => view! { <Json/> }.into_any(),
    };
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
