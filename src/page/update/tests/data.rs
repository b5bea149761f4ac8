//! The experiment and its data: chosen, loaded and failed.

use super::*;

/// The newest load failed.
pub(super) fn failed(error: WireError) -> DataEvent {
    DataEvent::Load(NEWEST, LoadEvent::Failed(error))
}

#[test]
fn every_setting_prepares_a_new_run() {
    let changes = [
        Msg::Model(ModelMsg::Choose(BuiltInModel::StudyCCnn)),
        Msg::Model(ModelMsg::SetField(Field::BatchSize, "32".to_owned())),
        Msg::Model(ModelMsg::SetField(Field::Epochs, "2".to_owned())),
        Msg::Model(ModelMsg::SetField(Field::LearningRate, "0.01".to_owned())),
        Msg::Model(ModelMsg::SetField(Field::Optimizer, "SGD".to_owned())),
    ];
    for change in changes {
        let mut state = ready();
        let effects = update(&mut state, change.clone());
        let sent = commands(&effects);
        let (run, experiment, _) = prepared(&sent);
        assert_eq!(run, RunId(2));
        assert_ne!(experiment, Experiment::default(), "{change:?}");
        // What belongs to the run before comes too late.
        receive(&mut state, progress(RunId(1), 1..=2));
        assert_eq!(state.run.current.as_ref().map(|r| r.step), Some(0));
    }
}

#[test]
fn another_division_or_seed_loads_the_data_anew() {
    let changes = [(Field::Seed, "7", 7), (Field::Validation, "0.1", 42)];
    for (field, text, seed) in changes {
        let mut state = ready();
        let effects = update(
            &mut state,
            Msg::Model(ModelMsg::SetField(field, text.to_owned())),
        );
        assert_eq!(loads(&effects), Some((Source::default(), seed)));
        let sent = commands(&arrive(&mut state, Source::default()));
        assert!(prepares(&sent));
    }
}

#[test]
fn a_setting_that_is_typed_while_data_loads_is_kept() {
    let (mut state, _) = open(None);
    receive(
        &mut state,
        Event::Ready {
            build: BUILD.to_owned(),
        },
    );
    receive(&mut state, device(DeviceKind::Cpu));
    loader_ready(&mut state);
    let enter = |state: &mut State, field, text: &str| {
        update(
            state,
            Msg::Model(ModelMsg::SetField(field, text.to_owned())),
        )
    };
    assert_eq!(enter(&mut state, Field::BatchSize, "32"), []);
    assert_eq!(
        loads(&enter(&mut state, Field::Seed, "7")),
        Some((Source::default(), 7))
    );
    let sent = commands(&arrive(&mut state, Source::default()));
    let (_, experiment, _) = prepared(&sent);
    assert_eq!((experiment.training.batch_size, experiment.seed), (32, 7));
}

#[test]
fn a_setting_that_is_typed_while_data_fails_to_load_is_trained_with() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::Choose(Source::Mnist {})));
    let typed = Msg::Model(ModelMsg::SetField(Field::BatchSize, "32".to_owned()));
    assert_eq!(update(&mut state, typed), []);
    let error = WireError::new(ErrorKind::Data, "no", "Retry.");
    let sent = commands(&receive_from_loader(&mut state, failed(error)));
    let (_, experiment, _) = prepared(&sent);
    assert_eq!(experiment.training.batch_size, 32);
    assert_eq!(experiment.data.source, Source::default());
}

#[test]
fn data_is_chosen_while_other_data_loads() {
    let mut state = ready();
    let choose = |state: &mut State, source| update(state, Msg::Data(DataMsg::Choose(source)));
    let mnist = choose(&mut state, Source::Mnist {});
    assert_eq!(loads(&mnist), Some((Source::Mnist {}, 42)));
    let fashion = choose(&mut state, Source::FashionMnist {});
    assert_eq!(loads(&fashion), Some((Source::FashionMnist {}, 42)));
    assert_eq!(choose(&mut state, Source::FashionMnist {}), [], "it comes");

    // Back to what is there still: nothing is to be loaded for that.
    let back = choose(&mut state, Source::default());
    assert_eq!(asked(&back), [DataCommand::CancelLoad]);
    let cancelled = WireError::new(ErrorKind::Data, "cancelled", "");
    assert_eq!(receive_from_loader(&mut state, failed(cancelled)), []);
    assert_eq!(state.model.experiment, Experiment::default());
    assert_eq!(state.primary(), (Primary::Train, true));
}

