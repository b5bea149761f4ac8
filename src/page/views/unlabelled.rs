//! The samples without labels: what came from outside the data, what the network makes of the
//! first of them, and a button that saves what it makes of all.

use leptos::prelude::*;

use crate::data::Predicted;
use crate::experiment::Shape;
use crate::page::state::{LoadedData, State};
use crate::page::store::Store;
use crate::page::update::{DataMsg, Msg, PredictionsMsg};
use crate::page::views::line::{Line, line};
use crate::protocol::DataSummary;
use crate::ui::canvas::Picture;
use crate::ui::dynamic::dynamic;
use crate::ui::format::{count, percent};
use crate::ui::picture::{Palette, Pixels};

/// Names that are listed before the rest is counted.
const NAMED: usize = 2;

/// What there is without labels, where there is any.
#[component]
pub fn Unlabelled(loaded: Memo<Option<LoadedData>>) -> impl IntoView {
    let store = Store::of_context();
    let remove = line(
        store,
        Line {
            text: outside,
            button: |_| "Remove",
            is_locked: |s| !s.can_edit(),
            msg: |_| Msg::Data(DataMsg::DropOutside),
        },
    );
    let save = line(
        store,
        Line {
            text: saved,
            button: |s| {
                if s.predictions.to_save {
                    "Cancel"
                } else {
                    "Save predictions"
                }
            },
            is_locked: |s| s.is_busy() || s.run_with_network().is_none(),
            msg: |s| {
                if s.predictions.to_save {
                    Msg::Predictions(PredictionsMsg::Cancel)
                } else {
                    Msg::Predictions(PredictionsMsg::Save)
                }
            },
        },
    );
    dynamic(move || {
        loaded.with(|loaded| {
            let loaded = loaded.as_ref().filter(|l| l.summary.unlabelled > 0)?;
            let tiles = 0..loaded.summary.unlabelled.min(DataSummary::UNLABELLED);
            let tiles = tiles.map(|i| tile(store, loaded, i)).collect_view();
            Some(
                view! {
                    <div class="unlabelled">
                        {loaded.data.outside.is_some().then(&remove)}
                        <ol
                            class="predicted"
                            role="list"
                            aria-label="Predictions for samples without labels"
                        >
                            {tiles}
                        </ol>
                        {save()}
                    </div>
                }
                .into_any(),
            )
        })
    })
}

fn outside(state: &State) -> String {
    let loaded = state.data.loaded.as_ref();
    let outside = loaded.and_then(|loaded| loaded.data.outside.as_ref());
    let names = outside.map_or(&[][..], |outside| &outside.names);
    let first = names[..names.len().min(NAMED)].join(", ");
    let more = match names.len() {
        0..=NAMED => String::new(),
        n => format!(" and {} more", n - NAMED),
    };
    format!("Without labels, beside the data: {first}{more}")
}

/// How many are shown, or how far saving has got.
fn saved(state: &State) -> String {
    let loaded = state.data.loaded.as_ref();
    let n = loaded.map_or(0, |loaded| loaded.summary.unlabelled);
    let (done, what) = if state.predictions.to_save {
        (state.predictions.found.len(), "read")
    } else {
        (n.min(DataSummary::UNLABELLED), "shown")
    };
    format!("{} of {} {what}", count(done), count(n))
}

/// A sample: its picture, or else its name, and what the network takes it for.
fn tile(store: Store, loaded: &LoadedData, i: usize) -> impl IntoView + use<> {
    let name = loaded.summary.unlabelled_names.get(i).cloned();
    let name = name.unwrap_or_else(|| format!("Sample {}", i + 1));
    let pixels = picture(loaded, i);
    let kind = if pixels.is_some() { "" } else { "features" };
    let pixels = Memo::new(move |_| pixels.clone());
    let class = store.memo(move |s| {
        let shown = s.predictions.shown.get(i);
        let classes = s.data.loaded.as_ref().map(|l| &l.summary.classes);
        let class = |p: &Predicted| classes?.get(usize::from(p.class)).cloned();
        shown.and_then(class).unwrap_or_default()
    });
    let part = store.memo(move |s| {
        let shown = s.predictions.shown.get(i);
        shown.map_or_else(String::new, |p| percent(f64::from(p.probability)))
    });
    view! {
        <li class=kind title=name.clone()>
            <Picture label=name.clone() pixels=pixels/>
            <span class="name muted">{name.clone()}</span>
            " "
            <strong>{class}</strong>
            " "
            <span class="muted">{part}</span>
        </li>
    }
}

fn picture(loaded: &LoadedData, i: usize) -> Option<Pixels> {
    let Shape::Image(shape) = loaded.summary.shape else {
        return None;
    };
    let [height, width, channels] = shape;
    let size = height * width * channels;
    let mut pixels = Pixels::clear(width, height);
    let all = loaded.unlabelled.to_vec();
    let bytes = all.get(i * size..(i + 1) * size)?;
    pixels.put([0, 0], bytes, shape, Palette::Ink);
    Some(pixels)
}
