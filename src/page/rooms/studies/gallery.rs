//! The gallery: a card for each recipe, opened with one click; those of a study are together.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::MouseEvent;

use super::cards::{CARDS, Card};
use super::own::own_result;
use super::pictures::picture;
use crate::page::opening::experiment_of_recipe;
use crate::page::route::Room;
use crate::page::router::Router;
use crate::page::store::Store;
use crate::page::update::Msg;
use crate::ui::dynamic::dynamic;

/// The room.
#[must_use]
pub fn show() -> AnyView {
    view! {
        <p class="muted room-lead">
            "Each card opens an experiment in Live, ready to train, or a sweep in Runs. Change one thing and compare."
        </p>
        {CARDS.chunk_by(|a, b| a.study == b.study).map(study).collect::<Vec<_>>()}
    }
    .into_any()
}

/// The cards of a study.
fn study(cards: &'static [Card]) -> AnyView {
    let items = cards.iter().map(|card| view! { <li>{item(*card)}</li> });
    view! {
        <h3 class="study-name">{cards[0].study}</h3>
        <ul class="studies" role="list">
            {items.collect::<Vec<_>>()}
        </ul>
    }
    .into_any()
}

fn item(card: Card) -> impl IntoView {
    let store = Store::of_context();
    let router = Router::of_context();
    let title_id = format!("study-{}", card.recipe);
    // A link, so that it can be opened elsewhere, too; here the page need not be loaded anew.
    let room = if card.is_sweep() {
        Room::Runs
    } else {
        Room::Live
    };
    let address = format!("?recipe={}{}", card.recipe, room.address());
    let href = address.clone();
    let open = move |event: MouseEvent| {
        let is_plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if !is_plain {
            return;
        }
        event.prevent_default();
        let address = address.clone();
        spawn_local(async move {
            let found = experiment_of_recipe(card.recipe).await;
            store.dispatch(Msg::OpenExperiment(found));
            if store.peek(|s| s.model.pending.is_some()) {
                router.go(store, &address);
            }
        });
    };
    let file = card.file.map(|file| {
        view! { <p class="study-file">"Needs your own file: " {file}</p> }
    });
    let own = store.memo(move |s| own_result(&card, &s.runs.finished));
    let own = dynamic(move || {
        let own = own.get();
        let line = own.map(|text| view! { <p class="study-own">"Hearth: " {text}</p> });
        line.into_any()
    });
    view! {
        <article class="study" aria-labelledby=title_id.clone()>
            <div class="study-picture" aria-hidden="true" inner_html=picture(card.motif)></div>
            <h4 id=title_id.clone()>{card.title}</h4>
            <p class="muted">{card.data}</p>
            <p class="study-question">{card.question}</p>
            <p>{card.finding}</p>
            {file}
            {own}
            <a
                class="study-open"
                href=href
                aria-label=format!("Open {}: {}", card.study, card.title)
                on:click=open
            >
                "Open"
            </a>
        </article>
    }
}
