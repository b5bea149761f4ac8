//! What was read, before anything was held back: how many samples each part has, what they take, and
//! how bright they are.

use leptos::prelude::*;

use crate::data::describe::{Description, Part, PartName};
use crate::ui::format::{bytes, count};

/// The table.
pub fn table(description: &Description) -> AnyView {
    let rows = description.parts.iter().map(row).collect_view();
    view! {
        <figure aria-label="Parts">
            <div class="scroll" tabindex="0" role="group" aria-label="Scrollable table">
                <table class="runs">
                    <caption>
                        {format!("As it was read: {} of memory", bytes(description.bytes as u64))}
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">"Part"</th>
                            <th scope="col">"Samples"</th>
                            <th scope="col">"Memory"</th>
                            <th scope="col">"Pixels"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </figure>
    }
    .into_any()
}

fn row(part: &Part) -> AnyView {
    let name = match part.name {
        PartName::Train => "Training",
        PartName::Validation => "Validation",
        PartName::Test => "Test",
        PartName::Unlabelled => "Without labels",
    };
    let pixels = part
        .pixels
        .map(|[least, most]| format!("{least} to {most}"));
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{count(part.samples)}</td>
            <td>{bytes(part.bytes as u64)}</td>
            <td>{pixels}</td>
        </tr>
    }
    .into_any()
}
