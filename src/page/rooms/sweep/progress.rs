//! How far the sweep is, and what can be done with it.

use std::sync::Arc;

use leptos::prelude::*;

use super::running::Phase;
use super::state::{Shown, State};
use super::store::SweepStore;
use super::update::Msg;
use super::written;
use crate::page::route::Room;
use crate::page::router::Router;
use crate::page::store::Store;
use crate::ui::dynamic::dynamic;
use crate::ui::format::{count, duration, loss};

fn now() -> f64 {
    js_sys::Date::now()
}

/// The head of the results.
pub fn progress(room: SweepStore) -> AnyView {
    let shown = room.memo(|s| s.shown.clone());
    let page = Store::of_context();
    let router = Router::of_context();
    let phase = room.memo(State::phase);
    let name = Memo::new(move |_| {
        shown.with(|shown| match shown.as_ref().map(|shown| &*shown.name) {
            Some("") | None => "Sweep".to_owned(),
            Some(name) => name.to_owned(),
        })
    });
    let value = move || {
        shown.with(|shown| {
            let (over, _, planned) = shown.as_ref()?.trials;
            let planned = planned.filter(|n| *n > 0)?;
            Some((over as f64 / planned as f64).min(1.0).to_string())
        })
    };
    let trials =
        Memo::new(move |_| shown.with(|shown| shown.as_deref().map(trials).unwrap_or_default()));
    let more =
        Memo::new(move |_| shown.with(|shown| shown.as_deref().map(times).unwrap_or_default()));
    let best = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(best)));
    let error =
        Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|s| s.error.clone())));
    let button = move |name: &'static str, msg: fn() -> Msg| {
        view! {
            <button class="small" on:click=move |_| room.dispatch(msg())>
                {name}
            </button>
        }
        .into_any()
    };
    let controls = move || {
        let buttons: Vec<AnyView> = match phase.get() {
            Some(Phase::Running) => vec![
                button("Pause sweep", || Msg::Pause(now())),
                button("Stop sweep", || Msg::Stop(now())),
            ],
            Some(Phase::Paused) => vec![
                button("Resume sweep", || Msg::GoOn(now())),
                button("Stop sweep", || Msg::Stop(now())),
            ],
            Some(Phase::Stopped) => vec![
                button("Resume sweep", || Msg::GoOn(now())),
                button("Discard sweep", || Msg::Discard),
            ],
            Some(Phase::Over) => vec![button("Discard sweep", || Msg::Discard)],
            None => Vec::new(),
        };
        buttons.into_any()
    };
    let open = move |_| {
        let experiment = room.peek(|s| Some(s.running.as_ref()?.course().experiment().clone()));
        if let Some(experiment) = experiment {
            written::open(page, router, experiment, Room::Runs);
        }
    };
    view! {
        <section class="region sweep-progress" aria-label="Progress of the sweep">
            <div class="card-head">
                <h3>{name}</h3>
                <span class="chart-files">
                    <button class="small quiet" on:click=move |_| room.dispatch(Msg::SaveJournal)>
                        "Save journal"
                    </button>
                    <button class="small quiet" on:click=open>
                        "Open its experiment"
                    </button>
                </span>
            </div>
            <progress aria-label="Trials over" max="1" value=dynamic(value)></progress>
            <p role="status">{trials}</p>
            <p class="muted">{more}</p>
            <p>{best}</p>
            {dynamic(move || error.get().map(|error| view! {
                <p class="fault" role="alert">{error}</p>
            }).into_any())}
            <div class="row wrapping">{dynamic(controls)}</div>
        </section>
    }
    .into_any()
}

/// How many trials are over.
fn trials(shown: &Shown) -> String {
    let (over, failed, planned) = shown.trials;
    let of = planned.map_or_else(String::new, |n| format!(" of {}", count(n)));
    let failed = match failed {
        0 => String::new(),
        n => format!(", {n} failed"),
    };
    let state = match shown.phase {
        Phase::Running => "",
        Phase::Paused => " Paused.",
        Phase::Stopped => " Stopped: what had not finished begins again.",
        Phase::Over => " The sweep is over.",
    };
    format!("{}{of} trials over{failed}.{state}", count(over))
}

fn times(shown: &Shown) -> String {
    let mut parts = Vec::new();
    let (workers, busy) = shown.workers;
    if workers > 0 {
        let plural = if workers == 1 { "" } else { "s" };
        parts.push(format!("{workers} worker{plural}, {busy} at work"));
    }
    parts.push(format!("{} so far", duration(shown.minutes * 60.0)));
    if let Some(left) = shown.seconds_left {
        parts.push(format!("about {} left", duration(left)));
    }
    parts.join(" · ")
}

fn best(shown: &Arc<Shown>) -> Option<String> {
    let best = shown.rows.iter().find(|row| row.is_best)?;
    let score = best.score?;
    Some(format!(
        "Best: trial {} with {} {}.",
        best.trial,
        shown.monitor,
        loss(score)
    ))
}
