//! A classifier in the place of a network: a worker program of its own, no epochs, and nothing to ask before it is
//! trained.

use super::*;

fn choose(state: &mut State, label: &'static str) -> Vec<Effect> {
    update(state, Msg::Model(ModelMsg::ChooseClassifier(label)))
}

/// A page that is ready to train a classifier.
fn ready_for(label: &'static str) -> State {
    let mut state = ready();
    choose(&mut state, label);
    come_up(&mut state, Source::default(), 0);
    state
}

#[test]
fn a_classifier_brings_its_worker_and_a_network_the_chosen_device() {
    let mut state = ready();
    let effects = choose(&mut state, "SVC");
    assert_eq!(effects, [starts(&state, DeviceKind::Classical)]);
    assert_eq!(State::model_name(&state.model.experiment.model), "SVC");
    assert_eq!(state.model.summary, None);
    come_up(&mut state, Source::default(), 0);
    // Another classifier, and settings of it, need no other worker.
    let effects = choose(&mut state, "Logistic regression");
    assert!(prepares(&commands(&effects)), "{effects:?}");
    let option = Msg::Device(DeviceMsg::Choose(DeviceOption::Ndarray));
    assert_eq!(update(&mut state, option), []);
    let small = Msg::Model(ModelMsg::Choose(BuiltInModel::SmallMlp));
    let effects = update(&mut state, small);
    assert_eq!(effects, [starts(&state, DeviceKind::Ndarray)]);
    let effects = update(&mut state, Msg::Model(ModelMsg::Undo));
    assert_eq!(effects, [starts(&state, DeviceKind::Classical)]);
}

#[test]
fn a_classifier_is_asked_nothing_before_it_is_trained() {
    let mut state = ready_for("SVC");
    let run = state.run.last_id;
    assert!(state.run_with_network().is_none());
    let pen = Msg::Try(TryMsg::PenDown([0.5, 0.5]));
    assert_eq!(update(&mut state, pen), []);
    update(&mut state, Msg::Run(RunMsg::Toggle));
    receive(&mut state, phase(run, Phase::Running));
    let steps = vec![StepRecord {
        step: 30,
        loss: f32::NAN,
        accuracy: f32::NAN,
        learning_rate: 0.0,
    }];
    let report = Progress {
        epoch: 1,
        steps,
        images_per_second: 10.0,
        seconds_left: None,
    };
    receive(&mut state, Event::Run(run, RunEvent::Progress(report)));
    let current = state.run.current.as_ref().expect("a run");
    assert_eq!((current.step, current.total_steps()), (30, 100));
    assert!(current.curve.is_empty() && current.learning_rate.is_none());
    assert!(state.run_with_network().is_none());
    let effects = receive(&mut state, epoch_end(run, 1));
    let asks = commands(&effects);
    assert!(matches!(asks[..], [Command::Ask(_)]), "{asks:?}");
    assert!(state.run_with_network().is_some());
    receive(&mut state, phase(run, Phase::Finished));
    let line = &state.runs.finished[0];
    assert_eq!((line.model.as_str(), line.epochs), ("SVC", 1));
    assert_eq!(line.settings, "rbf, C 1, seed 42");
}

#[test]
fn stopping_what_is_nothing_before_its_end_takes_no_longer_than_a_portion_does() {
    let mut state = ready_for("SVC");
    update(&mut state, Msg::Run(RunMsg::Toggle));
    let run = state.run.last_id;
    receive(&mut state, phase(run, Phase::Running));
    let effects = update(&mut state, Msg::Run(RunMsg::Stop));
    assert_eq!(effects, [starts(&state, DeviceKind::Classical)]);
    assert_eq!(state.status(), Some(Status::Stopped));
    assert!(
        state
            .notices
            .announcement
            .contains("nothing that could be kept")
    );
    come_up(&mut state, Source::default(), 0);
    assert_eq!(state.primary(), (Primary::Train, true));
    assert!(state.runs.finished.is_empty());

    let mut state = ready_for("Logistic regression");
    update(&mut state, Msg::Run(RunMsg::Toggle));
    let run = state.run.last_id;
    receive(&mut state, phase(run, Phase::Running));
    let effects = update(&mut state, Msg::Run(RunMsg::Stop));
    assert_eq!(commands(&effects), [of_run(run, RunCommand::Stop)]);
}

