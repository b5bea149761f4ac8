//! A layer's outputs for many samples as points on a plane: principal components at once, then t-SNE as it forms.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, KeyboardEvent, PointerEvent};

use super::choice::{choice, progress};
use super::gallery::{gallery, picture};
use super::layout_file::{to_csv, to_svg};
use super::scatter::{enclosed, nearest, neighbour, positions};
use super::state::Embedding;
use super::store::RoomStore;
use super::units::{layer_choice, part_choice};
use super::update::Msg;
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::page::views::class_legend::ClassLegend;
use crate::page::views::files::{Content, file_buttons};
use crate::protocol::{Reduction, Topic};
use crate::ui::canvas::{Picture, context};
use crate::ui::class_colour::class_colour;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::order::ascending;
use crate::ui::pointer::position;

/// Side of the canvas in its own pixels.
const SIDE: f64 = 720.0;
const RADIUS: f64 = 3.5;
/// How near the pointer must be to a point, as a part of the side.
const NEAR: f32 = 0.03;
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

#[allow(clippy::too_many_lines, reason = "one view")]
fn plot() -> AnyView {
    let room = RoomStore::of_context();
    let names = Store::of_context().memo(class_names);
    let embedding = room.memo(|s| s.embedding.clone());
    let places = Memo::new(move |_| {
        let embedding = embedding.get();
        embedding.map_or_else(Vec::new, |embedding| positions(&embedding.points))
    });
    let node = NodeRef::<Canvas>::new();
    // The point under the pointer or the focus, and the line that is drawn around some.
    let hovered = RwSignal::new(None::<usize>);
    let line = RwSignal::new(Vec::<[f32; 2]>::new());
    Effect::new(move |_| {
        if let (Some(canvas), Some(embedding)) = (node.get(), embedding.get()) {
            places.with(|places| draw(&canvas, &embedding, places, &line.get(), hovered.get()));
        }
    });
    let index = Memo::new(move |_| {
        let at = hovered.get()?;
        embedding.with(|e| e.as_ref()?.indices.get(at).copied())
    });
    Effect::new(move |_| room.dispatch(Msg::Hover(index.get())));
    let at = move |event: &PointerEvent| {
        let canvas = node.get_untracked()?;
        Some(position(&canvas, event))
    };
    let down = move |event: PointerEvent| {
        if let (Some(canvas), Some(place)) = (node.get_untracked(), at(&event)) {
            let _ = canvas.set_pointer_capture(event.pointer_id());
            line.set(vec![place]);
        }
    };
    let moved = move |event: PointerEvent| {
        let Some(place) = at(&event) else { return };
        if event.buttons() & 1 == 1 {
            line.update(|line| line.push(place));
        } else {
            hovered.set(places.with_untracked(|places| nearest(places, place, NEAR)));
        }
    };
    let up = move |_: PointerEvent| {
        let drawn = line.get_untracked();
        let within = places.with_untracked(|places| enclosed(places, &drawn));
        let chosen = embedding.with_untracked(|e| {
            let indices = e.as_ref().map_or(&[][..], |e| &e.indices[..]);
            within
                .iter()
                .filter_map(|i| indices.get(*i).copied())
                .collect::<Vec<_>>()
        });
        if chosen.is_empty() {
            line.set(Vec::new());
        } else {
            room.dispatch(Msg::Show(chosen));
        }
    };
    let key = move |event: KeyboardEvent| {
        let way = match &event.key()[..] {
            "ArrowLeft" => [-1.0, 0.0],
            "ArrowRight" => [1.0, 0.0],
            "ArrowUp" => [0.0, -1.0],
            "ArrowDown" => [0.0, 1.0],
            "Enter" => {
                event.prevent_default();
                // Without a line: the nearest samples of the one that has the focus.
                if let Some(at) = hovered.get_untracked() {
                    room.dispatch(Msg::Show(around(&places.get_untracked(), at, embedding)));
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let next = places.with_untracked(|places| match hovered.get_untracked() {
            Some(at) => neighbour(places, at, way).or(Some(at)),
            None => nearest(places, [0.5, 0.5], 2.0),
        });
        hovered.set(next);
    };
    let caption = move || {
        embedding.with(|e| {
            let e = e.as_ref()?;
            let parts = e.explained.map(|part| part * 100.0);
            Some(match e.done {
                [0, _] => format!(
                    "{} samples along their principal components, which explain {:.1} % and {:.1} % of the variance.",
                    e.points.len(), parts[0], parts[1]
                ),
                [done, of] => format!("{} samples, t-SNE, iteration {done} of {of}.", e.points.len()),
            })
        })
    };
    let files = file_buttons(
        "embedding",
        "embedding".to_owned(),
        &["SVG", "PNG", "CSV"],
        move |format| {
            let embedding = embedding.get_untracked()?;
            Some(match format {
                "CSV" => Content::Csv(names.with_untracked(|names| to_csv(&embedding, names))),
                _ => Content::Svg(places.with_untracked(|places| to_svg(&embedding, places))),
            })
        },
    );
    let thumbnail = room.memo(move |s| picture(s, s.hovered?).map(|(pixels, _)| pixels));
    let about = move || {
        let Some(at) = hovered.get() else {
            return "Point at a sample, or draw a line around some.".to_owned();
        };
        let class = embedding.with(|e| e.as_ref().and_then(|e| e.labels.get(at).copied()));
        let name = names.with(|names| names.get(usize::from(class?)).cloned());
        name.map_or_else(String::new, |name| {
            format!("Sample {}: {name}", index.get().unwrap_or(0))
        })
    };
    let description = "Arrow keys go from sample to sample, Enter shows those around it; with the pointer, draw a line around some.";
    view! {
        <div class="embedding">
            <figure class="scatter" aria-label="Embedding">
                <canvas
                    node_ref=node
                    width=SIDE as u32
                    height=SIDE as u32
                    tabindex="0"
                    role="application"
                    aria-label="Samples on a plane"
                    aria-description=description
                    on:pointerdown=down
                    on:pointermove=moved
                    on:pointerup=up
                    on:keydown=key
                ></canvas>
                <figcaption class="muted">{caption} " " {files}</figcaption>
                <ClassLegend/>
            </figure>
            <div class="embedding-side">
                <figure class="embedding-thumbnail">
                    <Picture label="The sample pointed at".to_owned() pixels=thumbnail/>
                    <figcaption>{about}</figcaption>
                </figure>
                {gallery("Chosen samples", |_, index| format!("{index}"))}
            </div>
        </div>
    }
    .into_any()
}

/// The samples nearest to one.
fn around(
    places: &[[f32; 2]],
    at: usize,
    embedding: Memo<Option<std::sync::Arc<Embedding>>>,
) -> Vec<u32> {
    let Some(&[x, y]) = places.get(at) else {
        return Vec::new();
    };
    let distances = places.iter().map(|at| (at[0] - x).hypot(at[1] - y));
    let order = ascending(&distances.collect::<Vec<_>>());
    embedding.with_untracked(|e| {
        let indices = e.as_ref().map_or(&[][..], |e| &e.indices[..]);
        let nearest = order.iter().take(24);
        nearest.filter_map(|i| indices.get(*i).copied()).collect()
    })
}

fn draw(
    canvas: &HtmlCanvasElement,
    embedding: &Embedding,
    places: &[[f32; 2]],
    line: &[[f32; 2]],
    hovered: Option<usize>,
) {
    let Some(context) = context(canvas) else {
        return;
    };
    context.clear_rect(0.0, 0.0, SIDE, SIDE);
    context.set_global_alpha(0.8);
    // Class by class: a colour is set once for all of its points.
    let classes = embedding.labels.iter().copied().max().unwrap_or(0);
    for class in 0..=classes {
        context.set_fill_style_str(&class_colour(usize::from(class)));
        context.begin_path();
        for (place, _) in places
            .iter()
            .zip(&embedding.labels)
            .filter(|(_, l)| **l == class)
        {
            dot(&context, *place, RADIUS);
        }
        context.fill();
    }
    context.set_global_alpha(1.0);
    context.set_stroke_style_str("#c2410c");
    context.set_line_width(2.0);
    if let Some(place) = hovered.and_then(|i| places.get(i)) {
        context.begin_path();
        dot(&context, *place, 3.0 * RADIUS);
        context.stroke();
    }
    if let [first, rest @ ..] = line {
        context.begin_path();
        let [x, y] = pixel(*first);
        context.move_to(x, y);
        for place in rest {
            let [x, y] = pixel(*place);
            context.line_to(x, y);
        }
        context.close_path();
        context.stroke();
    }
}

fn pixel(place: [f32; 2]) -> [f64; 2] {
    place.map(|part| f64::from(part) * SIDE)
}

fn dot(context: &CanvasRenderingContext2d, place: [f32; 2], radius: f64) {
    let [x, y] = pixel(place);
    context.move_to(x + radius, y);
    // It fails only for a negative radius.
    let _ = context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
}
