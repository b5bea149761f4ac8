//! A chart with what can be done with it: zoom, smoothing, other runs, and files of it.

use leptos::prelude::*;
use plotters::style::RGBColor;

use super::{csv::csv, zoom};
use crate::experiment::decimal;
use crate::page::charts::{Chart, Colours, LineChart, Metric, Shown, to_svg};
use crate::page::save::save_text;
use crate::page::store::Store;
use crate::protocol::RunId;
use crate::ui::class_colour::class_rgb;
use crate::ui::dynamic::{dynamic, show_when};

/// Width and height of a saved figure in pixels, where the chart has no size of its own.
const SIZE: (f64, f64) = (960.0, 480.0);

/// A kind of file that a figure is saved as.
#[derive(Clone, Copy)]
enum Format {
    Svg,
    Png,
    Csv,
}

/// The chart of a metric, with the curves of other runs laid over it.
pub fn figure(metric: Metric, overlaid: RwSignal<Vec<RunId>>) -> AnyView {
    let store = Store::of_context();
    let shown = Shown::new();
    let others = store.memo(move |s| {
        let runs = s.runs.finished.iter().enumerate();
        runs.map(|(i, run)| (run.key, i, run.curve.clone()))
            .collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        let chosen = overlaid.get();
        let others = others.get().into_iter();
        let others = others.filter(|(key, ..)| chosen.contains(key));
        let others = others.map(|(_, i, curve)| {
            let [r, g, b] = class_rgb(i);
            (RGBColor(r, g, b), curve)
        });
        let others = others.collect();
        shown.view.update(|view| view.others = others);
    });
    let smoothing = move |event| {
        if let Some(percent) = decimal::parse(&event_target_value(&event)) {
            shown
                .view
                .update(|view| view.smoothing = Some(percent as f32 / 100.0));
        }
    };
    let has_run = store.memo(|s| s.run.current.as_ref().is_some_and(|run| run.step > 0));
    let files = show_when(has_run, move || {
        let formats = [
            ("SVG", Format::Svg),
            ("PNG", Format::Png),
            ("CSV", Format::Csv),
        ];
        let buttons = formats.map(|(name, format)| {
            view! {
                <button
                    class="small quiet"
                    aria-label=format!("Save {} as {name}", metric.name().to_ascii_lowercase())
                    on:click=move |_| keep(store, metric, shown, format)
                >
                    {name}
                </button>
            }
        });
        view! { <span class="chart-files">{buttons}</span> }.into_any()
    });
    let name = metric.name().to_ascii_lowercase();
    let tools = view! {
        <div class="chart-tools">
        <label class="smoothing" title="How much of the trend comes from the steps before">
            "Smoothing"
            <input
                type="range"
                min="0"
                max="99"
                value="90"
                aria-label=format!("Smoothing of {name}")
                on:input=smoothing
            />
        </label>
        {zoom::buttons(shown)}
        {files}
        </div>
    }
    .into_any();
    view! { <LineChart metric=metric shown=shown tools=tools over=zoom::layer(shown)/> }.into_any()
}

/// Saves the figure as it is shown.
fn keep(store: Store, metric: Metric, shown: Shown, format: Format) {
    let name = metric.name().to_ascii_lowercase();
    let canvas = shown.canvas.get_untracked();
    let _ = match format {
        Format::Csv => {
            let of: fn([f64; 2]) -> f64 = match metric {
                Metric::Loss => |[loss, _]| loss,
                Metric::Accuracy => |[_, accuracy]| accuracy,
            };
            let table = store.peek(|s| s.run.current.as_ref().map(|run| csv(run, &name, of)));
            table.map(|table| save_text(&format!("{name}.csv"), &table))
        }
        Format::Svg => canvas.and_then(|canvas| {
            let colours = Colours::at(&canvas)?;
            let size = shown.size.get_untracked();
            let svg = store.peek(|s| {
                shown.view.with_untracked(|view| {
                    to_svg(&Chart {
                        run: s.run.current.as_ref(),
                        metric,
                        view,
                        colours,
                        size: if size.0 > 0.0 { size } else { SIZE },
                    })
                })
            });
            Some(save_text(&format!("{name}.svg"), &svg))
        }),
        Format::Png => {
            canvas.map(|canvas| crate::page::png::save_canvas(&canvas, &format!("{name}.png")))
        }
    };
}

/// Boxes to choose the runs that are laid over the charts.
pub fn choose_runs(overlaid: RwSignal<Vec<RunId>>) -> AnyView {
    let store = Store::of_context();
    let runs = store.memo(|s| {
        let runs = s.runs.finished.iter().enumerate();
        runs.map(|(i, run)| {
            (
                run.key,
                i,
                format!("{} {}: {}", i + 1, run.model, run.settings),
            )
        })
        .collect::<Vec<_>>()
    });
    let has_runs = Memo::new(move |_| runs.with(|runs| !runs.is_empty()));
    show_when(has_runs, move || {
        let boxes = move || {
            let boxes = runs.get().into_iter().map(|(key, i, name)| {
                let [r, g, b] = class_rgb(i);
                let switch = move |event| {
                    overlaid.update(|chosen| {
                        chosen.retain(|k| *k != key);
                        if event_target_checked(&event) {
                            chosen.push(key);
                        }
                    });
                };
                view! {
                    <label class="switch">
                        <input
                            type="checkbox"
                            prop:checked=move || overlaid.with(|chosen| chosen.contains(&key))
                            on:change=switch
                        />
                        <i class="swatch" style=format!("background: rgb({r} {g} {b})")></i>
                        {name}
                    </label>
                }
            });
            boxes.collect_view().into_any()
        };
        view! {
            <fieldset class="overlaid">
                <legend>"Trends of earlier runs"</legend>
                {dynamic(boxes)}
            </fieldset>
        }
        .into_any()
    })
    .into_any()
}
