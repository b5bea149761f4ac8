//! The class that the network sees all over the plane of two columns of a table, the other columns at what is usual
//! for them; anew after every portion of training.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::choice::choice;
use super::plane_file::{strength, to_csv, to_svg};
use super::state::GRID;
use super::store::RoomStore;
use super::update::Msg;
use crate::data::{ColumnRange, Predicted};
use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::page::try_it::{TryKind, kind};
use crate::page::views::class_legend::ClassLegend;
use crate::page::views::files::{Content, file_buttons};
use crate::page::views::margins::{MarginsNote, paint_margins};
use crate::ui::canvas::context;
use crate::ui::class_colour::class_colour;
use crate::ui::dynamic::dynamic;

/// Side of the canvas in its own pixels: whole cells of the grid.
const SIDE: f64 = 480.0;

/// The part of the room.
pub fn boundary() -> AnyView {
    let kind = Store::of_context().memo(kind);
    dynamic(move || match kind.get() {
        TryKind::Row => of_table(),
        TryKind::Plane => view! {
            <p>
                "This data has two columns: the plane in the part Try shows the answer all over it, anew whenever more was learned."
            </p>
        }
        .into_any(),
        TryKind::Pad | TryKind::Picture => view! {
            <p class="empty">"A boundary is shown for data of rows of numbers. Pictures have no two columns to lay out: see Embedding."</p>
        }
        .into_any(),
    })
    .into_any()
}

fn of_table() -> AnyView {
    let room = RoomStore::of_context();
    let page = Store::of_context();
    let names = room.memo(|s| {
        let columns = s.columns.iter();
        columns
            .map(|column| column.column.name.clone())
            .collect::<Vec<_>>()
    });
    let axes = room.memo(|s| s.axes);
    let across = Memo::new(move |_| axes.get()[0]);
    let up = Memo::new(move |_| axes.get()[1]);
    let answers = page.memo(|s| s.try_it.grid.answers.clone());
    let margins = page.memo(|s| s.try_it.grid.margins.clone());
    let columns = room.memo(|s| s.columns.clone());
    let node = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let (Some(canvas), answers) = (node.get(), answers.get()) else {
            return;
        };
        if let Some(context) = context(&canvas) {
            context.clear_rect(0.0, 0.0, SIDE, SIDE);
            paint(&context, answers.as_deref().map_or(&[], |a| &a[..]));
            if let Some(margins) = margins.get() {
                let columns = columns.get();
                let position = |row: &[f32]| place(row, &columns, axes.get_untracked());
                paint_margins(
                    &context,
                    &margins,
                    [SIDE, GRID as f64],
                    columns.len(),
                    position,
                );
            }
        }
    });
    let ranges = room.memo(|s| {
        let of = |i: usize| {
            let column = s.columns.get(i)?;
            let [low, high] = column.range;
            Some(format!("{} from {low} to {high}", column.column.name))
        };
        Some(format!(
            "Across: {}. Up: {}.",
            of(s.axes[0])?,
            of(s.axes[1])?
        ))
    });
    let files = file_buttons(
        "boundary",
        "boundary".to_owned(),
        &["SVG", "PNG", "CSV"],
        move |format| {
            let answers = answers.get_untracked()?;
            if format != "CSV" {
                return Some(Content::Svg(to_svg(&answers)));
            }
            let classes = page.peek(class_names);
            room.peek(|s| {
                let [across, up] = s.axes.map(|axis| s.columns.get(axis));
                Some(Content::Csv(to_csv(&answers, [across?, up?], &classes)))
            })
        },
    );
    on_cleanup(move || room.dispatch(Msg::Boundary(None)));
    room.dispatch(Msg::Boundary(Some(room.peek(|s| s.axes))));
    view! {
        <div class="inside-choices">
            {choice("Across", names, across, move |i| {
                room.dispatch(Msg::Boundary(Some([i, up.get_untracked()])));
            })}
            {choice("Up", names, up, move |i| {
                room.dispatch(Msg::Boundary(Some([across.get_untracked(), i])));
            })}
        </div>
        <figure class="boundary" aria-label="Decision boundary">
            <canvas
                node_ref=node
                width=SIDE as u32
                height=SIDE as u32
                role="img"
                aria-label="The network's class all over the plane of two columns"
            ></canvas>
            <figcaption class="muted">
                {move || ranges.get()}
                " The other columns are at their mean, categories at the most frequent one. The surer the answer, the stronger the colour. "
                {files}
            </figcaption>
            <MarginsNote/>
            <ClassLegend/>
        </figure>
    }
    .into_any()
}

/// Where a row lies on the plane of two columns, in parts of its width and height.
fn place(row: &[f32], columns: &[ColumnRange], axes: [usize; 2]) -> [f32; 2] {
    let along = |axis: usize| {
        let [low, high] = columns.get(axis).map_or([0.0, 1.0], |column| column.range);
        let value = row.get(axis).copied().unwrap_or(f32::NAN);
        (value - low) / (high - low)
    };
    [along(axes[0]), 1.0 - along(axes[1])]
}

fn paint(context: &web_sys::CanvasRenderingContext2d, answers: &[Predicted]) {
    let cell = SIDE / GRID as f64;
    for (i, answer) in answers.iter().enumerate() {
        let (row, column) = (i / GRID, i % GRID);
        context.set_fill_style_str(&class_colour(usize::from(answer.class)));
        context.set_global_alpha(strength(*answer));
        context.fill_rect(column as f64 * cell, row as f64 * cell, cell, cell);
    }
    context.set_global_alpha(1.0);
}
