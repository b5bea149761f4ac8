//! Looks into the layers of a network that trains, which change none of its numbers.

use super::*;

/// Takes steps with statistics of the layers in each.
fn with_statistics(
    session: &mut Session,
    steps: usize,
) -> (Vec<StepRecord>, Vec<NetworkStatistics>) {
    let (mut records, mut statistics) = (Vec::new(), Vec::new());
    while records.len() < steps {
        session.collect_statistics();
        match block_on(session.work(3)).expect("work") {
            Outcome::Steps(new) => {
                assert_eq!(new.len(), 1, "one with statistics is a portion of its own");
                records.extend(new);
                statistics.extend(session.take_statistics());
                assert_eq!(session.take_statistics(), None);
            }
            Outcome::Finished => break,
            _ => {}
        }
    }
    (records, statistics)
}

#[test]
fn statistics_of_the_layers_change_no_number() {
    let device = device(DeviceKind::Cpu);
    let mut without = session(200, experiment(200, 2), &device);
    let mut with = session(200, experiment(200, 2), &device);
    let (records, statistics) = with_statistics(&mut with, 6);
    assert_eq!(records, work(&mut without, 6));
    let snapshot = |session: &Session| block_on(session.snapshot()).expect("a snapshot");
    assert_eq!(snapshot(&with), snapshot(&without));
    let steps: Vec<usize> = statistics.iter().map(|of_step| of_step.step).collect();
    assert_eq!(steps, [1, 2, 3, 4, 5, 6]);
    let last = &statistics[5].layers;
    let names: Vec<&str> = last.iter().map(|layer| &*layer.name).collect();
    assert_eq!(
        names,
        [
            "conv2d",
            "batch_normalization",
            "conv2d_1",
            "batch_normalization_1",
            "dense",
            "dense_1"
        ]
    );
    for layer in last {
        let numbers = [layer.gradient_norm, layer.weight_norm, layer.update_ratio];
        assert!(
            numbers
                .iter()
                .all(|n| n.is_some_and(|n| n.is_finite() && n > 0.0)),
            "{layer:?}"
        );
        assert!(
            layer.update_ratio.is_some_and(|ratio| ratio < 1.0),
            "{layer:?}"
        );
        assert!(layer.weights.is_some() && layer.outputs.is_some());
        // Of those with a rectifier it is known how many units are dead.
        let is_rectified = matches!(&*layer.name, "conv2d" | "conv2d_1" | "dense");
        assert_eq!(layer.dead.is_some(), is_rectified, "{layer:?}");
    }
}

#[test]
fn statistics_change_no_number_of_layers_that_are_computed_in_one_pass_without_it() {
    let device = device(DeviceKind::Cpu);
    let conv = |filters| Layer::conv2d(filters, 5, Padding::Same, Activation::Relu);
    let pooled = vec![
        conv(8),
        Layer::max_pooling2d(2),
        conv(16),
        Layer::max_pooling2d(2),
    ];
    let block = vec![conv(8), Layer::from(Residual::default())];
    for layers in [pooled, block] {
        let head = [Layer::flatten(), Layer::dense(10, Activation::Softmax)];
        let mut experiment = experiment(200, 1);
        experiment.model.layers = layers.into_iter().chain(head).collect();
        let mut without = session(200, experiment.clone(), &device);
        let mut with = session(200, experiment, &device);
        let (records, statistics) = with_statistics(&mut with, 3);
        assert_eq!(records, work(&mut without, 3));
        let snapshot = |session: &Session| block_on(session.snapshot()).expect("a snapshot");
        assert!(snapshot(&with) == snapshot(&without));
        let layers = &statistics[2].layers;
        // A block's projection is no layer of its own.
        let is_reported = |layer: &LayerStatistics| {
            layer.outputs.is_some() || layer.name == "residual/projection"
        };
        assert!(layers.iter().all(is_reported), "{layers:?}");
        assert!(layers.iter().any(|layer| layer.dead.is_some()));
    }
}

#[test]
fn both_cpu_devices_see_the_same_gradients() {
    let [flex, ndarray] = [DeviceKind::Cpu, DeviceKind::Ndarray].map(|kind| {
        let mut session = session(200, experiment(200, 1), &device(kind));
        with_statistics(&mut session, 2).1.remove(1).layers
    });
    assert_eq!(flex.len(), ndarray.len());
    for (a, b) in flex.iter().zip(&ndarray) {
        assert_eq!(a.name, b.name);
        let numbers =
            |layer: &LayerStatistics| [layer.gradient_norm, layer.weight_norm, layer.update_ratio];
        for (a, b) in numbers(a).into_iter().zip(numbers(b)) {
            let (a, b) = (a.expect("a number"), b.expect("a number"));
            assert!((a - b).abs() <= 1e-3 * a.abs(), "{a} and {b}");
        }
    }
}
