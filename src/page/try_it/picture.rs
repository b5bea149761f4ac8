//! A picture to try the network on: chosen, dropped, pasted, taken by the camera, or a test sample.

use std::time::Duration;

use leptos::html::Video;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Blob, ClipboardEvent, DragEvent, Element, Event, File, FileList, Url};

use super::camera::{Camera, bytes, frame};
use super::state::Origin;
use super::store::TryStore;
use super::update::Msg;
use super::verdict::{TestSampleButton, TrueClass};
use crate::page::files::take_chosen;
use crate::page::readings::sample_pixels;
use crate::page::store::Store;
use crate::page::views::prediction::Answer;
use crate::protocol::{ErrorKind, WireError};
use crate::ui::canvas::Picture;
use crate::web::listener::Listener;

/// Between two pictures of the camera.
const PAUSE: Duration = Duration::from_millis(250);
/// Bytes of the largest file that is taken.
const MOST_BYTES: f64 = 64e6;

/// Tries what a file holds. It is shown at an address of the browser's own.
fn try_blob(store: TryStore, name: String, blob: Blob) {
    if blob.size() > MOST_BYTES {
        let error = WireError::new(
            ErrorKind::Data,
            format!("{name} is larger than 64 MB"),
            "Choose a smaller picture.",
        );
        return store.dispatch(Msg::Fault(error));
    }
    spawn_local(async move {
        let Some(file) = bytes(&blob).await else {
            let error = WireError::new(
                ErrorKind::Data,
                format!("{name} cannot be read any more"),
                "Choose it again.",
            );
            return store.dispatch(Msg::Fault(error));
        };
        try_bytes(store, name, file, &blob);
    });
}

fn try_bytes(store: TryStore, name: String, file: Vec<u8>, blob: &Blob) {
    // Without an address it is tried all the same.
    let url = Url::create_object_url_with_blob(blob).unwrap_or_default();
    let origin = Origin::File { name, url };
    store.dispatch(Msg::Picture { file, origin });
}

/// The first of some files.
fn first(list: Option<FileList>) -> Option<File> {
    list?.get(0)
}

/// Whether an event belongs to a field that takes texts.
fn is_in_field(event: &Event) -> bool {
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        let fields = "input:not([type=file]), textarea, [contenteditable]";
        !matches!(element.closest(fields), Ok(None))
    })
}

/// A camera that is on or about to be, and the video that shows it.
#[derive(Clone, Copy)]
struct CameraSlot {
    is_on: RwSignal<bool>,
    camera: StoredValue<Option<Camera>, LocalStorage>,
    video: NodeRef<Video>,
    store: TryStore,
}

impl CameraSlot {
    fn new(store: TryStore) -> Self {
        Self {
            is_on: RwSignal::new(false),
            camera: StoredValue::new_local(None),
            video: NodeRef::new(),
            store,
        }
    }

    fn start(self) {
        self.is_on.set(true);
        spawn_local(async move {
            match Camera::open().await {
                // After a stop meanwhile, it is dropped and so released.
                Ok(camera) if self.is_on.try_get_untracked() == Some(true) => {
                    if let Some(Some(video)) = self.video.try_get_untracked() {
                        camera.show_in(&video);
                    }
                    self.camera.try_set_value(Some(camera));
                }
                Ok(_) => {}
                Err(error) => {
                    if self.is_on.try_set(false).is_none() {
                        self.store.dispatch(Msg::Fault(error));
                    }
                }
            }
        });
    }

    fn stop(self) {
        self.is_on.set(false);
        self.camera.set_value(None);
    }

    /// Tries what it sees now; `keep` is for the picture to stay, and the camera to be released.
    fn read(self, keep: bool) {
        let Some(Some(video)) = self.video.try_get_untracked() else {
            return;
        };
        spawn_local(async move {
            let found = frame(&video).await;
            let (Some((file, blob)), Some(true)) = (found, self.is_on.try_get_untracked()) else {
                return;
            };
            if keep {
                self.stop();
                try_bytes(self.store, "Camera picture".to_owned(), file, &blob);
            } else {
                let origin = Origin::Camera;
                self.store.dispatch(Msg::Picture { file, origin });
            }
        });
    }
}

