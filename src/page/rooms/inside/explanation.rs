//! What speaks for a class in what is tried: a method, a class, and for Grad-CAM a layer, and the heat over the picture.

use leptos::prelude::*;

use super::choice::{choice, progress};
use super::heat_map::overlaid;
use super::state::State;
use super::store::RoomStore;
use super::update::Msg;
use crate::experiment::{Shape, layer_names};
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::protocol::{Method, Topic};
use crate::ui::canvas::Picture;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::percent;

/// The methods, with what each shows.
const METHODS: [(Method, &str, &str); 6] = [
    (
        Method::GradCam,
        "Grad-CAM",
        "Where the layer's maps speak for the class: their sum, each times the mean of its gradient.",
    ),
    (
        Method::Saliency,
        "Saliency",
        "Which pixels the class's score depends on most: the size of its gradient.",
    ),
    (
        Method::GradientTimesInput,
        "Gradient × input",
        "What each pixel adds to the class's score, as the gradient has it: orange for it, blue against it.",
    ),
    (
        Method::IntegratedGradients,
        "Integrated gradients",
        "What each pixel adds to the score on the way from a black picture: orange for it, blue against it.",
    ),
    (
        Method::SmoothGrad,
        "SmoothGrad",
        "The saliency of 32 noisy copies, in which the noise of a single gradient averages out.",
    ),
    (
        Method::Occlusion,
        "Occlusion",
        "What covering a patch takes from the class's probability: orange where it falls, blue where it rises.",
    ),
];

/// The part of the room.
pub fn explanation() -> AnyView {
    let room = RoomStore::of_context();
    let page = Store::of_context();
    let names = page.memo(class_names);
    let is_cam = room.memo(|s| s.method == Method::GradCam);
    let method = room.memo(|s| position(s.method));
    let methods = Memo::new(|_| METHODS.map(|(_, name, _)| name.to_owned()).to_vec());
    let classes = Memo::new(move |_| {
        let mut all = vec!["Most probable".to_owned()];
        all.extend(names.get());
        all
    });
    let class = room.memo(|s| s.class.map_or(0, |class| class + 1));
    let convolutions = room.memo(State::convolutions);
    let layers = room.memo(|s| {
        let names = s.asked.as_ref().map(|asked| layer_names(&asked.layers));
        let names = names.unwrap_or_default();
        let all = s.convolutions().into_iter();
        all.filter_map(|i| names.get(i).cloned())
            .collect::<Vec<_>>()
    });
    let layer = room.memo(|s| {
        let all = s.convolutions();
        all.iter().position(|i| Some(*i) == s.cam()).unwrap_or(0)
    });
    let about = dynamic(move || METHODS[method.get()].2);
    view! {
        <div class="inside-choices">
            {choice("Method", methods, method, move |i| room.dispatch(Msg::Method(METHODS[i].0)))}
            {choice("Class", classes, class, move |i| room.dispatch(Msg::Class(i.checked_sub(1))))}
            {show_when(is_cam, move || choice("Layer", layers, layer, move |i| {
                if let Some(layer) = convolutions.get_untracked().get(i) {
                    room.dispatch(Msg::CamLayer(*layer));
                }
            }))}
        </div>
        <p class="muted">{about}</p>
        {progress("Explaining", Topic::Explanation)}
        {figure(room, names)}
    }
    .into_any()
}

fn position(method: Method) -> usize {
    let found = METHODS.iter().position(|(other, ..)| *other == method);
    found.unwrap_or(0)
}

fn figure(room: RoomStore, names: Memo<Vec<String>>) -> AnyView {
    let is_picture = room.memo(|s| {
        let seen = s.seen.as_ref();
        seen.is_some_and(|seen| matches!(seen.input.shape, Shape::Image(_)))
    });
    let pixels = room.memo(|s| Some(overlaid(&s.seen.as_ref()?.input, s.heat.as_ref()?)));
    let caption = Memo::new(move |_| {
        room.read(|s| {
            let (seen, heat) = (s.seen.as_ref()?, s.heat.as_ref()?);
            let name = names.get().get(heat.class).cloned()?;
            let part = percent(f64::from(*seen.probabilities.get(heat.class)?));
            let (low, high) = heat
                .values
                .iter()
                .fold((f32::MAX, f32::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
            let method = METHODS[position(heat.method)].1;
            if low == 0.0 && high == 0.0 {
                return Some(format!(
                    "{method} for {name} ({part}): nothing here speaks for it on the whole. Try another layer or method."
                ));
            }
            Some(format!(
                "{method} for {name} ({part}): {low:.3} to {high:.3}"
            ))
        })
    });
    let heat = room.memo(|s| s.heat.clone());
    let bars = dynamic(move || {
        let heat = heat.get().filter(|_| !is_picture.get())?;
        let most = heat.values.iter().fold(1e-12_f32, |m, v| m.max(v.abs()));
        let mut order: Vec<(usize, f32)> = heat.values.iter().copied().enumerate().collect();
        order.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        let rows = order.into_iter().take(24).map(|(i, value)| {
            let style = format!("--part: {:.1}%", value.abs() / most * 100.0);
            view! {
                <li style=style>
                    <span>{format!("Column {}", i + 1)}</span>
                    <span>{format!("{value:.4}")}</span>
                </li>
            }
        });
        Some(
            view! { <ul class="path-classes" aria-label="Columns">{rows.collect_view()}</ul> }
                .into_any(),
        )
    });
    view! {
        <figure class="explanation" aria-label="Explanation">
            {show_when(is_picture, move || view! {
                <Picture label="What speaks for the class, over the picture".to_owned() pixels=pixels/>
            }.into_any())}
            {bars}
            <figcaption aria-live="off">{move || caption.get()}</figcaption>
        </figure>
    }
    .into_any()
}
