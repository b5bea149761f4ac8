//! The arithmetic that the room Inside shows against what the engine computes: every number of every window.

#![cfg(not(target_family = "wasm"))]

use hearth::engine::{Network, layers_seen, open, read};
use hearth::experiment::layers::{AveragePooling2D, Conv2D, MaxPooling2D};
use hearth::experiment::{Activation, Layer, Model, Padding, Shape};
use hearth::page::rooms::inside::arithmetic::{How, working};
use hearth::page::rooms::inside::values::{Array, Values};
use hearth::protocol::DeviceKind;
use pollster::block_on;

fn layers() -> Vec<Layer> {
    vec![
        Layer::conv2d(4, 3, Padding::Same, Activation::Relu),
        Conv2D {
            filters: 6,
            kernel_size: [3, 2],
            strides: [2, 1],
            groups: 2,
            ..Conv2D::default()
        }
        .into(),
        Conv2D {
            filters: 3,
            kernel_size: [2, 2],
            dilation_rate: [2, 2],
            use_bias: false,
            padding: Padding::Same,
            activation: Activation::Relu,
            ..Conv2D::default()
        }
        .into(),
        MaxPooling2D {
            pool_size: [2, 2],
            strides: Some([1, 1]),
            padding: Padding::Same,
        }
        .into(),
        AveragePooling2D {
            pool_size: [3, 3],
            strides: Some([2, 2]),
            padding: Padding::Same,
        }
        .into(),
        Layer::flatten(),
        Layer::dense(5, Activation::Relu),
        Layer::dense(3, Activation::Softmax),
    ]
}

#[test]
fn every_number_is_what_its_working_says() {
    let shape = Shape::Image([11, 9, 2]);
    let layers = layers();
    let model = Model {
        name: "windows".to_owned(),
        layers: layers.clone(),
        classifier: None,
    };
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    let (network, _) = Network::new(&model, shape, 3, 7, &device).expect("a network");
    let sample: Vec<f32> = (0..shape.len())
        .map(|i| (i * 31 % 17) as f32 / 17.0)
        .collect();
    let (seen, _) = block_on(layers_seen(&network, sample.clone(), shape)).expect("outputs");
    let mut input = Values {
        shape,
        values: sample,
    };
    let mut checked = 0;
    for (i, layer) in layers.iter().enumerate() {
        let output = Values {
            shape: seen[i].shape,
            values: seen[i].values.clone(),
        };
        let arrays: Vec<Array> = network
            .layer_parameters(i)
            .iter()
            .map(|parameter| {
                let values = block_on(read(parameter.value.clone())).expect("weights");
                Array {
                    name: parameter
                        .name
                        .rsplit('/')
                        .next()
                        .expect("a name")
                        .to_owned(),
                    shape: parameter.weight.shape.clone(),
                    now: parameter.to_keras(&values).into_owned(),
                    initial: Vec::new(),
                }
            })
            .collect();
        let [h, w, _] = output.sizes();
        let [h, w] = match output.shape {
            Shape::Image(_) => [h, w],
            Shape::Flat(_) => [1, 1],
        };
        for unit in 0..output.units() {
            for at in (0..h).flat_map(|y| (0..w).map(move |x| [y, x])) {
                let found = working(layer, &input, &arrays, &output, unit, at);
                let Some(found) = found else {
                    assert!(matches!(layer, Layer::Flatten(_)), "layer {i}");
                    continue;
                };
                let activated = match found.activation {
                    Activation::Relu => found.sum.max(0.0),
                    _ => found.sum,
                };
                let want = output.at(unit, at);
                assert!(
                    (activated - want).abs() < 1e-4,
                    "layer {i}, unit {unit} at {at:?}: {activated}, the network has {want}"
                );
                assert_eq!(found.output.to_bits(), want.to_bits());
                if let How::Dense { terms, .. } = &found.how {
                    assert_eq!(terms.len(), input.values.len());
                }
                checked += 1;
            }
        }
        input = output;
    }
    assert!(checked > 500, "{checked} numbers");
}
