//! A figure with its legend, its numbers, and files of it.

use leptos::prelude::*;

use crate::page::views::files::{Content, file_buttons};
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
    let ratio = move || {
        let [width, height] = plot.with(D::size);
        format!("--ratio: {:.3}", width / height)
    };
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
    let files = file_buttons(
        name,
        file.to_owned(),
        &["SVG", "PNG", "CSV"],
        move |format| {
            Some(plot.with_untracked(|plot| match format {
                "CSV" => Content::Csv(plot.to_csv()),
                _ => Content::Svg(plot.to_file(name)),
            }))
        },
    );
    let is_open = RwSignal::new(false);
    view! {
        <figure class="region plot-figure" aria-label=name>
            <figcaption class="wrapping">
                <span class="chart-name">{name}</span>
                {controls}
                {files}
            </figcaption>
            <div class="plot-svg" style=dynamic(ratio) inner_html=dynamic(svg)></div>
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
