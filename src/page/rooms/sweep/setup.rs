//! The sweep as it is set up: what is varied, how values are chosen, when it ends, and the button that runs it.

use leptos::prelude::*;

use super::choices::{select, text};
use super::edit::Edit;
use super::parameter::{field_picker, parameter};
use super::running::Phase;
use super::store::SweepStore;
use super::update::Msg;
use crate::experiment::Fields;
use crate::experiment::callbacks::Monitor;
use crate::experiment::sweep::Search;
use crate::ui::dynamic::dynamic;
use crate::ui::format::{bytes, count};

/// The readings that trials can be compared by.
const MONITORS: [(Monitor, &str); 4] = [
    (Monitor::ValAccuracy, "Validation accuracy"),
    (Monitor::ValLoss, "Validation loss"),
    (Monitor::Accuracy, "Training accuracy"),
    (Monitor::Loss, "Training loss"),
];

/// The set-up, a chunk of its own.
pub fn show() -> AnyView {
    let room = SweepStore::of_context();
    // What is typed changes no row: the list is made anew only when its structure is another.
    let structure = room.memo(|s| {
        let parameters = s.draft.parameters.iter();
        parameters.map(|p| p.fields.len()).collect::<Vec<_>>()
    });
    let list = move || {
        let rows = (0..structure.get().len()).map(|i| parameter(room, i));
        rows.collect_view().into_any()
    };
    let add = field_picker("Vary another field", "sweep-add".to_owned(), move |path| {
        room.dispatch(Msg::Edit(Edit::Add(path)));
    });
    view! {
        <div class="sweep-setup">
            <section class="region" aria-label="What is varied">
                <h3>"What is varied"</h3>
                {dynamic(list)}
                <div class="settings">{add}</div>
                <button
                    class="small quiet"
                    title="A number of blocks, for example: layers and other parameters hang on it by conditions."
                    on:click=move |_| room.dispatch(Msg::Edit(Edit::AddCondition))
                >
                    "Add a parameter for conditions alone"
                </button>
                {optional(room)}
            </section>
            <section class="region" aria-label="How it is searched">
                <h3>"How it is searched"</h3>
                {search(room)}
                {run(room)}
            </section>
        </div>
    }
    .into_any()
}

/// Layers that only some trials have.
fn optional(room: SweepStore) -> AnyView {
    let structure = room.memo(|s| {
        let all = s.draft.optional_layers.iter();
        all.map(|layers| layers.when.len()).collect::<Vec<_>>()
    });
    let names = room.memo(|s| {
        let all = s.draft.parameters.iter();
        all.map(|p| p.shown_name().to_owned()).collect::<Vec<_>>()
    });
    let rows = move || {
        let rows = structure.get().into_iter().enumerate();
        let rows = rows.map(|(i, conditions)| {
            let layers = room.memo(move |s| {
                let layers = s.draft.optional_layers.get(i);
                layers.map(|layers| layers.layers.clone()).unwrap_or_default()
            });
            let conditions = (0..conditions).map(|j| condition(room, names, i, j));
            view! {
                <div class="settings sweep-condition">
                    {text("Layers".to_owned(), format!("sweep-layers-{i}"), "5, 6, 7", layers, move |text| {
                        room.dispatch(Msg::Edit(Edit::Layers(i, text)));
                    })}
                    {conditions.collect_view()}
                    <button
                        class="small quiet"
                        aria-label="All trials have these layers"
                        on:click=move |_| room.dispatch(Msg::Edit(Edit::RemoveLayers(i)))
                    >
                        "×"
                    </button>
                </div>
            }
        });
        rows.collect_view().into_any()
    };
    view! {
        {dynamic(rows)}
        <button
            class="small quiet"
            title="Their numbers, as the room Model counts them. Trials without the values leave them out."
            on:click=move |_| room.dispatch(Msg::Edit(Edit::AddLayers))
        >
            "Layers that only some trials have"
        </button>
    }
    .into_any()
}

