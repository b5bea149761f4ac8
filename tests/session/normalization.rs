//! Normalization, which is fitted to the training samples.

use super::*;

#[test]
fn normalization_is_fitted_to_the_training_samples_and_stays() {
    let cpu = device(DeviceKind::Cpu);
    let model = r#"{"layers": [
        {"type": "Normalization"},
        {"type": "Residual", "activation": "relu", "layers": [
            {"type": "Conv2D", "filters": 4, "kernel_size": 3, "padding": "same", "strides": 2},
            {"type": "BatchNormalization"}
        ]},
        {"type": "Flatten"},
        {"type": "Dense", "units": 10, "activation": "softmax", "kernel_l2": 0.01}
    ]}"#;
    let mut experiment = experiment(200, 1);
    experiment.data.augmentation = hearth::experiment::Augmentation::default();
    experiment.data.prepare.scaling = Scaling::Unit;
    experiment.model = serde_json::from_str(model).expect("a model");
    let mut session = session(200, experiment.clone(), &cpu);
    let statistics = |session: &Session| {
        let parameters = session.network().parameters.iter();
        let fixed = parameters.filter(|p| p.name.starts_with("normalization/"));
        let values = fixed.map(|p| block_on(read(p.value.clone())).expect("read")[0]);
        values.collect::<Vec<f32>>()
    };
    let part = session.data().part(Role::Train);
    let mut pixels = Vec::new();
    session
        .data()
        .fill(&part.samples, &part.indices, &mut pixels);
    let n = pixels.len() as f64;
    let mean = pixels.iter().map(|v| f64::from(*v)).sum::<f64>() / n;
    let variance = pixels
        .iter()
        .map(|v| (f64::from(*v) - mean).powi(2))
        .sum::<f64>()
        / n;
    let fitted = statistics(&session);
    assert!((f64::from(fitted[0]) - mean).abs() < 1e-6, "{fitted:?}");
    assert!((f64::from(fitted[1]) - variance).abs() < 1e-6, "{fitted:?}");

    let records = work(&mut session, 2);
    assert_eq!(statistics(&session), fitted);
    // What the penalty adds to the loss, of weights that have hardly changed.
    let plain = {
        let mut plain = experiment;
        let Some(Layer::Dense(dense)) = plain.model.layers.last_mut() else {
            panic!("a dense layer")
        };
        dense.kernel_l2 = 0.0;
        plain
    };
    let mut plain = self::session(200, plain, &cpu);
    let kernel = plain.network().parameters.iter();
    let kernel = kernel
        .filter(|p| p.name == "dense/kernel")
        .map(|p| &p.value);
    let kernel = kernel.map(|values| block_on(read(values.clone())).expect("read"));
    let squares: f32 = kernel.flatten().map(|v| v * v).sum();
    let without = work(&mut plain, 1);
    let added = records[0].loss - without[0].loss;
    assert!(
        (added - 0.01 * squares).abs() < 1e-4,
        "{added} and {squares}"
    );

    // A block's weights have the names of their paths in snapshots.
    let snapshot = block_on(session.snapshot()).expect("a snapshot");
    let file = SafeTensors::deserialize(&snapshot).expect("safetensors");
    for name in [
        "residual/conv2d/kernel",
        "residual/batch_normalization/moving_mean",
        "residual/projection/bias",
        "normalization/variance",
    ] {
        assert!(file.tensor(name).is_ok(), "{name}");
    }
}
