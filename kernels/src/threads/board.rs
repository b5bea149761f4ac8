//! Where the thread that computes puts up a job, and its helpers take items of it.
//!
//! The number of the job, how many items it has and which is the next are one number, changed in one instruction.
//! So a helper that comes late takes an item of the job that is there by then, or none; and a job that still has
//! an item under way is there until that is done.

use std::cell::UnsafeCell;
use std::sync::atomic::AtomicU32;

use super::atomics::{add, load, notify, store, wait};

/// Bits of the next item's number and of the number of items.
const BITS: u32 = 10;
const MASK: u32 = (1 << BITS) - 1;
/// The most items of a job. As many may be asked for in vain before the next job: one by each helper.
pub(crate) const MOST_ITEMS: usize = 900;
/// Looks before a thread sleeps: longer than what one thread does alone between two jobs of a training step, after
/// which it would have to be woken. In a browser a look takes some nanoseconds; natively each waits a little, too.
const SPINS: u32 = if cfg!(target_family = "wasm") {
    100_000
} else {
    400
};

pub(super) static BOARD: Board = Board {
    is_taken: AtomicU32::new(0),
    ticket: AtomicU32::new(0),
    done: AtomicU32::new(0),
    sleeping: AtomicU32::new(0),
    helpers: AtomicU32::new(u32::MAX),
    job: UnsafeCell::new(None),
};

pub(super) struct Board {
    /// Not 0 while a job is up: then a second one is done by whoever wants it.
    is_taken: AtomicU32,
    /// The job's number, its items, and the next of them.
    ticket: AtomicU32,
    /// Items that are done.
    done: AtomicU32,
    /// Helpers that sleep.
    sleeping: AtomicU32,
    /// All ones until it is set.
    helpers: AtomicU32,
    job: UnsafeCell<Option<Job>>,
}

// SAFETY: the job is written by who has taken the board, when no item of the one before is under way, and read by
// who has an item of it.
unsafe impl Sync for Board {}

/// A function and what it closes over.
#[derive(Clone, Copy)]
struct Job {
    data: *const (),
    call: unsafe fn(*const (), usize, usize),
}

impl Board {
    /// Says how many helpers there are; only the first time.
    pub(super) fn set_helpers(&self, count: u32) -> bool {
        let is_first = load(&self.helpers) == u32::MAX && self.take();
        if is_first {
            store(&self.helpers, count);
            self.leave();
        }
        is_first
    }

    pub(super) fn helpers(&self) -> u32 {
        let count = load(&self.helpers);
        if count == u32::MAX { 0 } else { count }
    }

    fn take(&self) -> bool {
        let is_free = add(&self.is_taken, 1) == 0;
        if !is_free {
            add(&self.is_taken, u32::MAX);
        }
        is_free
    }

    fn leave(&self) {
        add(&self.is_taken, u32::MAX);
    }

    /// Does all items of a job with the helpers; not if there is another.
    pub(super) fn share<F: Fn(usize, usize) + Sync>(&self, items: usize, work: &F) -> bool {
        unsafe fn call<F: Fn(usize, usize)>(data: *const (), thread: usize, item: usize) {
            // SAFETY: it is the address of the function that was shared.
            unsafe { (*data.cast::<F>())(thread, item) }
        }
        if !self.take() {
            return false;
        }
        // SAFETY: the board is ours, and all items of the job before are done.
        unsafe {
            *self.job.get() = Some(Job {
                data: std::ptr::from_ref(work).cast(),
                call: call::<F>,
            });
        }
        store(&self.done, 0);
        let number = (load(&self.ticket) >> (2 * BITS)).wrapping_add(1);
        store(&self.ticket, number << (2 * BITS) | (items as u32) << BITS);
        if load(&self.sleeping) > 0 {
            notify(&self.ticket);
        }
        self.work(0);
        let mut spins = 0;
        loop {
            let done = load(&self.done);
            if done as usize == items {
                break;
            }
            spins += 1;
            if spins > SPINS {
                wait(&self.done, done);
            } else {
                std::hint::spin_loop();
            }
        }
        self.leave();
        true
    }

    /// Does items of the job as long as there are any.
    fn work(&self, thread: usize) {
        loop {
            let ticket = add(&self.ticket, 1);
            let (item, items) = (ticket & MASK, (ticket >> BITS) & MASK);
            if item >= items {
                return;
            }
            // SAFETY: an item of this job is ours, so it stays until that is done.
            unsafe {
                if let Some(job) = *self.job.get() {
                    (job.call)(job.data, thread, item as usize);
                }
            }
            if add(&self.done, 1) + 1 == items {
                notify(&self.done);
            }
        }
    }

    /// Helps for ever.
    pub(super) fn help(&self, worker: u32) {
        loop {
            let mut spins = 0;
            let ticket = loop {
                let ticket = load(&self.ticket);
                let is_work = ticket & MASK < (ticket >> BITS) & MASK;
                if is_work || spins > SPINS {
                    break ticket;
                }
                spins += 1;
                std::hint::spin_loop();
            };
            if spins > SPINS {
                add(&self.sleeping, 1);
                wait(&self.ticket, ticket);
                add(&self.sleeping, u32::MAX);
            } else {
                self.work(worker as usize);
            }
        }
    }
}
