//! Which events a change of the page's state makes.

use super::event::{Activity, End, Epoch, Event, Finished, Progress, Ready};
use crate::page::run::{Run, Status};
use crate::page::state::State;
use crate::protocol::{DeviceKind, RunId, WireError};

/// Milliseconds between two reports of a run that trains: a person reads no more of them.
const INTERVAL: f64 = 250.0;

/// Remembers what was said of the state.
#[derive(Debug, Default)]
pub struct Follower {
    run: Option<Followed>,
    /// Number of the first notice that was not said.
    next_notice: u32,
    failed_load: Option<WireError>,
    /// Why the network does not fit the data.
    misfit: Option<WireError>,
}

/// What was said of a run.
#[derive(Debug)]
struct Followed {
    key: RunId,
    status: Status,
    step: usize,
    /// When the last progress was said.
    at: f64,
    /// The last epoch that was said.
    epoch: usize,
}

impl Follower {
    /// What is new in the state, at a time in milliseconds.
    pub fn follow(&mut self, state: &State, now: f64) -> Vec<Event> {
        let mut events = self.errors(state);
        if let Some(run) = &state.run.current {
            self.follow_run(state, run, now, &mut events);
        }
        events
    }

    fn errors(&mut self, state: &State) -> Vec<Event> {
        let notices = &*state.notices;
        let new = notices.list.iter().filter(|n| n.id >= self.next_notice);
        let mut events: Vec<Event> = new.map(|notice| Event::from(&notice.error)).collect();
        self.next_notice = notices.next_id;

        let failed = state.data.failed.as_ref().map(|failed| &failed.error);
        events.extend(changed(&mut self.failed_load, failed));
        let misfit = state.model.summary.as_ref();
        let misfit = misfit.and_then(|summary| summary.as_ref().err());
        events.extend(changed(&mut self.misfit, misfit));
        events
    }

    fn follow_run(&mut self, state: &State, run: &Run, now: f64, events: &mut Vec<Event>) {
        if self.run.as_ref().is_none_or(|said| said.key != run.key) {
            if run.steps_per_epoch == 0 || matches!(run.status, Status::Preparing | Status::Failed)
            {
                return;
            }
            events.push(Event::Ready(ready(state, run)));
            self.run = Some(Followed {
                key: run.key,
                // As a run stands that is only ready.
                status: Status::Paused,
                step: 0,
                at: f64::NEG_INFINITY,
                epoch: 0,
            });
        }
        let Some(said) = &mut self.run else { return };
        let has_ended = said.status != run.status;
        let is_due = run.status != Status::Running || now - said.at >= INTERVAL;
        if (has_ended || said.step != run.step && is_due)
            && let Some(status) = activity(run.status)
        {
            said.at = now;
            said.step = run.step;
            events.push(Event::Progress(progress(run, status)));
        }
        for result in run.epochs.iter().filter(|e| e.epoch > said.epoch) {
            events.push(Event::Epoch(Epoch {
                epoch: result.epoch,
                epochs: run.experiment.epochs(),
                step: result.step,
                train_loss: result.train.loss,
                train_accuracy: result.train.accuracy,
                validation_loss: result.validation.map(|scores| scores.loss),
                validation_accuracy: result.validation.map(|scores| scores.accuracy),
                test_loss: result.test.loss,
                test_accuracy: result.test.accuracy,
                seconds: result.seconds,
            }));
        }
        said.epoch = run.epochs.last().map_or(said.epoch, |last| last.epoch);
        if let Some(end) = end(run.status).filter(|_| has_ended) {
            events.push(Event::Finished(finished(run, end)));
        }
        said.status = run.status;
    }
}

/// The error, if it is another one than was said last.
fn changed(said: &mut Option<WireError>, error: Option<&WireError>) -> Option<Event> {
    if said.as_ref() == error {
        return None;
    }
    *said = error.cloned();
    error.map(Event::from)
}

