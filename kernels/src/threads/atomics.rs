//! Numbers that several threads change, and waiting for a change.
//!
//! In a browser all threads run one program, whose standard library knows of no threads: these functions are
//! exported by name, and the build puts atomic instructions in place of their bodies in the program that is for
//! several threads (xtask/src/variants). In the one for a single thread they stay what they are here.

#[cfg(not(target_family = "wasm"))]
pub(super) use native::{add, load, notify, store, wait};
#[cfg(target_family = "wasm")]
pub(super) use wasm::{add, load, notify, store, wait};

#[cfg(target_family = "wasm")]
mod wasm {
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C" fn hearth_atomic_add(at: &AtomicU32, value: u32) -> u32 {
        at.fetch_add(value, SeqCst)
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C" fn hearth_atomic_load(at: &AtomicU32) -> u32 {
        at.load(SeqCst)
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C" fn hearth_atomic_store(at: &AtomicU32, value: u32) {
        at.store(value, SeqCst);
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C" fn hearth_atomic_wait(at: &AtomicU32, expected: u32, nanoseconds: i64) -> u32 {
        // Only so that what it is given is used.
        u32::from(at.load(SeqCst) == expected && nanoseconds > 0)
    }

    #[unsafe(no_mangle)]
    #[inline(never)]
    extern "C" fn hearth_atomic_notify(at: &AtomicU32, count: u32) -> u32 {
        at.load(SeqCst) & count
    }

    /// Adds, and returns what was there.
    pub(in super::super) fn add(at: &AtomicU32, value: u32) -> u32 {
        hearth_atomic_add(at, value)
    }

    pub(in super::super) fn load(at: &AtomicU32) -> u32 {
        hearth_atomic_load(at)
    }

    pub(in super::super) fn store(at: &AtomicU32, value: u32) {
        hearth_atomic_store(at, value);
    }

    /// Waits until it was notified, for a second at most, unless the number is another already.
    pub(in super::super) fn wait(at: &AtomicU32, expected: u32) {
        hearth_atomic_wait(at, expected, 1_000_000_000);
    }

    /// Wakes all that wait.
    pub(in super::super) fn notify(at: &AtomicU32) {
        hearth_atomic_notify(at, u32::MAX);
    }
}

#[cfg(not(target_family = "wasm"))]
mod native {
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use std::sync::{Condvar, Mutex, PoisonError};
    use std::time::Duration;

    static LOCK: Mutex<()> = Mutex::new(());
    static CHANGED: Condvar = Condvar::new();

    /// Adds, and returns what was there.
    pub(in super::super) fn add(at: &AtomicU32, value: u32) -> u32 {
        at.fetch_add(value, SeqCst)
    }

    pub(in super::super) fn load(at: &AtomicU32) -> u32 {
        at.load(SeqCst)
    }

    pub(in super::super) fn store(at: &AtomicU32, value: u32) {
        at.store(value, SeqCst);
    }

    /// Waits until it was notified, for a second at most, unless the number is another already.
    pub(in super::super) fn wait(at: &AtomicU32, expected: u32) {
        let lock = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
        if load(at) == expected {
            let _ = CHANGED.wait_timeout(lock, Duration::from_secs(1));
        }
    }

    /// Wakes all that wait.
    pub(in super::super) fn notify(_at: &AtomicU32) {
        // Who is about to wait has the lock, and has seen what was changed before, or waits already.
        drop(LOCK.lock().unwrap_or_else(PoisonError::into_inner));
        CHANGED.notify_all();
    }
}
