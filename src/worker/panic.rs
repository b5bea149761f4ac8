//! Tells the page of a panic before the program ends.

use crate::protocol::{Event, Message};
use crate::web::port;

use super::clock::scope;

/// From now on a panic reaches the page as an event, and the console as usual.
pub fn tell_page() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let event = Event::Panicked {
            message: info.to_string(),
        };
        // There is nobody left to tell of a failure to tell.
        let _ = port::send(&scope(), &Message::new(event));
    }));
}
