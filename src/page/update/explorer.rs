//! The data explorer: opened, closed, and missing.

use super::Effect;
use crate::page::state::State;

/// What happens to the data explorer.
#[derive(Clone, Debug, PartialEq)]
pub enum ExplorerMsg {
    /// Opens it.
    Open,
    /// Closes it.
    Close,
    /// Its program cannot be had, for this reason.
    Failed(String),
}

pub(super) fn update(state: &mut State, msg: ExplorerMsg) -> Vec<Effect> {
    match msg {
        ExplorerMsg::Open => {
            state.explorer.is_open = true;
            return vec![Effect::OpenExplorer];
        }
        ExplorerMsg::Close => state.explorer.is_open = false,
        ExplorerMsg::Failed(why) => state.explorer.fault = Some(why),
    }
    Vec::new()
}
