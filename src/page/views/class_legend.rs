//! The classes with the colours that their points have.

use leptos::prelude::*;

use crate::page::readings::class_names;
use crate::page::store::Store;
use crate::ui::class_colour::class_colour;
use crate::ui::dynamic::dynamic;

/// A list of the classes of the loaded data.
#[component]
pub fn ClassLegend() -> impl IntoView {
    let names = Store::of_context().memo(class_names);
    let items = dynamic(move || {
        let names = names.get().into_iter().enumerate();
        let item = |(i, name)| {
            let style = format!("--colour: {}", class_colour(i));
            view! { <li style=style>{name}</li> }.into_any()
        };
        names.map(item).collect_view().into_any()
    });
    view! {
        <ul class="class-legend" aria-label="Colours of the classes">
            {items}
        </ul>
    }
}
