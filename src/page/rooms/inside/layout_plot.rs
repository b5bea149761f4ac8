//! A layout as a figure: samples are pointed at, and a line is drawn around some, with the pointer or by keyboard.

use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use super::gallery::{gallery, picture};
use super::lasso::{Lasso, Press};
use super::layout_canvas::{Chosen, SIDE, paint};
use super::layout_file::{to_csv, to_svg};
use super::scatter::{by_distance, enclosed, nearest, positions};
use super::state::Embedding;
use super::store::RoomStore;
use super::update::{MOST_PICTURES, Msg};
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::page::views::class_legend::ClassLegend;
use crate::page::views::files::{Content, file_buttons};
use crate::ui::canvas::Picture;
use crate::ui::pointer::position;

/// How near the pointer must be to a point, as a part of the side.
const NEAR: f32 = 0.03;
/// Samples that are shown of those around the crosshair.
const AROUND: usize = 24;

/// What the keys do.
const KEYS: &str = "Arrow keys move a crosshair, with Shift in small steps. Space sets a corner of a line around samples, \
    Backspace takes it back, Enter closes the line and shows what is within, Escape gives it up. Without corners Enter \
    shows the samples nearest to the crosshair.";

/// The figure, and beside it the sample that is pointed at and those that were chosen.
pub fn plot() -> AnyView {
    let room = RoomStore::of_context();
    let names = Store::of_context().memo(class_names);
    let embedding = room.memo(|s| s.embedding.clone());
    let figure = Plot {
        room,
        names,
        embedding,
        positions: Memo::new(move |_| {
            let embedding = embedding.get();
            embedding.map_or_else(Vec::new, |embedding| positions(&embedding.points))
        }),
        node: NodeRef::new(),
        sample: RwSignal::new(None),
        line: RwSignal::new(Vec::new()),
        lasso: RwSignal::new(Lasso::default()),
        said: RwSignal::new(String::new()),
    };
    view! {
        <div class="embedding">
            {figure.canvas()}
            <div class="embedding-side">
                {figure.pointed_at()}
                <p class="muted" aria-live="polite">{figure.said}</p>
                {gallery("Chosen samples", |s, index| {
                    s.are_of_embedding().then(|| format!("{index}"))
                })}
            </div>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Plot {
    room: RoomStore,
    /// The classes.
    names: Memo<Vec<String>>,
    embedding: Memo<Option<Arc<Embedding>>>,
    positions: Memo<Vec<[f32; 2]>>,
    node: NodeRef<Canvas>,
    /// The sample under the pointer, or nearest to the crosshair, by its position among all.
    sample: RwSignal<Option<usize>>,
    /// The line that was drawn around some.
    line: RwSignal<Vec<[f32; 2]>>,
    /// The line that the keys draw.
    lasso: RwSignal<Lasso>,
    /// What the last line or key did, in words.
    said: RwSignal<String>,
}

impl Plot {
    fn canvas(self) -> AnyView {
        let Self { room, node, .. } = self;
        Effect::new(move |_| {
            if let (Some(canvas), Some(embedding)) = (node.get(), self.embedding.get()) {
                self.positions.with(|positions| {
                    let sample = self.sample.get();
                    let Lasso { crosshair, corners } = self.lasso.get();
                    let drawn = self.line.get();
                    let chosen = Chosen {
                        sample: sample.and_then(|at| positions.get(at).copied()),
                        line: if corners.is_empty() {
                            drawn
                        } else {
                            self.lasso.with(Lasso::line)
                        },
                        corners,
                        crosshair,
                    };
                    paint(&canvas, &embedding, positions, &chosen);
                });
            }
        });
        Effect::new(move |_| {
            let at = self.sample.get();
            room.dispatch(Msg::Hover(at.and_then(|at| self.index(at))));
        });
        let caption = move || {
            self.embedding
                .with(|embedding| Some(describe(embedding.as_ref()?)))
        };
        view! {
            <figure class="scatter" aria-label="Embedding">
                <canvas
                    node_ref=node
                    width=SIDE as u32
                    height=SIDE as u32
                    tabindex="0"
                    role="application"
                    aria-label="Samples on a plane"
                    aria-description=KEYS
                    on:pointerdown=move |event| self.begin_line(&event)
                    on:pointermove=move |event| self.point(&event)
                    on:pointerup=move |_| self.end_line()
                    on:keydown=move |event| self.press(&event)
                ></canvas>
                <figcaption class="muted">{caption} " " {self.files()}</figcaption>
                <ClassLegend/>
            </figure>
        }
        .into_any()
    }

    /// The sample under the pointer or nearest to the crosshair.
    fn pointed_at(self) -> AnyView {
        let thumbnail = self.room.memo(move |s| picture(s, s.hovered?));
        let about = move || {
            let sample = self.sample.get().and_then(|at| self.describe(at));
            sample.unwrap_or_else(|| "Point at a sample, or draw a line around some; or use the arrow keys, Space and Enter.".to_owned())
        };
        view! {
            <figure class="embedding-thumbnail">
                <Picture label="The sample pointed at".to_owned() pixels=thumbnail/>
                <figcaption>{about}</figcaption>
            </figure>
        }
        .into_any()
    }

    fn files(self) -> AnyView {
        let formats = &["SVG", "PNG", "CSV"];
        file_buttons(
            "embedding",
            "embedding".to_owned(),
            formats,
            move |format| {
                let embedding = self.embedding.get_untracked()?;
                Some(match format {
                    "CSV" => {
                        Content::Csv(self.names.with_untracked(|names| to_csv(&embedding, names)))
                    }
                    _ => Content::Svg(self.positions.with_untracked(|at| to_svg(&embedding, at))),
                })
            },
        )
    }

    /// A sample by its position among all, with its class.
    fn describe(self, at: usize) -> Option<String> {
        let embedding = self.embedding.get()?;
        let (index, class) = (embedding.indices.get(at)?, *embedding.labels.get(at)?);
        let name = self
            .names
            .with(|names| names.get(usize::from(class)).cloned());
        Some(format!("Sample {index}: {}", name.unwrap_or_default()))
    }

    fn index(self, at: usize) -> Option<u32> {
        let embedding = self.embedding;
        embedding.with_untracked(|embedding| embedding.as_ref()?.indices.get(at).copied())
    }

    fn begin_line(self, event: &PointerEvent) {
        if let Some(canvas) = self.node.get_untracked() {
            let _ = canvas.set_pointer_capture(event.pointer_id());
            self.lasso.set(Lasso::default());
            self.line.set(vec![position(&canvas, event)]);
        }
    }

    fn point(self, event: &PointerEvent) {
        let Some(canvas) = self.node.get_untracked() else {
            return;
        };
        let at = position(&canvas, event);
        if event.buttons() & 1 == 1 {
            self.line.update(|line| line.push(at));
        } else {
            let near = self
                .positions
                .with_untracked(|positions| nearest(positions, at, NEAR));
            self.sample.set(near);
        }
    }

    fn end_line(self) {
        let line = self.line.get_untracked();
        // A click encloses nothing, and nobody has to be told.
        if line.len() > 2 {
            self.enclose(line);
        } else {
            self.line.set(Vec::new());
        }
    }

    /// Shows the samples within a line.
    fn enclose(self, line: Vec<[f32; 2]>) {
        let within = self
            .positions
            .with_untracked(|positions| enclosed(positions, &line));
        self.said.set(match within.len() {
            0 => "No sample is within the line.".to_owned(),
            1 => "One sample is within the line.".to_owned(),
            all if all > MOST_PICTURES => {
                format!("{all} samples are within the line; the first {MOST_PICTURES} are shown.")
            }
            all => format!("{all} samples are within the line."),
        });
        self.line
            .set(if within.is_empty() { Vec::new() } else { line });
        self.show(&within);
    }

    /// Shows the pictures of samples, by their positions among all.
    fn show(self, samples: &[usize]) {
        if !samples.is_empty() {
            let indices = samples.iter().filter_map(|at| self.index(*at));
            self.room.dispatch(Msg::Show(indices.collect()));
        }
    }

    fn press(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let mut lasso = self.lasso.get_untracked();
        let Some(press) = lasso.press(&event.key(), event.shift_key()) else {
            return;
        };
        event.prevent_default();
        let place = lasso.describe();
        let crosshair = lasso.crosshair;
        self.lasso.set(lasso);
        if let Some(at) = crosshair {
            let near = self
                .positions
                .with_untracked(|positions| nearest(positions, at, f32::MAX));
            self.sample.set(near);
        }
        match press {
            Press::Moved | Press::Corner => {
                let near = self
                    .sample
                    .get_untracked()
                    .and_then(|at| untrack(|| self.describe(at)));
                self.said
                    .set(format!("{place} Nearest: {}", near.unwrap_or_default()));
            }
            Press::TooFew => self
                .said
                .set(format!("{place} A line needs three corners.")),
            Press::Cancelled => self.said.set("The line is given up.".to_owned()),
            Press::Closed(line) => self.enclose(line),
            Press::Nearest(at) => {
                let near = self
                    .positions
                    .with_untracked(|positions| by_distance(positions, at));
                let near = &near[..near.len().min(AROUND)];
                self.said.set(format!(
                    "The {} samples nearest to the crosshair.",
                    near.len()
                ));
                self.line.set(Vec::new());
                self.show(near);
            }
        }
    }
}

/// How the samples are laid out, and how far that is.
fn describe(embedding: &Embedding) -> String {
    let samples = embedding.points.len();
    let parts = embedding.explained.map(|part| part * 100.0);
    match embedding.done {
        [0, _] => format!(
            "{samples} samples along their principal components, which explain {:.1} % and {:.1} % of the variance.",
            parts[0], parts[1]
        ),
        [done, of] => format!("{samples} samples, t-SNE, iteration {done} of {of}."),
    }
}
