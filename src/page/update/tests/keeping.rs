//! Runs that are over are handed over to be kept.

use super::*;
use crate::page::state::RunOver;

fn kept(effects: &[Effect]) -> Option<&RunOver> {
    effects.iter().find_map(|effect| match effect {
        Effect::KeepRun(over) => Some(&**over),
        _ => None,
    })
}

#[test]
fn a_run_that_is_over_is_handed_over_with_its_model_and_its_data() {
    let mut state = training();
    let run = state.run.last_id;
    receive(&mut state, epoch_end(run, 1));
    let bytes = Buffer::from(vec![1]);
    let snapshot = |step| {
        let bytes = bytes.clone();
        Event::Run(run, RunEvent::Snapshot { step, bytes })
    };
    let step = state.run.current.as_ref().expect("a run").step;
    receive(&mut state, snapshot(step));
    let effects = receive(&mut state, phase(run, Phase::Finished));
    let over = kept(&effects).expect("handed over");
    assert_eq!((over.run.key, over.run.status), (run, Status::Finished));
    assert_eq!(over.model, Some(bytes.clone()));
    let load = state.data.loaded.as_ref().expect("loaded").number;
    assert_eq!((over.load, &over.fault), (Some(load), &None));

    // A snapshot of an earlier step is not the model that the run came to.
    let mut state = training();
    let run = state.run.last_id;
    receive(&mut state, snapshot(3));
    receive(&mut state, epoch_end(run, 1));
    let effects = receive(&mut state, phase(run, Phase::Stopped));
    assert_eq!(kept(&effects).expect("handed over").model, None);
}

#[test]
fn a_run_that_failed_is_handed_over_with_the_reason() {
    let mut state = training();
    let run = state.run.last_id;
    let error = WireError::new(ErrorKind::Run, "No memory.", "");
    let effects = receive(&mut state, Event::Run(run, RunEvent::Failed(error)));
    let over = kept(&effects).expect("handed over");
    assert_eq!(over.fault.as_deref(), Some("No memory."));
    // One that took no step is nothing to keep.
    let mut state = ready();
    let run = state.run.last_id;
    let error = WireError::new(ErrorKind::Run, "No memory.", "");
    let effects = receive(&mut state, Event::Run(run, RunEvent::Failed(error)));
    assert!(kept(&effects).is_none());
}

#[test]
fn a_run_that_is_left_behind_is_kept_once_it_was_judged() {
    let mut state = training();
    let run = state.run.last_id;
    receive(&mut state, epoch_end(run, 1));
    receive(&mut state, phase(run, Phase::Paused));
    let mut other = state.model.experiment.clone();
    other.training.batch_size += 1;
    let pending = PendingExperiment::Json(String::new());
    update(&mut state, Msg::OpenExperiment(Ok(pending)));
    let read = DataEvent::ExperimentRead {
        result: Box::new(Ok(other)),
        model: None,
    };
    let effects = receive_from_loader(&mut state, read);
    let over = kept(&effects).expect("handed over");
    assert_eq!((over.run.key, over.run.status), (run, Status::Paused));
}
