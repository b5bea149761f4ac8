//! What is set up, what a trial is opened as, journals of the command line, and how many workers there are.

use super::*;

#[test]
fn the_experiments_sweep_fills_the_set_up_and_edits_go_back_to_it() {
    let mut world = World::of(GRID, 1);
    assert_eq!(world.state.draft.parameters.len(), 2);
    world.send(Msg::Edit(Edit::Choices(0, "16, 32, 64".to_owned())));
    let mut set = world.done.iter().filter_map(|request| match request {
        Request::SetSweep(sweep) => sweep.open().ok(),
        _ => None,
    });
    let set = set.next_back().expect("the experiment's sweep");
    assert_eq!(set.parameters[0].choices.len(), 3);
    // What cannot be read changes nothing but what is shown.
    let before = world.done.len();
    world.send(Msg::Edit(Edit::Choices(0, "[16".to_owned())));
    assert_eq!(world.done.len(), before);
    assert!(matches!(&world.state.checked, Some(Err(fault)) if fault.parameter == Some(0)));
    world.start();
    assert!(world.state.running.is_none());
    // Another experiment without a sweep is offered one.
    let facts = PageFacts::default();
    world.send(Msg::PageChanged(Box::new(facts)));
    assert!(matches!(world.state.checked, Some(Ok(_))));
    assert_eq!(world.state.packed, None);
}

#[test]
fn a_trial_is_opened_as_an_experiment_without_a_sweep() {
    let mut world = World::of(GRID, 2);
    world.start();
    world.finish();
    let experiment = world.state.trial_experiment(2).expect("an experiment");
    assert_eq!(
        (experiment.training.batch_size, experiment.sweep.is_none()),
        (32, true)
    );
    assert_eq!(experiment.name, "S: trial 3");
}

#[test]
fn a_journal_of_the_command_line_is_opened() {
    let mut world = World::of(GRID, 2);
    world.start();
    world.finish();
    let text = journal::write(&world.journal).expect("lines");
    let mut other = World::of(HYPERBAND, 1);
    other.send(Msg::ReadJournal(text.clone()));
    let Some(Request::Ask(question)) = other.done.last().cloned() else {
        panic!("a question");
    };
    assert_eq!(question.body, DataQuery::ReadJournal(text.clone()));
    let (entries, _) = journal::read(&text).expect("a journal");
    let answer = question.answer(DataReply::Journal(Ok(Packed::new(&entries))));
    other.send(Msg::Loader(answer));
    assert_eq!(other.state.phase(), Some(Phase::Over));
    assert_eq!(other.rows(), world.rows());
    // One that is under way is not replaced.
    let mut busy = World::of(GRID, 1);
    busy.start();
    busy.send(Msg::ReadJournal(text));
    assert!(busy.state.error.is_some());
}

#[test]
fn workers_suit_the_machine_and_its_memory() {
    assert_eq!(
        [1, 2, 4, 16].map(|cores| default_jobs(cores, 0)),
        [1, 2, 3, 15]
    );
    assert_eq!(default_jobs(16, 600 << 20), 1);
    assert_eq!(default_jobs(16, 200 << 20), 5);
}
