//! Undo and redo of the experiment.

use super::*;

fn edit(state: &mut State, how: impl FnOnce(&mut Experiment)) -> Vec<Effect> {
    let mut experiment = state.model.experiment.clone();
    how(&mut experiment);
    update(state, Msg::Model(ModelMsg::Edit(Box::new(experiment))))
}

fn undo(state: &mut State) -> Vec<Effect> {
    update(state, Msg::Model(ModelMsg::Undo))
}

fn redo(state: &mut State) -> Vec<Effect> {
    update(state, Msg::Model(ModelMsg::Redo))
}

#[test]
fn every_change_of_the_experiment_can_be_undone_and_made_again() {
    let mut state = ready();
    let first = state.model.experiment.clone();
    assert_eq!(undo(&mut state), [], "nothing to undo");

    let batch = Msg::Model(ModelMsg::SetField(Field::BatchSize, "32".to_owned()));
    update(&mut state, batch);
    update(
        &mut state,
        Msg::Model(ModelMsg::Choose(BuiltInModel::SmallMlp)),
    );
    edit(&mut state, |e| {
        e.model.layers.remove(1);
    });
    let last = state.model.experiment.clone();

    for _ in 0..3 {
        let sent = commands(&undo(&mut state));
        assert_eq!(prepared(&sent).1, state.model.experiment);
    }
    assert_eq!(state.model.experiment, first);
    assert_eq!(state.model.form.text(Field::BatchSize), "64");
    for _ in 0..3 {
        redo(&mut state);
    }
    assert_eq!(state.model.experiment, last);
    assert!(!state.model.undo.can_redo());
}

#[test]
fn another_data_set_and_the_model_that_fits_it_are_one_change() {
    let mut state = ready();
    let first = state.model.experiment.clone();
    update(&mut state, Msg::Data(DataMsg::Choose(Source::Mnist {})));
    let mut of_four = summary(Source::Mnist {});
    of_four.classes.truncate(4);
    receive_from_loader(&mut state, loaded_as(NEWEST, of_four));
    assert_ne!(state.model.experiment.model, first.model);
    let effects = undo(&mut state);
    assert_eq!(state.model.experiment, first);
    assert_eq!(
        loads(&effects).map(|(source, _)| source),
        Some(Source::default())
    );
}

#[test]
fn data_that_cannot_be_loaded_leaves_nothing_to_undo() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::Choose(Source::Mnist {})));
    let error = WireError::new(ErrorKind::Data, "gone", "");
    receive_from_loader(
        &mut state,
        DataEvent::Load(NEWEST, LoadEvent::Failed(error)),
    );
    assert!(!state.model.undo.can_undo());
}

#[test]
fn the_experiment_of_the_address_is_where_undo_ends() {
    let seeded = Experiment {
        seed: 7,
        ..Experiment::default()
    };
    let pending = PendingExperiment::Json(seeded.to_json());
    let (mut state, _) = open(Some(Ok(pending)));
    loader_ready(&mut state);
    let read = DataEvent::ExperimentRead {
        result: Box::new(Ok(seeded)),
        model: None,
    };
    receive_from_loader(&mut state, read);
    assert_eq!(state.model.experiment.seed, 7);
    assert!(!state.model.undo.can_undo());
}

#[test]
fn what_is_being_trained_is_not_changed() {
    let mut state = ready();
    edit(&mut state, |e| e.seed = 1);
    update(&mut state, Msg::Run(RunMsg::Toggle));
    let run = state.run.last_id;
    receive(&mut state, phase(run, Phase::Running));
    let trained = state.model.experiment.clone();
    assert_eq!(undo(&mut state), []);
    assert_eq!(edit(&mut state, |e| e.seed = 2), []);
    assert_eq!(state.model.experiment, trained);
}

#[test]
fn a_sweep_belongs_to_the_experiment_and_leaves_the_run_as_it_is() {
    let mut state = training();
    let sweep = crate::experiment::PackedSweep::new(&crate::experiment::Sweep::default());
    let sweep = sweep.expect("a sweep");
    let set = Msg::Model(ModelMsg::SetSweep(sweep.clone()));
    assert_eq!(update(&mut state, set), []);
    assert_eq!(state.status(), Some(Status::Running));
    assert_eq!(state.model.experiment.sweep, Some(sweep));
    let run = state.run.current.as_ref().expect("a run");
    assert_eq!(run.experiment, state.model.experiment);
}
