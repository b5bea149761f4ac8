//! Fetches the list of layers when a network is looked at; a classifier has none.

use leptos::prelude::*;

use super::layers::Layers;
use crate::ui::room::{Show, room};

room!(fetch_layers in model_layers: Show = layers);

fn layers() -> AnyView {
    view! { <Layers/> }.into_any()
}
