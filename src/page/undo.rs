//! Undo and redo of the experiment: what it was before each change that a person made.

use crate::experiment::Experiment;

/// Changes that can be undone: the oldest are forgotten beyond them.
const LIMIT: usize = 50;

/// The experiments before and after the present one.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    past: Vec<Experiment>,
    present: Experiment,
    future: Vec<Experiment>,
}

impl Undo {
    /// Nothing to undo: the experiment is the first.
    #[must_use]
    pub fn new(experiment: Experiment) -> Self {
        Self {
            past: Vec::new(),
            present: experiment,
            future: Vec::new(),
        }
    }

    /// Whether there is a change to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is an undone change to make again.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// The experiment is another one by a person's doing. Nothing happens if it is the same.
    pub fn record(&mut self, experiment: &Experiment) {
        if self.present == *experiment {
            return;
        }
        let before = std::mem::replace(&mut self.present, experiment.clone());
        self.past.push(before);
        if self.past.len() > LIMIT {
            self.past.remove(0);
        }
        self.future.clear();
    }

    /// The page itself changed the experiment, as a consequence of the last change: both are one.
    /// A change that comes to nothing this way is none.
    pub fn amend(&mut self, experiment: &Experiment) {
        if self.past.last() == Some(experiment) {
            self.past.pop();
        }
        if self.present != *experiment {
            self.present = experiment.clone();
        }
    }

    /// The experiment before the last change.
    pub fn undo(&mut self) -> Option<Experiment> {
        let before = self.past.pop()?;
        let after = std::mem::replace(&mut self.present, before);
        self.future.push(after);
        Some(self.present.clone())
    }

    /// The experiment after the change that was undone last.
    pub fn redo(&mut self) -> Option<Experiment> {
        let after = self.future.pop()?;
        let before = std::mem::replace(&mut self.present, after);
        self.past.push(before);
        Some(self.present.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seeded(seed: u64) -> Experiment {
        Experiment {
            seed,
            ..Experiment::default()
        }
    }

    #[test]
    fn changes_are_undone_and_made_again_in_order() {
        let mut undo = Undo::new(seeded(0));
        for seed in 1..=3 {
            undo.record(&seeded(seed));
        }
        undo.record(&seeded(3));
        assert_eq!(undo.undo(), Some(seeded(2)));
        assert_eq!(undo.undo(), Some(seeded(1)));
        assert_eq!(undo.redo(), Some(seeded(2)));
        undo.record(&seeded(9));
        assert!(undo.can_undo() && !undo.can_redo());
        assert_eq!(undo.undo(), Some(seeded(2)));
        assert_eq!(undo.undo(), Some(seeded(1)));
        assert_eq!(undo.undo(), Some(seeded(0)));
        assert_eq!(undo.undo(), None);
        assert_eq!(undo.redo(), Some(seeded(1)));
    }

    #[test]
    fn what_follows_from_a_change_belongs_to_it() {
        let mut undo = Undo::new(seeded(0));
        undo.record(&seeded(1));
        undo.amend(&seeded(2));
        assert_eq!(undo.undo(), Some(seeded(0)));
        assert_eq!(undo.redo(), Some(seeded(2)));
        undo.record(&seeded(3));
        undo.amend(&seeded(2));
        assert_eq!(undo.undo(), Some(seeded(0)));
    }

    #[test]
    fn the_oldest_changes_are_forgotten() {
        let mut undo = Undo::new(seeded(0));
        for seed in 1..=60 {
            undo.record(&seeded(seed));
        }
        let mut n = 0;
        while undo.undo().is_some() {
            n += 1;
        }
        assert_eq!(n, LIMIT);
        assert_eq!(undo.redo(), Some(seeded(11)));
    }
}
