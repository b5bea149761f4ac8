//! People's own files: provided, wanted by the loader, without labels, failed and let go of.

use super::data::failed;
use super::*;
use crate::data::TableFormat;
use crate::experiment::{LabelColumn, Missing, OwnFiles, ReadOptions, Scaling, Separator};
use crate::protocol::{FileLocation, ProvidedFiles};
use crate::ui::format::count;

fn own() -> Vec<FileRef> {
    let file = |name: &str, number| FileRef {
        path: name.to_owned(),
        location: FileLocation::Local(number),
    };
    vec![file("train.csv", 1), file("test.csv", 2)]
}

#[test]
fn own_files_become_the_experiments_data() {
    let mut state = ready();
    let effects = update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(load.files.source, own());
    let (load_number, files) = (load.number, vec![1, 2]);
    let wanted = |load| DataEvent::Load(load, LoadEvent::Wanted(files.clone()));
    let effects = receive_from_loader(&mut state, wanted(load_number));
    let load = load.clone();
    let answer = DataCommand::Files {
        load: load_number,
        files: files.clone(),
    };
    assert_eq!(asked(&effects), [answer]);
    assert_eq!(receive_from_loader(&mut state, wanted(load_number - 1)), []);
    let Source::Files(OwnFiles { names, .. }) = &load.data.source else {
        panic!("{load:?}")
    };
    assert_eq!(names[..], ["train.csv", "test.csv"]);
    let source = load.data.source.clone();
    let sent = commands(&arrive(&mut state, source));
    assert!(prepares(&sent));

    let mut state = training();
    let before = state.clone();
    let effects = update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    assert_eq!(effects, [Effect::ReleaseFiles(own())]);
    assert_eq!(state, before, "not while it trains");
}

#[test]
fn what_an_older_load_still_says_is_dropped() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::Choose(Source::Mnist {})));
    let load = state.data.last_load;
    // MNIST is there as files are given in its place.
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    assert_eq!(
        receive_from_loader(&mut state, loaded_as(load, summary(Source::Mnist {}))),
        []
    );
    let loading = state.data.loading.as_ref().expect("the files");
    assert_eq!(loading.files.source, own());
}

#[test]
fn files_that_fail_leave_those_before_them() {
    let other = || {
        vec![FileRef {
            path: "broken.csv".to_owned(),
            location: FileLocation::Local(3),
        }]
    };
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    let source = state.model.experiment.data.source.clone();
    arrive(&mut state, source.clone());
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(other())));
    let error = WireError::new(ErrorKind::Data, "broken.csv is empty", "…");
    receive_from_loader(&mut state, failed(error));
    // Prepared another way, the data is still the files that were read.
    let mut wanted = state.model.experiment.data.clone();
    wanted.prepare.limit = Some(10);
    let effects = update(&mut state, Msg::Data(DataMsg::Set(Box::new(wanted))));
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((&load.data.source, &load.files.source), (&source, &own()));
    arrive(&mut state, source);
    // Others in their place: nothing holds on to those that failed, or to those before.
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(other())));
    let source = state.model.experiment.data.source.clone();
    let effects = receive_from_loader(&mut state, loaded(source));
    assert!(
        effects.contains(&Effect::ReleaseFiles(own())),
        "{effects:?}"
    );
}

#[test]
fn a_person_decides_about_missing_values() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    let error = WireError::new(ErrorKind::MissingValues, "2 values are missing", "…");
    receive_from_loader(&mut state, failed(error));
    let effects = update(
        &mut state,
        Msg::Data(DataMsg::HandleMissing(Missing::Median)),
    );
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    let Source::Files(OwnFiles { options, .. }) = &load.data.source else {
        panic!("{load:?}")
    };
    assert_eq!(
        (options.missing, &load.files.source),
        (Some(Missing::Median), &own())
    );
}

/// An error about a table.
fn of_table(kind: ErrorKind, name: &str) -> WireError {
    let table = TableFormat {
        name: name.to_owned(),
        columns: vec!["column 1".to_owned(), "column 2".to_owned()],
        label: None,
        header: false,
        separator: Separator::Comma,
    };
    WireError {
        table: Some(Box::new(table)),
        ..WireError::new(kind, "every row has the same class", "…")
    }
}

