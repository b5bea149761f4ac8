//! The room's view: the settings beside the network, which is shown in one of several ways.

use leptos::prelude::*;

use super::callbacks::Callbacks;
use super::drawing::Drawing;
use super::editor::{Checked, Editor};
use super::json::Json;
use super::layers::Layers;
use super::more::MoreSettings;
use super::text::text;
use super::undo::UndoButtons;
use crate::experiment::Source;
use crate::export::{Context, keras_code, keras_summary};
use crate::page::views::model::{ModelBox, ModelReason};
use crate::page::views::settings::Settings;
use crate::ui::dynamic::dynamic;
use crate::ui::tabs::{tab_id, tabs};

const ID: &str = "model";
const WAYS: [&str; 5] = ["Layers", "Summary", "Diagram", "Keras code", "JSON"];

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
        3 => text("Script for Keras", "experiment.py", script),
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
                <MoreSettings/>
                <Callbacks/>
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

/// The experiment as a script for Keras.
fn script(checked: &Checked) -> String {
    let context = Context {
        input: checked.input.shape,
        classes: checked.input.classes,
        has_test: !matches!(checked.experiment.data.source, Source::Points(_)),
    };
    keras_code(&checked.experiment, &context)
}
