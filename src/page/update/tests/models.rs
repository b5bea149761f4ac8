//! Models as files: saved, loaded, refused, and the one that the browser kept.

use super::*;
use crate::protocol::FileLocation;

fn file(number: u32) -> FileRef {
    FileRef {
        path: "mine.safetensors".to_owned(),
        location: FileLocation::Local(number),
    }
}

fn load(number: u32) -> Msg {
    Msg::Models(ModelsMsg::Load(file(number)))
}

fn snapshot(run: RunId, step: usize) -> Event {
    let bytes = Buffer::from(vec![step as u8]);
    Event::Run(run, RunEvent::Snapshot { step, bytes })
}

/// The experiment of a model.
fn trained() -> Experiment {
    let mut experiment = Experiment {
        seed: 7,
        ..Experiment::default()
    };
    experiment.training.epochs = 3;
    experiment
}

fn model() -> Buffer {
    Buffer::from(vec![1, 2, 3])
}

/// The loader has read the model's file.
fn model_read(state: &mut State, result: Result<Experiment, WireError>) -> Vec<Effect> {
    let model = result.is_ok().then(model);
    let result = Box::new(result);
    receive_from_loader(state, DataEvent::ExperimentRead { result, model })
}

fn is_released(effects: &[Effect], number: u32) -> bool {
    effects.iter().any(|effect| match effect {
        Effect::ReleaseFiles(files) => files[0].location == FileLocation::Local(number),
        _ => false,
    })
}

fn offers(state: &State) -> Vec<Option<Remedy>> {
    let notices = state.notices.list.iter();
    notices.map(|notice| notice.remedy).collect()
}

#[test]
fn a_model_that_is_loaded_brings_its_experiment_and_can_be_asked_at_once() {
    let mut state = ready();
    let effects = update(&mut state, load(5));
    let wanted = DataCommand::ReadExperiment(PendingExperiment::Model(5));
    assert_eq!(asked(&effects), [wanted]);
    let effects = model_read(&mut state, Ok(trained()));
    assert!(is_released(&effects, 5), "{effects:?}");
    assert_eq!(loads(&effects), Some((Source::default(), 7)));
    let effects = arrive(&mut state, Source::default());
    let (run, experiment, snapshot) = prepared(&commands(&effects));
    assert_eq!((run, experiment), (RunId(2), trained()));
    assert_eq!(snapshot, Some(model()));
    let event = run_ready(&state, 120);
    receive(&mut state, event);
    assert_eq!(state.primary(), (Primary::Resume, true));
    assert!(state.run_with_network().is_some());
    let kept = state.run.snapshot_of_current().expect("the model");
    assert_eq!((kept.step, &kept.bytes), (120, &model()));
    assert_eq!(state.run.loaded_model, None);

    // A worker that is lost before the next snapshot is followed by one with the model.
    let message = "boom".to_owned();
    receive(&mut state, Event::Panicked { message });
    let build = BUILD.to_owned();
    receive(&mut state, Event::Ready { build });
    receive(&mut state, device(DeviceKind::Cpu));
    let effects = hand_over(&mut state);
    assert_eq!(prepared(&commands(&effects)).2, Some(model()));
}

#[test]
fn a_model_of_the_data_that_is_there_needs_no_load() {
    let mut state = ready();
    update(&mut state, load(1));
    let effects = model_read(&mut state, Ok(Experiment::default()));
    assert_eq!(prepared(&commands(&effects)).2, Some(model()));
}

#[test]
fn a_refused_file_changes_nothing() {
    let mut state = ready();
    let before = state.clone();
    update(&mut state, load(2));
    let error = WireError::new(ErrorKind::Run, "the model's file is damaged", "…");
    let effects = model_read(&mut state, Err(error.clone()));
    assert_eq!(commands(&effects), []);
    assert!(asked(&effects).is_empty() && is_released(&effects, 2));
    assert_eq!(state.notices.list[0].error, error);
    state.notices = before.notices.clone();
    assert_eq!(state, before);

    // While another is trained, it is not even read.
    let mut state = training();
    let effects = update(&mut state, load(3));
    assert!(asked(&effects).is_empty() && is_released(&effects, 3));
}