fn with_label(name: &str) -> ReadOptions {
    let label = LabelColumn::Name {
        name: name.to_owned(),
    };
    ReadOptions {
        label,
        separator: Some(Separator::Tab),
        ..ReadOptions::default()
    }
}

#[test]
fn a_table_that_failed_is_read_in_another_way() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    receive_from_loader(&mut state, failed(of_table(ErrorKind::Data, "train.csv")));
    let failed = state.data.failed.as_ref().expect("a failed load");
    assert_eq!(failed.read_options(), Some(&ReadOptions::default()));
    let options = with_label("column 2");
    let effects = update(
        &mut state,
        Msg::Data(DataMsg::ReadTable(Box::new(options.clone()))),
    );
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    let Source::Files(own_files) = &load.data.source else {
        panic!("{load:?}")
    };
    assert_eq!((&own_files.options, &load.files.source), (&options, &own()));
    assert_eq!(state.data.failed, None);
}

#[test]
fn an_error_about_no_table_offers_no_reading_options() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    let error = WireError::new(ErrorKind::Data, "train.csv is empty", "…");
    receive_from_loader(&mut state, failed(error));
    let failed = state.data.failed.as_ref().expect("a failed load");
    assert_eq!(failed.read_options(), None);
}

#[test]
fn an_outside_table_with_a_label_is_what_there_is_to_train_on() {
    let (mut state, _) = with_outside_files();
    receive_from_loader(&mut state, failed(of_table(ErrorKind::Data, "train.csv")));
    // Without a label it stays outside.
    let options = ReadOptions {
        separator: Some(Separator::Tab),
        ..ReadOptions::default()
    };
    let effects = update(
        &mut state,
        Msg::Data(DataMsg::ReadTable(Box::new(options.clone()))),
    );
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(
        load.data.outside.as_ref().map(|o| &o.options),
        Some(&options)
    );
    receive_from_loader(&mut state, failed(of_table(ErrorKind::Data, "train.csv")));
    let options = with_label("column 1");
    let effects = update(
        &mut state,
        Msg::Data(DataMsg::ReadTable(Box::new(options.clone()))),
    );
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    let Source::Files(own_files) = &load.data.source else {
        panic!("{load:?}")
    };
    assert_eq!(own_files.options, options);
    assert_eq!((&load.files.source, &load.data.outside), (&own(), &None));
    assert!(load.files.outside.is_empty());
}

/// A state that was trained for a while, and then given files none of which has a label.
fn with_outside_files() -> (State, DataCommand) {
    let mut state = training();
    receive(&mut state, phase(RunId(1), Phase::Paused));
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    let error = WireError::new(ErrorKind::NoLabels, "no labels", "…");
    let effects = receive_from_loader(&mut state, failed(error));
    assert_eq!(state.data.failed, None, "no fault of theirs");
    let [command] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    (state, command.clone())
}

#[test]
fn files_without_labels_come_beside_the_data_and_the_trained_network_stays() {
    let (mut state, command) = with_outside_files();
    let DataCommand::Load(load) = command else {
        panic!("{command:?}")
    };
    assert_eq!(load.data.source, Source::default());
    let outside = load.data.outside.as_ref().expect("outside files");
    assert_eq!(outside.names, ["train.csv", "test.csv"]);
    assert_eq!((load.files.source, load.files.outside), (vec![], own()));
    let effects = receive_from_loader(&mut state, loaded(Source::default()));
    assert_eq!(effects, [], "the worker has what it trains on");
    let counts = format!("{} training and {} test", count(7600), count(2000));
    assert!(state.notices.announcement.contains(&counts), "{state:?}");
    assert_eq!(state.run.current.as_ref().map(|run| run.step), Some(30));
    assert_eq!(state.primary(), (Primary::Resume, true));
    // A link leaves them out: nobody else has them.
    let effects = update(&mut state, Msg::Model(ModelMsg::Share));
    assert_eq!(effects, [Effect::Share(Box::default())]);

    let effects = update(&mut state, Msg::Data(DataMsg::DropOutside));
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(load.data, Data::default());
    let effects = receive_from_loader(&mut state, loaded(Source::default()));
    assert_eq!(effects, [Effect::ReleaseFiles(own())]);
    assert_eq!(state.primary(), (Primary::Resume, true));
}

