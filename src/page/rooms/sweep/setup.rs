//! The sweep as it is set up: what is varied, how values are chosen, when it ends, and the button that runs it.

use leptos::prelude::*;

use super::choices::{select, text};
use super::edit::Edit;
use super::launch::launch;
use super::parameter::{field_picker, parameter};
use super::store::SweepStore;
use super::update::Msg;
use crate::experiment::Fields;
use crate::experiment::callbacks::Monitor;
use crate::experiment::sweep::Search;
use crate::ui::dynamic::dynamic;

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
                {launch(room)}
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
