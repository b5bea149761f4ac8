//! What is done at the end of an epoch: callbacks are added, set and removed.

use leptos::prelude::*;

use super::editor::Editor;
use super::field;
use crate::experiment::callbacks::Callback;
use crate::ui::dynamic::dynamic;

/// The callbacks of the experiment.
#[component]
pub fn Callbacks() -> impl IntoView {
    let editor = Editor::of_context();
    let names = editor.memo(|e| e.callbacks.iter().map(Callback::name).collect::<Vec<_>>());
    let list = move || {
        let items = names.get().into_iter().enumerate();
        let items = items.map(|(i, name)| callback(editor, i, name));
        items.collect_view().into_any()
    };
    let others = move || {
        let missing = Callback::KINDS
            .iter()
            .filter(|kind| !names.with(|names| names.contains(&kind.name)));
        let buttons = missing.map(|kind| {
            let add = move |_| {
                let mut experiment = editor.peek(Clone::clone);
                experiment.callbacks.push((kind.new)());
                editor.take(experiment);
            };
            view! {
                <button class="small" title=kind.help disabled=editor.is_locked on:click=add>
                    "Add "
                    {kind.name}
                </button>
            }
        });
        view! { <div class="row">{buttons.collect_view()}</div> }.into_any()
    };
    view! {
        <h4>"Callbacks"</h4>
        {dynamic(list)}
        {dynamic(others)}
    }
}

/// One callback with its settings.
fn callback(editor: Editor, at: usize, name: &'static str) -> AnyView {
    let kind = Callback::KINDS.iter().find(|kind| kind.name == name);
    let (fields, help) = kind.map_or_else(Default::default, |kind| ((kind.fields)(), kind.help));
    let controls = fields
        .into_iter()
        .map(|of| field::control(format!("callbacks[{at}].{}", of.name), of));
    let remove = move |_| {
        let mut experiment = editor.peek(Clone::clone);
        if at < experiment.callbacks.len() {
            experiment.callbacks.remove(at);
        }
        editor.take(experiment);
    };
    view! {
        <fieldset class="inner-layer">
            <legend>{name}</legend>
            <p class="muted">{help}</p>
            <div class="settings">{controls.collect_view()}</div>
            <button
                class="small quiet"
                aria-label=format!("Remove {name}")
                disabled=editor.is_locked
                on:click=remove
            >
                "Remove"
            </button>
        </fieldset>
    }
    .into_any()
}
