//! The arithmetic that the room Inside shows against what the engine computes: every number of every window.

#![cfg(not(target_family = "wasm"))]

use hearth::engine::{Network, Parameter, open, outputs_of_layers, read};
use hearth::experiment::layers::{
    AveragePooling2D, BatchNormalization, Conv2D, Conv2DTranspose, DepthwiseConv2D,
    LayerNormalization, MaxPooling2D, SeparableConv2D,
};
use hearth::experiment::{Activation, Layer, List, Model, Padding, Shape};
use hearth::page::rooms::inside::arithmetic::{How, working};
use hearth::page::rooms::inside::values::{Array, Values};
use hearth::protocol::DeviceKind;
use pollster::block_on;

/// Every kind of convolution and normalization whose arithmetic is written out, after a first convolution.
fn other_kinds() -> Vec<Layer> {
    vec![
        DepthwiseConv2D {
            kernel_size: [3, 2],
            strides: [2, 2],
            padding: Padding::Same,
            depth_multiplier: 2,
            activation: Activation::Relu,
            ..DepthwiseConv2D::default()
        }
        .into(),
        BatchNormalization::default().into(),
        Conv2DTranspose {
            filters: 3,
            kernel_size: [3, 4],
            strides: [2, 2],
            padding: Padding::Same,
            ..Conv2DTranspose::default()
        }
        .into(),
        LayerNormalization::default().into(),
        Conv2DTranspose {
            filters: 4,
            kernel_size: [2, 3],
            strides: [3, 2],
            padding: Padding::Valid,
            use_bias: false,
            ..Conv2DTranspose::default()
        }
        .into(),
        SeparableConv2D {
            filters: 5,
            kernel_size: [3, 3],
            strides: [3, 3],
            depth_multiplier: 2,
            activation: Activation::Relu,
            ..SeparableConv2D::default()
        }
        .into(),
        LayerNormalization {
            axis: List::new(&[1, 2, 3]).expect("three axes"),
            scale: false,
            ..LayerNormalization::default()
        }
        .into(),
        Layer::flatten(),
        LayerNormalization::default().into(),
        Layer::dense(3, Activation::Softmax),
    ]
}

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
    check(&layers());
}

#[test]
fn so_is_every_number_of_the_other_convolutions_and_of_normalization() {
    check(&other_kinds());
}

/// Compares every number of every layer of a network with what its working says.
fn check(layers: &[Layer]) {
    let shape = Shape::Image([11, 9, 2]);
    let model = Model {
        name: "windows".to_owned(),
        layers: layers.to_vec(),
        classifier: None,
    };
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    let (mut network, _) = Network::new(&model, shape, 3, 7, &device).expect("a network");
    // Statistics, scales and shifts begin at 0 and 1, which would hide one that is taken for another.
    for (i, parameter) in network.parameters.iter_mut().enumerate() {
        if parameter.weight.shape.len() < 2 || parameter.name.contains("normalization") {
            let n = parameter.weight.shape.iter().product::<usize>();
            let values = (0..n).map(|at| 0.5 + ((at * 7 + i * 3) % 11) as f32 / 11.0);
            let (name, weight) = (parameter.name.clone(), parameter.weight.clone());
            *parameter = Parameter::from_keras(name, weight, values.collect(), &device);
        }
    }
    let sample: Vec<f32> = (0..shape.len())
        .map(|i| (i * 31 % 17) as f32 / 17.0)
        .collect();
    let (seen, _) =
        block_on(outputs_of_layers(&network, sample.clone(), shape, false)).expect("outputs");
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
                    inner: String::new(),
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
        let arrays: Vec<_> = arrays.iter().collect();
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