/// The picture, its sources, and the answer.
#[component]
pub fn PictureView() -> impl IntoView {
    let store = TryStore::of_context();
    let slot = CameraSlot::new(store);
    let take = move |name: Option<String>, file: File| {
        slot.stop();
        let name = name.unwrap_or_else(|| file.name());
        try_blob(store, name, file.into());
    };
    let choose = move |event: Event| {
        take_chosen(&event, |list| {
            if let Some(file) = list.get(0) {
                take(None, file);
            }
        });
    };
    let dropped = move |event: DragEvent| {
        let file = event.data_transfer().and_then(|t| first(t.files()));
        if let Some(file) = file {
            // What is dropped elsewhere is loaded as data.
            event.prevent_default();
            take(None, file);
        }
    };
    let paste = Listener::new(&window(), "paste", move |event: ClipboardEvent| {
        let file = event.clipboard_data().and_then(|t| first(t.files()));
        if let Some(file) = file.filter(|_| !is_in_field(&event)) {
            event.prevent_default();
            // The browser names it after its type.
            take(Some("The pasted picture".to_owned()), file);
        }
    });
    let interval = set_interval_with_handle(
        move || {
            let is_free = store.peek(|s| s.reader.open().is_none());
            if is_free && slot.is_on.get_untracked() {
                slot.read(false);
            }
        },
        PAUSE,
    );
    let kept = StoredValue::new_local((paste, interval.ok()));
    on_cleanup(move || {
        kept.with_value(|(_, interval)| interval.inspect(IntervalHandle::clear));
        kept.dispose();
        slot.stop();
    });
    view! {
        <div class="try-sources" role="group" aria-label="Pictures to try">
            <label class="button small">
                "Choose a picture…"
                <input
                    type="file"
                    accept="image/png,image/jpeg,image/webp,image/gif"
                    aria-label="Choose a picture"
                    on:change=choose
                />
            </label>
            <TestSampleButton before=Callback::new(move |()| slot.stop())/>
            <CameraButtons camera=slot/>
        </div>
        <div class="draw-body">
            <div
                class="pad-frame try-frame"
                on:dragover=|event: DragEvent| event.prevent_default()
                on:drop=dropped
            >
                <Shown camera=slot/>
            </div>
            <Answer/>
        </div>
        <TrueClass/>
    }
}

#[component]
fn CameraButtons(camera: CameraSlot) -> impl IntoView {
    move || {
        if camera.is_on.get() {
            view! {
                <button class="small" on:click=move |_| camera.read(true)>
                    "Take"
                </button>
                <button class="small" on:click=move |_| camera.stop()>
                    "Stop camera"
                </button>
            }
            .into_any()
        } else {
            view! {
                <button class="small" on:click=move |_| camera.start()>
                    "Camera"
                </button>
            }
            .into_any()
        }
    }
}

/// The camera's picture, the file as the browser shows it, the sample, or what to do.
#[component]
fn Shown(camera: CameraSlot) -> impl IntoView {
    let store = TryStore::of_context();
    let page = Store::of_context();
    let pixels = page.memo(sample_pixels);
    let origin = store.memo(|s| s.origin.clone());
    move || {
        if camera.is_on.get() {
            return view! {
                <video
                    class="try-shown"
                    node_ref=camera.video
                    autoplay=true
                    playsinline=true
                    prop:muted=true
                    aria-label="What the camera sees"
                ></video>
            }
            .into_any();
        }
        match origin.get() {
            Some(Origin::File { name, url }) => {
                view! { <img class="try-shown" src=url alt=name/> }.into_any()
            }
            Some(Origin::TestSample(index)) => {
                let label = format!("Test sample {index}");
                view! {
                    <div class="try-shown">
                        <Picture label=label pixels=pixels/>
                    </div>
                }
                .into_any()
            }
            Some(from @ (Origin::Camera | Origin::Page)) => {
                let label = match from {
                    Origin::Camera => "The camera's last picture",
                    _ => "The sample that was chosen",
                };
                view! {
                    <div class="try-shown">
                        <Picture label=label.to_owned() pixels=pixels/>
                    </div>
                }
                .into_any()
            }
            None => view! {
                <p class="pad-hint">"Choose, drop or paste a picture"</p>
            }
            .into_any(),
        }
    }
}
