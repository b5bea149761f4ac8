//! Questions to a network that are asked portion by portion until all is answered, so that training goes on in between.

use crate::protocol::{Asker, RunId, Ticket};

/// What is asked in portions, and what came of it so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Portions {
    asker: Asker<RunId>,
    under_way: Option<UnderWay>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct UnderWay {
    done: usize,
    total: usize,
    parts: Vec<Vec<u8>>,
}

/// What to do after an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Nothing: it was to another question, or is no longer wanted.
    Nothing,
    /// Ask for the next portion.
    Ask,
    /// All is there, one after another.
    Complete(Vec<Vec<u8>>),
}

impl Portions {
    /// Portions whose questions are numbered after this one.
    #[must_use]
    pub fn numbered_after(last: u32) -> Self {
        Self {
            asker: Asker::numbered_after(last),
            under_way: None,
        }
    }

    /// Begins anew, with so many samples to ask about; 0 where the first answer says how many.
    pub fn begin(&mut self, total: usize) {
        self.asker.cancel();
        self.under_way = Some(UnderWay {
            total,
            ..UnderWay::default()
        });
    }

    /// Asks the run for the next portion.
    pub fn ask(&mut self, run: RunId) -> Ticket<RunId> {
        self.asker.ask_now(run)
    }

    /// Whether an answer is to the open question, which it closes.
    pub fn answered(&mut self, ticket: Ticket<RunId>) -> bool {
        self.asker.answered(ticket).is_some()
    }

    /// Takes in the answers to so many more of `total` samples. A portion of none is the last.
    pub fn take(&mut self, part: Vec<u8>, count: usize, total: usize) -> Next {
        let Some(under_way) = &mut self.under_way else {
            return Next::Nothing;
        };
        under_way.done += count;
        under_way.total = total;
        under_way.parts.push(part);
        if count > 0 && under_way.done < total {
            return Next::Ask;
        }
        Next::Complete(std::mem::take(&mut under_way.parts))
    }

    /// Expects no answers any more.
    pub fn end(&mut self) {
        self.asker.cancel();
        self.under_way = None;
    }

    /// Whether something is asked, or what was answered is still being worked on.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// Samples that are answered, and all of them.
    #[must_use]
    pub fn progress(&self) -> [usize; 2] {
        let under_way = self.under_way.as_ref();
        under_way.map_or([0; 2], |under_way| [under_way.done, under_way.total])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_are_asked_for_until_all_are_there() {
        let mut portions = Portions::default();
        assert_eq!(portions.take(vec![1], 1, 2), Next::Nothing, "nobody asked");
        portions.begin(0);
        let first = portions.ask(RunId(1));
        assert!(portions.answered(first) && !portions.answered(first));
        assert_eq!(portions.take(vec![1], 2, 5), Next::Ask);
        assert_eq!(portions.progress(), [2, 5]);
        assert_eq!(
            portions.take(vec![2], 3, 5),
            Next::Complete(vec![vec![1], vec![2]])
        );
        assert!(portions.is_under_way(), "until somebody ends it");
        portions.end();
        assert_eq!(
            (portions.is_under_way(), portions.progress()),
            (false, [0; 2])
        );
    }

    #[test]
    fn a_portion_of_nothing_ends_them_and_what_begins_anew_forgets() {
        let mut portions = Portions::numbered_after(7);
        portions.begin(9);
        assert_eq!(portions.take(vec![1], 4, 9), Next::Ask);
        let open = portions.ask(RunId(1));
        portions.begin(9);
        assert!(!portions.answered(open), "it was of the time before");
        assert_eq!(
            portions.take(Vec::new(), 0, 9),
            Next::Complete(vec![Vec::new()])
        );
    }
}
