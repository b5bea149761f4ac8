//! What the network's convolution layers answer to the drawing.

use leptos::prelude::*;

use crate::page::state::Answer;
use crate::page::store::Store;
use crate::protocol::FeatureMaps;
use crate::ui::canvas::Picture;
use crate::ui::picture::feature_maps;

/// The maps of every layer, or what to do to see some.
#[component]
pub fn Maps() -> impl IntoView {
    let store = Store::of_context();
    let answer = store.memo(|s| s.try_it.pad.answer.clone());
    let layers = Memo::new(move |_| {
        answer.with(|a| {
            a.as_ref()
                .map_or_else(Vec::new, |a| a.prediction.maps.clone())
        })
    });
    view! {
        <Show when=move || layers.with(Vec::is_empty)>
            <p class="empty">
                "Draw something to see what every filter of the network responds to, while it learns."
            </p>
        </Show>
        <For
            each=move || layers.get().into_iter().enumerate()
            key=|(i, maps)| (*i, maps.layer.clone(), maps.shape)
            children=move |(i, maps)| layer(answer, i, &maps)
        />
    }
}

fn layer(answer: Memo<Option<Answer>>, index: usize, maps: &FeatureMaps) -> impl IntoView + use<> {
    let shape = maps.shape;
    let [height, width, channels] = shape;
    let pixels = Memo::new(move |_| {
        // The first buffer is the picture seen.
        let bytes = |a: &Answer| Some(feature_maps(a.buffers.get(index + 1)?, shape));
        answer.with(|a| a.as_ref().and_then(bytes))
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
