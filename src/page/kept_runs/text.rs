//! Fetches what writes an experiment's JSON: who only looks at kept runs has nothing of it.

use crate::experiment::{Experiment, link};
use crate::ui::room::room;

room!(fetch_text in link: fn(&Experiment) -> String = link::to_json);
