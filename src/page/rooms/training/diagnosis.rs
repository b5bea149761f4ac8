//! What goes wrong in the run, with the numbers that it follows from and what to try.

use leptos::prelude::*;

use super::observations::Observations;
use crate::page::store::Store;
use crate::run::diagnosis::{Course, diagnose};
use crate::ui::dynamic::dynamic;

/// The findings, as of the last epoch or the last pause.
#[component]
pub fn Diagnosis(
    /// Statistics of the layers.
    observations: Memo<Observations>,
) -> impl IntoView {
    let store = Store::of_context();
    // Not with every report: a finding that comes and goes cannot be read.
    let moment = store.memo(|s| {
        let run = s.run.current.as_ref()?;
        Some((run.key, run.epochs.len(), run.status, run.step / 100))
    });
    let findings = move || {
        moment.get();
        let layers = observations.with_untracked(|observations| observations.layers.clone());
        let findings = store.peek(|s| {
            let run = s.run.current.as_ref().filter(|run| run.step > 0)?;
            let losses: Vec<f32> = run.curve.iter().map(|point| point.raw[0]).collect();
            let loaded = s.data.loaded.as_ref();
            let counts = loaded.map(|loaded| &loaded.summary.counts[0][..]);
            let counts = counts.unwrap_or_default().iter().map(|n| *n as usize);
            Some(diagnose(&Course {
                losses: &losses,
                epochs: &run.epochs,
                counts: &counts.collect::<Vec<_>>(),
                layers: &layers,
            }))
        });
        match findings {
            None => view! {
                <p class="empty">"Once the network has trained for a while, Hearth says here what goes wrong, and what to try."</p>
            }
            .into_any(),
            Some(findings) if findings.is_empty() => view! {
                <p>"Nothing looks wrong so far: neither over-fitting nor under-fitting, no plateau, no learning rate that is too high, no dead units."</p>
            }
            .into_any(),
            Some(findings) => {
                let items = findings.into_iter().map(|finding| {
                    view! {
                        <li>
                            <strong>{finding.trouble.name()} "."</strong>
                            " "
                            {finding.evidence}
                            " "
                            <span class="muted">{finding.trouble.advice()}</span>
                        </li>
                    }
                });
                view! { <ul class="findings">{items.collect_view()}</ul> }.into_any()
            }
        }
    };
    view! { {dynamic(findings)} }
}
