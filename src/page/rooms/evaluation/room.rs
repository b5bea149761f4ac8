//! The room: what is evaluated, how far that is, and a tab for each panel.

use leptos::prelude::*;

use super::panel::OpenPanel;
use super::parts::fetch_of;
use super::state::{PageFacts, State};
use super::store::RoomStore;
use super::update::Msg;
use crate::data::Role;
use crate::page::run::Status;
use crate::page::state::State as PageState;
use crate::page::store::Store;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::{count, sentence};
use crate::ui::room::Room as Part;
use crate::ui::tabs::{tab_id, tabs};

/// Id of the tabs.
const TABS: &str = "evaluation";
/// The panels, in their order.
const PANELS: [&str; 8] = [
    "Overview",
    "Curves",
    "Mistakes",
    "One sample",
    "Corrections",
    "New data",
    "Learning curve",
    "Feature importance",
];
/// The room.
#[must_use]
pub fn show() -> AnyView {
    let room = RoomStore::enter();
    provide_context(room);
    follow_page(room);
    let open = RwSignal::new(room.peek(|s| s.panel));
    Effect::new(move |_| room.dispatch(Msg::Open(open.get())));
    provide_context(OpenPanel(open));
    let panel = move || view! { <Part fetch=fetch_of(open.get())/> }.into_any();
    view! {
        {head(room)}
        {tabs(TABS, "Panels of the evaluation", &PANELS, open)}
        <div
            class="evaluation-panel"
            role="tabpanel"
            id=format!("{TABS}-panel")
            aria-labelledby=move || tab_id(TABS, open.get())
            tabindex="0"
        >
            {dynamic(panel)}
        </div>
    }
    .into_any()
}

/// Tells the room what there is to evaluate, now and later.
fn follow_page(room: RoomStore) {
    let now = Store::of_context().memo(facts);
    Effect::new(move |_| room.dispatch(Msg::PageChanged(Box::new(now.get()))));
}

fn facts(s: &PageState) -> PageFacts {
    let run = s.run.current.as_ref();
    let loaded = s.data.loaded.as_ref();
    let evaluated = run.and_then(|run| {
        let is_over = run.is_over() && run.evaluation.is_some();
        (!run.epochs.is_empty() || is_over).then_some((run.epochs.len(), is_over))
    });
    let experiment = run.map_or(&s.model.experiment, |run| &run.experiment);
    let fact = |name: &str, value: String| [name.to_owned(), value];
    let mut facts = vec![
        fact("Data", experiment.data.source.name().to_owned()),
        fact("Model", PageState::model_name(&experiment.model).to_owned()),
        fact("Seed", experiment.seed.to_string()),
    ];
    if !experiment.name.is_empty() {
        facts.insert(0, fact("Experiment", experiment.name.clone()));
    }
    if let Some(run) = run {
        facts.push(fact("Epochs", run.epochs.len().to_string()));
    }
    PageFacts {
        load: loaded
            .filter(|_| s.data.in_loader)
            .map(|loaded| loaded.number),
        run: s.run_with_network().map(|run| run.id),
        key: run.map(|run| run.key),
        evaluated,
        is_running: run.is_some_and(|run| matches!(run.status, Status::Running | Status::Stopping)),
        is_trained: run.is_some_and(|run| run.step > 0),
        classes: loaded.map_or_else(Vec::new, |loaded| loaded.summary.classes.clone()),
        shape: s.picture_shape(),
        is_classifier: experiment.model.classifier.is_some(),
        counts: loaded.map_or_else(Default::default, |loaded| loaded.summary.counts.clone()),
        samples: loaded.map_or([0; 3], |loaded| {
            let sum = |counts: &Vec<u32>| counts.iter().map(|n| *n as usize).sum();
            [0, 1, 2].map(|part: usize| sum(&loaded.summary.counts[part]))
        }),
        outside: s.data.unlabelled_count(),
        facts,
    }
}

/// What is evaluated, and how far that is.
fn head(room: RoomStore) -> AnyView {
    let parts = [
        ("test", Role::Test),
        ("validation", Role::Validation),
        ("training", Role::Train),
    ];
    let part = room.memo(State::part);
    let sizes = room.memo(|s| s.page.samples);
    let choose = move |event| {
        let name = event_target_value(&event);
        if let Some((_, part)) = parts.into_iter().find(|(own, _)| *own == name) {
            room.dispatch(Msg::Choose(part));
        }
    };
    let options = parts.map(|(name, own)| {
        let text = move || {
            let n = sizes.get()[own as usize];
            format!("{name} samples ({})", count(n))
        };
        view! {
            <option value=name prop:selected=dynamic(move || part.get() == own)>
                {dynamic(text)}
            </option>
        }
    });
    let is_locked = room.memo(|s| !s.can_evaluate() || s.pass.is_under_way());
    let has_evaluation = room.memo(|s| s.shown.is_some());
    let is_under_way = room.memo(|s| s.pass.is_under_way());
    let follows = room.memo(|s| s.follows);
    view! {
        <div class="region evaluation-head">
            <label for="evaluated-part">"Evaluate"</label>
            <select id="evaluated-part" aria-label="Evaluated samples" on:change=choose>
                {options}
            </select>
            <button
                class="small"
                disabled=is_locked
                on:click=move |_| room.dispatch(Msg::Evaluate)
            >
                "Evaluate now"
            </button>
            <label class="switch">
                <input
                    type="checkbox"
                    prop:checked=follows
                    on:change=move |event| room.dispatch(Msg::Follow(event_target_checked(&event)))
                />
                "After every epoch"
            </label>
            {show_when(
                has_evaluation,
                move || {
                    view! {
                        <button class="small" on:click=move |_| room.dispatch(Msg::Report)>
                            "Save report"
                        </button>
                    }
                        .into_any()
                },
            )}
            {show_when(is_under_way, move || progress(room))}
            {dynamic(move || status(room))}
        </div>
    }
    .into_any()
}

fn progress(room: RoomStore) -> AnyView {
    let numbers = room.memo(|s| {
        let [done, total] = s.pass.progress();
        (done, total)
    });
    let value = move || {
        let (done, total) = numbers.get();
        (total > 0).then(|| (done as f64 / total as f64).to_string())
    };
    view! {
        <span class="evaluation-progress">
            <progress aria-label="Evaluation progress" max="1" value=dynamic(value)></progress>
            <button class="small" on:click=move |_| room.dispatch(Msg::Cancel)>
                "Cancel"
            </button>
        </span>
    }
    .into_any()
}

/// Of which network the evaluation is, or why there is none.
fn status(room: RoomStore) -> AnyView {
    let about = room.memo(|s| {
        if let Some(error) = &s.error {
            return (true, sentence(error));
        }
        let steps = s.shown.as_ref().and_then(|shown| shown.steps);
        let text = match steps {
            Some([from, to]) if from == to => {
                format!("The network after step {}.", count(from))
            }
            Some([from, to]) => format!(
                "The network went on from step {} to step {} meanwhile: for one of a single step, pause first.",
                count(from),
                count(to)
            ),
            None => String::new(),
        };
        (false, text)
    });
    let (is_error, text) = about.get();
    let role = if is_error { "alert" } else { "status" };
    view! {
        <p class="muted evaluation-status" class:fault=is_error role=role>
            {text}
        </p>
    }
    .into_any()
}
