//! Every layer that has kernels of our own, against burn-flex's operations: forward, and the gradients by
//! its input and weights.

use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand_pcg::Pcg32;

use super::without_own_kernels;
use crate::engine::{Head, Mode, Network, Value, cross_entropy};
use crate::experiment::layers::{
    AveragePooling2D, BatchNormalization, Conv2D, DepthwiseConv2D, Dropout, GlobalAveragePooling2D,
    LayerNormalization, LeakyReLU, MaxPooling2D, ReLU, Residual, SeparableConv2D,
};
use crate::experiment::{Activation, Layer, Padding, Shape};

/// Values without a pattern that a mistake in an index could agree with.
fn values(n: usize, seed: usize) -> Vec<f32> {
    let value = |i: usize| ((i * i * 31 + i * 17 + seed * 7) % 10_007) as f32 / 5_000.0 - 1.0;
    (0..n).map(value).collect()
}

fn tensor<const D: usize>(shape: [usize; D], seed: usize) -> Tensor<D> {
    let values = values(shape.iter().product(), seed);
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}

/// The output of a network and the gradients of its sum with some factors.
fn run(network: &Network, input: Shape, is_training: bool) -> Vec<Vec<f32>> {
    let value = match input {
        Shape::Image([h, w, c]) => Value::Image(tensor([3, c, h, w], 1).autodiff().require_grad()),
        Shape::Flat(n) => Value::Flat(tensor([3, n], 1).autodiff().require_grad()),
    };
    let by_input = value.clone();
    let leaves: Vec<Tensor<1>> = network
        .parameters
        .iter()
        .enumerate()
        .map(|(i, p)| {
            let n = p.value.dims()[0];
            let values = tensor([n], 10 + i);
            // Variances are not negative.
            let values = if p.weight.is_trainable() {
                values
            } else {
                values.abs()
            };
            let leaf = values.autodiff();
            if p.weight.is_trainable() {
                leaf.require_grad()
            } else {
                leaf
            }
        })
        .collect();
    let mut rng = Pcg32::seed_from_u64(2);
    let mode = if is_training {
        Mode::Training(&mut rng)
    } else {
        Mode::Inference
    };
    let forward = network.forward(&leaves, value, mode, Head::Output);
    let output = match forward.output {
        Value::Image(y) => y.clone().flatten::<2>(1, 3),
        Value::Flat(y) => y,
    };
    let factors = tensor(output.dims(), 3).autodiff();
    let gradients = output.clone().mul(factors).sum().backward();
    let read = |t: Option<Tensor<1>>| {
        let data = t.map(Tensor::into_data);
        data.map_or_else(Vec::new, |data| data.try_into_vec::<f32>().unwrap())
    };
    let by_input = match by_input {
        Value::Image(x) => x.grad(&gradients).map(|g| g.flatten::<1>(0, 3)),
        Value::Flat(x) => x.grad(&gradients).map(|g| g.flatten::<1>(0, 1)),
    };
    let mut all = vec![read(Some(output.inner().flatten(0, 1))), read(by_input)];
    all.extend(leaves.iter().map(|leaf| read(leaf.grad(&gradients))));
    all.extend(forward.statistics.into_iter().map(|(_, v)| read(Some(v))));
    all
}

fn check(layers: &[Layer], input: Shape) {
    let network = Network::of_layers(layers, input, &Device::flex());
    for is_training in [true, false] {
        let own = run(&network, input, is_training);
        let burn = without_own_kernels(|| run(&network, input, is_training));
        assert_eq!(own.len(), burn.len());
        for (i, (own, burn)) in own.iter().zip(&burn).enumerate() {
            assert_eq!(own.len(), burn.len(), "{i} of {layers:?}");
            let most = burn.iter().fold(1.0_f32, |most, v| most.max(v.abs()));
            for (a, b) in own.iter().zip(burn) {
                let error = (a - b).abs() / most;
                assert!(error < 3e-5, "{i} of {layers:?}: {a} and {b}");
            }
        }
    }
}

fn conv(filters: usize, kernel: [usize; 2], strides: [usize; 2], padding: Padding) -> Conv2D {
    Conv2D {
        filters,
        kernel_size: kernel,
        strides,
        padding,
        activation: Activation::Relu,
        ..Conv2D::default()
    }
}

