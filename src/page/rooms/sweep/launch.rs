//! The button that runs the sweep that is set up: with how many workers, how much memory, and what is wrong.

use leptos::prelude::*;

use super::choices::select;
use super::running::Phase;
use super::store::SweepStore;
use super::update::Msg;
use crate::ui::dynamic::dynamic;
use crate::ui::format::{bytes, count};

/// How many trials there will be, on how many workers, and the button.
pub fn launch(room: SweepStore) -> AnyView {
    let jobs = room.memo(|s| s.wanted_jobs().to_string());
    let cores = room.memo(|s| s.page.cores);
    let boxes = move || {
        let most = cores
            .get()
            .max(room.peek(super::state::State::wanted_jobs))
            .clamp(1, 64);
        let options = (1..=most).map(|n| (n.to_string(), n.to_string())).collect();
        select(
            "Workers".to_owned(),
            "sweep-jobs".to_owned(),
            options,
            jobs,
            move |text| {
                if let Ok(jobs) = text.parse() {
                    room.dispatch(Msg::Jobs(jobs));
                }
            },
        )
    };
    let memory = room.memo(|s| {
        let jobs = s.wanted_jobs();
        s.page.data_bytes.map(|n| {
            // A copy for the page to hand on, too.
            let all = bytes((n * (jobs + 1)) as u64);
            format!("Each worker computes on one core and holds the samples: {all} for {jobs}.")
        })
    });
    let plan = room.memo(|s| match &s.checked {
        Some(Ok(checked)) => match checked.trials {
            Some(1) => "One trial.".to_owned(),
            Some(n) => format!("{} trials.", count(n)),
            None => "As many trials as the budget allows.".to_owned(),
        },
        _ => String::new(),
    });
    let fault = room.memo(|s| match &s.checked {
        Some(Err(fault)) if fault.parameter.is_none() => Some(fault.message.clone()),
        Some(Err(_)) => Some("Mend what is varied first.".to_owned()),
        _ => None,
    });
    let is_locked = room.memo(|s| s.is_under_way() || !matches!(s.checked, Some(Ok(_))));
    let about = room.memo(|s| match s.phase() {
        Some(Phase::Over) => {
            "A new sweep takes the place of the results above; save their journal to keep them."
        }
        _ if s.is_under_way() => "The sweep above comes first: resume or discard it.",
        _ => "",
    });
    view! {
        <div class="settings">{dynamic(boxes)}</div>
        <p class="muted">{memory}</p>
        <p class="field-fault" role="alert">{fault}</p>
        <div class="row wrapping">
            <button
                class="primary"
                disabled=is_locked
                on:click=move |_| room.dispatch(Msg::Start(js_sys::Date::now()))
            >
                "Run sweep"
            </button>
            <span class="muted">{plan}</span>
        </div>
        <p class="muted">{about}</p>
    }
    .into_any()
}
