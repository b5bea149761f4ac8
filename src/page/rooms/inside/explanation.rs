//! What speaks for a class in what is tried: a method, a class, and for Grad-CAM a layer, and the heat over the picture.

use leptos::prelude::*;

use super::bars::bars;
use super::choice::{choice, progress};
use super::heat_map::overlaid;
use super::store::RoomStore;
use super::update::Msg;
use crate::experiment::Shape;
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::page::views::files::{Content, file_buttons};
use crate::protocol::{Method, Topic};
use crate::report::Drawing as _;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::{decimals, percent};
use crate::ui::order::by_size;

/// The methods, with what each shows.
const METHODS: [(Method, &str, &str); 7] = [
    (
        Method::GradCam,
        "Grad-CAM",
        "Where the layer's maps speak for the class: their sum, each times the mean of its gradient.",
    ),
    (
        Method::HiResCam,
        "HiResCAM",
        "As Grad-CAM, but each place of a map times its own gradient: where the network flattens its maps, a map's mean gradient says little.",
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
    let is_cam = room.memo(|s| matches!(s.method, Method::GradCam | Method::HiResCam));
    let method = room.memo(|s| position(s.method));
    let methods = Memo::new(|_| METHODS.map(|(_, name, _)| name.to_owned()).to_vec());
    let classes = Memo::new(move |_| {
        let mut all = vec!["Most probable".to_owned()];
        all.extend(names.get());
        all
    });
    let class = room.memo(|s| s.class.map_or(0, |class| class + 1));
    let layers = room.memo(|s| {
        let all = s.asked.as_ref().map(|asked| &asked.convolutions[..]);
        let all = all.unwrap_or_default().iter();
        all.map(|convolution| convolution.name.clone())
            .collect::<Vec<_>>()
    });
    let layer = room.memo(|s| s.cam().map_or(0, |(at, _)| at));
    let about = dynamic(move || METHODS[method.get()].2);
    view! {
        <div class="inside-choices">
            {choice("Method", methods, method, move |i| room.dispatch(Msg::Method(METHODS[i].0)))}
            {choice("Class", classes, class, move |i| room.dispatch(Msg::Class(i.checked_sub(1))))}
            {show_when(is_cam, move || choice("Layer", layers, layer, move |i| room.dispatch(Msg::Cam(i))))}
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
                let why = if heat.method == Method::GradCam {
                    "zero everywhere, for the layer's maps, each as a whole, speak against it. That is frequent where a network flattens its maps: try HiResCAM, which goes by place, or another layer."
                } else {
                    "nothing here speaks for it. Try another layer or method."
                };
                return Some(format!("{method} for {name} ({part}): {why}"));
            }
            let [low, high] = [low, high].map(|value| decimals(value, 3));
            Some(format!("{method} for {name} ({part}): {low} to {high}"))
        })
    });
    let heat = room.memo(|s| s.heat.clone());
    let column_names = room.memo(|s| {
        let columns = s.columns.iter().map(|range| range.column.name.clone());
        columns.collect::<Vec<_>>()
    });
    let columns = dynamic(move || {
        let heat = heat.get().filter(|_| !is_picture.get())?;
        let column_names = column_names.get();
        let most = heat.values.iter().fold(1e-12_f32, |m, v| m.max(v.abs()));
        let order = by_size(heat.values.iter().copied()).into_iter();
        let rows = order.take(24).map(|i| {
            let value = heat.values[i];
            // A column of categories is several numbers to the network.
            let name = if column_names.len() == heat.values.len() {
                column_names[i].clone()
            } else {
                format!("Column {}", i + 1)
            };
            let style = format!("--part: {:.1}%", value.abs() / most * 100.0);
            view! {
                <li style=style>
                    <span>{name}</span>
                    <span>{format!("{value:.4}")}</span>
                </li>
            }
        });
        Some(
            view! { <ul class="path-classes" aria-label="Columns">{rows.collect_view()}</ul> }
                .into_any(),
        )
    });
    let files = file_buttons(
        "explanation",
        "explanation".to_owned(),
        &["SVG", "PNG", "CSV"],
        move |format| {
            let heat = heat.get_untracked()?;
            if format == "CSV" {
                return Some(Content::Csv(heat.to_csv()));
            }
            if is_picture.get_untracked() {
                return pixels.get_untracked().map(Content::Pixels);
            }
            let plot = bars(&heat.values, "column", "what it adds");
            Some(Content::Svg(plot.to_file("Explanation")))
        },
    );
    view! {
        <figure class="explanation" aria-label="Explanation">
            {show_when(is_picture, move || view! {
                <Picture label="What speaks for the class, over the picture".to_owned() pixels=pixels/>
            }.into_any())}
            {columns}
            <figcaption aria-live="off">{move || caption.get()} " " {files}</figcaption>
        </figure>
    }
    .into_any()
}
