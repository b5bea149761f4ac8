//! The experiment in the page's address: read by the loader before anything is loaded, and
//! copied as a link.

use super::*;
use crate::experiment::Classifier;
use crate::protocol::FileLocation;

/// A page that was opened with a link to this experiment, and the link.
fn open_with(experiment: &Experiment) -> (State, PendingExperiment) {
    let written = PendingExperiment::Link(link::to_fragment(experiment));
    let (state, effects) = open(Some(Ok(written.clone())));
    let started = [starts(&state, DeviceKind::Cpu), starts_loader(&state)];
    assert_eq!(effects, started, "the page opens all the same");
    (state, written)
}

/// The worker's device is ready.
fn worker_ready(state: &mut State) -> Vec<Effect> {
    let build = BUILD.to_owned();
    receive(state, Event::Ready { build });
    receive(state, device(DeviceKind::Cpu))
}

/// The loader answers what it was asked to read.
fn answer(state: &mut State, result: Result<Experiment, WireError>) -> Vec<Effect> {
    receive_from_loader(
        state,
        DataEvent::ExperimentRead {
            result: Box::new(result),
            model: None,
        },
    )
}

/// An experiment that nothing begins with by itself.
fn own() -> Experiment {
    let mut experiment = Experiment::default();
    experiment.training.epochs = 3;
    experiment.data.source = Source::Mnist {};
    experiment
}

fn bad() -> WireError {
    WireError::new(ErrorKind::Experiment, "version is 9", "…")
}