fn activity(status: Status) -> Option<Activity> {
    match status {
        Status::Running => Some(Activity::Running),
        Status::Paused => Some(Activity::Paused),
        Status::Stopping => Some(Activity::Stopping),
        Status::Preparing | Status::Stopped | Status::Finished | Status::Failed => None,
    }
}

fn end(status: Status) -> Option<End> {
    match status {
        Status::Finished => Some(End::Finished),
        Status::Stopped => Some(End::Stopped),
        _ => None,
    }
}

fn ready(state: &State, run: &Run) -> Ready {
    let device = state.device.in_use.as_ref();
    let [train_samples, validation_samples, test_samples] = run.samples;
    Ready {
        version: env!("CARGO_PKG_VERSION"),
        dataset: run.experiment.data.source.name(),
        model: State::model_name(&run.experiment.model).to_owned(),
        device: device.map_or(DeviceKind::Cpu, |device| device.kind),
        train_samples,
        validation_samples,
        test_samples,
        epochs: run.experiment.epochs(),
        steps: run.total_steps(),
    }
}

fn progress(run: &Run, status: Activity) -> Progress {
    let smooth = run.curve.last().map(|point| point.smooth);
    Progress {
        status,
        step: run.step,
        steps: run.total_steps(),
        epoch: run.epoch,
        epochs: run.experiment.epochs(),
        train_loss: smooth.map(|[loss, _]| loss),
        train_accuracy: smooth.map(|[_, accuracy]| accuracy),
        images_per_second: Some(run.images_per_second).filter(|pace| *pace > 0.0),
        seconds_left: run.seconds_left,
    }
}

