//! Fetches the parts that follow from seeing the data, duplicates and what is changed before training, when the first
//! of them is opened.

use leptos::prelude::*;

use super::augment::Augment;
use super::duplicates::Duplicates;
use super::prepare::Prepare;
use super::split::Split;
use crate::ui::room::{Show, room};

room!(fetch_duplicates in data_settings: Show = duplicates);
room!(fetch_prepare in data_settings: Show = prepare);
room!(fetch_split in data_settings: Show = split);
room!(fetch_augment in data_settings: Show = augment);

fn duplicates() -> AnyView {
    view! { <Duplicates/> }.into_any()
}

fn prepare() -> AnyView {
    view! { <Prepare/> }.into_any()
}

fn split() -> AnyView {
    view! { <Split/> }.into_any()
}

fn augment() -> AnyView {
    view! { <Augment/> }.into_any()
}
