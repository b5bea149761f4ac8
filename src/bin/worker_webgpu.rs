//! The worker of burn on WebGPU. It does something in a browser only.

fn main() {
    #[cfg(target_family = "wasm")]
    {
        hearth::web::constructors::run_constructors();
        hearth::worker::start();
    }
}
