//! The results as figures, and how much each parameter matters.

use leptos::prelude::*;

use super::choices::select;
use super::figures::{countable, heat_map, lines, parallel};
use super::store::SweepStore;
use crate::page::views::figure::figure;
use crate::report::{GridMap, Parallel, Plot};
use crate::ui::dynamic::{dynamic, show_when};

/// The figures.
pub fn plots(room: SweepStore) -> AnyView {
    let shown = room.memo(|s| s.shown.clone());
    // Parameters that have a few values each.
    let names = Memo::new(move |_| {
        shown.with(|shown| {
            shown
                .as_ref()
                .map_or_else(Vec::new, |s| countable(&s.rows, &s.names))
        })
    });
    let has_scores = Memo::new(move |_| {
        shown.with(|shown| {
            let rows = shown.as_ref().map(|shown| &shown.rows);
            rows.is_some_and(|rows| rows.iter().any(|row| row.score.is_some()))
        })
    });
    let has_one = Memo::new(move |_| has_scores.get() && names.with(|names| !names.is_empty()));
    let has_two = Memo::new(move |_| has_scores.get() && names.with(|names| names.len() > 1));
    view! {
        <div class="sweep-figures">
            {show_when(has_scores, move || importance(room))}
            {show_when(has_two, move || heat(room, names))}
            {show_when(has_one, move || over_one(room, names))}
            {show_when(has_scores, move || all(room))}
        </div>
    }
    .into_any()
}

/// Two parameters that somebody chose, as positions among the names.
fn pair(
    names: Memo<Vec<String>>,
    ids: [&'static str; 2],
    labels: [&'static str; 2],
) -> ([Memo<String>; 2], AnyView) {
    let picked = [RwSignal::new(None::<String>), RwSignal::new(None::<String>)];
    let now = [0, 1].map(|which| {
        Memo::new(move |_| {
            names.with(|names| {
                let picked = picked[which].get().filter(|name| names.contains(name));
                let default = names.get(which).or(names.first()).cloned();
                picked.or(default).unwrap_or_default()
            })
        })
    });
    let boxes = [0, 1].map(|which| {
        dynamic(move || {
            let options = names
                .get()
                .into_iter()
                .map(|name| (name.clone(), name))
                .collect();
            select(
                labels[which].to_owned(),
                ids[which].to_owned(),
                options,
                now[which],
                move |name| {
                    picked[which].set(Some(name));
                },
            )
        })
    });
    (
        now,
        view! { <span class="sweep-axes">{boxes}</span> }.into_any(),
    )
}

fn heat(room: SweepStore, names: Memo<Vec<String>>) -> AnyView {
    let ([x, y], controls) = pair(names, ["sweep-heat-x", "sweep-heat-y"], ["Columns", "Rows"]);
    let shown = room.memo(|s| s.shown.clone());
    let map = Memo::new(move |_| {
        let (x, y) = (x.get(), y.get());
        shown.get().map_or_else(GridMap::default, |s| {
            heat_map(&s.rows, [&x, &y], s.monitor, s.is_greater_better)
        })
    });
    figure("Heat map", "sweep-heat-map", map, controls)
}

fn over_one(room: SweepStore, names: Memo<Vec<String>>) -> AnyView {
    let ([x, by], controls) = pair(
        names,
        ["sweep-lines-x", "sweep-lines-by"],
        ["Over", "A line for each"],
    );
    let shown = room.memo(|s| s.shown.clone());
    let plot = Memo::new(move |_| {
        let (x, by) = (x.get(), by.get());
        shown.get().map_or_else(Plot::default, |s| {
            lines(&s.rows, &x, (by != x).then_some(&*by), s.monitor)
        })
    });
    figure("Scores by value", "sweep-lines", plot, controls)
}

fn all(room: SweepStore) -> AnyView {
    let shown = room.memo(|s| s.shown.clone());
    let plot = Memo::new(move |_| {
        shown.get().map_or_else(Parallel::default, |s| {
            parallel(&s.rows, &s.names, s.monitor, s.is_greater_better)
        })
    });
    figure(
        "Parallel coordinates",
        "sweep-parallel",
        plot,
        ().into_any(),
    )
}

/// How much each parameter matters.
fn importance(room: SweepStore) -> AnyView {
    let all = room.memo(|s| {
        s.shown
            .as_ref()
            .map(|shown| shown.importances.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let rows = all.get().into_iter().map(|importance| {
            let part = importance.explained;
            let text = part.map_or_else(|| "–".to_owned(), |part| format!("{:.0} %", part * 100.0));
            view! {
                <tr>
                    <th scope="row">{importance.name}</th>
                    <td>
                        <span class="share">
                            <i style=format!("--part: {:.3}", part.unwrap_or(0.0))></i>
                            {text}
                        </span>
                    </td>
                    <td>{importance.trials}</td>
                </tr>
            }
        });
        rows.collect_view().into_any()
    };
    view! {
        <section class="region" aria-label="Importance">
            <h3>"Importance"</h3>
            <p class="muted">
                "The part of the scores' variance that a parameter's values alone explain. Of values that only matter together it says nothing."
            </p>
            <table class="runs numbers">
                <caption class="hidden">"Importance of each parameter"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Parameter"</th>
                        <th scope="col">"Explains"</th>
                        <th scope="col">"Trials"</th>
                    </tr>
                </thead>
                <tbody>{dynamic(rows)}</tbody>
            </table>
        </section>
    }
    .into_any()
}
