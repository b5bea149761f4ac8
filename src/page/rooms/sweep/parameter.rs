//! What is varied: a parameter with its fields, values and conditions.

use leptos::prelude::*;

use super::choices::{select, text};
use super::conditions::conditions;
use super::draft_parameter::DraftParameter;
use super::edit::Edit;
use super::field_names::{full_name, named_fields};
use super::state::State;
use super::store::SweepStore;
use super::update::Msg;
use crate::experiment::FieldKind;
use crate::experiment::sweep::Scale;
use crate::ui::dynamic::{dynamic, show_when};

/// A box of all fields of the experiment, of which one is picked at a time.
pub fn field_picker(
    label: &'static str,
    id: String,
    pick: impl Fn(String) + Send + 'static,
) -> AnyView {
    let room = SweepStore::of_context();
    let fields = room.memo(|s| {
        let fields = named_fields(&s.page.experiment);
        let named = |f: super::field_names::NamedField| (f.group, f.path, f.label);
        fields.into_iter().map(named).collect::<Vec<_>>()
    });
    let groups = move || {
        let fields = fields.get();
        let groups = fields.chunk_by(|a, b| a.0 == b.0).map(|group| {
            let options = group.iter().map(|(_, path, label)| {
                view! { <option value=path.clone()>{*label}</option> }
            });
            view! { <optgroup label=group[0].0.clone()>{options.collect_view()}</optgroup> }
        });
        groups.collect_view().into_any()
    };
    let chosen = move |event: web_sys::Event| {
        let path = event_target_value(&event);
        event_target::<web_sys::HtmlSelectElement>(&event).set_selected_index(0);
        if !path.is_empty() {
            pick(path);
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id on:change=chosen>
                <option value="">"Choose a field…"</option>
                {dynamic(groups)}
            </select>
        </div>
    }
    .into_any()
}

/// A view of a parameter.
fn of(
    room: SweepStore,
    i: usize,
    view: impl Fn(&DraftParameter) -> String + Send + Sync + 'static,
) -> Memo<String> {
    room.memo(move |s| s.draft.parameters.get(i).map(&view).unwrap_or_default())
}

/// The names that its one field has to choose from, if it is such a field.
fn names_of(s: &State, i: usize) -> Option<&'static [&'static str]> {
    let parameter = s.draft.parameters.get(i)?;
    let field = s.page.experiment.field(parameter.fields.first()?).ok()?;
    match field.kind {
        // Of several fields, a list is a value for each.
        FieldKind::Choice(names) if !parameter.choices.contains('[') => Some(names),
        _ => None,
    }
}

/// A parameter.
pub fn parameter(room: SweepStore, i: usize) -> AnyView {
    let edit = move |change| room.dispatch(Msg::Edit(change));
    let title = room.memo(move |s| {
        let parameter = s.draft.parameters.get(i)?;
        Some(match &parameter.fields[..] {
            [] => parameter.name.clone(),
            [field] => full_name(&s.page.experiment, field),
            [field, more @ ..] => {
                let first = full_name(&s.page.experiment, field);
                format!("{first}, and {} more", more.len())
            }
        })
    });
    let title = Memo::new(move |_| title.get().unwrap_or_default());
    let is_range = room.memo(move |s| s.draft.parameters.get(i).is_some_and(|p| p.is_range));
    let is_choice = Memo::new(move |_| !is_range.get());
    let kind = Memo::new(move |_| if is_range.get() { "range" } else { "choices" }.to_owned());
    let kinds = [("choices", "Choices"), ("range", "Range")];
    let kinds = kinds.map(|(value, name)| (value.to_owned(), name.to_owned()));
    let fault = room.memo(move |s| match &s.checked {
        Some(Err(fault)) if fault.parameter == Some(i) => Some(fault.message.clone()),
        _ => None,
    });
    let id = move |what: &str| format!("sweep-{i}-{what}");
    view! {
        <fieldset class="sweep-parameter">
            <legend>{title}</legend>
            <div class="settings">
                {text("Name".to_owned(), id("name"), "that of its field", of(room, i, |p| p.name.clone()), move |text| {
                    edit(Edit::Name(i, text));
                })}
                {select("Values".to_owned(), id("kind"), kinds.into(), kind, move |kind| {
                    edit(Edit::UseRange(i, kind == "range"));
                })}
            </div>
            {show_when(is_choice, move || choices(room, i))}
            {show_when(is_range, move || range(room, i))}
            {dynamic(move || fields(room, i))}
            {dynamic(move || conditions(room, i))}
            <p class="field-fault" role="alert">{fault}</p>
            <div class="row wrapping">
                {(i > 0).then(|| view! {
                    <button class="small quiet" on:click=move |_| edit(Edit::When(i))>
                        "Only where another has certain values"
                    </button>
                })}
                <button
                    class="small quiet"
                    aria-label=dynamic(move || format!("Remove {}", title.get()))
                    on:click=move |_| edit(Edit::Remove(i))
                >
                    "Remove"
                </button>
            </div>
        </fieldset>
    }
    .into_any()
}

