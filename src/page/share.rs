//! Copies a link to the experiment. What writes an experiment as JSON is fetched when somebody
//! shares one.

use js_sys::Reflect;
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::copy::copy;
use super::history;
use super::route::{Room, Route};
use super::update::{ModelMsg, Msg};
use crate::experiment::{Experiment, link};
use crate::ui::room::{self, room};

room!(fetch_link in link: fn(&Experiment) -> String = link::to_fragment);

/// Starts to fetch what [`share`] needs.
pub fn prefetch() {
    room::prefetch(fetch_link);
}

/// Copies a link to an experiment to the clipboard, and reports whether that worked.
pub fn share(dispatch: impl Fn(Msg) + 'static, experiment: Box<Experiment>) {
    spawn_local(async move {
        let copied = copy_link(&experiment).await;
        dispatch(Msg::Model(ModelMsg::Shared(copied)));
    });
}

async fn copy_link(experiment: &Experiment) -> Result<(), String> {
    let to_fragment = fetch_link().await.map_err(|error| error.to_string())?;
    let copied = copy_address(&to_fragment(experiment)).await;
    copied.map_err(|error| {
        let text = Reflect::get(&error, &"message".into()).ok();
        text.and_then(|text| text.as_string())
            .unwrap_or_else(|| "the browser refused".to_owned())
    })
}

async fn copy_address(fragment: &str) -> Result<(), JsValue> {
    let location = window().location();
    let link = format!("{}{}{fragment}", location.origin()?, location.pathname()?);
    // Only `Live` has the experiment in its address; the other rooms keep theirs.
    let is_live = Route::of(&location.hash()?).room() == Room::Live;
    if is_live {
        history::replace(&link)?;
    }
    let copied = copy(&link).await;
    if copied.is_err() && !is_live {
        history::replace(&link)?;
    }
    copied
}
