//! How fast kernels are, natively and in a browser (`cargo xtask bench kernels`): of each its name, milliseconds,
//! GFLOP/s of the operations that a direct computation would take, and the share of a measured peak of
//! multiply–adds, which Winograd's convolutions may exceed. Columns are parted by tabs.
//!
//! ```text
//! cargo run --release -p hearth-kernels --example speed
//! ```

use std::hint::black_box;

use hearth_kernels::{
    Conv, Depthwise, Dropout, Epilogue, KernelSet, Order, Upstream, batch_norm,
    batch_norm_gradient, gemm, keep, multiply_adds, with_kernel_set,
};

#[cfg(not(target_family = "wasm"))]
mod host {
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);

    /// Milliseconds on a clock.
    pub fn now() -> f64 {
        START.elapsed().as_secs_f64() * 1e3
    }

    pub fn print(line: &str) {
        println!("{line}");
    }
}

#[cfg(target_family = "wasm")]
mod host {
    mod imports {
        #[link(wasm_import_module = "host")]
        unsafe extern "C" {
            pub fn now() -> f64;
            pub fn print(text: *const u8, len: usize);
        }
    }

    pub fn now() -> f64 {
        // SAFETY: it reads a clock.
        unsafe { imports::now() }
    }

    pub fn print(line: &str) {
        // SAFETY: it reads the text.
        unsafe { imports::print(line.as_ptr(), line.len()) }
    }
}

/// The least seconds that a call takes, of rounds that are long enough for a browser's coarse clock.
fn seconds<T>(mut function: impl FnMut() -> T) -> f64 {
    const ROUND: f64 = 8.0;
    const ALL: f64 = 250.0;
    let mut round = |calls: usize| {
        let start = host::now();
        for _ in 0..calls {
            black_box(function());
        }
        host::now() - start
    };
    let mut calls = 1;
    while round(calls) < ROUND {
        calls *= 2;
    }
    let (mut least, begin) = (f64::MAX, host::now());
    while host::now() - begin < ALL {
        least = least.min(round(calls) / calls as f64);
    }
    least * 1e-3
}

struct Report {
    peak: f64,
}

impl Report {
    fn line<T>(&self, name: &str, operations: f64, function: impl FnMut() -> T) {
        let time = seconds(function);
        let speed = operations / time;
        host::print(&format!(
            "{name}\t{:.3}\t{:.1}\t{:.0}",
            time * 1e3,
            speed / 1e9,
            100.0 * speed / self.peak
        ));
    }

    fn conv(&self, name: &str, conv: &Conv, epilogue: Epilogue) {
        let [oh, ow] = conv.output();
        let x = values(conv.pictures * conv.input[0] * conv.input[1] * conv.channels);
        let w = values(conv.kernel_len());
        let bias = values(conv.filters);
        let operations = 2.0 * (conv.pictures * oh * ow * conv.kernel_len()) as f64;
        let out = conv.forward(&x, &w, Some(&bias), epilogue);
        let dy = values(out.y.len());
        self.line(&format!("{name} forward"), operations, || {
            conv.forward(&x, &w, Some(&bias), epilogue)
        });
        let upstream = if epilogue.pool {
            Upstream::Pool(&dy, &out.argmax)
        } else {
            Upstream::Relu(&dy, &out.y)
        };
        if conv.channels > 3 {
            self.line(&format!("{name} backward"), 2.0 * operations, || {
                conv.backward(&x, &w, upstream, true)
            });
        }
        self.line(&format!("{name} backward, kernel"), operations, || {
            conv.backward(&x, &w, upstream, false)
        });
    }
}

fn values(n: usize) -> Vec<f32> {
    (0..n)
        .map(|i| ((i * i * 31 + i * 17) % 101) as f32 / 50.0 - 1.0)
        .collect()
}

fn square(
    pictures: usize,
    side: usize,
    channels: usize,
    filters: usize,
    k: usize,
    s: usize,
    same: bool,
) -> Conv {
    let pad = if same { ((k - 1) / 2, k / 2) } else { (0, 0) };
    Conv {
        pictures,
        input: [side, side],
        channels,
        filters,
        kernel: [k, k],
        strides: [s, s],
        pads: [pad, pad],
        dilation: [1, 1],
    }
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    for set in KernelSet::available() {
        if wanted.is_empty() && set == KernelSet::Plain && KernelSet::best() != set
            || !wanted.is_empty() && !wanted.iter().any(|name| name == set.name())
        {
            continue;
        }
        with_kernel_set(set, || all(set));
    }
}

