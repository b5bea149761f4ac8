//! Where a pointer is on an element.

use web_sys::{Element, PointerEvent};

/// Where a pointer is, as parts of an element's width and height from its upper left corner on; what is
/// outside counts as at its edge.
#[must_use]
pub fn position(element: &Element, event: &PointerEvent) -> [f32; 2] {
    let area = element.get_bounding_client_rect();
    let part = |at: i32, from: f64, size: f64| {
        ((f64::from(at) - from) / size.max(1.0)).clamp(0.0, 1.0) as f32
    };
    [
        part(event.client_x(), area.left(), area.width()),
        part(event.client_y(), area.top(), area.height()),
    ]
}
