//! What waits for a worker's host: commands of the page, and results that have arrived.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

/// A queue shared by the host and those who post to it.
pub struct Mailbox<M>(Rc<RefCell<Inner<M>>>);

struct Inner<M> {
    queue: VecDeque<M>,
    waker: Option<Waker>,
}

impl<M> Default for Mailbox<M> {
    fn default() -> Self {
        Self(Rc::new(RefCell::new(Inner {
            queue: VecDeque::new(),
            waker: None,
        })))
    }
}

impl<M> Clone for Mailbox<M> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<M> Mailbox<M> {
    /// Adds to the queue and wakes the host.
    pub fn post(&self, mail: M) {
        let mut inner = self.0.borrow_mut();
        inner.queue.push_back(mail);
        if let Some(waker) = inner.waker.take() {
            waker.wake();
        }
    }

    /// Takes the oldest, if there is one.
    #[must_use]
    pub fn take(&self) -> Option<M> {
        self.0.borrow_mut().queue.pop_front()
    }

    /// Waits for the oldest.
    pub async fn wait(&self) -> M {
        poll_fn(|context| {
            let mut inner = self.0.borrow_mut();
            if let Some(mail) = inner.queue.pop_front() {
                return Poll::Ready(mail);
            }
            inner.waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}