fn finished(run: &Run, status: End) -> Finished {
    let test = run.test();
    Finished {
        status,
        step: run.step,
        epochs: run.epochs.len(),
        test_loss: test.map(|scores| scores.loss),
        test_accuracy: test.map(|scores| scores.accuracy),
        seconds: run.work_seconds(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Data, Experiment};
    use crate::page::state::{FailedLoad, Notice};
    use crate::protocol::{ErrorKind, ProvidedFiles};
    use crate::run::{EpochResult, Progress as Report, Scores, StepRecord};

    const SCORES: Scores = Scores {
        loss: 0.5,
        accuracy: 0.75,
    };

    /// A page whose run is ready.
    fn page() -> State {
        let mut state = State::default();
        let mut run = Run::new(RunId(1), Experiment::default());
        run.status = Status::Paused;
        run.steps_per_epoch = 10;
        run.samples = [100, 20, 30];
        state.run.current = Some(run);
        state
    }

    fn run(state: &mut State) -> &mut Run {
        state.run.current.as_mut().expect("a run")
    }

    fn step(state: &mut State, step: usize) {
        let steps = vec![StepRecord {
            step,
            loss: 0.5,
            accuracy: 0.75,
            learning_rate: 0.001,
        }];
        run(state).absorb(&Report {
            epoch: 1,
            steps,
            images_per_second: 64.0,
            seconds_left: Some(1.0),
        });
    }

    fn end_epoch(state: &mut State, epoch: usize) {
        run(state).absorb_epoch(EpochResult {
            epoch,
            step: 10 * epoch,
            train: SCORES,
            validation: None,
            test: SCORES,
            seconds: 2.0,
        });
    }

    fn names(events: &[Event]) -> Vec<&'static str> {
        events.iter().map(Event::name).collect()
    }

    fn error(message: &str) -> WireError {
        WireError::new(ErrorKind::Data, message, "")
    }

    #[test]
    fn a_run_is_followed_from_ready_to_finished() {
        let mut state = page();
        let mut follower = Follower::default();
        run(&mut state).status = Status::Preparing;
        assert_eq!(follower.follow(&state, 0.0), []);
        run(&mut state).status = Status::Paused;
        let [Event::Ready(ready)] = &follower.follow(&state, 0.0)[..] else {
            panic!("not ready")
        };
        assert_eq!(
            (ready.dataset, ready.test_samples),
            ("Synthetic digits", 30)
        );
        assert_eq!(ready.steps, 10 * ready.epochs);
        assert_eq!(follower.follow(&state, 0.0), [], "nothing is new");

        run(&mut state).status = Status::Running;
        assert_eq!(names(&follower.follow(&state, 1.0)), ["progress"]);
        step(&mut state, 10);
        end_epoch(&mut state, 1);
        let events = follower.follow(&state, 1_000.0);
        assert_eq!(names(&events), ["progress", "epoch"]);
        let Event::Epoch(epoch) = &events[1] else {
            panic!("{events:?}")
        };
        assert_eq!((epoch.test_loss, epoch.validation_loss), (0.5, None));

        run(&mut state).status = Status::Finished;
        let [Event::Finished(finished)] = &follower.follow(&state, 1_001.0)[..] else {
            panic!("not finished")
        };
        assert_eq!((finished.status, finished.epochs), (End::Finished, 1));
        assert_eq!(finished.test_accuracy, Some(0.75));
        assert_eq!(follower.follow(&state, 9_999.0), []);

        let mut next = Run::new(RunId(2), Experiment::default());
        assert!(next.steps_per_epoch == 0);
        state.run.current = Some(next.clone());
        assert_eq!(follower.follow(&state, 9_999.0), []);
        next.steps_per_epoch = 10;
        next.status = Status::Paused;
        state.run.current = Some(next);
        assert_eq!(names(&follower.follow(&state, 9_999.0)), ["ready"]);
    }

    #[test]
    fn progress_is_said_a_few_times_a_second_and_whenever_the_run_turns() {
        let mut state = page();
        let mut follower = Follower::default();
        follower.follow(&state, 0.0);
        run(&mut state).status = Status::Running;
        assert_eq!(names(&follower.follow(&state, 0.0)), ["progress"]);
        step(&mut state, 1);
        assert_eq!(follower.follow(&state, 100.0), [], "too soon");
        step(&mut state, 2);
        let [Event::Progress(progress)] = &follower.follow(&state, INTERVAL)[..] else {
            panic!("no progress")
        };
        assert_eq!((progress.step, progress.train_loss), (2, Some(0.5)));
        run(&mut state).status = Status::Paused;
        let paused = follower.follow(&state, INTERVAL + 1.0);
        assert_eq!(names(&paused), ["progress"]);
        // The last steps before a pause come after it.
        step(&mut state, 3);
        let [Event::Progress(progress)] = &follower.follow(&state, INTERVAL + 2.0)[..] else {
            panic!("the last steps are missing")
        };
        assert_eq!((progress.step, progress.status), (3, Activity::Paused));
    }

    #[test]
    fn who_comes_late_is_told_what_there_is() {
        let mut state = page();
        step(&mut state, 20);
        end_epoch(&mut state, 1);
        end_epoch(&mut state, 2);
        run(&mut state).status = Status::Stopped;
        let events = Follower::default().follow(&state, 0.0);
        assert_eq!(names(&events), ["ready", "epoch", "epoch", "finished"]);
    }

    #[test]
    fn every_error_is_said_once() {
        let mut state = State::default();
        let mut follower = Follower::default();
        for id in [0, 1] {
            state.notices.list.push(Notice {
                id,
                error: error("notice"),
                remedy: None,
            });
            state.notices.next_id = id + 1;
        }
        assert_eq!(names(&follower.follow(&state, 0.0)), ["error", "error"]);
        assert_eq!(follower.follow(&state, 0.0), []);

        state.data.failed = Some(FailedLoad {
            data: Data::default(),
            files: ProvidedFiles::default(),
            error: error("a file"),
        });
        state.model.summary = Some(Err(error("too small")));
        let events = follower.follow(&state, 0.0);
        assert_eq!(
            events,
            [
                Event::from(&error("a file")),
                Event::from(&error("too small"))
            ]
        );
        assert_eq!(follower.follow(&state, 0.0), []);
        state.data.failed = None;
        assert_eq!(follower.follow(&state, 0.0), []);
        state.model.summary = Some(Err(error("still too small")));
        assert_eq!(names(&follower.follow(&state, 0.0)), ["error"]);
    }
}
