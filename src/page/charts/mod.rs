//! Line charts of a run: every step, its trend, and every epoch.

mod colours;
mod draw;
mod metric;
mod paint;
pub mod size;
mod surface;
mod svg;
mod table;
mod tip;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use web_sys::PointerEvent;

pub use colours::Colours;
pub use draw::on_canvas;
pub use metric::{Frame, Metric};
pub use paint::{Chart, View};
pub use surface::{Area, Failure, Figure, Surface};
pub use svg::to_svg;

use super::store::Store;
use super::theme::Theme;
use crate::ui::dynamic::{dynamic, show_when};

/// What a chart shares with the controls around it.
#[derive(Clone, Copy)]
pub struct Shown {
    /// What is to be seen of it.
    pub view: RwSignal<View>,
    /// Where its steps were drawn last.
    pub frame: RwSignal<Option<Frame>>,
    /// Its canvas.
    pub canvas: NodeRef<Canvas>,
    /// Its width and height in CSS pixels.
    pub size: RwSignal<(f64, f64)>,
    /// The element around the canvas.
    pub plot: NodeRef<Div>,
}

impl Shown {
    /// A chart that is about to be made.
    pub fn new() -> Self {
        let plot = NodeRef::new();
        Self {
            view: RwSignal::new(View::default()),
            frame: RwSignal::new(None),
            canvas: NodeRef::new(),
            size: size::watch(plot),
            plot,
        }
    }
}

/// A chart of a run's steps and epochs.
#[component]
pub fn LineChart(
    metric: Metric,
    /// What it shares with the controls around it.
    #[prop(default = Shown::new())]
    shown: Shown,
    /// More controls in its head.
    #[prop(optional)]
    tools: Option<AnyView>,
    /// What lies over the plot.
    #[prop(optional)]
    over: Option<AnyView>,
) -> impl IntoView {
    let store = Store::of_context();
    let theme: Theme = expect_context();
    let Shown {
        view,
        frame,
        canvas,
        size,
        plot,
    } = shown;
    let hover = RwSignal::new(None::<f64>);
    let progress = store.memo(|s| {
        let run = s.run.current.as_ref()?;
        Some((run.key, run.step, run.curve.len(), run.epochs.len()))
    });
    let is_empty = store.memo(|s| {
        s.run
            .current
            .as_ref()
            .is_none_or(|run| run.curve.is_empty() && run.epochs.is_empty())
    });
    let hint = store.memo(move |s| metric.hint(s.model.experiment.model.classifier.as_ref()));
    let redraw = RwSignal::new(());
    let is_due = StoredValue::new(false);
    Effect::new(move |_| {
        // Read, not only tracked: a memo that nobody reads never looks for changes.
        progress.get();
        if !is_due.get_value() {
            is_due.set_value(true);
            let draw = move || {
                is_due.set_value(false);
                redraw.notify();
            };
            set_timeout(draw, metric.pace());
        }
    });
    // Asking for a style makes the browser bring all styles up to date: only when the
    // colours may have changed, not at every report.
    let colours = RwSignal::new(None);
    Effect::new(move |_| {
        theme.track();
        if let Some(canvas) = canvas.get() {
            colours.set(Colours::at(&canvas));
        }
    });
    Effect::new(move |_| {
        redraw.track();
        let size = size.get();
        let view = view.get();
        if let (Some(canvas), Some(colours)) = (canvas.get(), colours.get()) {
            let drawn = store.peek(|s| {
                let chart = Chart {
                    run: s.run.current.as_ref(),
                    metric,
                    view: &view,
                    colours,
                    size,
                };
                draw::on_canvas(&chart, &canvas)
            });
            frame.set(drawn);
        }
    });
    let moved = move |event: PointerEvent| hover.set(Some(f64::from(event.offset_x())));
    view! {
        <figure class="chart" aria-label=metric.name()>
            <figcaption>
                <span class="chart-name">{metric.name()}</span>
                <Legend/>
                {(metric == Metric::Loss)
                    .then(|| {
                        view! {
                            <button
                                class="small quiet toggle"
                                aria-pressed=dynamic(move || view.with(|v| v.is_log).to_string())
                                on:click=move |_| view.update(|v| v.is_log = !v.is_log)
                            >
                                "Log scale"
                            </button>
                        }
                    })}
                {tools}
            </figcaption>
            <div
                class="plot"
                node_ref=plot
                on:pointermove=moved
                on:pointerleave=move |_| hover.set(None)
            >
                <canvas node_ref=canvas aria-hidden="true"></canvas>
                {show_when(is_empty, move || view! { <p class="plot-hint">{hint}</p> }.into_any())}
                {over}
                <tip::Tip metric=metric frame=frame hover=hover/>
            </div>
            <table::Numbers metric=metric/>
        </figure>
    }
}

#[component]
fn Legend() -> impl IntoView {
    view! {
        <ul class="legend" aria-hidden="true">
            <li class="key-train">"Training"</li>
            <li class="key-validation">"Validation"</li>
            <li class="key-test">"Test"</li>
        </ul>
    }
}
