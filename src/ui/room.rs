//! Rooms: parts of the page's program that are fetched when they are first shown.
//!
//! `room!` names what is fetched, and [`Room`] shows it:
//!
//! ```ignore
//! room!(fetch_data in data: fn() -> AnyView = show_data);
//!
//! fn show_data() -> AnyView {
//!     view! { <p>"Only who opens this room fetches this."</p> }.into_any()
//! }
//!
//! view! { <Room fetch=fetch_data/> }
//! ```
//!
//! Everything that only `show_data` uses goes into the chunk `data`, a file of its own; what it
//! shares with other chunks, and the start does not use, into others that are fetched with it.
//! Contexts, signals and events are as everywhere else: it is one program with one memory.
//! Without the feature `split` nothing is fetched, and all of this works just the same.

#![allow(
    clippy::must_use_candidate,
    reason = "a component is used by naming it in a view"
)]

use std::pin::Pin;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use thiserror::Error;

use crate::ui::dynamic::dynamic;
use crate::ui::staged::in_own_task;

/// A chunk could not be fetched. The browser's console has the details; the next try starts anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this part of the page could not be fetched")]
pub struct NotFetched;

/// A chunk on its way, and in the end the function that was asked for.
pub type Fetching<F> = Pin<Box<dyn Future<Output = Result<F, NotFetched>>>>;

/// What a room shows.
pub type Show = fn() -> AnyView;

/// `room!(name in chunk: type = function)` defines `name() -> Fetching<type>`, which fetches the
/// chunk, at most once, and gives the function in it. Several functions may live in one chunk.
///
/// The function's type names no generics, and nothing outside the chunk may call it: who does
/// brings it into the program that starts.
macro_rules! room {
    ($name:ident in $chunk:ident: $type:ty = $function:path) => {
        #[doc = concat!("Fetches the chunk `", stringify!($chunk), "`.")]
        pub fn $name() -> $crate::ui::room::Fetching<$type> {
            #[cfg(feature = "split")]
            #[::wasm_split_helpers::wasm_split($chunk, fallible)]
            fn $name() -> Result<$type, ::wasm_split_helpers::SplitLoaderError> {
                Ok($function)
            }
            #[cfg(not(feature = "split"))]
            async fn $name() -> Result<$type, ::std::convert::Infallible> {
                Ok($function)
            }
            ::std::boxed::Box::pin(async {
                $name().await.map_err(|_| $crate::ui::room::NotFetched)
            })
        }
    };
}
pub(crate) use room;

/// Starts to fetch a chunk that is likely to be wanted next: when a pointer or the focus comes to
/// what opens it. If that fails, opening it tries again.
pub fn prefetch<F: 'static>(fetch: fn() -> Fetching<F>) {
    spawn_local(async move {
        // If it fails, opening the room shows that.
        let _ = fetch().await;
    });
}

/// The splitter lays the data of each part out anew, from an aligned address on, and where all of that takes more
/// space than the linker left it keeps everything in the program that starts. Nothing uses these bytes, so they are in
/// no part, and their space is there for that.
#[cfg(feature = "split")]
#[used]
static SPACE_FOR_ALIGNMENT: [u8; 16 << 10] = [1; 16 << 10];

/// What a room shows of its way here. A room that comes at once shows nothing of it: a text that
/// is gone before it is read only flickers.
const PATIENCE: Duration = Duration::from_millis(300);

#[derive(Clone, Copy)]
enum State {
    Asked,
    Slow,
    Failed,
    Here(Show),
}

/// Fetches a room and shows it; says that it takes a while, or that it cannot be fetched, and then
/// tries again when asked to.
#[component]
pub fn Room(
    /// What `room!` defined.
    fetch: fn() -> Fetching<Show>,
    /// What stands in its place until it is there.
    #[prop(optional)]
    waiting: Option<Show>,
) -> impl IntoView {
    let state = RwSignal::new(State::Asked);
    let open = move || {
        state.set(State::Asked);
        set_timeout(
            move || {
                if let Some(State::Asked) = state.try_get_untracked() {
                    state.set(State::Slow);
                }
            },
            PATIENCE,
        );
        spawn_local(async move {
            let now = match fetch().await {
                Ok(show) => State::Here(show),
                Err(NotFetched) => State::Failed,
            };
            // It is made after the task in which its chunk came.
            in_own_task(move || {
                // Nobody may be there any more to see it.
                state.try_set(now);
            });
        });
    };
    open();
    dynamic(move || {
        match state.get() {
        State::Asked => waiting.map(|frame| frame()).into_any(),
        State::Slow => view! {
            {waiting.map(|frame| frame())}
            <p class=if waiting.is_some() { "hidden" } else { "room-state muted" } role="status">
                "Opening…"
            </p>
        }
        .into_any(),
        State::Failed => view! {
            <div class="room-state fault" role="alert">
                <p>
                    <strong>"This part of the page could not be fetched."</strong>
                    " Check the connection, then try again. If that does not help, reload the page: there may be a newer one."
                </p>
                <button class="small" on:click=move |_| open()>
                    "Retry"
                </button>
            </div>
        }
        .into_any(),
        // What it reads as it is made is no reason to make it again.
        State::Here(show) => untrack(show),
    }
    })
}
