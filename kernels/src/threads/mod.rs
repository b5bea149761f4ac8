//! A kernel's work on several threads: items that do not depend on each other, each computed by whichever thread
//! takes it first. What an item is follows from the kernel's arguments alone, so that its numbers are those of one
//! thread, however many there are.

mod atomics;
mod board;

pub(crate) use board::MOST_ITEMS;

use board::BOARD;
use std::cell::Cell;

thread_local! {
    static IS_ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Does something on this thread alone.
pub fn on_one_thread<T>(function: impl FnOnce() -> T) -> T {
    let before = IS_ALONE.replace(true);
    let result = function();
    IS_ALONE.set(before);
    result
}

/// Computes with so many threads from now on, this one included. The first call decides; natively it starts them.
pub fn set_threads(count: usize) {
    let helpers = u32::try_from(count.clamp(1, MOST_THREADS) - 1).unwrap_or(0);
    let is_first = BOARD.set_helpers(helpers);
    #[cfg(target_family = "wasm")]
    let _ = is_first;
    #[cfg(not(target_family = "wasm"))]
    for worker in 1..=if is_first { helpers } else { 0 } {
        let name = format!("kernels {worker}");
        // Where the system starts no more threads, the others do the work.
        let _ = std::thread::Builder::new()
            .name(name)
            .spawn(move || BOARD.help(worker));
    }
}

/// More threads share too little work each.
const MOST_THREADS: usize = 16;

/// Threads that kernels called from this one compute with.
#[must_use]
pub fn threads() -> usize {
    if IS_ALONE.get() {
        1
    } else {
        BOARD.helpers() as usize + 1
    }
}

/// What a browser's scripts call by name (xtask/src/variants).
#[cfg(target_family = "wasm")]
mod exports {
    /// Bytes of a helper's stack. Kernels keep little on it.
    const STACK: usize = 256 << 10;

    /// A stack for a helper, which is never freed: where it begins, at its upper end.
    #[unsafe(no_mangle)]
    extern "C" fn hearth_helper_stack() -> *mut u8 {
        let stack = vec![0_u128; STACK / 16].leak();
        stack.as_mut_ptr_range().end.cast()
    }

    /// Says how many threads there are, when all helpers are there.
    #[unsafe(no_mangle)]
    extern "C" fn hearth_set_threads(count: u32) {
        super::set_threads(count as usize);
    }

    /// What a helper calls, and does not return from.
    #[unsafe(no_mangle)]
    extern "C" fn hearth_help(worker: u32) {
        super::BOARD.help(worker);
    }
}

/// Calls `work(thread, item)` for every item, on all threads; two items are never on the same thread at once, so
/// that what belongs to a thread, [`threads`] of them, is used by one item at a time. Nothing within may allocate
/// memory or panic: in a browser, a helper has neither.
pub(crate) fn each_item(items: usize, work: impl Fn(usize, usize) + Sync) {
    if items < 2 || threads() == 1 || items > MOST_ITEMS || !BOARD.share(items, &work) {
        for item in 0..items {
            work(0, item);
        }
    }
}

/// The same over parts of `0..n`, of so many each but the last.
pub(crate) fn each_part(
    n: usize,
    part: usize,
    work: impl Fn(usize, std::ops::Range<usize>) + Sync,
) {
    // Of a long row longer parts: their size decides nothing.
    let part = part * n.div_ceil(part * MOST_ITEMS).max(1);
    each_item(n.div_ceil(part), |thread, item| {
        work(thread, item * part..n.min((item + 1) * part));
    });
}

/// An address that all threads may use: what they write does not overlap.
#[derive(Clone, Copy)]
pub(crate) struct Shared<T>(pub *mut T);

// SAFETY: who uses it says at each use why no two threads write to the same place.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    pub(crate) fn at(self) -> *mut T {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn every_item_is_computed_once() {
        set_threads(4);
        let most = if cfg!(miri) { 50 } else { 5000 };
        for items in [0, 1, 2, 7, 40, most] {
            let done = Mutex::new(vec![0; items]);
            for _ in 0..20 {
                each_item(items, |thread, item| {
                    assert!(thread < 4);
                    done.lock().expect("no panic")[item] += 1;
                });
            }
            assert_eq!(done.into_inner().expect("no panic"), vec![20; items]);
        }
    }

    #[test]
    fn parts_make_the_whole() {
        set_threads(4);
        let most = if cfg!(miri) { 1000 } else { 100_000 };
        for n in [0, 1, 99, 100, 101, most] {
            let done = Mutex::new(vec![false; n]);
            each_part(n, 10, |_, part| {
                for i in part {
                    let before = std::mem::replace(&mut done.lock().expect("no panic")[i], true);
                    assert!(!before);
                }
            });
            assert!(done.into_inner().expect("no panic").iter().all(|d| *d));
        }
    }

    #[test]
    fn items_within_items_stay_on_their_thread() {
        set_threads(4);
        let done = Mutex::new(0);
        each_item(5, |_, _| {
            each_item(5, |_, _| *done.lock().expect("no panic") += 1);
        });
        assert_eq!(done.into_inner().expect("no panic"), 25);
    }

    #[test]
    fn several_threads_may_want_help_at_once() {
        set_threads(4);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let times = if cfg!(miri) { 5 } else { 200 };
                    for _ in 0..times {
                        let sum = Mutex::new(0);
                        each_item(10, |_, item| *sum.lock().expect("no panic") += item);
                        assert_eq!(sum.into_inner().expect("no panic"), 45);
                    }
                });
            }
        });
    }
}
