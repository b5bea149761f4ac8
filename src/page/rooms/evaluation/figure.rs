//! A figure with its legend, its numbers, and files of it.

use leptos::prelude::*;

use crate::page::png::save_svg;
use crate::page::save::save_text;
use crate::report::Drawing;
use crate::ui::dynamic::{dynamic, show_when};

/// Rows of numbers that the page shows; the CSV has all.
const ROWS: usize = 200;

/// A figure.
#[must_use]
pub fn figure<D: Drawing + Send + Sync + 'static>(
    name: &'static str,
    file: &'static str,
    plot: Memo<D>,
    controls: AnyView,
) -> AnyView {
    let svg = move || plot.with(|plot| plot.to_svg(name).into_string());
    let legend = move || {
        let entries = plot.with(D::legend).into_iter();
        let entries = entries.map(|(name, colour)| {
            view! {
                <li>
                    <i class="swatch" style=format!("background: {colour}")></i>
                    {name}
                </li>
            }
        });
        entries.collect_view().into_any()
    };
    let button = |format: &'static str| {
        let save = move |_| {
            let _ = plot.with_untracked(|plot| match format {
                "SVG" => save_text(&format!("{file}.svg"), &plot.to_file(name)),
                "PNG" => save_svg(&plot.to_file(name), format!("{file}.png")),
                _ => save_text(&format!("{file}.csv"), &plot.to_csv()),
            });
        };
        let label = format!("Save {} as {format}", name.to_ascii_lowercase());
        view! {
            <button class="small quiet" aria-label=label on:click=save>
                {format}
            </button>
        }
    };
    let is_open = RwSignal::new(false);
    view! {
        <figure class="region plot-figure" aria-label=name>
            <figcaption class="wrapping">
                <span class="chart-name">{name}</span>
                {controls}
                <span class="chart-files">{["SVG", "PNG", "CSV"].map(button)}</span>
            </figcaption>
            <div class="plot-svg" inner_html=dynamic(svg)></div>
            <ul class="plot-legend">{dynamic(legend)}</ul>
            <button
                class="small quiet"
                aria-expanded=dynamic(move || is_open.get().to_string())
                aria-label=format!("Numbers of {}", name.to_ascii_lowercase())
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                "Numbers"
            </button>
            {show_when(Memo::new(move |_| is_open.get()), move || numbers(name, plot))}
        </figure>
    }
    .into_any()
}

fn numbers<D: Drawing + Send + Sync + 'static>(name: &'static str, plot: Memo<D>) -> AnyView {
    let table = move || {
        let (head, rows) = plot.with(D::table);
        let more = rows.len().saturating_sub(ROWS);
        let head = head
            .into_iter()
            .map(|cell| view! { <th scope="col">{cell}</th> });
        let rows = rows.into_iter().take(ROWS).map(|row| {
            let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> });
            view! { <tr>{cells.collect_view()}</tr> }
        });
        view! {
            <table class="runs numbers">
                <caption class="hidden">{name}</caption>
                <thead>
                    <tr>{head.collect_view()}</tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {(more > 0)
                .then(|| view! { <p class="muted">{format!("{more} more rows are in the CSV.")}</p> })}
        }
        .into_any()
    };
    view! {
        <div class="scroll plot-numbers" tabindex="0" role="group" aria-label=format!("Numbers of {name}")>
            {dynamic(table)}
        </div>
    }
    .into_any()
}