#[test]
fn convolutions_give_what_burn_gives() {
    let image = Shape::Image([9, 12, 3]);
    check(&[conv(5, [3, 3], [1, 1], Padding::Same).into()], image);
    check(&[conv(5, [4, 2], [2, 3], Padding::Same).into()], image);
    check(&[conv(20, [5, 3], [2, 2], Padding::Valid).into()], image);
    let dilated = Conv2D {
        dilation_rate: [2, 3],
        activation: Activation::Tanh,
        use_bias: false,
        ..conv(4, [3, 3], [1, 1], Padding::Same)
    };
    check(&[dilated.into()], image);
    let grouped = Conv2D {
        groups: 3,
        ..conv(6, [3, 3], [1, 1], Padding::Same)
    };
    check(&[grouped.into()], image);
    let wide = Shape::Image([7, 7, 16]);
    check(&[conv(32, [3, 3], [1, 1], Padding::Same).into()], wide);
    check(&[conv(16, [5, 5], [1, 1], Padding::Same).into()], wide);
}

#[test]
fn convolutions_with_pooling_give_what_burn_gives() {
    let image = Shape::Image([9, 12, 3]);
    for (filters, kernel) in [(5, [3, 3]), (16, [5, 5])] {
        for padding in [Padding::Valid, Padding::Same] {
            let pool = MaxPooling2D {
                padding,
                ..MaxPooling2D::default()
            };
            let layers = [
                conv(filters, kernel, [1, 1], Padding::Same).into(),
                pool.into(),
                conv(16, [3, 3], [1, 1], Padding::Same).into(),
                Layer::max_pooling2d(2),
            ];
            check(&layers, image);
        }
    }
}

#[test]
fn pooling_and_normalization_give_what_burn_gives() {
    let image = Shape::Image([6, 7, 5]);
    for padding in [Padding::Valid, Padding::Same] {
        let pool = MaxPooling2D {
            pool_size: [3, 2],
            strides: Some([2, 1]),
            padding,
        };
        check(&[pool.into()], image);
        let pool = AveragePooling2D {
            pool_size: [3, 2],
            strides: Some([2, 1]),
            padding,
        };
        check(&[pool.into()], image);
    }
    check(&[GlobalAveragePooling2D::default().into()], image);
    for input in [image, Shape::Flat(11)] {
        check(&[BatchNormalization::default().into()], input);
        check(&[LayerNormalization::default().into()], input);
        check(&[Dropout { rate: 0.4 }.into()], input);
        check(&[ReLU::default().into()], input);
        check(&[LeakyReLU::default().into()], input);
    }
}

#[test]
fn other_layers_give_what_burn_gives() {
    let image = Shape::Image([6, 7, 5]);
    for strides in [[1, 1], [2, 2]] {
        let depthwise = DepthwiseConv2D {
            kernel_size: [3, 2],
            strides,
            depth_multiplier: 2,
            padding: Padding::Same,
            ..DepthwiseConv2D::default()
        };
        check(&[depthwise.into()], image);
        let separable = SeparableConv2D {
            filters: 4,
            kernel_size: [3, 3],
            strides,
            padding: Padding::Same,
            ..SeparableConv2D::default()
        };
        check(&[separable.into()], image);
    }
    let dense = [
        Layer::dense(9, Activation::Relu),
        Layer::dense(4, Activation::Linear),
    ];
    check(&dense, Shape::Flat(13));
    let chain = [
        conv(16, [3, 3], [1, 1], Padding::Same).into(),
        Layer::batch_normalization(),
        Layer::flatten(),
        Layer::dense(7, Activation::Tanh),
    ];
    check(&chain, image);
    let block = Residual {
        layers: vec![
            conv(16, [3, 3], [1, 1], Padding::Same).into(),
            Layer::batch_normalization(),
        ],
        ..Residual::default()
    };
    check(
        &[conv(16, [3, 3], [2, 2], Padding::Same).into(), block.into()],
        image,
    );
}

#[test]
fn the_loss_is_what_burn_gives() {
    let targets = tensor::<2>([5, 7], 4).abs();
    let both = [false, true].map(|is_own| {
        let logits = tensor::<2>([5, 7], 6).mul_scalar(9.0).autodiff();
        let logits = logits.require_grad();
        let compute = || cross_entropy(logits.clone(), targets.clone().autodiff());
        let loss = if is_own {
            compute()
        } else {
            without_own_kernels(compute)
        };
        // The gradient of twice the loss: what follows the loss counts, too.
        let gradients = loss.clone().mul_scalar(2.0).backward();
        let gradient = logits.grad(&gradients).expect("logits have a gradient");
        let all = Tensor::cat(vec![loss.inner(), gradient.flatten(0, 1)], 0);
        all.into_data().try_into_vec::<f32>().expect("reals")
    });
    let [burn, own] = both;
    assert!(burn[0] > 1.0, "{burn:?}");
    for (own, burn) in own.iter().zip(&burn) {
        assert!(
            (own - burn).abs() < 1e-6 * burn.abs().max(1.0),
            "{own} {burn}"
        );
    }
}
