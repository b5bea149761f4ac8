//! A run as the page knows it: with a number, which all its events carry.

use crate::engine::{EngineError, RateSearch, Session, portion_seconds};
use crate::protocol::{DeviceEvent, DeviceKind, Event, RunEvent, RunId, WireError};
use crate::run::{self, FindRate, FoundRate, Pace, Surroundings};

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
    /// The search for a step size, which comes before all other work.
    search: Option<RateSearch>,
}

/// Steps of a search between two looks at the messages.
const SEARCH_STEPS: usize = 1;

/// What sends a run's events with its number.
struct Numbered<H> {
    id: RunId,
    collects_statistics: bool,
    hooks: H,
}

impl<H: Hooks> Surroundings for Numbered<H> {
    fn now(&self) -> f64 {
        self.hooks.now()
    }

    fn emit(&mut self, event: run::RunEvent) {
        self.hooks.emit(Event::Run(self.id, event.into()));
    }

    fn collects_statistics(&self) -> bool {
        self.collects_statistics
    }
}

impl<H: Hooks> Run<H> {
    /// A run of a session on a device, paused.
    pub fn new(id: RunId, session: Session, device: DeviceKind, hooks: H) -> Self {
        let pace = Pace::new(portion_seconds(device));
        let numbered = Numbered {
            id,
            collects_statistics: true,
            hooks,
        };
        Self {
            run: run::Run::new(session, pace, numbered),
            search: None,
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
        self.search.is_some() || self.run.has_work()
    }

    /// Trains until another request.
    pub fn train(&mut self) {
        self.run.train();
    }

    /// Trains for one step.
    pub fn step(&mut self) {
        self.run.step();
    }

    /// Trains to the end of the epoch.
    pub fn epoch(&mut self) {
        self.run.epoch();
    }

    /// Makes the next step's size this one.
    pub fn set_learning_rate(&mut self, rate: f64) {
        self.run.set_learning_rate(rate);
    }

    /// Collects statistics of the layers in some of the steps to come, or in none.
    pub fn collect_statistics(&mut self, on: bool) {
        self.run.surroundings_mut().collects_statistics = on;
    }

    /// Begins the search for a step size; one that is under way is dropped.
    pub async fn find_rate(&mut self, options: FindRate) {
        match RateSearch::new(self.session(), options).await {
            Ok(search) => self.search = Some(search),
            Err(error) => self.emit_search(Err((&error).into())),
        }
    }

    /// Does the next portion of the search.
    async fn search(&mut self, mut search: RateSearch) {
        match search.work(SEARCH_STEPS).await {
            Ok(None) => self.search = Some(search),
            Ok(Some(found)) => self.emit_search(Ok(found)),
            Err(error @ EngineError::Device(_)) => self.fail(&error),
            Err(error) => self.emit_search(Err((&error).into())),
        }
    }

    fn emit_search(&self, found: Result<FoundRate, WireError>) {
        let Numbered { id, hooks, .. } = self.run.surroundings();
        hooks.emit(Event::Run(*id, RunEvent::RateFound(found)));
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
        if let Some(search) = self.search.take() {
            self.search(search).await;
            return;
        }
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
        let Numbered { id: run, hooks, .. } = self.run.surroundings();
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
