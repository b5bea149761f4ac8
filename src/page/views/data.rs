//! The data: which set, how far its load is, what it holds.

use leptos::prelude::*;

use super::line::{Line, line};
use super::table_options::TableOptions;
use crate::data::Unit;
use crate::experiment::{Missing, Shape, Source};
use crate::page::state::{LoadedData, State};
use crate::page::store::Store;
use crate::page::update::{DataMsg, Msg};
use crate::protocol::{DataSummary, ErrorKind};
use crate::ui::canvas::Picture;
use crate::ui::dynamic::{dynamic, show_when};
use crate::ui::format::{bytes, count, sentence};
use crate::ui::picture::{Pixels, samples_by_class};

/// Sample pictures of a class that are shown.
const ROWS: usize = 4;

/// The box of the built-in sets.
#[component]
pub fn DatasetBox() -> impl IntoView {
    let store = Store::of_context();
    let source = store.memo(|s| s.model.experiment.data.source.name());
    let own = store.memo(|s| matches!(s.model.experiment.data.source, Source::Files(_)));
    let is_locked = store.memo(|s| !s.can_set());
    let choose = move |event| {
        let name = event_target_value(&event);
        if let Some(source) = Source::built_in().into_iter().find(|s| s.name() == name) {
            let holds = |s: &State| s.model.experiment.data.source.name().to_owned();
            store.pick(&event, Msg::Data(DataMsg::Choose(source)), holds);
        }
    };
    view! {
        <div class="chooser">
            <label class="hidden" for="dataset">
                "Dataset"
            </label>
            <select id="dataset" disabled=is_locked on:change=choose>
                {Source::built_in()
                    .into_iter()
                    .map(|s| {
                        let name = s.name();
                        view! { <option prop:selected=dynamic(move || source.get() == name)>{name}</option> }
                    })
                    .collect_view()}
                {show_when(own, move || {
                    view! { <option prop:selected=own>{source}</option> }.into_any()
                })}
            </select>
        </div>
    }
}

/// How far a load is, while there is one.
#[component]
pub fn LoadProgress() -> impl IntoView {
    let store = Store::of_context();
    let numbers = store.memo(|s| {
        let loading = s.data.loading.as_ref()?;
        Some((loading.progress.done, loading.progress.total))
    });
    let line = line(
        store,
        Line {
            text: load_line,
            button: |_| "Cancel",
            is_locked: |_| false,
            msg: |_| Msg::Data(DataMsg::CancelLoad),
        },
    );
    // Without a value a progress bar shows that something goes on.
    let value = move || {
        let (done, total) = numbers.get()?;
        (total > 0).then(|| (done as f64 / total as f64).to_string())
    };
    let is_loading = store.memo(|s| s.data.loading.is_some());
    view! {
        {show_when(is_loading, move || {
            view! {
                <div class="load">
                    <progress aria-label="Loading progress" max="1" value=dynamic(value)></progress>
                    {line()}
                </div>
            }
            .into_any()
        })}
    }
}

fn load_line(state: &State) -> String {
    let Some(loading) = &state.data.loading else {
        return String::new();
    };
    if loading.is_cancelled {
        return "Cancelling…".to_owned();
    }
    let progress = &loading.progress;
    let counted = |what: &str| {
        let [done, total] = [progress.done, progress.total].map(|n| count(n as usize));
        format!("{done} of {total} {what}")
    };
    match (progress.unit, progress.done, progress.total) {
        (_, 0, 0) => "Loading…".to_owned(),
        (Unit::Bytes, done, 0) => bytes(done),
        (Unit::Bytes, done, total) => format!("{} of {}", bytes(done), bytes(total)),
        (Unit::Files, ..) => counted("files"),
        (Unit::Pictures, ..) => counted("pictures"),
    }
}

/// Why the last load failed, and what can be done about it.
#[component]
pub fn Failure() -> impl IntoView {
    let store = Store::of_context();
    let failed = store.memo(|s| {
        let failed = s.data.failed.as_ref()?;
        let name = s.load_name(&failed.data);
        Some((name, failed.error.clone(), failed.read_options().cloned()))
    });
    dynamic(move || {
        failed.get().map(|(name, error, options)| {
            let remedies = if error.kind == ErrorKind::MissingValues {
                let ways = MISSING
                    .map(|(name, how)| remedy(store, name, Msg::Data(DataMsg::HandleMissing(how))));
                ways.into_iter().collect_view().into_any()
            } else {
                remedy(store, "Retry", Msg::Data(DataMsg::RetryLoad))
            };
            let table = error.table.zip(options);
            let table = table.map(|(table, options)| {
                view! { <TableOptions table={*table} options=options/> }
            });
            view! {
                <div class="fault" role="alert">
                    <p>
                        <strong>{format!("{name} could not be loaded.")}</strong>
                        " "
                        {sentence(&error.message)}
                        " "
                        {error.hint}
                    </p>
                    <div class="row">{remedies}</div>
                    {table}
                </div>
            }
            .into_any()
        })
    })
}