#[test]
fn a_model_whose_data_cannot_be_had_is_not_loaded() {
    let mut state = ready();
    update(&mut state, load(2));
    model_read(&mut state, Ok(trained()));
    let error = WireError::new(ErrorKind::Data, "no such file", "…");
    let failed = DataEvent::Load(NEWEST, LoadEvent::Failed(error));
    let effects = receive_from_loader(&mut state, failed);
    for command in commands(&effects) {
        if let Command::Run(_, RunCommand::Prepare { snapshot, .. }) = command {
            assert_eq!(snapshot, None);
        }
    }
    assert_eq!(state.run.loaded_model, None);
    let messages = state.notices.list.iter().map(|n| &n.error.message);
    assert!(
        messages
            .into_iter()
            .any(|m| m.starts_with("The model was not loaded"))
    );
}

#[test]
fn a_file_that_is_dropped_is_a_model_by_its_name() {
    let mut state = ready();
    let drop = Msg::Data(DataMsg::ProvideFiles(vec![file(9)]));
    let effects = update(&mut state, drop);
    let wanted = DataCommand::ReadExperiment(PendingExperiment::Model(9));
    assert_eq!(asked(&effects), [wanted]);
}

#[test]
fn the_newest_snapshot_is_what_is_saved() {
    let nothing = update(&mut ready(), Msg::Models(ModelsMsg::Save));
    assert_eq!(nothing, []);
    let mut state = training();
    let run = state.run.last_id;
    receive(&mut state, snapshot(run, 20));
    receive(&mut state, snapshot(run, 30));
    let name = "model.safetensors";
    let bytes = Buffer::from(vec![30]);
    let effects = update(&mut state, Msg::Models(ModelsMsg::Save));
    assert_eq!(effects, [Effect::Save { name, bytes }]);
    assert!(state.notices.announcement.contains("step 30"));
    // That of a run before is not the network that is there.
    update(&mut state, Msg::Run(RunMsg::Toggle));
    receive(&mut state, phase(run, Phase::Paused));
    let model = ModelMsg::Choose(BuiltInModel::SmallMlp);
    update(&mut state, Msg::Model(model));
    assert_eq!(update(&mut state, Msg::Models(ModelsMsg::Save)), []);
    update(&mut state, Msg::NotSaved("no".to_owned()));
    assert!(state.notices.list[0].error.message.ends_with("saved: no"));
}

#[test]
fn snapshots_are_kept_and_what_rests_at_once() {
    let mut state = training();
    let run = state.run.last_id;
    let kept = |effects: Vec<Effect>| match &effects[..] {
        [Effect::Recovery(RecoveryWish::Keep { step, rests, .. })] => (*step, *rests),
        other => panic!("{other:?}"),
    };
    assert_eq!(kept(receive(&mut state, snapshot(run, 30))), (30, false));
    let last = state.run.current.as_ref().expect("a run").total_steps();
    assert_eq!(kept(receive(&mut state, snapshot(run, last))), (last, true));
    update(&mut state, Msg::Run(RunMsg::Toggle));
    assert_eq!(kept(receive(&mut state, snapshot(run, 31))), (31, true));
}

#[test]
fn what_was_kept_is_offered_until_it_is_used_discarded_or_replaced() {
    let found = || Msg::Models(ModelsMsg::Found(40));
    let mut state = ready();
    update(&mut state, found());
    assert_eq!(offers(&state), [Some(Remedy::GoOn(40))]);
    let effects = update(&mut state, Msg::Models(ModelsMsg::GoOn));
    assert_eq!(effects, [Effect::Recovery(RecoveryWish::Fetch)]);
    update(&mut state, load(1));
    model_read(&mut state, Ok(Experiment::default()));
    assert_eq!(offers(&state), []);

    let mut state = ready();
    update(&mut state, found());
    let effects = update(&mut state, Msg::Models(ModelsMsg::Discard));
    assert_eq!(effects, [Effect::Recovery(RecoveryWish::Discard)]);
    assert_eq!(offers(&state), []);

    let mut state = training();
    update(&mut state, found());
    assert_eq!(update(&mut state, Msg::Models(ModelsMsg::GoOn)), []);
    let run = state.run.last_id;
    receive(&mut state, snapshot(run, 31));
    assert_eq!(offers(&state), []);

    update(&mut state, found());
    update(&mut state, Msg::Models(ModelsMsg::Gone));
    assert_eq!(offers(&state), [None]);
}
