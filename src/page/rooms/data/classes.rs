//! The part `Classes`: how many samples of each class are trained, validated and tested on, with the
//! mean picture and a suggested weight.

use leptos::prelude::*;

use super::store::RoomStore;
use crate::ui::canvas::Picture;
use crate::ui::format::count;
use crate::ui::picture::{Palette, Pixels};

/// Classes that are listed.
const CLASSES: usize = 50;
const PARTS: [&str; 3] = ["Training", "Validation", "Test"];

/// The part.
#[component]
pub fn Classes() -> impl IntoView {
    let room = RoomStore::of_context();
    let summary = room.memo(|s| s.loaded.as_ref().map(|loaded| loaded.summary.clone()));
    let known = room.memo(|s| (s.description.clone(), s.means.clone()));
    move || {
        let Some(summary) = summary.get() else {
            return ().into_any();
        };
        let (description, means) = known.get();
        let shape = description.as_ref().and_then(|d| d.picture_shape());
        let weights = description.and_then(|d| d.class_weights.clone());
        let most = summary.counts.iter().flatten().copied().max();
        let most = f64::from(most.unwrap_or(1).max(1));
        let rows = summary
            .classes
            .iter()
            .take(CLASSES)
            .enumerate()
            .map(|(class, name)| {
                let bars = summary.counts.iter().zip(PARTS).map(|(counts, part)| {
                    let n = counts.get(class).copied().unwrap_or(0);
                    let width = format!("--part: {:.4}", f64::from(n) / most);
                    view! {
                        <td>
                            <i class=format!("bar-{}", part.to_ascii_lowercase()) style=width></i>
                            {count(n as usize)}
                        </td>
                    }
                    .into_any()
                });
                let mean = shape.and_then(|shape| {
                    let size = shape.iter().product::<usize>();
                    let bytes = means.get(class * size..(class + 1) * size)?;
                    let mut pixels = Pixels::clear(shape[1], shape[0]);
                    pixels.put([0, 0], bytes, shape, Palette::Ink);
                    let pixels = Memo::new(move |_| Some(pixels.clone()));
                    let label = format!("Mean picture of {name}");
                    Some(view! { <Picture label=label pixels=pixels/> })
                });
                let weight = weights.as_ref().map(|weights| {
                    let weight = weights.get(class).map(|weight| format!("{weight:.2}"));
                    view! { <td>{weight}</td> }
                });
                view! {
                    <tr>
                        <th scope="row">{name.clone()}</th>
                        <td class="mean">{mean}</td>
                        {bars.collect_view()}
                        {weight}
                    </tr>
                }
                .into_any()
            });
        let caption = match summary.classes.len() {
            n if n > CLASSES => format!("The first {CLASSES} of {} classes", count(n)),
            n => format!("{} classes", count(n)),
        };
        let heads = PARTS.map(|part| view! { <th scope="col">{part}</th> }.into_any());
        let suggested = weights
            .is_some()
            .then(|| view! { <th scope="col">"Suggested weight"</th> });
        view! {
            <figure class="region" aria-label="Class distribution by part">
                <div class="scroll" tabindex="0" role="group" aria-label="Scrollable table">
                    <table class="runs by-part">
                        <caption>{caption}</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Class"</th>
                                <th scope="col">"Mean"</th>
                                {heads.collect_view()}
                                {suggested}
                            </tr>
                        </thead>
                        <tbody>{rows.collect_view()}</tbody>
                    </table>
                </div>
            </figure>
        }
        .into_any()
    }
}
