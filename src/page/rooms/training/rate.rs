//! The learning rate: what it is, another one in mid-run, and the search for a good one.

use leptos::html;
use leptos::prelude::*;
use web_sys::SubmitEvent;

use super::rate_curve;
use crate::experiment::decimal;
use crate::page::happened::{in_words, short};
use crate::page::run::Run;
use crate::page::state::{RateSearch, State};
use crate::page::store::Store;
use crate::page::update::{Msg, RunMsg};
use crate::protocol::WireError;
use crate::run::FoundRate;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::sentence;

/// The part.
#[component]
pub fn LearningRate() -> impl IntoView {
    let store = Store::of_context();
    let now = store.memo(|s| {
        let run = s.run.current.as_ref();
        let of_experiment = s.model.experiment.optimizer.learning_rate();
        short(
            run.and_then(|run| run.learning_rate)
                .unwrap_or(of_experiment),
        )
    });
    let happened = store.memo(|s| {
        let notices = s.run.current.as_ref().map(|run| &run.notices[..]);
        let words = notices.unwrap_or_default().iter().map(in_words);
        words.collect::<Vec<_>>()
    });
    let happened = move || {
        let sentences = happened.get().into_iter().rev();
        let items = sentences.map(|text| view! { <li>{text}</li> });
        view! { <ul class="happened">{items.collect_view()}</ul> }.into_any()
    };
    view! {
        <p>
            "Now " <strong>{now}</strong>
            ". A schedule of the experiment goes on from what you set, in proportion."
        </p>
        <SetRate/>
        <Search/>
        {dynamic(happened)}
    }
}

/// A field for another learning rate.
#[component]
fn SetRate() -> impl IntoView {
    let store = Store::of_context();
    let input = NodeRef::<html::Input>::new();
    let fault = RwSignal::new(false);
    let can_set = store.memo(|s| {
        s.run
            .current
            .as_ref()
            .is_some_and(|run: &Run| !run.is_over())
    });
    let can_finish = store.memo(State::can_step);
    let set = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else {
            return;
        };
        let rate = decimal::parse(&input.value().trim().replace(',', "."));
        let rate = rate.filter(|rate| rate.is_finite() && *rate > 0.0);
        fault.set(rate.is_none());
        if let Some(rate) = rate {
            input.set_value("");
            store.dispatch(Msg::Run(RunMsg::SetLearningRate(rate)));
        }
    };
    view! {
        <form class="row" on:submit=set>
            <label for="learning-rate-now">"New learning rate"</label>
            <input
                id="learning-rate-now"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                node_ref=input
                aria-invalid=dynamic(move || fault.get().then_some("true"))
                aria-describedby="learning-rate-fault"
            />
            <button class="small" disabled=dynamic(move || !can_set.get())>
                "Set"
            </button>
            <button
                class="small"
                type="button"
                aria-disabled=dynamic(move || (!can_finish.get()).to_string())
                on:click=move |_| store.dispatch(Msg::Run(RunMsg::FinishEpoch))
            >
                "Train to the end of the epoch"
            </button>
        </form>
        <p class="field-fault" id="learning-rate-fault">
            {dynamic(move || fault.get().then_some("It is no number above 0. Write it like 0.001."))}
        </p>
    }
}

/// The search for a good learning rate.
#[component]
fn Search() -> impl IntoView {
    let store = Store::of_context();
    let can_search = store.memo(State::can_find_rate);
    let search = store.memo(|s| s.run.search.clone());
    let is_searching = Memo::new(move |_| search.get() == Some(RateSearch::UnderWay));
    let found = move || match search.get()? {
        RateSearch::UnderWay => None,
        RateSearch::Over(found) => Some(result(store, found)),
    };
    view! {
        <div class="row">
            <button
                class="small"
                aria-disabled=dynamic(move || (!can_search.get()).to_string())
                on:click=move |_| store.dispatch(Msg::Run(RunMsg::FindRate))
            >
                "Find a learning rate"
            </button>
            <span class="muted">
                {dynamic(move || {
                    if is_searching.get() {
                        "Trying 100 learning rates on a copy of the network…"
                    } else {
                        "Tries 100 learning rates on a copy of the network, while the run waits."
                    }
                })}
            </span>
        </div>
        {show_when(is_searching, || view! { <progress aria-label="Search for a learning rate"></progress> }.into_any())}
        {dynamic(found)}
    }
}

fn result(store: Store, found: Result<FoundRate, WireError>) -> AnyView {
    let found = match found {
        Ok(found) => found,
        Err(error) => {
            return view! {
                <div class="fault" role="alert">
                    <p>{sentence(&error.message)} " " {error.hint}</p>
                </div>
            }
            .into_any();
        }
    };
    let suggestion = match found.suggested {
        Some(rate) => view! {
            <div class="row">
                <span>"Suggested: " <strong>{short(rate)}</strong></span>
                <button
                    class="small"
                    on:click=move |_| store.dispatch(Msg::Run(RunMsg::UseFoundRate))
                >
                    "Use it"
                </button>
            </div>
        }
        .into_any(),
        None => view! {
            <p>"The loss fell at none of them. Look at the data and the network first."</p>
        }
        .into_any(),
    };
    view! {
        {suggestion}
        {rate_curve::figure(&found)}
    }
    .into_any()
}
