//! Runs as files: exported as one zip, and imported from files, by drop, or from an address.

use leptos::html::Input;
use leptos::prelude::*;
use web_sys::{DragEvent, FileList, SubmitEvent};

use crate::page::files;
use crate::page::kept_runs::RunsStore;
use crate::page::kept_runs::lend;
use crate::page::kept_runs::msg::Msg;
use crate::page::kept_runs::state::Transfer;
use crate::protocol::{FileLocation, RunsFile};
use crate::ui::dynamic::{dynamic, show_when};

/// How the names of files with runs end.
const ENDINGS: [&str; 3] = [".zip", ".json", ".jsonl"];

/// Reads runs from files of the person's machine.
fn import(runs: RunsStore, list: &FileList) {
    let all = (0..list.length()).filter_map(|i| list.get(i));
    let lent = all.filter_map(|file| {
        Some(RunsFile {
            name: file.name(),
            address: lend(&file)?,
        })
    });
    runs.dispatch(Msg::Import(lent.collect()));
}

/// Takes files that were dropped, if all of them may be of runs; the page takes others.
pub fn take_dropped(runs: RunsStore, event: &DragEvent) {
    let list = event.data_transfer().and_then(|transfer| transfer.files());
    let Some(list) = list.filter(|list| list.length() > 0) else {
        return;
    };
    let mut all = (0..list.length()).filter_map(|i| list.get(i));
    if all.all(|file| ENDINGS.iter().any(|ending| file.name().ends_with(ending))) {
        event.prevent_default();
        import(runs, &list);
    }
}

/// The button that exports the chosen runs.
pub fn export_button(
    runs: RunsStore,
    ids: impl Fn() -> Vec<String> + Copy + Send + 'static,
) -> AnyView {
    let cannot = runs.memo(|s| s.chosen.is_empty() || s.transfer.is_some());
    view! {
        <button
            class="small"
            disabled=dynamic(move || cannot.get())
            on:click=move |_| runs.dispatch(Msg::Export(ids()))
        >
            "Export"
        </button>
    }
    .into_any()
}

/// The picker, the box for an address, and what is under way.
pub fn import_buttons(runs: RunsStore) -> AnyView {
    let is_busy = runs.memo(|s| s.transfer.is_some());
    let doing = runs.memo(|s| match s.transfer {
        Some(Transfer::Export(1)) => "Exporting 1 run…".to_owned(),
        Some(Transfer::Export(n)) => format!("Exporting {n} runs…"),
        Some(Transfer::Import(percent)) => format!("Importing: {percent} %"),
        None => String::new(),
    });
    let wants_address = RwSignal::new(false);
    view! {
        <label class="button small">
            "Import runs"
            <input
                type="file"
                multiple
                accept=".zip,.json,.jsonl"
                aria-label="Import runs"
                disabled=dynamic(move || is_busy.get())
                on:change=move |event| files::take_chosen(&event, |list| import(runs, list))
            />
        </label>
        <button
            class="small"
            aria-expanded=dynamic(move || wants_address.get().to_string())
            on:click=move |_| wants_address.update(|wants| *wants = !*wants)
        >
            "Import from an address"
        </button>
        {show_when(
            is_busy,
            move || {
                view! {
                    <span class="row" role="status">
                        {dynamic(move || doing.get())}
                        <button class="small" on:click=move |_| runs.dispatch(Msg::GiveUp)>
                            "Cancel"
                        </button>
                    </span>
                }
                    .into_any()
            },
        )}
        {show_when(Memo::new(move |_| wants_address.get()), move || address(runs))}
    }
    .into_any()
}

fn address(runs: RunsStore) -> AnyView {
    let input = NodeRef::<Input>::new();
    let fault = RwSignal::new(None::<&'static str>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let text = input.get().map(|input| input.value()).unwrap_or_default();
        let file = files::at_address(&text).and_then(|file| match file.location {
            FileLocation::Address(address) => Some(RunsFile {
                name: file.path,
                address,
            }),
            FileLocation::Local(_) => None,
        });
        fault.set(
            file.is_none()
                .then_some("Paste a whole address that begins with https://."),
        );
        runs.dispatch(Msg::Import(file.into_iter().collect()));
    };
    view! {
        <form class="address" on:submit=submit>
            <input
                type="url"
                aria-label="Address of a file with runs"
                placeholder="https://…/hearth-runs.zip"
                autocomplete="off"
                node_ref=input
                aria-describedby="runs-address-fault"
            />
            <button class="small" type="submit">
                "Import"
            </button>
            <p class="field-fault" id="runs-address-fault">
                {fault}
            </p>
        </form>
    }
    .into_any()
}
