//! What the network's convolution layers answer to the drawing.

use std::sync::Arc;

use leptos::prelude::*;

use crate::page::store::Store;
use crate::page::try_it::{TryKind, kind};
use crate::protocol::{FeatureMaps, Prediction};
use crate::ui::canvas::Picture;
use crate::ui::dynamic::show_when;
use crate::ui::list::{Item, list};
use crate::ui::picture::feature_maps;

/// The maps of every layer, or what to do to see some.
#[component]
pub fn Maps() -> impl IntoView {
    let store = Store::of_context();
    let answer = store.memo(|s| s.try_it.answer.clone());
    let layers =
        Memo::new(move |_| answer.with(|a| a.as_ref().map_or_else(Vec::new, |a| maps_of(a))));
    let items = move || {
        let layers = layers.get().into_iter().enumerate();
        let item = |(i, maps): (usize, FeatureMaps)| {
            let key = format!("{i} {} {:?}", maps.layer, maps.shape);
            Item::new(key, move || layer(answer, i, &maps).into_any())
        };
        layers.map(item).collect()
    };
    let kind = store.memo(|s| (kind(s), s.has_classifier()));
    let is_empty = Memo::new(move |_| layers.with(Vec::is_empty));
    view! {
        {show_when(is_empty, move || hint(kind.get()))}
        {list(items)}
    }
}

/// What to do to see some, or why there are none.
fn hint((kind, has_classifier): (TryKind, bool)) -> AnyView {
    let text = match kind {
        _ if has_classifier => {
            "A classifier has no layers to look into. The room Inside shows its boundary, for data of rows of numbers."
        }
        TryKind::Pad => {
            "Draw something to see what every filter of the network responds to, while it learns."
        }
        TryKind::Picture => {
            "Try a picture to see what every filter of the network responds to, while it learns."
        }
        TryKind::Plane | TryKind::Row => {
            "Only convolutions of pictures have filters to show, and this data has no pictures."
        }
    };
    view! { <p class="empty">{text}</p> }.into_any()
}

fn maps_of(answer: &Prediction) -> Vec<FeatureMaps> {
    answer.layers.iter().map(|l| l.maps.clone()).collect()
}

fn layer(
    answer: Memo<Option<Arc<Prediction>>>,
    index: usize,
    maps: &FeatureMaps,
) -> impl IntoView + use<> {
    let shape = maps.shape;
    let [height, width, channels] = shape;
    let pixels = Memo::new(move |_| {
        let layer = answer.with(|a| a.as_ref()?.layers.get(index).cloned());
        layer.map(|layer| feature_maps(&layer.pixels.to_vec(), shape))
    });
    let name = maps.layer.clone();
    view! {
        <figure class="maps" aria-label=format!("Feature maps of {name}")>
            <figcaption>
                <span>{name.clone()}</span>
                <span class="muted">{format!("{channels} maps of {height} × {width}")}</span>
            </figcaption>
            <Picture label=format!("{channels} feature maps of {name}") pixels=pixels/>
        </figure>
    }
}
