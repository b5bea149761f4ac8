//! Whether the chosen runs' results differ by more than chance, as a matrix of p-values.

use leptos::prelude::*;

use super::comparison::{Pair, names, significance as pairs};
use crate::page::kept_runs::RunsStore;
use crate::ui::dynamic::dynamic;
use crate::ui::format::NONE;

/// What is usually called significant.
const LEVEL: f64 = 0.05;

/// The panel.
pub fn significance(runs: RunsStore) -> AnyView {
    let found = runs.memo(|s| {
        let compared = s.compared();
        (names(&compared), pairs(&compared))
    });
    let body = move || {
        let (names, pairs) = found.get();
        if pairs.iter().flatten().all(Option::is_none) {
            return view! {
                <p class="empty">
                    "None of these runs were tested on the same samples, or what they predicted is not known: runs are compared sample by sample only where data, seed and split give the same test part."
                </p>
            }
            .into_any();
        }
        matrix(&names, &pairs)
    };
    view! {
        <section class="region" aria-label="Significance">
            <h3>"Do they differ by more than chance?"</h3>
            <p class="muted">
                "McNemar's test on the same test samples: of those that only one of two runs classified correctly, is the share of one larger than chance would make it? Below 25 such samples the exact binomial test, otherwise chi-square with continuity correction; the p-values are two-sided, with Holm's correction for the number of pairs. Those below 0.05 are marked."
            </p>
            {dynamic(body)}
        </section>
    }
    .into_any()
}

/// A p-value with three decimals, or that it is less than those show.
fn p_value(p: f64) -> String {
    if p < 0.001 {
        "< 0.001".to_owned()
    } else {
        format!("{p:.3}")
    }
}

fn matrix(names: &[String], pairs: &[Vec<Option<Pair>>]) -> AnyView {
    let heads = names
        .iter()
        .map(|name| view! { <th scope="col">{name.clone()}</th> });
    let rows = names.iter().zip(pairs).map(|(name, pairs)| {
        let cells = pairs.iter().map(|pair| match pair {
            None => view! { <td class="muted">{NONE}</td> }.into_any(),
            Some(Pair { test, corrected }) => {
                let method = if test.is_exact { "exact" } else { "chi-square" };
                let counts = format!(
                    "{} : {} · p {} ({method})",
                    test.only_first,
                    test.only_second,
                    p_value(test.p)
                );
                view! {
                    <td class:best=*corrected < LEVEL>
                        {p_value(*corrected)} <br/> <span class="muted">{counts}</span>
                    </td>
                }
                .into_any()
            }
        });
        view! {
            <tr>
                <th scope="row">{name.clone()}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label="Table of p-values">
            <table class="runs">
                <caption class="hidden">"p-values of McNemar's test"</caption>
                <thead>
                    <tr>
                        <td></td>
                        {heads.collect_view()}
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        <p class="muted">
            "Below each p-value: samples that only the run of the row classified correctly, those that only the run of the column did, and the p-value before the correction."
        </p>
    }
    .into_any()
}
