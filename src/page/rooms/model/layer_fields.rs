//! The settings of the layer that is open.

use leptos::prelude::*;

use super::editor::Editor;
use super::field;
use crate::experiment::Layer;

/// The settings of the open layer.
pub fn fields() -> AnyView {
    let editor = Editor::of_context();
    let open = editor.open.get_untracked();
    let fields = open.and_then(|at| {
        let layer = editor.peek(|e| e.model.layers.get(at).cloned())?;
        Some(fields_of(&layer, &format!("model.layers[{at}]")))
    });
    fields.into_any()
}

/// The settings of a layer at a path, and of the layers in it.
fn fields_of(layer: &Layer, path: &str) -> AnyView {
    let fields = layer.fields().fields();
    if fields.is_empty() {
        return view! { <p class="muted">"This layer has no settings."</p> }.into_any();
    }
    let controls = fields
        .into_iter()
        .map(|of| field::control(format!("{path}.{}", of.name), of));
    let inner: &[Layer] = match layer {
        Layer::Residual(block) => &block.layers,
        _ => &[],
    };
    let inner = inner.iter().enumerate().map(|(i, layer)| {
        let name = format!("Within, {}: {}", i + 1, layer.class_name());
        view! {
            <fieldset class="inner-layer">
                <legend>{name}</legend>
                {fields_of(layer, &format!("{path}.layers[{i}]"))}
            </fieldset>
        }
    });
    view! {
        <div class="settings">{controls.collect_view()}</div>
        {inner.collect_view()}
    }
    .into_any()
}
