//! What of the room is fetched when it is first wanted: the settings of a layer, what is wrong with a network, the settings that most people never change, and the network as texts.

use leptos::prelude::*;

use super::callbacks::Callbacks;
use super::classifier::classifier;
use super::drawing::Drawing;
use super::editor::{Checked, Editor};
use super::json::Json;
use super::layer_fields::fields;
use super::more::MoreSettings;
use super::problem::problem_of;
use super::text::text;
use crate::experiment::Source;
use crate::export::{Context, keras_code, keras_summary};
use crate::ui::room::{Show, room};

room!(fetch_fields in model_fields: Show = fields);
room!(fetch_classifier in model_settings: Show = classifier);
room!(fetch_problem in model_problem: Show = problem);
room!(fetch_settings in model_settings: Show = settings);
room!(fetch_summary in model_texts: Show = summary);
room!(fetch_diagram in model_texts: Show = diagram);
room!(fetch_keras_code in model_code: Show = script);
room!(fetch_json in model_json: Show = json);

fn problem() -> AnyView {
    problem_of(Editor::of_context())
}

fn settings() -> AnyView {
    view! {
        <MoreSettings/>
        <Callbacks/>
    }
    .into_any()
}

fn summary() -> AnyView {
    text("Summary as Keras prints it", "summary.txt", |c| {
        keras_summary(&c.summary, None)
    })
}

fn diagram() -> AnyView {
    view! { <Drawing/> }.into_any()
}

fn json() -> AnyView {
    view! { <Json/> }.into_any()
}

fn script() -> AnyView {
    text("Script for Keras", "experiment.py", |c: &Checked| {
        let context = Context {
            input: c.input.shape,
            classes: c.input.classes,
            has_test: !matches!(c.experiment.data.source, Source::Points(_)),
        };
        keras_code(&c.experiment, &context)
    })
}