#[test]
fn nothing_is_changed_while_training_and_nothing_invalid_is_trained() {
    let mut state = training();
    for change in [
        Msg::Data(DataMsg::Choose(Source::Mnist {})),
        Msg::Model(ModelMsg::Choose(BuiltInModel::StudyCCnn)),
        Msg::Model(ModelMsg::SetField(Field::Epochs, "2".to_owned())),
        Msg::Device(DeviceMsg::Choose(DeviceOption::Ndarray)),
    ] {
        assert_eq!(update(&mut state, change), []);
    }
    assert_eq!(state.model.experiment, Experiment::default());

    let mut state = ready();
    assert_eq!(
        update(
            &mut state,
            Msg::Model(ModelMsg::SetField(Field::Epochs, "x".to_owned()))
        ),
        []
    );
    assert_eq!(state.primary(), (Primary::Train, false));
    assert_eq!(update(&mut state, Msg::Run(RunMsg::Toggle)), []);
}

#[test]
fn an_experiment_that_the_worker_refuses_has_no_run_until_it_is_another() {
    let mut experiment = Experiment::default();
    experiment.model.layers.pop();
    let mut state = State {
        model: ModelState::of(experiment).into(),
        ..State::default()
    };
    let adapter = None;
    let started = Msg::Opened {
        adapter,
        base: String::new(),
        experiment: None,
    };
    update(&mut state, started);
    let build = BUILD.to_owned();
    receive(&mut state, Event::Ready { build });
    receive(&mut state, device(DeviceKind::Cpu));
    loader_ready(&mut state);
    let effects = arrive(&mut state, Source::default());
    let (run, ..) = prepared(&commands(&effects));
    update(&mut state, Msg::Run(RunMsg::Toggle));
    let error = WireError::new(ErrorKind::Experiment, "gives 64 values", "End with Dense.");
    let failed = RunEvent::Failed(error.clone());
    assert_eq!(receive(&mut state, Event::Run(run, failed)), []);
    assert_eq!(state.model.summary, Some(Err(error)));
    // It is said where the model is, and not once more.
    assert_eq!(state.notices.list, []);
    assert_eq!(
        (state.status(), state.primary()),
        (None, (Primary::Train, false))
    );
    let effects = update(
        &mut state,
        Msg::Model(ModelMsg::Choose(BuiltInModel::SmallCnn)),
    );
    assert!(prepares(&commands(&effects)));
}

#[test]
fn loading_shows_progress_and_can_be_given_up() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::Choose(Source::Mnist {})));
    let progress = crate::data::Progress {
        file: "train-images-idx3-ubyte.gz".to_owned(),
        done: 5,
        total: 10,
        ..Default::default()
    };
    receive_from_loader(
        &mut state,
        DataEvent::Load(NEWEST, LoadEvent::Progress(progress.clone())),
    );
    assert_eq!(
        state.data.loading.as_ref().map(|l| &l.progress),
        Some(&progress)
    );
    assert!(!state.can_edit());
    assert_eq!(
        asked(&update(&mut state, Msg::Data(DataMsg::CancelLoad))),
        [DataCommand::CancelLoad]
    );
    assert_eq!(
        update(&mut state, Msg::Data(DataMsg::CancelLoad)),
        [],
        "once is enough"
    );
    let error = WireError::new(ErrorKind::Data, "cancelled", "");
    receive_from_loader(&mut state, failed(error));
    assert_eq!(state.data.failed, None);
    assert_eq!(state.model.experiment.data.source, Source::default());
    assert_eq!(state.primary(), (Primary::Train, true));
}

