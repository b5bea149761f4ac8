//! Fetches what writes an experiment's JSON, and TensorBoard's event files: who only looks at kept runs has nothing of
//! them.

use super::event_file::event_file;
use crate::experiment::{Experiment, link};
use crate::run::RunRecord;
use crate::ui::room::room;

room!(fetch_text in link: fn(&Experiment) -> String = link::to_json);
room!(fetch_event_file in runs_events: fn(&RunRecord) -> Vec<u8> = event_file);
