//! A grid of samples by class, page by page, and one of them large.

use leptos::prelude::*;

use crate::look::state::PAGE;
use crate::look::state::State;
use crate::look::store::Store;
use crate::look::update::Msg;
use crate::protocol::SampleFilter;
use crate::ui::canvas::Picture;
use crate::ui::format::count;
use crate::ui::picture::{Palette, Pixels};

/// The value of the option for samples without labels.
const UNLABELLED: &str = "unlabelled";

/// The picture at a place of those shown.
fn picture(state: &State, i: usize) -> Option<Pixels> {
    let shape = state.picture_shape()?;
    let page = state.page.as_ref()?;
    let size: usize = shape.iter().product();
    let bytes = page.pictures.get(i * size..(i + 1) * size)?;
    let mut pixels = Pixels::clear(shape[1], shape[0]);
    pixels.put([0, 0], bytes, shape, Palette::Ink);
    Some(pixels)
}

/// The grid.
#[component]
pub fn Samples() -> impl IntoView {
    let store = Store::of_context();
    let classes = store.memo(State::class_names);
    let chosen = store.memo(|s| s.filter);
    let has_unlabelled =
        store.memo(|s| s.looked.as_ref().is_some_and(|l| l.summary.unlabelled > 0));
    let from = store.memo(|s| s.from);
    let total = store.memo(|s| s.page.as_ref().map_or(0, |page| page.total));
    let is_picture = store.memo(|s| s.picture_shape().is_some());
    let large = RwSignal::new(None::<usize>);
    let choose = move |event| {
        let filter = match &event_target_value(&event)[..] {
            "" => SampleFilter::Training,
            UNLABELLED => SampleFilter::Unlabelled,
            class => class
                .parse()
                .map_or(SampleFilter::Training, SampleFilter::Class),
        };
        large.set(None);
        store.dispatch(Msg::ShowSamples(filter, 0));
    };
    let turn = move |by: isize| {
        let to = from
            .get_untracked()
            .saturating_add_signed(by * PAGE as isize);
        large.set(None);
        store.dispatch(Msg::ShowSamples(chosen.get_untracked(), to));
    };
    let range = move || {
        let (from, total) = (from.get(), total.get());
        let to = (from + PAGE).min(total);
        format!(
            "{}–{} of {}",
            count((from + 1).min(total)),
            count(to),
            count(total)
        )
    };
    let is_last = move || from.get() + PAGE >= total.get();
    let options = move || {
        let classes = classes.get().into_iter().enumerate();
        classes
            .map(|(i, name)| view! { <option value=i.to_string()>{name}</option> }.into_any())
            .collect_view()
    };
    let large_pixels = Memo::new(move |_| {
        let i = large.get()?;
        store.memo(move |s| picture(s, i)).get()
    });
    view! {
        <Show when=move || is_picture.get()>
            <figure aria-label="Training samples">
                <div class="row sample-head">
                    <label for="look-class">"Samples of"</label>
                    <select id="look-class" on:change=choose>
                        <option value="">"all classes"</option>
                        {options}
                        <Show when=move || has_unlabelled.get()>
                            <option value=UNLABELLED>"those without labels"</option>
                        </Show>
                    </select>
                    <button
                        class="small"
                        aria-label="Samples before"
                        disabled=move || from.get() == 0
                        on:click=move |_| turn(-1)
                    >
                        "‹"
                    </button>
                    <button
                        class="small"
                        aria-label="Samples after"
                        disabled=is_last
                        on:click=move |_| turn(1)
                    >
                        "›"
                    </button>
                    <span class="muted">{range}</span>
                </div>
                <div class="sample-grid">{(0..PAGE).map(|i| cell(store, large, i)).collect_view()}</div>
                <div class="sample-large" hidden=move || large.get().is_none()>
                    <Picture label="The chosen sample, large".to_owned() pixels=large_pixels/>
                </div>
            </figure>
        </Show>
    }
}

/// A sample of the grid, filter a click shows large.
fn cell(store: Store, large: RwSignal<Option<usize>>, i: usize) -> AnyView {
    let pixels = store.memo(move |s| picture(s, i));
    let label = store.memo(move |s| {
        let label = s.page.as_ref().and_then(|p| p.labels.get(i).copied());
        let names = s.class_names();
        let name = label.and_then(|l| names.get(usize::from(l)).cloned());
        name.unwrap_or_default()
    });
    let is_empty = move || pixels.with(Option::is_none);
    view! {
        <button
            class="sample"
            hidden=is_empty
            title=label
            on:click=move |_| large.update(|l| *l = (*l != Some(i)).then_some(i))
        >
            <Picture label=label pixels=pixels/>
        </button>
    }
    .into_any()
}