/// A condition of layers: a parameter and the values of which it must have one.
fn condition(room: SweepStore, names: Memo<Vec<String>>, i: usize, j: usize) -> AnyView {
    let of = move |which: fn(&(String, String)) -> &String| {
        room.memo(move |s| {
            let layers = s.draft.optional_layers.get(i);
            let condition = layers.and_then(|layers| layers.when.get(j));
            condition
                .map(|condition| which(condition).clone())
                .unwrap_or_default()
        })
    };
    let (name, values) = (of(|condition| &condition.0), of(|condition| &condition.1));
    let set = move |name, values| room.dispatch(Msg::Edit(Edit::LayersWhen(i, j, name, values)));
    let boxes = move || {
        let options = names
            .get()
            .into_iter()
            .map(|name| (name.clone(), name))
            .collect();
        select(
            "only where".to_owned(),
            format!("sweep-layers-{i}-when-{j}"),
            options,
            name,
            move |name| {
                set(name, values.get_untracked());
            },
        )
    };
    view! {
        {dynamic(boxes)}
        {text("is one of".to_owned(), format!("sweep-layers-{i}-is-{j}"), "2, 3", values, move |values| {
            set(name.get_untracked(), values);
        })}
    }
    .into_any()
}

fn search(room: SweepStore) -> AnyView {
    let searches = Search::KINDS.iter();
    let searches = searches
        .map(|kind| (kind.name.to_owned(), kind.name.to_owned()))
        .collect();
    let name = room.memo(|s| s.draft.search.name().to_owned());
    let about = move || {
        let name = name.get();
        let kind = Search::KINDS.iter().find(|kind| kind.name == name);
        kind.map_or("", |kind| kind.help.trim())
    };
    let monitors = MONITORS.map(|(monitor, label)| (monitor.name().to_owned(), label.to_owned()));
    let monitor = room.memo(|s| s.draft.monitor.name().to_owned());
    let own = move || {
        let name = name.get();
        let kind = Search::KINDS.iter().find(|kind| kind.name == name);
        let fields = kind.map(|kind| (kind.fields)()).unwrap_or_default();
        let rows = fields.into_iter().map(|field| {
            let of = field.name;
            let value = room.memo(move |s| {
                let value = Fields::get(&s.draft.search, of);
                value.map(|value| value.to_string()).unwrap_or_default()
            });
            text(
                field.label.to_owned(),
                format!("sweep-search-{of}"),
                "",
                value,
                move |text| {
                    room.dispatch(Msg::Edit(Edit::SearchField(of.to_owned(), text)));
                },
            )
        });
        rows.collect_view().into_any()
    };
    let limits = [
        ("Trials at most", "no limit"),
        ("Epochs at most", "no limit"),
        ("Minutes at most", "no limit"),
    ];
    let limits = limits
        .into_iter()
        .enumerate()
        .map(|(which, (label, placeholder))| {
            let value = room.memo(move |s| s.draft.budget[which].clone());
            text(
                label.to_owned(),
                format!("sweep-budget-{which}"),
                placeholder,
                value,
                move |text| {
                    room.dispatch(Msg::Edit(Edit::Budget(which, text)));
                },
            )
        });
    let executions = room.memo(|s| s.draft.executions.clone());
    view! {
        <div class="settings">
            {select("Search".to_owned(), "sweep-search".to_owned(), searches, name, move |name| {
                room.dispatch(Msg::Edit(Edit::Search(name)));
            })}
            {dynamic(own)}
            {select("Compared by".to_owned(), "sweep-monitor".to_owned(), monitors.into(), monitor, move |name| {
                if let Some((monitor, _)) = MONITORS.into_iter().find(|(m, _)| m.name() == name) {
                    room.dispatch(Msg::Edit(Edit::Monitor(monitor)));
                }
            })}
            {text("Runs of each trial".to_owned(), "sweep-executions".to_owned(), "1", executions, move |text| {
                room.dispatch(Msg::Edit(Edit::Executions(text)));
            })}
            {limits.collect_view()}
        </div>
        <p class="muted">{dynamic(about)}</p>
    }
    .into_any()
}

/// How many trials there will be, on how many workers, and the button.
fn run(room: SweepStore) -> AnyView {
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