fn choices(room: SweepStore, i: usize) -> AnyView {
    let names = room.memo(move |s| names_of(s, i).unwrap_or_default().to_vec());
    let now = of(room, i, |p| p.choices.clone());
    dynamic(move || {
        let names = names.get();
        if names.is_empty() {
            return text("Choices, with commas".to_owned(), format!("sweep-{i}-choices"), "0.1, 0.01", now, move |text| {
                room.dispatch(Msg::Edit(Edit::Choices(i, text)));
            });
        }
        let boxes = names.into_iter().map(|name| {
            let has = move || now.with(|text| text.split(',').any(|part| part.trim() == name));
            view! {
                <label class="switch">
                    <input
                        type="checkbox"
                        prop:checked=dynamic(has)
                        on:change=move |event| {
                            let has = event_target_checked(&event);
                            room.dispatch(Msg::Edit(Edit::Choose(i, name, has)));
                        }
                    />
                    {name}
                </label>
            }
        });
        view! {
            <div class="sweep-choices" role="group" aria-label="Choices">{boxes.collect_view()}</div>
        }
        .into_any()
    })
    .into_any()
}

fn range(room: SweepStore, i: usize) -> AnyView {
    let ends = [("From", "0"), ("To", "1"), ("Step", "none: every number")];
    let ends = ends
        .into_iter()
        .enumerate()
        .map(|(which, (label, placeholder))| {
            let value = of(room, i, move |p| p.range[which].clone());
            text(
                label.to_owned(),
                format!("sweep-{i}-range-{which}"),
                placeholder,
                value,
                move |text| {
                    room.dispatch(Msg::Edit(Edit::Range(i, which, text)));
                },
            )
        });
    let scales = [
        ("linear", "Linear"),
        ("log", "Logarithmic (a step is a ratio)"),
    ];
    let scales = scales.map(|(value, name)| (value.to_owned(), name.to_owned()));
    let scale = of(room, i, |p| match p.scale {
        Scale::Linear => "linear".to_owned(),
        Scale::Log => "log".to_owned(),
    });
    view! {
        <div class="settings">
            {ends.collect_view()}
            {select("Scale".to_owned(), format!("sweep-{i}-scale"), scales.into(), scale, move |scale| {
                let scale = if scale == "log" { Scale::Log } else { Scale::Linear };
                room.dispatch(Msg::Edit(Edit::Scale(i, scale)));
            })}
        </div>
    }
    .into_any()
}

/// The fields that get the value, and a box for more of them.
fn fields(room: SweepStore, i: usize) -> AnyView {
    let fields = room.memo(move |s| {
        let fields = s
            .draft
            .parameters
            .get(i)
            .map(|p| p.fields.clone())
            .unwrap_or_default();
        let named = |path: String| (full_name(&s.page.experiment, &path), path);
        fields.into_iter().map(named).collect::<Vec<_>>()
    });
    let fields = fields.get();
    let several = fields.len() > 1;
    let items = fields.into_iter().enumerate().map(|(j, (name, path))| {
        let remove = several.then(|| {
            view! {
                <button
                    class="small quiet"
                    aria-label=format!("Leave out {name}")
                    on:click=move |_| room.dispatch(Msg::Edit(Edit::RemoveField(i, j)))
                >
                    "×"
                </button>
            }
        });
        view! { <li title=path>{name.clone()} {remove}</li> }
    });
    let more = field_picker(
        "The same value for another field",
        format!("sweep-{i}-more"),
        move |path| {
            room.dispatch(Msg::Edit(Edit::AddField(i, path)));
        },
    );
    view! {
        {several.then(|| view! { <ul class="sweep-fields" aria-label="Fields">{items.collect_view()}</ul> })}
        <details class="sweep-more">
            <summary>"More fields"</summary>
            {more}
        </details>
    }
    .into_any()
}
