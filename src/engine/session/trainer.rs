//! A session as what a run drives.

use super::Session;
use crate::data::Role;
use crate::engine::EngineError;
use crate::experiment::Callback;
use crate::metrics::ClassCounts;
use crate::run::{NetworkStatistics, Outcome, Trainer};

impl Trainer for Session {
    type Error = EngineError;

    async fn work(&mut self, steps: usize) -> Result<Outcome, EngineError> {
        self.work(steps).await
    }

    fn evaluate(&mut self) {
        self.evaluate();
    }

    async fn snapshot(&self) -> Result<Vec<u8>, EngineError> {
        self.snapshot().await
    }

    fn callbacks(&self) -> &[Callback] {
        &self.experiment.callbacks
    }

    fn notes(&self) -> &str {
        &self.notes
    }

    fn set_notes(&mut self, notes: String) {
        self.notes = notes;
    }

    fn learning_rate(&self) -> f64 {
        let schedule = &self.experiment.schedule;
        self.rate.at(schedule, self.step, self.total_steps())
    }

    fn set_learning_rate(&mut self, rate: f64) {
        let steps = self.total_steps();
        let schedule = &self.experiment.schedule;
        self.rate.set(rate, schedule, self.step, steps);
    }

    fn keep_weights(&mut self) {
        self.best = Some(self.network.values());
    }

    fn restore_weights(&mut self) -> bool {
        let Some(best) = &self.best else {
            return false;
        };
        for (parameter, value) in self.network.parameters.iter_mut().zip(best) {
            parameter.value = value.clone();
        }
        true
    }

    fn collect_statistics(&mut self) {
        self.collector.is_next = true;
    }

    fn take_statistics(&mut self) -> Option<NetworkStatistics> {
        self.collector.last.take()
    }

    fn take_classes(&mut self) -> Vec<ClassCounts> {
        std::mem::take(&mut self.reported)
    }

    fn step(&self) -> usize {
        self.step()
    }

    fn epoch(&self) -> usize {
        self.epoch()
    }

    fn steps_per_epoch(&self) -> usize {
        self.steps_per_epoch()
    }

    fn total_steps(&self) -> usize {
        self.total_steps()
    }

    fn train_samples(&self) -> usize {
        self.data.part(Role::Train).len()
    }
}
