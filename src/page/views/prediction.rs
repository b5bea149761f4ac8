//! What the network makes of what is tried: the picture it sees, its answer, its doubts.

use leptos::prelude::*;

use crate::page::readings::{class_names, most_probable, prediction, probability, sample_pixels};
use crate::page::state::State;
use crate::page::store::Store;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::dynamic;
use crate::ui::format::{NONE, percent};
use crate::ui::list::{Item, list};
use crate::ui::picture::{Palette, Pixels};

/// The picture seen and the answer.
#[component]
pub fn Answer() -> impl IntoView {
    let store = Store::of_context();
    let pixels = store.memo(|s| sample_pixels(s).or_else(|| drawing_pixels(s)));
    view! {
        <div class="answer">
            <figure class="seen">
                <Picture label="What the network sees".to_owned() pixels=pixels/>
                <figcaption>"What the network sees"</figcaption>
            </figure>
            <Verdict/>
        </div>
    }
}

/// The picture that the network has seen of the drawing.
fn drawing_pixels(state: &State) -> Option<Pixels> {
    let answer = state.try_it.answer.as_ref()?;
    let [height, width] = answer.seen;
    let mut pixels = Pixels::clear(width, height);
    pixels.put(
        [0, 0],
        &answer.picture.to_vec(),
        [height, width, 1],
        Palette::Ink,
    );
    Some(pixels)
}

/// The most probable class.
#[component]
pub fn Verdict() -> impl IntoView {
    let store = Store::of_context();
    let text = store.memo(prediction);
    // A digit is set large; a name would not fit.
    let is_word = Memo::new(move |_| text.with(|text| text.chars().nth(2).is_some()));
    view! {
        <div class="verdict-digit">
            <output
                id="prediction"
                aria-live="off"
                class:none=dynamic(move || text.get() == NONE)
                class:word=is_word
            >
                {text}
            </output>
            <label for="prediction">"Prediction"</label>
        </div>
    }
}

/// A bar for each class.
#[component]
pub fn Probabilities() -> impl IntoView {
    let store = Store::of_context();
    let classes = store.memo(class_names);
    let items = move || {
        let classes = classes.get().into_iter().enumerate();
        let item = |(class, name): (usize, String)| {
            let key = format!("{class} {name}");
            Item::new(key, move || item(store, class, name).into_any())
        };
        classes.map(item).collect()
    };
    view! {
        // Without its marks a list is no list to Safari, unless it says so.
        <ol class="probabilities" role="list" aria-label="Class probabilities">
            {list(items)}
        </ol>
    }
}

fn item(store: Store, class: usize, name: String) -> impl IntoView {
    let part = store.memo(move |s| probability(s, class));
    let is_best = store.memo(move |s| most_probable(s) == Some(class));
    let text = dynamic(move || {
        part.get()
            .map_or_else(|| NONE.to_owned(), |p| percent(f64::from(p)))
    });
    view! {
        <li class:best=is_best style=dynamic(move || format!("--part: {:.4}", part.get().unwrap_or(0.0)))>
            <span class="class-name">{name}</span>
            <span class="hidden">": "</span>
            <i aria-hidden="true"></i>
            <span class="part">{text}</span>
        </li>
    }
}
