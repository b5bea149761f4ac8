//! A run as the page knows it: with a number, which all its events carry.

use crate::engine::{EngineError, Session, portion_seconds};
use crate::protocol::{DeviceEvent, DeviceKind, Event, RunEvent, RunId, WireError};
use crate::run::{self, Pace, Surroundings};

/// What a run needs of its environment.
pub trait Hooks {
    /// Seconds since some moment.
    fn now(&self) -> f64;
    /// Sends an event to the page.
    fn emit(&self, event: Event);
}

/// A run with its number.
pub struct Run<H> {
    run: run::Run<Session, Numbered<H>>,
}

/// What sends a run's events with its number.
struct Numbered<H> {
    id: RunId,
    hooks: H,
}

impl<H: Hooks> Surroundings for Numbered<H> {
    fn now(&self) -> f64 {
        self.hooks.now()
    }

    fn emit(&mut self, event: run::RunEvent) {
        self.hooks.emit(Event::Run(self.id, crossing(event)));
    }
}

/// The event for the page of an event of a run.
fn crossing(event: run::RunEvent) -> RunEvent {
    match event {
        run::RunEvent::Progress(progress) => RunEvent::Progress(progress),
        run::RunEvent::EpochEnd(epoch) => RunEvent::EpochEnd(epoch),
        run::RunEvent::Evaluated(evaluation) => RunEvent::Evaluated(evaluation),
        run::RunEvent::PhaseChanged(phase) => RunEvent::PhaseChanged(phase),
        run::RunEvent::Snapshot { step, bytes } => RunEvent::Snapshot {
            step,
            bytes: bytes.into(),
        },
    }
}

impl<H: Hooks> Run<H> {
    /// A run of a session on a device, paused.
    pub fn new(id: RunId, session: Session, device: DeviceKind, hooks: H) -> Self {
        let pace = Pace::new(portion_seconds(device));
        Self {
            run: run::Run::new(session, pace, Numbered { id, hooks }),
        }
    }

    /// Its number.
    pub fn id(&self) -> RunId {
        self.run.surroundings().id
    }

    /// What it trains.
    pub fn session(&self) -> &Session {
        self.run.trainer()
    }

    /// Whether [`Self::work`] has something to do.
    pub fn has_work(&self) -> bool {
        self.run.has_work()
    }

    /// Trains until another request.
    pub fn train(&mut self) {
        self.run.train();
    }

    /// Trains for one step.
    pub fn step(&mut self) {
        self.run.step();
    }

    /// Waits after the step that was taken last.
    pub async fn pause(&mut self) {
        if let Err(error) = self.run.pause().await {
            self.emit_failure(&error, true);
        }
    }

    /// Ends the run with an evaluation, which is the work that is left.
    pub fn stop(&mut self) {
        self.run.stop();
    }

    /// Does the next portion.
    pub async fn work(&mut self) {
        if let Err(error) = self.run.work().await {
            self.emit_failure(&error, true);
        }
    }

    /// Ends the run, once; a device that failed is of no more use to any other either.
    pub fn fail(&mut self, error: &EngineError) {
        let was_going_on = self.run.end();
        self.emit_failure(error, was_going_on);
    }

    fn emit_failure(&self, error: &EngineError, was_going_on: bool) {
        let Numbered { id: run, hooks } = self.run.surroundings();
        let wire = WireError::from(error);
        match error {
            EngineError::Device(_) => hooks.emit(Event::Device(DeviceEvent::Failed(wire))),
            _ if was_going_on => hooks.emit(Event::Run(*run, RunEvent::Failed(wire))),
            _ => {}
        }
    }
}

#[cfg(test)]
#[cfg(feature = "cli")]
#[path = "run_tests.rs"]
mod tests;
