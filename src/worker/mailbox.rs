//! What waits for the host: commands of the page, and data that has arrived.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use super::data::Set;
use crate::protocol::{Command, Message, WireError};

/// Something for the host to deal with.
pub enum Mail {
    /// A command of the page.
    Command(Message<Command>),
    /// The load of that number is over.
    Loaded(u32, Box<Result<Set, WireError>>),
}

/// A queue shared by the host and those who post to it.
#[derive(Clone, Default)]
pub struct Mailbox(Rc<RefCell<Inner>>);

#[derive(Default)]
struct Inner {
    queue: VecDeque<Mail>,
    waker: Option<Waker>,
}

impl Mailbox {
    /// Adds to the queue and wakes the host.
    pub fn post(&self, mail: Mail) {
        let mut inner = self.0.borrow_mut();
        inner.queue.push_back(mail);
        if let Some(waker) = inner.waker.take() {
            waker.wake();
        }
    }

    /// Takes the oldest, if there is one.
    pub fn take(&self) -> Option<Mail> {
        self.0.borrow_mut().queue.pop_front()
    }

    /// Waits for the oldest.
    pub async fn wait(&self) -> Mail {
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
