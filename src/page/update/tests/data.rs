//! The experiment and its data: chosen, shared, loaded and failed.

use super::*;

#[test]
fn an_experiment_in_the_address_is_taken_and_a_bad_one_is_told() {
    let mut experiment = Experiment::default();
    experiment.training.epochs = 3;
    experiment.data.source = Source::Mnist {};
    let (mut state, _) = open(Some(Ok(experiment.clone())));
    assert_eq!(state.form.text(Field::Epochs), "3");
    let build = BUILD.to_owned();
    hear(&mut state, Event::Ready { build });
    let effects = hear(&mut state, device(DeviceKind::Cpu));
    assert!(matches!(
        &commands(&effects)[..],
        [Command::Load {
            source: Source::Mnist {},
            ..
        }]
    ));

    let error = WireError::new(ErrorKind::Spec, "version is 9", "…");
    let (state, effects) = open(Some(Err(error.clone())));
    assert_eq!(state.experiment, Experiment::default());
    assert_eq!(state.notices[0].error, error);
    assert_eq!(effects.len(), 1, "the page opens all the same");
}

#[test]
fn every_setting_prepares_a_new_run() {
    let changes = [
        Msg::ChooseModel(BuiltInModel::StudyCCnn),
        Msg::SetField(Field::BatchSize, "32".to_owned()),
        Msg::SetField(Field::Epochs, "2".to_owned()),
        Msg::SetField(Field::LearningRate, "0.01".to_owned()),
        Msg::SetField(Field::Optimizer, "SGD".to_owned()),
        Msg::SetField(Field::Validation, "0.1".to_owned()),
    ];
    for change in changes {
        let mut state = ready();
        let effects = update(&mut state, change.clone());
        let sent = commands(&effects);
        let [Command::Prepare { run, experiment }] = &sent[..] else {
            panic!("{change:?} sent {sent:?}")
        };
        assert_eq!(*run, RunId(2));
        assert_ne!(**experiment, Experiment::default(), "{change:?}");
        // What belongs to the run before comes too late.
        hear(&mut state, progress(RunId(1), 1..=2));
        assert_eq!(state.run.as_ref().map(|r| r.step), Some(0));
    }
}

#[test]
fn another_seed_draws_other_synthetic_digits_but_the_same_mnist() {
    let seed = || Msg::SetField(Field::Seed, "7".to_owned());
    let mut state = ready();
    let sent = commands(&update(&mut state, seed()));
    assert!(matches!(sent[..], [Command::Load { seed: 7, .. }]));

    let mut state = ready();
    update(&mut state, Msg::ChooseSource(Source::Mnist {}));
    hear(&mut state, data(Source::Mnist {}));
    let sent = commands(&update(&mut state, seed()));
    assert!(matches!(sent[..], [Command::Prepare { .. }]));
}

#[test]
fn nothing_is_changed_while_training_and_nothing_invalid_is_trained() {
    let mut state = training();
    for change in [
        Msg::ChooseSource(Source::Mnist {}),
        Msg::ChooseModel(BuiltInModel::StudyCCnn),
        Msg::SetField(Field::Epochs, "2".to_owned()),
        Msg::ChooseDevice(DeviceOption::Ndarray),
    ] {
        assert_eq!(update(&mut state, change), []);
    }
    assert_eq!(state.experiment, Experiment::default());

    let mut state = ready();
    assert_eq!(
        update(&mut state, Msg::SetField(Field::Epochs, "x".to_owned())),
        []
    );
    assert_eq!(state.primary(), (Primary::Train, false));
    assert_eq!(update(&mut state, Msg::Toggle), []);
}

#[test]
fn a_model_that_does_not_fit_the_data_is_not_prepared() {
    let mut experiment = Experiment::default();
    experiment.model.layers.pop();
    let (mut state, _) = open(Some(Ok(experiment)));
    let build = BUILD.to_owned();
    hear(&mut state, Event::Ready { build });
    hear(&mut state, device(DeviceKind::Cpu));
    assert_eq!(hear(&mut state, data(Source::default())), []);
    assert!(matches!(&state.summary, Some(Err(e)) if e.message.contains("10 classes")));
    assert!(!state.primary().1);
    let effects = update(&mut state, Msg::ChooseModel(BuiltInModel::SmallCnn));
    assert!(matches!(&commands(&effects)[..], [Command::Prepare { .. }]));
}

#[test]
fn loading_shows_progress_and_can_be_given_up() {
    let mut state = ready();
    update(&mut state, Msg::ChooseSource(Source::Mnist {}));
    let what = "train-images-idx3-ubyte.gz".to_owned();
    hear(
        &mut state,
        Event::DataProgress {
            what,
            done: 5,
            total: 10,
        },
    );
    assert_eq!(state.data.loading.as_ref().map(|l| l.done), Some(5));
    assert!(!state.can_edit());
    assert_eq!(
        commands(&update(&mut state, Msg::CancelLoad)),
        [Command::CancelLoad]
    );
    assert_eq!(update(&mut state, Msg::CancelLoad), [], "once is enough");
    let error = WireError::new(ErrorKind::Data, "cancelled", "");
    hear(&mut state, Event::DataFailed { error });
    assert_eq!(state.data.failed, None);
    assert_eq!(state.experiment.data.source, Source::default());
    assert_eq!(state.primary(), (Primary::Train, true));
}

#[test]
fn data_that_fails_leaves_what_was_there_and_can_be_tried_again() {
    let mut state = ready();
    update(&mut state, Msg::ChooseSource(Source::Mnist {}));
    update(&mut state, Msg::Toggle);
    let error = WireError::new(ErrorKind::Data, "t10k-images is truncated", "Retry.");
    hear(&mut state, Event::DataFailed { error });
    assert_eq!(state.experiment.data.source, Source::default());
    assert!(
        !state.train_when_ready,
        "not on other data than was asked for"
    );
    assert_eq!(state.primary(), (Primary::Train, true));
    let sent = commands(&update(&mut state, Msg::RetryLoad));
    assert!(matches!(
        &sent[..],
        [Command::Load {
            source: Source::Mnist {},
            ..
        }]
    ));
    assert_eq!(state.data.failed, None);
    let sent = commands(&hear(&mut state, data(Source::Mnist {})));
    assert!(matches!(&sent[..], [Command::Prepare { .. }]));
}

#[test]
fn the_first_data_set_can_fail_and_be_tried_again_too() {
    let (mut state, _) = open(None);
    let build = BUILD.to_owned();
    hear(&mut state, Event::Ready { build });
    hear(&mut state, device(DeviceKind::Cpu));
    let error = WireError::new(ErrorKind::Data, "no", "Retry.");
    hear(&mut state, Event::DataFailed { error });
    assert_eq!(state.primary(), (Primary::Train, false));
    let sent = commands(&update(&mut state, Msg::RetryLoad));
    assert!(matches!(&sent[..], [Command::Load { .. }]));
}

#[test]
fn a_link_to_the_experiment_can_be_shared() {
    let mut state = ready();
    let effects = update(&mut state, Msg::Share);
    let [Effect::Share(fragment)] = &effects[..] else {
        panic!("{effects:?}")
    };
    let back = crate::page::link::from_fragment(fragment);
    assert_eq!(back, Some(Ok(state.experiment.clone())));
    update(&mut state, Msg::Shared(Err("no permission".to_owned())));
    assert!(state.notices[0].error.hint.contains("address bar"));
}
