//! The control of one field of the experiment, whatever its kind, with its help and what is wrong with
//! it. What is typed is shown in the table at once, and becomes the experiment when the field is left.

use leptos::prelude::*;

use super::editor::Editor;
use crate::experiment::{Field, FieldKind, FieldValue};
use crate::ui::dynamic::dynamic;
use crate::ui::format::sentence;

/// The control of the field at a path of the experiment.
pub fn control(path: String, field: Field) -> AnyView {
    let editor = Editor::of_context();
    let id: String = path.replace(['.', '[', ']'], "-");
    let fault = RwSignal::new(None::<String>);
    let at = StoredValue::new(path.clone());
    let value = editor.memo(move |e| e.value(&path).unwrap_or(FieldValue::Absent).to_string());
    let set = move |text: String| {
        let set = at.with_value(|path| editor.set_text(path, &text));
        // The field stands above the message: only what is wrong is said.
        fault.set(
            set.err()
                .map(|e| format!("It {} {}", sentence(&e.message), e.hint)),
        );
    };
    let is_locked = editor.is_locked;
    let control = match field.kind {
        FieldKind::Switch => {
            return view! {
                <label class="switch" title=field.help>
                    <input
                        type="checkbox"
                        disabled=is_locked
                        prop:checked=dynamic(move || value.get() == "true")
                        on:change=move |event| set(event_target_checked(&event).to_string())
                    />
                    {field.label}
                </label>
            }
            .into_any();
        }
        FieldKind::Choice(names) => view! {
            <select
                id=id.clone()
                title=field.help
                disabled=is_locked
                on:change=move |event| set(event_target_value(&event))
            >
                {names
                    .iter()
                    .map(|name| {
                        view! {
                            <option prop:selected=dynamic(move || value.get() == *name)>{*name}</option>
                        }
                    })
                    .collect_view()}
            </select>
        }
        .into_any(),
        FieldKind::Whole
        | FieldKind::Real
        | FieldKind::Sides
        | FieldKind::Interval
        | FieldKind::List => {
            let fault_id = format!("{id}-fault");
            let type_in = move |event| {
                let text = event_target_value(&event);
                at.with_value(|path| editor.preview(path, &text));
                // A fault goes away as it is mended.
                if fault.with_untracked(Option::is_some)
                    && at.with_value(|path| editor.accepts(path, &text))
                {
                    fault.set(None);
                }
            };
            view! {
                <input
                    id=id.clone()
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    spellcheck="false"
                    title=field.help
                    placeholder=if field.is_optional { "none" } else { "" }
                    disabled=is_locked
                    prop:value=value
                    aria-invalid=dynamic(move || fault.with(Option::is_some).then_some("true"))
                    aria-describedby=fault_id
                    on:input=type_in
                    on:change=move |event| set(event_target_value(&event))
                />
            }
            .into_any()
        }
    };
    let unit = (!field.unit.is_empty()).then(|| format!(" ({})", field.unit));
    view! {
        <div class="field">
            <label for=id.clone() title=field.help>
                {field.label}
                {unit}
            </label>
            {control}
            <p class="field-fault" id=format!("{id}-fault")>
                {fault}
            </p>
        </div>
    }
    .into_any()
}
