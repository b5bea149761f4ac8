//! A layer's outputs for many samples as points on a plane: principal components at once, then t-SNE as it forms.

use leptos::prelude::*;

use super::choice::{choice, progress};
use super::layout_plot::plot;
use super::store::RoomStore;
use super::units::{layer_choice, part_choice};
use super::update::Msg;
use crate::protocol::{Reduction, Topic};
use crate::ui::dynamic::{dynamic, show_when};

const METHODS: [(Reduction, &str); 2] = [
    (Reduction::Tsne { perplexity: 30 }, "PCA, then t-SNE"),
    (Reduction::Pca, "PCA"),
];
const SAMPLES: [u32; 4] = [500, 1000, 2000, 5000];

/// The part of the room.
pub fn embedding() -> AnyView {
    let room = RoomStore::of_context();
    let layer = room.memo(|s| s.embedded);
    let reduction = room.memo(|s| s.reduction);
    let samples = room.memo(|s| s.samples);
    let embed_as = move |layer, reduction, samples| {
        room.dispatch(Msg::EmbedAs {
            layer,
            reduction,
            samples,
        });
    };
    let method_names = Memo::new(|_| METHODS.map(|(_, name)| name.to_owned()).to_vec());
    let method = Memo::new(move |_| {
        let now = reduction.get();
        METHODS.iter().position(|(m, _)| *m == now).unwrap_or(0)
    });
    let counts = Memo::new(|_| SAMPLES.map(|n| n.to_string()).to_vec());
    let count = Memo::new(move |_| {
        let now = samples.get();
        SAMPLES.iter().position(|n| *n == now).unwrap_or(0)
    });
    let has_points = room.memo(|s| s.embedding.as_ref().is_some_and(|e| !e.points.is_empty()));
    view! {
        <div class="inside-choices">
            {layer_choice(room, layer, move |layer| {
                embed_as(layer, reduction.get_untracked(), samples.get_untracked());
            })}
            {choice("Method of layout", method_names, method, move |i| {
                embed_as(layer.get_untracked(), METHODS[i].0, samples.get_untracked());
            })}
            {choice("Samples", counts, count, move |i| {
                embed_as(layer.get_untracked(), reduction.get_untracked(), SAMPLES[i]);
            })}
            {part_choice(room)}
            <button on:click=move |_| room.dispatch(Msg::Embed)>"Lay out"</button>
        </div>
        {progress("Laying out", Topic::Embedding)}
        {show_when(has_points, plot)}
        {dynamic(move || (!has_points.get()).then(|| view! {
            <p class="empty">
                "Lay out what a layer makes of many samples: those that it takes for alike come to lie side by side."
            </p>
        }))}
    }
    .into_any()
}