#[test]
fn data_that_fails_leaves_what_was_there_and_can_be_tried_again() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::Choose(Source::Mnist {})));
    update(&mut state, Msg::Run(RunMsg::Toggle));
    let error = WireError::new(ErrorKind::Data, "t10k-images is truncated", "Retry.");
    receive_from_loader(&mut state, failed(error));
    assert_eq!(state.model.experiment.data.source, Source::default());
    assert!(
        !state.run.train_when_ready,
        "not on other data than was asked for"
    );
    assert_eq!(state.primary(), (Primary::Train, true));
    let effects = update(&mut state, Msg::Data(DataMsg::RetryLoad));
    assert_eq!(loads(&effects), Some((Source::Mnist {}, 42)));
    assert_eq!(state.data.failed, None);
    let sent = commands(&arrive(&mut state, Source::Mnist {}));
    assert!(prepares(&sent));
}

#[test]
fn the_first_data_set_can_fail_and_be_tried_again_too() {
    let (mut state, _) = open(None);
    let build = BUILD.to_owned();
    receive(&mut state, Event::Ready { build });
    receive(&mut state, device(DeviceKind::Cpu));
    loader_ready(&mut state);
    let error = WireError::new(ErrorKind::Data, "no", "Retry.");
    receive_from_loader(&mut state, failed(error));
    assert_eq!(state.primary(), (Primary::Train, false));
    let effects = update(&mut state, Msg::Data(DataMsg::RetryLoad));
    assert_eq!(loads(&effects), Some((Source::default(), 42)));
}

#[test]
fn questions_about_the_samples_go_to_the_loader_and_answers_to_who_asked() {
    let mut state = ready();
    let question = Question {
        ticket: Asker::default().ask_now(1),
        body: DataQuery::Describe,
    };
    let ask = DataMsg::Ask(Box::new(question.clone()));
    let effects = update(&mut state, Msg::Data(ask));
    assert_eq!(asked(&effects), [DataCommand::Ask(question.clone())]);
    let answer = question.answer(DataReply::Augmented(Ok(Buffer::default())));
    let effects = receive_from_loader(&mut state, DataEvent::Answer(answer.clone()));
    assert_eq!(effects, [Effect::HandAnswer(answer)]);
}

#[test]
fn what_a_lost_loader_held_is_loaded_again_when_asked_for() {
    let mut state = ready();
    let retry = || Msg::Data(DataMsg::RetryLoad);
    assert_eq!(update(&mut state, retry()), [], "the loader has it");
    let message = "out of memory".to_owned();
    receive_from_loader(&mut state, DataEvent::Panicked { message });
    assert_eq!(loader_ready(&mut state), [], "the worker has it");
    let effects = update(&mut state, retry());
    assert_eq!(loads(&effects), Some((Source::default(), 42)));
    let run = state.run.last_id;
    receive_from_loader(&mut state, loaded(Source::default()));
    assert!(state.data.in_loader);
    assert_eq!(state.run.last_id, run, "it trains on the same samples");
}

#[test]
fn data_is_prepared_another_way_but_not_while_it_trains() {
    let mut state = ready();
    let mut wanted = state.model.experiment.data.clone();
    wanted.prepare.invert = true;
    update(
        &mut state,
        Msg::Data(DataMsg::Set(Box::new(wanted.clone()))),
    );
    assert_eq!(state.model.experiment.data, wanted);
    assert!(state.data.loading.is_some());

    let mut state = training();
    update(&mut state, Msg::Data(DataMsg::Set(Box::new(wanted))));
    assert_eq!(
        state.model.experiment,
        Experiment::default(),
        "not while it trains"
    );
}

#[test]
fn a_built_in_model_takes_the_shape_of_the_data() {
    let mut state = ready();
    let source = Source::Points(crate::experiment::Points::default());
    update(&mut state, Msg::Data(DataMsg::Choose(source.clone())));
    let mut summary = summary(source);
    summary.shape = Shape::Flat(2);
    summary.classes.truncate(3);
    receive_from_loader(&mut state, loaded_as(NEWEST, summary));
    assert_eq!(
        state.model.experiment.model,
        BuiltInModel::SmallMlp.for_classes(3)
    );
    let sent = commands(&hand_over(&mut state));
    assert!(prepares(&sent));
    let model = &state.model.experiment.model;
    assert!(model.summary(Shape::Flat(2), 3).is_ok());
}
