//! The settings of the layer that is open, and the layers within it where it is a block.

use leptos::prelude::*;

use super::editor::Editor;
use super::field;
use super::inner_layers::{add, tools};
use crate::experiment::Layer;
use crate::ui::dynamic::dynamic;

/// The settings of the open layer.
pub fn fields() -> AnyView {
    let editor = Editor::of_context();
    let open = editor.open.get_untracked();
    open.map(|at| {
        // Written anew where layers come, go or move within it, and not where a value is edited: the
        // focus would be lost.
        let within = editor.memo(move |e| e.model.layers.get(at).map_or_else(Vec::new, names));
        dynamic(move || {
            // Read and not only tracked: a memo that was never read follows nothing.
            within.with(|_| ());
            let layer = editor.peek(|e| e.model.layers.get(at).cloned())?;
            Some(fields_of(&layer, &[at], &format!("model.layers[{at}]")))
        })
    })
    .into_any()
}

/// The layers within a layer.
fn inner(layer: &Layer) -> &[Layer] {
    match layer {
        Layer::Residual(block) => &block.layers,
        _ => &[],
    }
}

/// The names of a layer and all in it, each with how many it has itself.
fn names(layer: &Layer) -> Vec<(&'static str, usize)> {
    let own = (layer.class_name(), inner(layer).len());
    let within = inner(layer).iter().flat_map(names);
    std::iter::once(own).chain(within).collect()
}

/// The settings of the layer that is at these positions from outside inwards, and at a path of the experiment, and of
/// the layers in it.
fn fields_of(layer: &Layer, position: &[usize], path: &str) -> AnyView {
    let fields = layer.fields().fields();
    let is_block = matches!(layer, Layer::Residual(_));
    if fields.is_empty() && !is_block {
        return view! { <p class="muted">"This layer has no settings."</p> }.into_any();
    }
    let controls = fields
        .into_iter()
        .map(|of| field::control(format!("{path}.{}", of.name), of));
    let all = inner(layer);
    let inner = all.iter().enumerate().map(|(i, layer)| {
        let name = format!("Within, {}: {}", i + 1, layer.class_name());
        let own = [position, &[i]].concat();
        view! {
            <fieldset class="inner-layer">
                <legend>{name}</legend>
                {tools(position, i, all.len(), layer.class_name())}
                {fields_of(layer, &own, &format!("{path}.layers[{i}]"))}
            </fieldset>
        }
    });
    view! {
        <div class="settings">{controls.collect_view()}</div>
        {inner.collect_view()}
        {is_block.then(|| add(position.to_vec(), all.len()))}
    }
    .into_any()
}
