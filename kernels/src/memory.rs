//! Memory: results that are written once, and scratch that is used again.

use std::cell::RefCell;

use crate::threads::{Shared, threads};

/// A row of values that a kernel writes whole.
///
/// # Safety
/// `write` must write all `n` values.
#[inline(always)]
pub(crate) unsafe fn written(n: usize, write: impl FnOnce(*mut f32)) -> Vec<f32> {
    let mut values = Vec::with_capacity(n);
    write(values.as_mut_ptr());
    values.set_len(n);
    values
}

/// The same for bytes.
///
/// # Safety
/// `write` must write all `n` bytes.
#[inline(always)]
pub(crate) unsafe fn written_bytes(n: usize, write: impl FnOnce(*mut u8)) -> Vec<u8> {
    let mut values = Vec::with_capacity(n);
    write(values.as_mut_ptr());
    values.set_len(n);
    values
}

/// Values before a cache line's begin that scratch may lose to alignment.
const LINE: usize = 16;

thread_local! {
    /// Scratch that is not in use. A step asks for the same sizes in the same order again and again.
    static POOL: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// Scratch of at least so many values, at the begin of a cache line; what it holds is left from earlier uses.
/// It goes back to this thread's pool when it is dropped.
pub(crate) struct Scratch {
    values: Vec<f32>,
    begin: usize,
}

impl Scratch {
    /// Scratch with any contents.
    pub(crate) fn new(n: usize) -> Self {
        let n = n + LINE;
        let mut values = POOL.with_borrow_mut(|pool| {
            // The smallest that is large enough, or else the largest, which then grows.
            let at = (0..pool.len()).min_by_key(|&i| {
                let len = pool[i].len();
                if len >= n {
                    (0, len)
                } else {
                    (1, usize::MAX - len)
                }
            });
            at.map(|i| pool.swap_remove(i)).unwrap_or_default()
        });
        if values.len() < n {
            // Nothing in it is worth copying.
            values.clear();
            values.resize(n, 0.0);
        }
        let begin = values.as_ptr().align_offset(4 * LINE).min(LINE);
        Self { values, begin }
    }

    /// Scratch of zeros.
    pub(crate) fn zeros(n: usize) -> Self {
        let mut scratch = Self::new(n);
        let begin = scratch.begin;
        scratch.values[begin..begin + n].fill(0.0);
        scratch
    }

    /// Its first value, to be read.
    pub(crate) fn address(&self) -> *const f32 {
        self.values[self.begin..].as_ptr()
    }

    /// Its first value.
    pub(crate) fn at(&mut self) -> *mut f32 {
        // SAFETY: `begin` is at most LINE, by which it is longer than what was asked for.
        unsafe { self.values.as_mut_ptr().add(self.begin) }
    }
}

/// Scratch for each thread, of which none reaches into the cache lines of another's.
pub(crate) struct Scratches {
    _all: Scratch,
    first: Shared<f32>,
    step: usize,
}

impl Scratches {
    /// Scratch of at least so many values for each thread, with any contents.
    pub(crate) fn new(n: usize) -> Self {
        Self::of_all(n, Scratch::new)
    }

    /// Scratch of zeros.
    pub(crate) fn zeros(n: usize) -> Self {
        Self::of_all(n, Scratch::zeros)
    }

    fn of_all(n: usize, make: fn(usize) -> Scratch) -> Self {
        let step = n.next_multiple_of(LINE) + LINE;
        let mut all = make(threads() * step);
        Self {
            first: Shared(all.at()),
            _all: all,
            step,
        }
    }

    /// That of a thread.
    pub(crate) fn of(&self, thread: usize) -> *mut f32 {
        // SAFETY: there is one for each thread.
        unsafe { self.first.at().add(thread * self.step) }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let values = std::mem::take(&mut self.values);
        // The pool may be gone when a thread ends.
        let _ = POOL.try_with(|pool| pool.borrow_mut().push(values));
    }
}

/// Tells the system's allocator to keep what was freed. A step frees and asks for the same large arrays
/// again and again, and glibc would give each back to the system, which then clears its pages anew: an
/// eighth of a step. It does nothing elsewhere.
pub fn keep_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        unsafe extern "C" {
            fn mallopt(parameter: i32, value: i32) -> i32;
        }
        const TRIM_THRESHOLD: i32 = -1;
        const MMAP_THRESHOLD: i32 = -3;
        /// Arrays above this size are given back at once.
        const LARGE: i32 = 256 << 20;
        // SAFETY: it only sets numbers of the allocator, and may be called at any time.
        unsafe {
            mallopt(MMAP_THRESHOLD, LARGE);
            mallopt(TRIM_THRESHOLD, LARGE);
        }
    }
}
