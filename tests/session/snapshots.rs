//! Repeated and restored runs: the same seed gives the same numbers, and a snapshot goes on exactly.

use super::*;

#[test]
fn the_same_seed_gives_the_same_losses_and_another_one_others() {
    let device = device(DeviceKind::Cpu);
    let run = |seed| {
        let mut experiment = experiment(400, 2);
        experiment.seed = seed;
        work(&mut session(400, experiment, &device), usize::MAX)
    };
    let first = run(1);
    assert_eq!(first.len(), 12);
    assert_eq!(first, run(1));
    assert_ne!(first, run(2));
}

#[test]
fn a_restored_session_goes_on_exactly_as_the_first() {
    let device = device(DeviceKind::Cpu);
    let new = || session(400, experiment(400, 2), &device);
    // 6 steps an epoch: within an epoch, and at the end of one before its evaluation.
    for taken in [4, 6] {
        let mut first_part = new();
        work(&mut first_part, taken);
        let snapshot = block_on(first_part.snapshot()).expect("a snapshot");
        let mut second = new();
        second.restore(&snapshot).expect("restored");
        assert_eq!(second.step(), taken);
        assert_eq!(second.epoch(), 1);
        let rest = [&mut first_part, &mut second].map(|session| {
            let mut outcomes = Vec::new();
            loop {
                match block_on(session.work(1)).expect("work") {
                    Outcome::Finished => return outcomes,
                    outcome => outcomes.push(outcome),
                }
            }
        });
        assert!(
            rest[0]
                .iter()
                .any(|o| matches!(o, Outcome::EpochEnd(EpochScores { epoch: 1, .. })))
        );
        assert_eq!(rest[0], rest[1]);
        assert!(first_part.is_finished() && second.is_finished());
    }
}

#[test]
fn a_snapshot_is_a_file_with_the_names_and_layouts_of_keras() {
    let device = device(DeviceKind::Cpu);
    let session = session(100, experiment(100, 1), &device);
    let snapshot = block_on(session.snapshot()).expect("a snapshot");
    let file = SafeTensors::deserialize(&snapshot).expect("a safetensors file");
    let shape = |name: &str| file.tensor(name).expect(name).shape().to_vec();
    assert_eq!(shape("conv2d_1/kernel"), [3, 3, 12, 24]);
    assert_eq!(shape("batch_normalization/moving_variance"), [12]);
    assert_eq!(shape("dense/kernel"), [7 * 7 * 24, 64]);
    assert_eq!(shape("optimizer/dense_1/bias/velocity"), [10]);

    let parameters = &session.network().parameters;
    let kernel = parameters.iter().find(|p| p.name == "conv2d_1/kernel");
    let own = block_on(read(kernel.expect("a kernel").value.clone())).expect("read");
    let view = file.tensor("conv2d_1/kernel").expect("a kernel");
    let kept: Vec<f32> = bytemuck::pod_collect_to_vec(view.data());
    assert_eq!(kept.len(), own.len());
    for (at, value) in own.into_iter().enumerate() {
        // burn's order is filter, channel, row, column.
        let (filter, channel, pixel) = (at / (12 * 9), at / 9 % 12, at % 9);
        let there = kept[(pixel * 12 + channel) * 24 + filter];
        assert_eq!(there.to_bits(), value.to_bits());
    }
}

#[test]
fn a_snapshot_of_a_step_beyond_the_run_is_refused() {
    let device = device(DeviceKind::Cpu);
    let mut longer = session(100, experiment(100, 2), &device);
    work(&mut longer, 3);
    let snapshot = block_on(longer.snapshot()).expect("a snapshot");
    let mut session = session(100, experiment(100, 1), &device);
    let error = session.restore(&snapshot).expect_err("3 steps of 2");
    assert!(error.to_string().contains("step 3"), "{error}");

    // Before the first step, and yet with sums of an epoch.
    let position = br#"{\"step\":3"#;
    let at = snapshot.windows(position.len()).position(|w| w == position);
    let mut damaged = snapshot.clone();
    damaged[at.expect("its position") + position.len() - 1] = b'0';
    let error = longer.restore(&damaged).expect_err("step 0");
    assert!(error.to_string().contains("step 0"), "{error}");
}

#[test]
fn a_snapshot_of_another_network_is_refused_by_name_and_changes_nothing() {
    let device = device(DeviceKind::Cpu);
    let mut other = experiment(100, 1);
    let layers = vec![Layer::flatten(), Layer::dense(10, Activation::Softmax)];
    other.model = Model::new("", layers);
    let other = session(100, other, &device);
    let snapshot = block_on(other.snapshot()).expect("a snapshot");
    let mut session = session(100, experiment(100, 1), &device);
    work(&mut session, 1);
    let before = block_on(session.snapshot()).expect("a snapshot");
    let error = session.restore(&snapshot).expect_err("another network");
    assert!(error.to_string().contains("conv2d/kernel"), "{error}");
    let error = session.restore(&snapshot[..20]).expect_err("damaged");
    assert!(matches!(error, EngineError::File(_)), "{error}");
    assert_eq!(block_on(session.snapshot()).expect("a snapshot"), before);
}

#[test]
fn both_cpu_devices_train_alike() {
    let losses = [DeviceKind::Cpu, DeviceKind::Ndarray]
        .map(|kind| work(&mut session(200, experiment(200, 1), &device(kind)), 3));
    assert_eq!(losses.each_ref().map(Vec::len), [3, 3]);
    for (a, b) in losses[0].iter().zip(&losses[1]) {
        assert!((a.loss - b.loss).abs() < 1e-3, "{a:?} {b:?}");
    }
}