fn remedy(store: Store, name: &'static str, msg: Msg) -> AnyView {
    view! {
        <button class="small" on:click=move |_| store.dispatch(msg.clone())>
            {name}
        </button>
    }
    .into_any()
}

const MISSING: [(&str, Missing); 4] = [
    ("Drop their rows", Missing::DropRows),
    ("Fill with 0", Missing::Zero),
    ("Fill with the mean", Missing::Mean),
    ("Fill with the median", Missing::Median),
];

/// The parts, the classes and some samples of what is loaded.
#[component]
pub fn Contents(loaded: Memo<Option<LoadedData>>) -> impl IntoView {
    let store = Store::of_context();
    let summary = Memo::new(move |_| loaded.with(|l| l.as_ref().map(|l| l.summary.clone())));
    let prepared = store.memo(|s| s.run.current.as_ref().map(|run| run.samples));
    let samples = Memo::new(move |_| {
        // A run that is being prepared knows of no samples yet, but the loader does.
        let of_run = prepared.get().filter(|samples| *samples != [0; 3]);
        let of_loader = || {
            let counts = &summary.get()?.counts;
            Some([0, 1, 2].map(|part| counts[part].iter().map(|n| *n as usize).sum()))
        };
        of_run.or_else(of_loader).unwrap_or_default()
    });
    let pixels = Memo::new(move |_| loaded.with(|l| l.as_ref().and_then(grid)));
    dynamic(move || match summary.get() {
        None => view! { <div class="skeleton skeleton-data" aria-hidden="true"></div> }.into_any(),
        Some(summary) => {
            let label = format!(
                "Samples of {}, a column for each class",
                summary.source.name()
            );
            view! {
                <Split samples=samples unlabelled=summary.unlabelled/>
                <Classes summary=summary.clone()/>
                {matches!(summary.shape, Shape::Image(_))
                    .then(|| view! { <Picture label=label pixels=pixels/> })}
                <p class="licence">{summary.licence.clone()}</p>
            }
            .into_any()
        }
    })
}

fn grid(loaded: &LoadedData) -> Option<Pixels> {
    let LoadedData {
        summary, pictures, ..
    } = loaded;
    let classes = summary.classes.len();
    let Shape::Image(shape) = summary.shape else {
        return None;
    };
    let grid = samples_by_class(
        &pictures.to_vec(),
        shape,
        &summary.sample_labels,
        classes,
        ROWS,
    );
    (grid.height > 0).then_some(grid)
}

/// How many samples each part has.
#[component]
fn Split(samples: Memo<[usize; 3]>, unlabelled: usize) -> impl IntoView {
    let part = move |i: usize, name: &'static str| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{dynamic(move || count(samples.get()[i]))}</dd>
            </div>
        }
    };
    view! {
        <dl class="facts">
            {part(0, "Training")} {part(1, "Validation")} {part(2, "Test")}
            {(unlabelled > 0)
                .then(|| {
                    view! {
                        <div>
                            <dt>"Without labels"</dt>
                            <dd>{count(unlabelled)}</dd>
                        </div>
                    }
                })}
        </dl>
    }
}

/// Letters of the longest name.
fn longest(classes: &[String]) -> usize {
    let letters = classes.iter().map(|name| name.chars().count());
    letters.max().unwrap_or_default()
}

/// A bar for each class, above the column of its samples.
#[component]
fn Classes(summary: std::sync::Arc<DataSummary>) -> impl IntoView {
    let most = summary.counts[0].iter().copied().max().unwrap_or(1).max(1);
    let names = match &summary.classes {
        classes if classes.len() > 24 => "many",
        // All names, side by side, are wider than the region.
        classes if longest(classes) * classes.len() > 34 => "long",
        _ => "",
    };
    let bars = summary
        .classes
        .iter()
        .zip(&summary.counts[0])
        .map(|(name, n)| {
            let height = format!("--part: {:.3}", f64::from(*n) / f64::from(most));
            view! {
                <div title=format!("{name}: {} training samples", count(*n as usize))>
                    <i style=height></i>
                    <span>{name.clone()}</span>
                </div>
            }
        })
        .collect_view();
    let rows = summary
        .classes
        .iter()
        .enumerate()
        .map(|(i, name)| {
            view! {
                <tr>
                    <th scope="row">{name.clone()}</th>
                    <td>{summary.counts[0][i]}</td>
                    <td>{summary.counts[1][i]}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
            <figure class="classes" aria-label="Class distribution">
                <div class=format!("class-bars {names}") aria-hidden="true">
                    {bars}
                </div>
    <div class="hidden">            <table>
                    <thead>
                        <tr>
                            <th scope="col">"Class"</th>
                            <th scope="col">"Training and validation samples"</th>
                            <th scope="col">"Test samples"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table></div>
            </figure>
        }
}
