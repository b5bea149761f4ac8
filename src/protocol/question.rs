//! Questions about what a worker holds, and their answers: numbered, about one run or load, and
//! never taken for the answers of others.

use borsh::{BorshDeserialize, BorshSerialize};

/// Which question it is, and what it is about: a run, or a load of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Ticket<A> {
    /// Its number among those of one [`Asker`].
    pub id: u32,
    /// The run or load.
    pub about: A,
}

/// A question. A worker answers unless it no longer holds what the question is about.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Question<A, B> {
    /// Which one it is; the answer repeats it.
    pub ticket: Ticket<A>,
    /// What is asked.
    pub body: B,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Answer<A, B> {
    /// The question's.
    pub ticket: Ticket<A>,
    /// What is answered.
    pub body: B,
}

impl<A, B> Question<A, B> {
    /// The answer to it.
    pub fn answer<C>(self, body: C) -> Answer<A, C> {
        Answer {
            ticket: self.ticket,
            body,
        }
    }
}

/// Asks one kind of question: at most one is open, and an answer to any other is stale.
#[derive(Clone, Debug, PartialEq)]
pub struct Asker<A> {
    last: u32,
    open: Option<Ticket<A>>,
    is_outdated: bool,
}

impl<A> Default for Asker<A> {
    fn default() -> Self {
        Self {
            last: 0,
            open: None,
            is_outdated: false,
        }
    }
}

impl<A: Copy + PartialEq> Asker<A> {
    /// An asker whose numbers begin after this one: where two ask questions of one kind, each knows its own answers.
    #[must_use]
    pub fn numbered_after(last: u32) -> Self {
        Self {
            last,
            open: None,
            is_outdated: false,
        }
    }

    /// Asks, unless a question is open: then [`Self::answered`] says to ask again.
    pub fn ask(&mut self, about: A) -> Option<Ticket<A>> {
        if self.open.is_some() {
            self.is_outdated = true;
            return None;
        }
        Some(self.ask_now(about))
    }

    /// Asks, in place of an open question.
    pub fn ask_now(&mut self, about: A) -> Ticket<A> {
        self.last += 1;
        self.is_outdated = false;
        *self.open.insert(Ticket {
            id: self.last,
            about,
        })
    }

    /// Takes an answer in. `None` if it is to another question than the open one; otherwise
    /// whether somebody has wanted to ask meanwhile.
    pub fn answered(&mut self, ticket: Ticket<A>) -> Option<bool> {
        self.open.take_if(|open| *open == ticket)?;
        Some(std::mem::take(&mut self.is_outdated))
    }

    /// Expects no answer any more: what was asked about is gone, or is another one now.
    pub fn cancel(&mut self) {
        self.open = None;
        self.is_outdated = false;
    }

    /// The open question.
    #[must_use]
    pub fn open(&self) -> Option<Ticket<A>> {
        self.open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_question_at_a_time_and_what_is_asked_meanwhile_is_asked_again() {
        let mut asker = Asker::default();
        let first = asker.ask(7).expect("nothing is open");
        assert_eq!((asker.ask(7), asker.ask(7)), (None, None));
        assert_eq!(asker.answered(first), Some(true), "ask again");
        let second = asker.ask(7).expect("answered");
        assert_ne!(first, second);
        assert_eq!(asker.answered(second), Some(false));
        assert_eq!(asker.answered(second), None, "once");
    }

    #[test]
    fn answers_to_other_questions_are_stale() {
        let mut asker = Asker::default();
        let old = asker.ask_now(1);
        let new = asker.ask_now(1);
        assert_eq!(asker.answered(old), None);
        let of_another_run = Ticket { about: 2, ..new };
        assert_eq!(asker.answered(of_another_run), None);
        assert_eq!(asker.open(), Some(new));
        asker.cancel();
        assert_eq!(asker.answered(new), None);
        let last = asker.ask(1).expect("nothing is open");
        assert!(last.id > new.id, "numbers are not used again");
    }
}
