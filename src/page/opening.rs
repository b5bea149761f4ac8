//! The experiment that an address names: a share link's, or a recipe's.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, UrlSearchParams};

use super::effects::address;
use super::recipe;
use crate::experiment::link;
use crate::protocol::{ErrorKind, PendingExperiment, WireError};

/// The experiment in the page's address, if there is one.
pub async fn experiment_of_address() -> Option<Result<PendingExperiment, WireError>> {
    let fragment = window().location().hash().ok()?;
    if link::is_fragment(&fragment) {
        return Some(Ok(PendingExperiment::Link(fragment)));
    }
    Some(experiment_of_recipe(&parameter("recipe")?).await)
}

/// The experiment of a recipe.
///
/// # Errors
/// There is none of that name, or it could not be fetched.
pub async fn experiment_of_recipe(name: &str) -> Result<PendingExperiment, WireError> {
    let found = match recipe::path(name) {
        Some(path) => fetch(&path).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(json)) => Ok(PendingExperiment::Json(json)),
        Ok(None) => Err(WireError::new(
            ErrorKind::Experiment,
            format!("There is no recipe \"{name}\"."),
            "What was there before stays. Check the name.",
        )),
        Err(_) => Err(WireError::new(
            ErrorKind::Experiment,
            format!("The recipe \"{name}\" could not be fetched."),
            "Check the connection, then try again.",
        )),
    }
}

/// The text of a file of the page; `None` if there is no such file.
async fn fetch(path: &str) -> Result<Option<String>, JsValue> {
    let response = JsFuture::from(window().fetch_with_str(&address(path)?)).await?;
    let response: Response = response.dyn_into()?;
    match response.status() {
        200 => Ok(JsFuture::from(response.text()?).await?.as_string()),
        404 => Ok(None),
        status => Err(status.into()),
    }
}

/// A parameter of the page's address.
pub fn parameter(name: &str) -> Option<String> {
    let search = window().location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}