#[test]
fn outside_files_that_do_not_go_with_the_data_are_told() {
    let (mut state, _) = with_outside_files();
    let error = WireError::new(ErrorKind::Data, "the outside pictures are 3×3", "…");
    assert_eq!(receive_from_loader(&mut state, failed(error)), []);
    assert_eq!(state.notices.announcement, "Own files could not be loaded.");
    assert_eq!(state.model.experiment, Experiment::default());
    assert_eq!(state.primary(), (Primary::Resume, true));
    let effects = update(&mut state, Msg::Data(DataMsg::Choose(Source::Mnist {})));
    assert_eq!(loads(&effects), Some((Source::Mnist {}, 42)));
    assert_eq!(state.data.files, ProvidedFiles::default());
}

#[test]
fn files_that_an_experiment_waits_for_are_read_as_it_says() {
    let mut experiment = Experiment::default();
    let options = crate::experiment::ReadOptions {
        missing: Some(Missing::Mean),
        ..Default::default()
    };
    let names = own().into_iter().map(|file| file.path).collect();
    experiment.data.source = Source::Files(OwnFiles { names, options });
    let wanted = experiment.data.clone();
    let written = PendingExperiment::Json(experiment.to_json());
    let (mut state, _) = open(Some(Ok(written)));
    loader_ready(&mut state);
    receive_from_loader(
        &mut state,
        DataEvent::ExperimentRead {
            result: Box::new(Ok(experiment)),
            model: None,
        },
    );
    let error = WireError::new(ErrorKind::Data, "about files of your own", "…");
    receive_from_loader(&mut state, failed(error));
    let effects = update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(load.data, wanted);
}

#[test]
fn a_loader_that_panics_is_replaced_and_nothing_is_lost() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    let message = "out of memory".to_owned();
    let effects = receive_from_loader(&mut state, DataEvent::Panicked { message });
    assert_eq!(effects, [starts_loader(&state)]);
    let failed = state.data.failed.clone().expect("looked at");
    assert!(failed.error.message.contains("out of memory"));
    assert_eq!(state.model.experiment, Experiment::default());
    assert_eq!(
        loader_ready(&mut state),
        [],
        "the worker has its data still"
    );
    let sent = commands(&update(&mut state, Msg::Run(RunMsg::Toggle)));
    assert!(matches!(sent[..], [Command::Run(_, RunCommand::Train)]));
}

#[test]
fn files_that_are_given_while_a_loader_starts_are_loaded_then() {
    let mut state = ready();
    let message = "out of memory".to_owned();
    receive_from_loader(&mut state, DataEvent::Panicked { message });
    assert_eq!(
        update(&mut state, Msg::Data(DataMsg::ProvideFiles(own()))),
        []
    );
    let effects = loader_ready(&mut state);
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(load.files.source, own());
}

#[test]
fn own_photographs_get_a_model_that_suits_them_and_a_reason() {
    let mut state = ready();
    update(&mut state, Msg::Data(DataMsg::ProvideFiles(own())));
    let photographs = || {
        let mut summary = summary(Source::default());
        summary.shape = Shape::Image([96, 128, 3]);
        loaded_as(NEWEST, summary)
    };
    // Prepared otherwise than they were loaded, they are asked for once more.
    let effects = receive_from_loader(&mut state, photographs());
    let [DataCommand::Load(load)] = &asked(&effects)[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(load.data.prepare.scaling, Scaling::Standardize);
    assert!(load.data.augmentation.horizontal_flip);
    let effects = receive_from_loader(&mut state, photographs());
    assert_eq!(asked(&effects), [DataCommand::SendDataset]);
    let chosen = BuiltInModel::PhotoCnn.for_classes(10);
    assert_eq!(state.model.experiment.model, chosen);
    let reason = state.model.reason.clone().expect("a reason");
    assert!(state.notices.announcement.ends_with(&reason));

    // What is chosen afterwards stays, also as the data is prepared another way.
    update(
        &mut state,
        Msg::Model(ModelMsg::Choose(BuiltInModel::SmallCnn)),
    );
    assert_eq!(state.model.reason, None);
    let mut data = state.model.experiment.data.clone();
    data.prepare.scaling = Scaling::Unit;
    update(&mut state, Msg::Data(DataMsg::Set(Box::new(data))));
    receive_from_loader(&mut state, photographs());
    let model = &state.model.experiment;
    assert_eq!(model.model, BuiltInModel::SmallCnn.for_classes(10));
    assert_eq!(model.data.prepare.scaling, Scaling::Unit);
}
