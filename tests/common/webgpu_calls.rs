//! What a program asks of WebGPU, counted where it asks: in the browser's own functions.

use hearth::engine::Session;
use wasm_bindgen::JsValue;

/// Replaces the browser's functions by ones that count before they do the same.
const COUNT: &str = r#"(() => {
    const calls = { dispatches: 0, bytes: 0, reads: 0, compiled: 0 };
    const count = (type, name, change) => {
        const own = type.prototype[name];
        type.prototype[name] = function (...args) {
            change(...args);
            return own.apply(this, args);
        };
    };
    count(GPUComputePassEncoder, "dispatchWorkgroups", () => { calls.dispatches += 1; });
    count(GPUComputePassEncoder, "dispatchWorkgroupsIndirect", () => { calls.dispatches += 1; });
    count(GPUQueue, "writeBuffer", (_buffer, _offset, data, from = 0, size = undefined) => {
        calls.bytes += size ?? data.byteLength - from;
    });
    count(GPUDevice, "createBuffer", ({ size, mappedAtCreation = false }) => {
        if (mappedAtCreation) calls.bytes += size;
    });
    count(GPUBuffer, "mapAsync", (mode) => { if (mode === GPUMapMode.READ) calls.reads += 1; });
    count(GPUDevice, "createShaderModule", () => { calls.compiled += 1; });
    globalThis.webgpuCalls = calls;
})()"#;

/// The browser's functions, counting from now on.
pub struct Calls;

/// What was asked for since another count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counts {
    /// Shaders that were run.
    pub dispatches: f64,
    /// Bytes that were sent to the device.
    pub bytes: f64,
    /// Times that something was read back from it.
    pub reads: f64,
    /// Shaders that were compiled.
    pub compiled: f64,
}

impl Calls {
    /// Begins to count; once in a program.
    pub fn begin() -> Self {
        js_sys::eval(COUNT).expect("WebGPU's functions");
        Self
    }

    fn now() -> Counts {
        let calls = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("webgpuCalls"));
        let calls = calls.expect("the counts");
        let count = |name: &str| {
            let count = js_sys::Reflect::get(&calls, &JsValue::from_str(name));
            count.ok().and_then(|n| n.as_f64()).expect("a count")
        };
        Counts {
            dispatches: count("dispatches"),
            bytes: count("bytes"),
            reads: count("reads"),
            compiled: count("compiled"),
        }
    }

    /// What some training steps ask for, a step's share of it; of what is read and compiled all.
    pub async fn of_steps(&self, session: &mut Session, steps: usize) -> Counts {
        let before = Self::now();
        session.work(steps).await.expect("steps");
        let after = Self::now();
        let share = |before: f64, after: f64| (after - before) / steps as f64;
        Counts {
            dispatches: share(before.dispatches, after.dispatches),
            bytes: share(before.bytes, after.bytes),
            reads: after.reads - before.reads,
            compiled: after.compiled - before.compiled,
        }
    }
}