#[allow(clippy::too_many_lines, reason = "a list")]
fn all(set: KernelSet) {
    const ROUNDS: usize = 1 << 20;
    let peak = multiply_adds(1) as f64 * ROUNDS as f64 / seconds(|| multiply_adds(ROUNDS));
    host::print(&format!("{}\t\t{:.1}\t100", set.name(), peak / 1e9));
    let report = Report { peak };
    for (name, order, [m, n, k]) in [
        ("dense 3136 to 256 forward", Order::Plain, [64, 256, 3136]),
        (
            "dense 3136 to 256 by x",
            Order::SecondTransposed,
            [64, 3136, 256],
        ),
        (
            "dense 3136 to 256 by w",
            Order::FirstTransposed,
            [3136, 256, 64],
        ),
        ("dense 1176 to 64 forward", Order::Plain, [64, 64, 1176]),
        (
            "dense 1176 to 64 by x",
            Order::SecondTransposed,
            [64, 1176, 64],
        ),
        (
            "dense 1176 to 64 by w",
            Order::FirstTransposed,
            [1176, 64, 64],
        ),
        ("product 256³", Order::Plain, [256, 256, 256]),
        ("product 1024 × 64 × 64", Order::Plain, [1024, 64, 64]),
    ] {
        let (a, b) = (values(m * k), values(k * n));
        report.line(name, 2.0 * (m * n * k) as f64, || {
            gemm(order, [m, n, k], &a, &b)
        });
    }
    let pool = Epilogue {
        relu: true,
        pool: true,
    };
    let relu = Epilogue {
        relu: true,
        pool: false,
    };
    report.conv(
        "Study C 28×28 1→32 5×5",
        &square(64, 28, 1, 32, 5, 1, true),
        pool,
    );
    report.conv(
        "Study C 14×14 32→64 5×5",
        &square(64, 14, 32, 64, 5, 1, true),
        pool,
    );
    report.conv(
        "default 28×28 1→12 5×5 /2",
        &square(64, 28, 1, 12, 5, 2, true),
        relu,
    );
    report.conv(
        "default 14×14 12→24 5×5 /2",
        &square(64, 14, 12, 24, 5, 2, true),
        relu,
    );
    report.conv(
        "photo 64×64 3→16 3×3 /2",
        &square(64, 64, 3, 16, 3, 2, true),
        relu,
    );
    report.conv("28×28 32→32 3×3", &square(64, 28, 32, 32, 3, 1, true), relu);
    report.conv("14×14 64→64 3×3", &square(64, 14, 64, 64, 3, 1, true), relu);
    report.conv(
        "7×7 128→128 3×3",
        &square(64, 7, 128, 128, 3, 1, true),
        relu,
    );
    report.conv(
        "14×14 64→128 1×1",
        &square(64, 14, 64, 128, 1, 1, true),
        relu,
    );
    let depthwise = Depthwise {
        pictures: 64,
        input: [28, 28],
        channels: 32,
        multiplier: 1,
        kernel: [3, 3],
        strides: [1, 1],
        pads: [(1, 1); 2],
        dilation: [1, 1],
    };
    let (x, w) = (values(64 * 784 * 32), values(9 * 32));
    let operations = 2.0 * f64::from(64 * 784 * 32 * 9);
    report.line("depthwise 28×28×32 3×3 forward", operations, || {
        depthwise.forward(&x, &w, None)
    });
    report.line(
        "depthwise 28×28×32 3×3 backward",
        2.0 * operations,
        || depthwise.backward(&x, &w, &x),
    );
    let x = values(64 * 196 * 12);
    let (gamma, beta) = (values(12), values(12));
    let count = x.len() as f64;
    let (_, statistics) = batch_norm(&x, &gamma, &beta, 1e-3, None);
    report.line("batch norm 14×14×12 forward", 8.0 * count, || {
        batch_norm(&x, &gamma, &beta, 1e-3, None)
    });
    report.line("batch norm 14×14×12 backward", 10.0 * count, || {
        batch_norm_gradient(&x, &x, &gamma, &statistics, 1e-3, None)
    });
    let x = values(64 * 196 * 32);
    let (gamma, beta) = (values(32), values(32));
    let count = x.len() as f64;
    let (_, statistics) = batch_norm(&x, &gamma, &beta, 1e-3, None);
    report.line("batch norm 14×14×32 forward", 8.0 * count, || {
        batch_norm(&x, &gamma, &beta, 1e-3, None)
    });
    report.line("batch norm 14×14×32 backward", 10.0 * count, || {
        batch_norm_gradient(&x, &x, &gamma, &statistics, 1e-3, None)
    });
    let mask: Vec<u8> = (0..x.len()).map(|i| u8::from(i % 4 != 0)).collect();
    let dropout = Dropout {
        mask: &mask,
        scale: 1.25,
    };
    report.line("dropout 14×14×32", count, || keep(&x, dropout));
}
