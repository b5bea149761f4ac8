//! The patch of the input that a number follows from, and the filter that is laid over it, channel by channel.

use leptos::prelude::*;

use super::arithmetic::{How, Window, Working};
use super::tiles::{largest, tiles};
use crate::page::views::files::{Content, file_buttons};
use crate::ui::canvas::Picture;
use crate::ui::csv::csv_text;
use crate::ui::dynamic::show_when;
use crate::ui::order::by_size;
use crate::ui::picture::Pixels;

/// Channels of a window that are shown in a row, and rows.
const TILES: usize = 4;

/// The input of a window, or its weights.
type Part = fn(&Window) -> &Vec<f32>;

/// The patch and the filter that is laid over it, a square for each channel, those of the largest sums first.
pub fn filter_window(working: Memo<Option<Working>>) -> AnyView {
    let windows = Memo::new(move |_| {
        working.with(|working| {
            let (size, all): (_, Vec<Window>) = match &working.as_ref()?.how {
                How::Convolution { size, channels, .. } => (*size, channels.clone()),
                How::Separable { size, channels, .. } => {
                    let windows = channels.iter().map(|(window, _)| window.clone());
                    (*size, windows.collect())
                }
                _ => return None,
            };
            let order = by_size(all.iter().map(|window| window.sum)).into_iter();
            let first = order.take(TILES * TILES).map(|at| all[at].clone());
            Some((size, first.collect::<Vec<_>>()))
        })
    });
    let pixels = |of: Part| {
        Memo::new(move |_| {
            windows.with(|windows| {
                let (size, all) = windows.as_ref()?;
                let most = largest(all.iter().flat_map(of));
                let values = all.iter().map(|window| of(window).clone());
                Some(tiles(*size, TILES, most, values))
            })
        })
    };
    let (input, weights): (Part, Part) = (|window| &window.input, |window| &window.weights);
    let (patch, filter) = (pixels(input), pixels(weights));
    let has_any = Memo::new(move |_| windows.with(Option::is_some));
    show_when(has_any, move || {
        let file = |name: &'static str, pixels: Memo<Option<Pixels>>, of: Part| {
            let formats = &["SVG", "PNG", "CSV"];
            file_buttons(name, name.replace(' ', "-"), formats, move |format| {
                if format == "CSV" {
                    return windows.with_untracked(|windows| {
                        let (size, all) = windows.as_ref()?;
                        Some(Content::Csv(to_csv(*size, all, of)))
                    });
                }
                pixels.get_untracked().map(Content::Pixels)
            })
        };
        view! {
            <figure class="large-map">
                <Picture label="The patch, channel by channel".to_owned() pixels=patch/>
                <figcaption class="muted">"The patch, channel by channel " {file("the patch", patch, input)}</figcaption>
            </figure>
            <figure class="large-map">
                <Picture label="The filter, channel by channel".to_owned() pixels=filter/>
                <figcaption class="muted">"The filter that is laid over it " {file("the filter", filter, weights)}</figcaption>
            </figure>
        }
        .into_any()
    })
    .into_any()
}

/// The values of the windows that are shown, a line each.
fn to_csv([_, width]: [usize; 2], windows: &[Window], of: Part) -> String {
    let head = ["channel", "row", "column", "value"].map(str::to_owned);
    let rows = windows.iter().flat_map(|window| {
        let values = of(window).iter().enumerate();
        values.map(|(at, value)| {
            let numbers = [window.channel, at / width, at % width].map(|n| (n + 1).to_string());
            numbers.into_iter().chain([value.to_string()]).collect()
        })
    });
    csv_text(std::iter::once(head.to_vec()).chain(rows))
}