#[test]
fn the_loader_reads_what_it_is_asked_to() {
    let (_, written) = open_with(&own());
    assert_eq!(written.read(), Ok(own()));
    assert_eq!(PendingExperiment::Json(own().to_json()).read(), Ok(own()));
    let error = PendingExperiment::Json(r#"{"version": 9}"#.to_owned()).read();
    assert!(error.is_err_and(|e| e.message.starts_with("version is 9")));
}

#[test]
fn nothing_is_loaded_before_the_link_is_read() {
    let (mut state, written) = open_with(&own());
    assert_eq!(worker_ready(&mut state), []);
    let asked_first = asked(&loader_ready(&mut state));
    assert_eq!(asked_first, [DataCommand::ReadExperiment(written)]);
    // Another device becomes ready meanwhile.
    update(
        &mut state,
        Msg::Device(DeviceMsg::Choose(DeviceOption::Ndarray)),
    );
    assert_eq!(receive(&mut state, device(DeviceKind::Ndarray)), []);
    let effects = answer(&mut state, Ok(own()));
    assert_eq!(loads(&effects), Some((Source::Mnist {}, 42)));
    assert_eq!(state.model.experiment, own());
    assert_eq!(state.model.form.text(Field::Epochs), "3");
    let sent = commands(&arrive(&mut state, Source::Mnist {}));
    assert_eq!(prepared(&sent).1, own());
}

#[test]
fn nothing_is_changed_while_the_link_is_read() {
    let (mut state, _) = open_with(&own());
    loader_ready(&mut state);
    assert!(!state.can_edit() && !state.can_set());
    let file = FileRef {
        path: "train.csv".to_owned(),
        location: FileLocation::Local(1),
    };
    for change in [
        Msg::Data(DataMsg::Choose(Source::Mnist {})),
        Msg::Model(ModelMsg::Choose(BuiltInModel::StudyCCnn)),
        Msg::Model(ModelMsg::SetField(Field::Epochs, "2".to_owned())),
        Msg::Data(DataMsg::Set(Box::default())),
        // It would replace the link by one to the default experiment.
        Msg::Model(ModelMsg::Share),
    ] {
        assert_eq!(update(&mut state, change), []);
    }
    let effects = update(
        &mut state,
        Msg::Data(DataMsg::ProvideFiles(vec![file.clone()])),
    );
    assert_eq!(effects, [Effect::ReleaseFiles(vec![file])]);
    assert_eq!(state.model.experiment, Experiment::default());
    assert_eq!(state.model.form.text(Field::Epochs), "5");
    answer(&mut state, Ok(own()));
    assert!(state.can_set());
}

#[test]
fn a_bad_link_is_told_and_the_default_is_loaded() {
    let (mut state, _) = open_with(&own());
    loader_ready(&mut state);
    let effects = answer(&mut state, Err(bad()));
    assert_eq!(state.notices.list[0].error, bad());
    assert_eq!(state.model.experiment, Experiment::default());
    assert_eq!(loads(&effects), Some((Source::default(), 42)));

    let (mut state, effects) = open(Some(Err(bad())));
    assert_eq!(
        state.notices.list[0].error,
        bad(),
        "no text to be read either"
    );
    assert_eq!(effects.len(), 2);
    let effects = loader_ready(&mut state);
    assert_eq!(loads(&effects), Some((Source::default(), 42)));
}

#[test]
fn train_is_remembered_for_the_links_experiment_and_no_other() {
    let (mut state, _) = open_with(&own());
    worker_ready(&mut state);
    loader_ready(&mut state);
    assert_eq!(state.primary(), (Primary::Train, true));
    assert_eq!(update(&mut state, Msg::Run(RunMsg::Toggle)), []);
    assert_eq!(state.primary(), (Primary::Pause, true));
    let mut bad_one = state.clone();

    answer(&mut state, Ok(own()));
    arrive(&mut state, Source::Mnist {});
    let event = run_ready(&state, 0);
    let sent = commands(&receive(&mut state, event));
    assert!(matches!(sent[..], [Command::Run(_, RunCommand::Train)]));

    answer(&mut bad_one, Err(bad()));
    assert_eq!(bad_one.primary(), (Primary::Train, true));
}

/// A page before its address is read, on which Train was pressed, and what it opens with.
fn open_after_train(experiment: Result<PendingExperiment, WireError>) -> State {
    let mut state = State::default();
    assert_eq!(update(&mut state, Msg::Run(RunMsg::Toggle)), []);
    assert!(state.notices.announcement.contains("as soon as"));
    assert_eq!(state.primary(), (Primary::Pause, true));
    let opened = Msg::Opened {
        adapter: None,
        base: "data/".to_owned(),
        experiment: Some(experiment),
    };
    update(&mut state, opened);
    state
}

#[test]
fn train_is_remembered_while_the_address_is_read() {
    let pending = || Ok(PendingExperiment::Json(own().to_json()));
    let mut state = open_after_train(pending());
    worker_ready(&mut state);
    loader_ready(&mut state);
    answer(&mut state, Ok(own()));
    arrive(&mut state, Source::Mnist {});
    let event = run_ready(&state, 0);
    let sent = commands(&receive(&mut state, event));
    assert!(matches!(sent[..], [Command::Run(_, RunCommand::Train)]));

    let mut withdrawn = open_after_train(pending());
    update(&mut withdrawn, Msg::Run(RunMsg::Toggle));
    assert_eq!(
        withdrawn.notices.announcement,
        "Training does not start by itself."
    );
    assert_eq!(withdrawn.primary(), (Primary::Train, true));

    let unreadable = open_after_train(Err(bad()));
    assert_eq!(unreadable.primary(), (Primary::Train, true));
}

#[test]
fn train_is_remembered_while_a_recipe_changes_the_worker() {
    let mut experiment = own();
    experiment.model.classifier = Classifier::by_label("SVC");
    assert!(experiment.model.classifier.is_some());
    let written = PendingExperiment::Json(experiment.to_json());
    let (mut state, _) = open(Some(Ok(written)));
    worker_ready(&mut state);
    loader_ready(&mut state);
    update(&mut state, Msg::Run(RunMsg::Toggle));
    let effects = answer(&mut state, Ok(experiment));
    assert_eq!(effects[0], starts(&state, DeviceKind::Classical));
    receive_from_loader(&mut state, loaded(Source::Mnist {}));
    let build = BUILD.to_owned();
    receive(&mut state, Event::Ready { build });
    receive(&mut state, device(DeviceKind::Classical));
    hand_over(&mut state);
    let event = run_ready(&state, 0);
    let sent = commands(&receive(&mut state, event));
    assert!(matches!(sent[..], [Command::Run(_, RunCommand::Train)]));
}

#[test]
fn a_loader_that_takes_the_place_of_a_lost_one_is_asked_again() {
    let (mut state, written) = open_with(&own());
    loader_ready(&mut state);
    let lost = || DataEvent::Panicked {
        message: "out of memory".to_owned(),
    };
    assert_eq!(
        receive_from_loader(&mut state, lost()),
        [starts_loader(&state)]
    );
    let effects = loader_ready(&mut state);
    assert_eq!(asked(&effects), [DataCommand::ReadExperiment(written)]);

    let mut abandoned = state.clone();
    update(&mut abandoned, Msg::Run(RunMsg::Toggle));
    assert_eq!(receive_from_loader(&mut abandoned, lost()), []);
    assert_eq!(abandoned.notices.list[0].remedy, Some(Remedy::Reload));
    assert_eq!(abandoned.primary(), (Primary::Train, false));

    let effects = answer(&mut state, Ok(own()));
    assert_eq!(loads(&effects), Some((Source::Mnist {}, 42)));
    let before = state.clone();
    assert_eq!(answer(&mut state, Ok(Experiment::default())), []);
    assert_eq!(state, before, "nothing was asked");
}

#[test]
fn a_link_to_the_experiment_can_be_shared() {
    let mut state = ready();
    let effects = update(&mut state, Msg::Model(ModelMsg::Share));
    let experiment = Box::new(state.model.experiment.clone());
    assert_eq!(effects, [Effect::Share(experiment)]);
    update(&mut state, Msg::Model(ModelMsg::Shared(Ok(()))));
    assert_eq!(
        state.notices.announcement,
        "The link to this experiment is copied."
    );
    update(
        &mut state,
        Msg::Model(ModelMsg::Shared(Err("no permission".to_owned()))),
    );
    assert!(state.notices.list[0].error.hint.contains("address bar"));
}

/// A recipe is opened.
fn open_recipe(state: &mut State, experiment: &Experiment) -> Vec<Effect> {
    let pending = PendingExperiment::Json(experiment.to_json());
    update(state, Msg::OpenExperiment(Ok(pending)))
}

#[test]
fn a_recipe_takes_the_place_of_the_experiment_at_hand() {
    let mut state = ready();
    let effects = open_recipe(&mut state, &own());
    let pending = PendingExperiment::Json(own().to_json());
    assert_eq!(asked(&effects), [DataCommand::ReadExperiment(pending)]);
    assert!(!state.can_set(), "nothing is edited meanwhile");
    let effects = answer(&mut state, Ok(own()));
    assert_eq!(loads(&effects), Some((Source::Mnist {}, 42)));
    assert_eq!(
        (
            &state.model.experiment,
            state.model.form.text(Field::Epochs)
        ),
        (&own(), "3")
    );
}

#[test]
fn train_waits_for_an_experiment_that_is_being_read() {
    let mut state = ready();
    open_recipe(&mut state, &own());
    assert_eq!(update(&mut state, Msg::Run(RunMsg::Toggle)), []);
    assert!(state.run.train_when_ready);
    let mut failing = state.clone();
    answer(&mut failing, Err(bad()));
    assert!(!failing.run.train_when_ready, "not on what was there");
    answer(&mut state, Ok(own()));
    assert!(state.run.train_when_ready);
}

#[test]
fn what_is_asked_for_while_the_page_opens_comes_before_its_address() {
    let mut state = State::default();
    open_recipe(&mut state, &own());
    let address = PendingExperiment::Link("#spec=".to_owned());
    let opened = Msg::Opened {
        adapter: None,
        base: "data/".to_owned(),
        experiment: Some(Ok(address)),
    };
    update(&mut state, opened);
    let asked_for = PendingExperiment::Json(own().to_json());
    assert_eq!(state.model.pending, Some(asked_for));
}

#[test]
fn a_recipe_on_the_data_that_is_there_loads_nothing() {
    let mut state = ready();
    let mut experiment = Experiment::default();
    experiment.training.epochs = 3;
    open_recipe(&mut state, &experiment);
    let sent = commands(&answer(&mut state, Ok(experiment.clone())));
    assert_eq!(prepared(&sent).1, experiment);
}

#[test]
fn a_recipe_that_cannot_be_had_changes_nothing() {
    let mut state = ready();
    let before = (state.model.experiment.clone(), state.run.clone());
    assert_eq!(update(&mut state, Msg::OpenExperiment(Err(bad()))), []);
    open_recipe(&mut state, &own());
    assert_eq!(answer(&mut state, Err(bad())), []);
    assert_eq!(state.notices.list[0].error, bad());
    assert_eq!((state.model.experiment.clone(), state.run), before);
}

#[test]
fn a_recipe_does_not_end_a_run_that_trains() {
    let mut state = ready();
    update(&mut state, Msg::Run(RunMsg::Toggle));
    assert!(state.is_busy());
    assert_eq!(open_recipe(&mut state, &own()), []);
    assert!(state.model.pending.is_none());
    assert!(
        state.notices.list[0]
            .error
            .hint
            .starts_with("Pause or stop it")
    );
}

#[test]
fn a_room_that_there_is_not_is_told() {
    let mut state = State::default();
    let unknown = Msg::UnknownRoom("attic".to_owned());
    assert_eq!(update(&mut state, unknown), []);
    assert!(state.notices.list[0].error.message.contains("attic"));
}
