//! Informs the page of a panic before the program ends.

use borsh::BorshSerialize;

use super::clock::scope;
use super::port;

/// From now on a panic reaches the page as the event made of its message, and the console as
/// usual.
pub fn report_to_page<E: BorshSerialize + 'static>(event: fn(String) -> E) {
    std::panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        // Nothing can be done about a failure to send it.
        let _ = port::send(&scope(), event(info.to_string()));
    }));
}
