//! The camera: opened on a press alone, read a picture at a time, and released when it is dropped.

use js_sys::{Promise, Reflect, Uint8Array};
use leptos::prelude::{document, window};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, HtmlCanvasElement, HtmlVideoElement, MediaStream, MediaStreamConstraints,
    MediaStreamTrack,
};

use crate::protocol::{ErrorKind, WireError};
use crate::ui::canvas::context;

/// Side of the square that is taken from the middle of a picture: as much as any network here
/// sees, and soon encoded.
const SIDE: u32 = 256;

/// A camera that is on.
pub struct Camera(MediaStream);

impl Drop for Camera {
    fn drop(&mut self) {
        for track in self.0.get_tracks().iter() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
    }
}

impl Camera {
    /// Asks the person for the camera, without sound.
    ///
    /// # Errors
    /// There is none, or the person refused it.
    pub async fn open() -> Result<Self, WireError> {
        let stream = stream().await.map_err(|error| fault(&error))?;
        Ok(Self(stream))
    }

    /// Shows what it sees.
    pub fn show_in(&self, video: &HtmlVideoElement) {
        video.set_src_object(Some(&self.0));
    }
}

async fn stream() -> Result<MediaStream, JsValue> {
    let devices = window().navigator().media_devices()?;
    // Absent on pages without encryption.
    if devices.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    let constraints = MediaStreamConstraints::new();
    constraints.set_video(&true.into());
    let stream = devices.get_user_media_with_constraints(&constraints)?;
    JsFuture::from(stream).await?.dyn_into()
}

/// The middle square of what a video shows now, as a PNG. Nothing before its first picture.
pub async fn frame(video: &HtmlVideoElement) -> Option<(Vec<u8>, Blob)> {
    let [width, height] = [video.video_width(), video.video_height()].map(f64::from);
    let side = width.min(height);
    if side < 1.0 {
        return None;
    }
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(SIDE);
    canvas.set_height(SIDE);
    let (left, top) = ((width - side) / 2.0, (height - side) / 2.0);
    let to = f64::from(SIDE);
    context(&canvas)?
        .draw_image_with_html_video_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            video, left, top, side, side, 0.0, 0.0, to, to,
        )
        .ok()?;
    let encoded = Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            let _ = resolve.call1(&JsValue::UNDEFINED, &blob);
        });
        if let Err(error) = canvas.to_blob(done.unchecked_ref()) {
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    let blob: Blob = JsFuture::from(encoded).await.ok()?.dyn_into().ok()?;
    Some((bytes(&blob).await?, blob))
}

/// What a file holds; nothing if it can no longer be read.
pub async fn bytes(blob: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Why there is no picture of the camera.
fn fault(error: &JsValue) -> WireError {
    let name = Reflect::get(error, &"name".into()).ok();
    let name = name.and_then(|name| name.as_string());
    let (message, hint) = match name.as_deref() {
        Some("NotAllowedError" | "SecurityError") => (
            "The browser does not let this page use the camera",
            "Allow it beside the page's address, then press Camera again, or choose a picture.",
        ),
        Some("NotFoundError" | "OverconstrainedError") => (
            "There is no camera",
            "Connect one, then press Camera again, or choose a picture.",
        ),
        Some("NotReadableError" | "AbortError") => (
            "The camera cannot be read",
            "Close other programs that use it, then press Camera again.",
        ),
        _ => (
            "The browser has no camera for this page",
            "Open the page over https or from this machine, or choose a picture.",
        ),
    };
    WireError::new(ErrorKind::Device, message, hint)
}
