//! Convolutions against loops in double precision, in every way and with every set of instructions.

use super::{Conv, Epilogue, Upstream, Way};
use crate::tests::{self, Draw, cases, each_set};
use crate::threads::{on_one_thread, set_threads};

/// The sums of a convolution, and its three gradients from those of its sums.
struct Naive {
    conv: Conv,
    x: Vec<f64>,
    kernel: Vec<f64>,
}

impl Naive {
    /// For each product: where the output, the input and the kernel's value are.
    fn each(&self, mut function: impl FnMut(usize, usize, usize)) {
        // Miri is for what the kernels do with memory: these loops, interpreted, would take it hours.
        if cfg!(miri) {
            return;
        }
        let conv = &self.conv;
        let [oh, ow] = conv.output();
        let ([h, w], [kh, kw]) = (conv.input, conv.kernel);
        let (c, n) = (conv.channels, conv.filters);
        for i in 0..conv.pictures {
            for oy in 0..oh {
                for ox in 0..ow {
                    for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
                        let y = (oy * conv.strides[0] + ky * conv.dilation[0])
                            .wrapping_sub(conv.pads[0].0);
                        let x = (ox * conv.strides[1] + kx * conv.dilation[1])
                            .wrapping_sub(conv.pads[1].0);
                        if y >= h || x >= w {
                            continue;
                        }
                        for f in 0..n {
                            let out = ((i * oh + oy) * ow + ox) * n + f;
                            for channel in 0..c {
                                let kernel = ((f * c + channel) * kh + ky) * kw + kx;
                                function(out, ((i * h + y) * w + x) * c + channel, kernel);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Asserts that errors are small; under Miri, which has no loops to compare with, that there are as many values.
#[track_caller]
fn close(own: &[f32], expected: &[f64], part: f64) {
    if cfg!(miri) {
        assert_eq!(own.len(), expected.len());
    } else {
        tests::close(own, expected, part);
    }
}

fn real(values: &[f32]) -> Vec<f64> {
    values.iter().map(|v| f64::from(*v)).collect()
}

fn check(conv: Conv, way: Way, draw: &mut Draw) {
    let (x, kernel) = (
        draw.reals(conv.pictures * conv.input_len()),
        draw.reals(conv.kernel_len()),
    );
    let bias = draw.reals(conv.filters);
    let naive = Naive {
        conv,
        x: real(&x),
        kernel: real(&kernel),
    };
    let [h, w] = conv.output();
    let n = conv.filters;
    let mut sums = vec![0.0; conv.pictures * h * w * n];
    for (i, sum) in sums.iter_mut().enumerate() {
        *sum = f64::from(bias[i % n]);
    }
    naive.each(|out, x, k| sums[out] += naive.x[x] * naive.kernel[k]);

    let linear = Epilogue::default();
    let own = conv.forward_by(Some(way), &x, &kernel, Some(&bias), linear);
    close(&own.y, &sums, 1e-5);
    let dy = draw.reals(sums.len());
    gradients(
        &naive,
        way,
        &real(&dy),
        Upstream::Linear(&dy),
        [&x, &kernel],
    );

    let relu = Epilogue {
        relu: true,
        pool: false,
    };
    let own = conv.forward_by(Some(way), &x, &kernel, Some(&bias), relu);
    let rectified: Vec<f64> = sums.iter().map(|v| v.max(0.0)).collect();
    close(&own.y, &rectified, 1e-5);
    let through = dy.iter().zip(&own.y);
    let through: Vec<f64> = through
        .map(|(dy, y)| if *y > 0.0 { f64::from(*dy) } else { 0.0 })
        .collect();
    gradients(
        &naive,
        way,
        &through,
        Upstream::Relu(&dy, &own.y),
        [&x, &kernel],
    );

    for relu in [false, true] {
        let epilogue = Epilogue { relu, pool: true };
        let own = conv.forward_by(Some(way), &x, &kernel, Some(&bias), epilogue);
        let (ph, pw) = (h / 2, w / 2);
        let mut pooled = vec![0.0; conv.pictures * ph * pw * n];
        let mut through = vec![0.0; sums.len()];
        let dy = draw.reals(pooled.len());
        for i in 0..pooled.len() {
            let (c, px, py) = (i % n, i / n % pw, i / n / pw % ph);
            let picture = i / n / pw / ph;
            let at = |k: usize| ((picture * h + 2 * py + k / 2) * w + 2 * px + k % 2) * n + c;
            let best = (0..4).map(|k| sums[at(k)]).fold(f64::MIN, f64::max);
            pooled[i] = if relu { best.max(0.0) } else { best };
            if own.argmax[i] < 4 {
                through[at(usize::from(own.argmax[i]))] = f64::from(dy[i]);
                let chosen = sums[at(usize::from(own.argmax[i]))];
                assert!((chosen - best).abs() < 1e-3 || cfg!(miri));
            } else {
                assert!(relu && (best < 1e-3 || cfg!(miri)));
            }
        }
        close(&own.y, &pooled, 1e-5);
        gradients(
            &naive,
            way,
            &through,
            Upstream::Pool(&dy, &own.argmax),
            [&x, &kernel],
        );
    }
}

fn gradients(naive: &Naive, way: Way, dy: &[f64], upstream: Upstream, [x, kernel]: [&[f32]; 2]) {
    let n = naive.conv.filters;
    let (mut dx, mut dk) = (vec![0.0; x.len()], vec![0.0; kernel.len()]);
    naive.each(|out, x, k| {
        dx[x] += dy[out] * naive.kernel[k];
        dk[k] += dy[out] * naive.x[x];
    });
    let mut db = vec![0.0; n];
    for (i, v) in dy.iter().enumerate() {
        db[i % n] += v;
    }
    let own = naive.conv.backward_by(Some(way), x, kernel, upstream, true);
    close(&own.x, &dx, 1e-5);
    close(&own.kernel, &dk, 1e-5);
    close(&own.bias, &db, 1e-5);
    let less = naive
        .conv
        .backward_by(Some(way), x, kernel, upstream, false);
    assert!(less.x.is_empty());
    assert_eq!(less.kernel, own.kernel);
}

/// A convolution of any kind with a kernel of a size.
fn any(draw: &mut Draw, kernel: [usize; 2]) -> Conv {
    let is_dilated = draw.from(0, 2) == 0;
    let dilation = [0; 2].map(|_| if is_dilated { draw.from(1, 2) } else { 1 });
    let strides = [0; 2].map(|_| if is_dilated { 1 } else { draw.from(1, 3) });
    let few = |n: usize, interpreted: usize| if cfg!(miri) { interpreted } else { n };
    Conv {
        pictures: draw.from(1, few(3, 2)),
        input: [draw.from(7, few(12, 8)), draw.from(7, few(12, 8))],
        channels: draw.from(1, few(9, 5)),
        filters: draw.from(1, few(37, 18)),
        kernel,
        strides,
        pads: kernel.map(|k| (draw.from(0, k - 1), draw.from(0, k - 1))),
        dilation,
    }
}

#[test]
fn a_direct_convolution_gives_what_loops_give() {
    each_set(|| {
        let mut draw = Draw::new(1);
        for _ in 0..cases(25) {
            let kernel = [draw.from(1, 4), draw.from(1, 4)];
            check(any(&mut draw, kernel), Way::Direct, &mut draw);
        }
    });
}

#[test]
fn winograds_convolutions_give_what_loops_give() {
    each_set(|| {
        let mut draw = Draw::new(2);
        for (k, way) in [(3, Way::Winograd3), (5, Way::Winograd5)] {
            for (channels, filters, pictures, input) in [
                (16, 16, 1, [5, 7]),
                (16, 48, 3, [6, 6]),
                (32, 16, 2, [14, 9]),
                (48, 32, 1, [33, 30]),
            ]
            .into_iter()
            .take(cases(4))
            {
                let kernel = [k, k];
                let conv = Conv {
                    pictures,
                    input,
                    channels,
                    filters,
                    kernel,
                    strides: [1, 1],
                    pads: kernel.map(|k| (draw.from(0, k / 2), draw.from(k / 2, k - 1))),
                    dilation: [1, 1],
                };
                check(conv, way, &mut draw);
            }
        }
    });
}

#[test]
fn the_way_follows_from_the_sizes() {
    let conv = Conv {
        pictures: 1,
        input: [14, 14],
        channels: 32,
        filters: 64,
        kernel: [5, 5],
        strides: [1, 1],
        pads: [(2, 2); 2],
        dilation: [1, 1],
    };
    assert_eq!(conv.way(8), Way::Winograd5);
    let few = Conv {
        channels: 1,
        ..conv
    };
    assert_eq!(few.way(8), Way::Direct);
    let strided = Conv {
        strides: [2, 2],
        ..conv
    };
    assert_eq!(strided.way(8), Way::Direct);
}

#[test]
fn the_numbers_are_the_same_on_any_number_of_threads() {
    set_threads(4);
    let mut draw = Draw::new(3);
    for (way, channels) in [(Way::Direct, 3), (Way::Winograd3, 16), (Way::Winograd5, 16)] {
        let kernel = if way == Way::Winograd3 {
            [3, 3]
        } else {
            [5, 5]
        };
        let conv = Conv {
            pictures: if cfg!(miri) { 10 } else { 50 },
            input: [9, 8],
            channels,
            filters: 16,
            kernel,
            strides: [1, 1],
            pads: kernel.map(|k| (k / 2, k / 2)),
            dilation: [1, 1],
        };
        let (x, weights) = (
            draw.reals(conv.pictures * conv.input_len()),
            draw.reals(conv.kernel_len()),
        );
        let dy = draw.reals(conv.pictures * conv.output_len());
        let pass = || {
            let y = conv
                .forward_by(Some(way), &x, &weights, None, Epilogue::default())
                .y;
            let back = conv.backward_by(Some(way), &x, &weights, Upstream::Linear(&dy), true);
            [y, back.x, back.kernel, back.bias]
        };
        let alone = on_one_thread(pass);
        for _ in 0..cases(5) {
            assert!(pass() == alone, "{way:?}");
        }
        // The parts of a batch are summed to what loops give.
        check(
            Conv {
                pictures: 9,
                ..conv
            },
            way,
            &mut draw,
        );
    }
}
