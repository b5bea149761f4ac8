//! A figure that only this room has: its canvas, the numbers under the pointer, zoom, and files of it.

use std::sync::Arc;

use leptos::prelude::*;
use plotters::prelude::DrawingBackend;
use web_sys::{Event, PointerEvent};

use super::heat_map::HeatMap;
use super::lines::Lines;
use super::zoom;
use crate::experiment::decimal;
use crate::page::charts::{Area, Colours, Failure, Figure, Frame, Shown, on_canvas, to_svg};
use crate::page::save::save_text;
use crate::page::theme::Theme;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::list::{Item, list};

/// What is drawn.
pub enum Picture {
    /// Lines.
    Lines(Lines),
    /// Histograms.
    HeatMap(HeatMap),
}

impl Figure for Picture {
    fn size(&self) -> (f64, f64) {
        match self {
            Self::Lines(lines) => lines.size(),
            Self::HeatMap(map) => map.size(),
        }
    }

    fn colours(&self) -> &Colours {
        match self {
            Self::Lines(lines) => lines.colours(),
            Self::HeatMap(map) => map.colours(),
        }
    }

    fn paint<DB: DrawingBackend>(&self, area: &Area<DB>, scale: f64) -> Result<Frame, Failure<DB>> {
        match self {
            Self::Lines(lines) => lines.paint(area, scale),
            Self::HeatMap(map) => map.paint(area, scale),
        }
    }
}

/// Makes the picture of a size in CSS pixels; follows the signals that it reads.
pub type Make = Arc<dyn Fn((f64, f64), Colours) -> Picture + Send + Sync>;

/// A figure.
pub struct Drawing {
    /// What it is called.
    pub name: &'static str,
    /// The name of its files.
    pub file: &'static str,
    /// What says which line is which, and chooses what is shown.
    pub controls: AnyView,
    /// Makes the picture.
    pub make: Make,
    /// Its numbers as CSV.
    pub csv: Arc<dyn Fn() -> String + Send + Sync>,
    /// The numbers at a step, for the read-out under the pointer.
    pub at: Arc<dyn Fn(f64) -> Vec<String> + Send + Sync>,
    /// Whether there is nothing to show, and what then says why.
    pub is_empty: Memo<bool>,
    /// What an empty one says.
    pub hint: &'static str,
    /// The numbers for those who do not see the picture.
    pub numbers: AnyView,
}

/// Width and height of a saved figure, where it has none of its own.
const SIZE: (f64, f64) = (960.0, 480.0);

impl Drawing {
    /// Its view.
    pub fn show(self, shown: Shown) -> AnyView {
        let theme: Theme = expect_context();
        let colours = RwSignal::new(None);
        Effect::new(move |_| {
            theme.track();
            if let Some(canvas) = shown.canvas.get() {
                colours.set(Colours::at(&canvas));
            }
        });
        let make = Arc::clone(&self.make);
        Effect::new(move |_| {
            let (size, colours) = (shown.size.get(), colours.get());
            if let (Some(canvas), Some(colours)) = (shown.canvas.get(), colours) {
                shown.frame.set(on_canvas(&make(size, colours), &canvas));
            }
        });
        let Self {
            name,
            file,
            controls,
            make,
            csv,
            at,
            is_empty,
            hint,
            numbers,
        } = self;
        let files = files(name, file, shown, make, csv);
        let hover = RwSignal::new(None::<f64>);
        let moved = move |event: PointerEvent| hover.set(Some(f64::from(event.offset_x())));
        view! {
            <figure class="chart" aria-label=name>
                <figcaption class="wrapping">
                    <span class="chart-name">{name}</span>
                    {controls}
                    <div class="chart-tools">{zoom::buttons(shown)} {files}</div>
                </figcaption>
                <div
                    class="plot"
                    node_ref=shown.plot
                    on:pointermove=moved
                    on:pointerleave=move |_| hover.set(None)
                >
                    <canvas node_ref=shown.canvas aria-hidden="true"></canvas>
                    {show_when(is_empty, move || view! { <p class="plot-hint">{hint}</p> }.into_any())}
                    {zoom::layer(shown)}
                    {tip(shown, hover, at)}
                </div>
                <div class="hidden">{numbers}</div>
            </figure>
        }
        .into_any()
    }
}

/// Buttons that save the figure as it is shown.
fn files(
    name: &'static str,
    file: &'static str,
    shown: Shown,
    make: Make,
    csv: Arc<dyn Fn() -> String + Send + Sync>,
) -> AnyView {
    let button = |format: &'static str, save: Box<dyn Fn()>| {
        let label = format!("Save {} as {format}", name.to_ascii_lowercase());
        view! {
            <button class="small quiet" aria-label=label on:click=move |_| save()>
                {format}
            </button>
        }
    };
    let svg = move || {
        let canvas = shown.canvas.get_untracked()?;
        let colours = Colours::at(&canvas)?;
        let size = shown.size.get_untracked();
        let size = if size.0 > 0.0 { size } else { SIZE };
        let picture = untrack(|| make(size, colours));
        save_text(&format!("{file}.svg"), &to_svg(&picture)).ok()
    };
    let png = move || {
        let canvas = shown.canvas.get_untracked()?;
        crate::page::png::save_canvas(&canvas, &format!("{file}.png")).ok()
    };
    let csv = move || save_text(&format!("{file}.csv"), &untrack(|| csv())).ok();
    view! {
        <span class="chart-files">
            {button("SVG", Box::new(move || { svg(); }))}
            {button("PNG", Box::new(move || { png(); }))}
            {button("CSV", Box::new(move || { csv(); }))}
        </span>
    }
    .into_any()
}

/// The read-out under the pointer.
fn tip(
    shown: Shown,
    hover: RwSignal<Option<f64>>,
    at: Arc<dyn Fn(f64) -> Vec<String> + Send + Sync>,
) -> AnyView {
    let tip = move || {
        let (x, frame) = (hover.get()?, shown.frame.get()?);
        let lines = untrack(|| at(frame.step_at(x)));
        let is_right = x > f64::midpoint(frame.left, frame.right);
        (!lines.is_empty()).then(|| {
            let lines = lines.into_iter().map(|line| view! { <span>{line}</span> });
            view! {
                <div
                    class="tip"
                    class:flip=is_right
                    style=format!("--x: {x:.1}px")
                    aria-hidden="true"
                >
                    <i></i>
                    <p>{lines.collect_view()}</p>
                </div>
            }
            .into_any()
        })
    };
    dynamic(tip).into_any()
}

/// A box to choose one of some names by its position.
pub fn choice(label: &'static str, names: Memo<Vec<String>>, chosen: RwSignal<usize>) -> AnyView {
    let options = move || {
        let names = names.get().into_iter().enumerate();
        let options = names.map(|(i, name)| {
            Item::new(format!("{i} {name}"), move || {
                let is_chosen = dynamic(move || chosen.get() == i);
                view! {
                    <option value=i.to_string() prop:selected=is_chosen>
                        {name}
                    </option>
                }
                .into_any()
            })
        });
        options.collect()
    };
    let choose = move |event: Event| {
        if let Some(i) = decimal::parse(&event_target_value(&event)) {
            chosen.set(i as usize);
        }
    };
    view! {
        <label class="choice">
            <span aria-hidden="true">{label}</span>
            <select aria-label=label on:change=choose>
                {list(options)}
            </select>
        </label>
    }
    .into_any()
}