/// The worker hands the trained classifier over as a file.
fn snapshot(state: &mut State, step: usize) {
    let bytes = Buffer::from(vec![7]);
    let run = state.run.last_id;
    receive(state, Event::Run(run, RunEvent::Snapshot { step, bytes }));
}

/// A page on which SVC is trained and handed over.
fn finished() -> State {
    let mut state = ready_for("SVC");
    update(&mut state, Msg::Run(RunMsg::Toggle));
    let run = state.run.last_id;
    receive(&mut state, phase(run, Phase::Running));
    receive(&mut state, progress(run, 1..=100));
    receive(&mut state, epoch_end(run, 1));
    snapshot(&mut state, 100);
    state
}

#[test]
fn a_trained_classifier_is_saved_and_kept_with_its_run() {
    let mut state = finished();
    let effects = update(&mut state, Msg::Models(ModelsMsg::Save));
    assert!(matches!(effects[..], [Effect::Save { .. }]), "{effects:?}");
    let run = state.run.last_id;
    let effects = receive(&mut state, phase(run, Phase::Finished));
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::KeepRun(run) => Some(run),
        _ => None,
    });
    assert_eq!(kept.expect("kept").model, Some(vec![7].into()));
}

#[test]
fn a_classifier_of_a_file_is_asked_without_being_trained() {
    let mut state = ready();
    let file = FileRef {
        path: "model.safetensors".to_owned(),
        location: crate::protocol::FileLocation::Local(4),
    };
    update(&mut state, Msg::Models(ModelsMsg::Load(file)));
    let mut experiment = state.model.experiment.clone();
    experiment.model.layers.clear();
    experiment.model.classifier = crate::experiment::Classifier::by_label("SVC");
    let read = DataEvent::ExperimentRead {
        result: Box::new(Ok(experiment.clone())),
        model: Some(vec![7].into()),
    };
    let effects = receive_from_loader(&mut state, read);
    assert!(effects.contains(&starts(&state, DeviceKind::Classical)));
    let build = BUILD.to_owned();
    receive(&mut state, Event::Ready { build });
    receive(&mut state, device(DeviceKind::Classical));
    let sent = commands(&hand_over(&mut state));
    let (_, prepared_for, model) = prepared(&sent);
    assert_eq!((prepared_for, model), (experiment, Some(vec![7].into())));
    assert!(state.run_with_network().is_none(), "not yet");
    let event = run_ready(&state, 100);
    receive(&mut state, event);
    assert!(state.run_with_network().is_some());
    assert_eq!(state.primary(), (Primary::Resume, true));
}

#[test]
fn a_lost_worker_of_a_trained_classifier_gives_it_to_the_next() {
    let mut state = finished();
    let run = state.run.last_id;
    receive(&mut state, phase(run, Phase::Finished));
    let message = "boom".to_owned();
    receive(&mut state, Event::Panicked { message });
    let build = BUILD.to_owned();
    receive(&mut state, Event::Ready { build });
    receive(&mut state, device(DeviceKind::Classical));
    let sent = commands(&hand_over(&mut state));
    assert_eq!(prepared(&sent).2, Some(vec![7].into()));
    let event = run_ready(&state, 100);
    receive(&mut state, event);
    assert_eq!(state.status(), Some(Status::Finished));
    assert!(state.run_with_network().is_some());
}

#[test]
fn corrected_samples_train_a_classifier_anew() {
    let mut state = finished();
    let run = state.run.last_id;
    receive(&mut state, phase(run, Phase::Finished));
    let edit = crate::experiment::Edit {
        part: crate::experiment::EditedPart::Train,
        sample: 4,
        class: Some("3".to_owned()),
    };
    update(&mut state, Msg::Data(DataMsg::Correct(vec![edit])));
    let sent = commands(&arrive(&mut state, Source::default()));
    assert_eq!(prepared(&sent).2, None);
}

#[test]
fn a_lost_worker_of_a_classifier_is_replaced_and_the_run_begins_anew() {
    let mut state = ended(ready_for("K-nearest neighbours"), Phase::Finished);
    let before = state.run.last_id;
    let message = "boom".to_owned();
    let effects = receive(&mut state, Event::Panicked { message });
    assert_eq!(effects, [starts(&state, DeviceKind::Classical)]);
    come_up(&mut state, Source::default(), 0);
    assert_ne!(state.run.last_id, before);
    assert!(state.run_with_network().is_none());
    assert_eq!(state.runs.finished.len(), 1);
}
