//! The page chooses how many epochs suit the data, until somebody does.

use super::*;

/// Another data set comes, with that many training samples.
fn load(state: &mut State, source: Source, samples: u32) {
    update(state, Msg::Data(DataMsg::Choose(source.clone())));
    let mut of_size = summary(source);
    for counts in &mut of_size.counts {
        counts.fill(0);
    }
    of_size.counts[0][0] = samples;
    receive_from_loader(state, loaded_as(NEWEST, of_size));
}

fn epochs(state: &State) -> (usize, String) {
    let model = &state.model;
    (
        model.experiment.training.epochs,
        model.form.text(Field::Epochs).to_owned(),
    )
}

#[test]
fn they_follow_the_data() {
    let mut state = ready();
    state.model.chooses_epochs = true;
    load(&mut state, Source::Mnist {}, 57_000);
    assert_eq!(epochs(&state), (2, "2".to_owned()));
    let training = &state.model.experiment.training;
    assert_eq!(training.evaluations_per_epoch, Some(5));
    load(&mut state, Source::FashionMnist {}, 600);
    assert_eq!(epochs(&state), (19, "19".to_owned()));
}

#[test]
fn they_stay_once_somebody_chose_them() {
    let mut state = ready();
    state.model.chooses_epochs = true;
    let chosen = Msg::Model(ModelMsg::SetField(Field::Epochs, "7".to_owned()));
    update(&mut state, chosen);
    load(&mut state, Source::Mnist {}, 57_000);
    assert_eq!(epochs(&state).0, 7);

    let mut state = ready();
    state.model.chooses_epochs = true;
    let mut experiment = state.model.experiment.clone();
    experiment.training.epochs = 8;
    update(&mut state, Msg::Model(ModelMsg::Edit(Box::new(experiment))));
    load(&mut state, Source::Mnist {}, 57_000);
    assert_eq!(epochs(&state).0, 8);
}

#[test]
fn another_setting_leaves_them_to_the_page() {
    let mut state = ready();
    state.model.chooses_epochs = true;
    let batch = Msg::Model(ModelMsg::SetField(Field::BatchSize, "32".to_owned()));
    update(&mut state, batch);
    load(&mut state, Source::Mnist {}, 57_000);
    assert_eq!(epochs(&state).0, 2);
}

#[test]
fn an_experiment_that_is_opened_brings_its_own() {
    let mut state = ready();
    state.model.chooses_epochs = true;
    let mut own = Experiment::default();
    own.data.source = Source::Mnist {};
    own.training.epochs = 9;
    let pending = PendingExperiment::Json(String::new());
    update(&mut state, Msg::OpenExperiment(Ok(pending)));
    let read = DataEvent::ExperimentRead {
        result: Box::new(Ok(own)),
        model: None,
    };
    receive_from_loader(&mut state, read);
    receive_from_loader(&mut state, loaded(Source::Mnist {}));
    assert_eq!(epochs(&state).0, 9);
}
