//! Update rules in one pass over the values, as Keras computes them: a function a rule, so that each is
//! compiled in this crate, for each instruction set.
//!
//! Every function changes `values` by their `gradient` and by what the rule's slots keep of each value. All
//! slices have the same length, or the function panics. A pair of factors is β and 1 − β: the second is taken
//! in double precision by the caller, in which it is not rounded away.

use crate::simd::Simd;
use crate::update::{Rule, Vector, update};

/// β and 1 − β of a moving average.
pub type Decay = [f32; 2];

/// A rule: what becomes of a value and its slots, by its gradient and factors in single precision.
macro_rules! rule {
    (($($factor:ident),*) |$value:ident, $g:ident, [$($slot:ident),*]| $new:block) => {{
        #[derive(Clone, Copy)]
        struct Factors {
            $($factor: f32),*
        }
        const SLOTS: usize = {
            let names: &[&str] = &[$(stringify!($slot)),*];
            names.len()
        };
        impl Rule<SLOTS> for Factors {
            #[inline(always)]
            fn step<S: Simd>(
                self,
                $value: Vector<S>,
                $g: Vector<S>,
                [$($slot),*]: [Vector<S>; SLOTS],
            ) -> (Vector<S>, [Vector<S>; SLOTS]) {
                let Self { $($factor),* } = self;
                $new
            }
        }
        Factors { $($factor),* }
    }};
}

/// `keras.optimizers.SGD` without momentum.
pub fn sgd(values: &mut [f32], gradient: &[f32], rate: f32) {
    let rule = rule!((rate) | value, g, [] | { (value - g * rate, []) });
    update(values, gradient, [], rule);
}

/// `keras.optimizers.SGD` with momentum, and with Nesterov's if asked.
pub fn momentum(
    values: &mut [f32],
    gradient: &[f32],
    slot: [&mut [f32]; 1],
    rate: f32,
    momentum: f32,
    nesterov: bool,
) {
    if nesterov {
        let rule = rule!(
            (rate, momentum) | value,
            g,
            [m] | {
                let m = m * momentum - g * rate;
                (value + (m * momentum - g * rate), [m])
            }
        );
        update(values, gradient, slot, rule);
    } else {
        let rule = rule!(
            (rate, momentum) | value,
            g,
            [m] | {
                let m = m * momentum - g * rate;
                (value + m, [m])
            }
        );
        update(values, gradient, slot, rule);
    }
}

/// Factors of a step of Adam; `alpha` is the step size with both corrections of the bias.
#[derive(Clone, Copy, Debug)]
pub struct Adam {
    /// The step size.
    pub alpha: f32,
    /// Of the first moment.
    pub beta_1: Decay,
    /// Of the second moment.
    pub beta_2: Decay,
    /// Added to the root of the second moment.
    pub epsilon: f32,
}

/// `keras.optimizers.Adam`; the slots are the two moments.
pub fn adam(values: &mut [f32], gradient: &[f32], moments: [&mut [f32]; 2], factors: &Adam) {
    let Adam {
        alpha,
        beta_1: [beta_1, new_1],
        beta_2: [beta_2, new_2],
        epsilon,
    } = *factors;
    let rule = rule!(
        (alpha, beta_1, new_1, beta_2, new_2, epsilon) | value,
        g,
        [m, v] | {
            let m = m * beta_1 + g * new_1;
            let v = v * beta_2 + g * g * new_2;
            (value - m * alpha / (v.sqrt() + epsilon), [m, v])
        }
    );
    update(values, gradient, moments, rule);
}

/// `keras.optimizers.Adam(amsgrad=True)`; the slots are the two moments and the greatest second one.
pub fn amsgrad(values: &mut [f32], gradient: &[f32], moments: [&mut [f32]; 3], factors: &Adam) {
    let Adam {
        alpha,
        beta_1: [beta_1, new_1],
        beta_2: [beta_2, new_2],
        epsilon,
    } = *factors;
    let rule = rule!(
        (alpha, beta_1, new_1, beta_2, new_2, epsilon) | value,
        g,
        [m, v, greatest] | {
            let m = m * beta_1 + g * new_1;
            let v = v * beta_2 + g * g * new_2;
            let greatest = greatest.max(v);
            (
                value - m * alpha / (greatest.sqrt() + epsilon),
                [m, v, greatest],
            )
        }
    );
    update(values, gradient, moments, rule);
}

/// `keras.optimizers.Adamax`; the slots are the first moment and the norm.
pub fn adamax(values: &mut [f32], gradient: &[f32], slots: [&mut [f32]; 2], factors: &Adam) {
    let Adam {
        alpha,
        beta_1: [beta_1, new_1],
        beta_2: [beta_2, _],
        epsilon,
    } = *factors;
    let rule = rule!(
        (alpha, beta_1, new_1, beta_2, epsilon) | value,
        g,
        [m, u] | {
            let m = m * beta_1 + g * new_1;
            let u = (u * beta_2).max(g.abs());
            (value - m * alpha / (u + epsilon), [m, u])
        }
    );
    update(values, gradient, slots, rule);
}

/// Factors of a step of Nadam.
#[derive(Clone, Copy, Debug)]
pub struct Nadam {
    /// What the first moment is multiplied with, the step size included.
    pub of_moment: f32,
    /// What the gradient is multiplied with, the step size included.
    pub of_gradient: f32,
    /// Of the first moment.
    pub beta_1: Decay,
    /// Of the second moment.
    pub beta_2: Decay,
    /// The correction of the second moment's bias.
    pub correction: f32,
    /// Added to the root of the second moment.
    pub epsilon: f32,
}

/// `keras.optimizers.Nadam`; the slots are the two moments.
pub fn nadam(values: &mut [f32], gradient: &[f32], moments: [&mut [f32]; 2], factors: &Nadam) {
    let Nadam {
        of_moment,
        of_gradient,
        beta_1: [beta_1, new_1],
        beta_2: [beta_2, new_2],
        correction,
        epsilon,
    } = *factors;
    let rule = rule!(
        (
            of_moment,
            of_gradient,
            beta_1,
            new_1,
            beta_2,
            new_2,
            correction,
            epsilon
        ) | value,
        g,
        [m, v] | {
            let m = m * beta_1 + g * new_1;
            let v = v * beta_2 + g * g * new_2;
            let ahead = m * of_moment + g * of_gradient;
            (value - ahead / ((v * correction).sqrt() + epsilon), [m, v])
        }
    );
    update(values, gradient, moments, rule);
}

/// `keras.optimizers.Adagrad`; the slot is the sum of squares.
pub fn adagrad(
    values: &mut [f32],
    gradient: &[f32],
    sum: [&mut [f32]; 1],
    rate: f32,
    epsilon: f32,
) {
    let rule = rule!(
        (rate, epsilon) | value,
        g,
        [sum] | {
            let sum = sum + g * g;
            (value - g * rate / (sum + epsilon).sqrt(), [sum])
        }
    );
    update(values, gradient, sum, rule);
}

/// `keras.optimizers.Adadelta`; the slots are the averages of squared gradients and of squared changes.
pub fn adadelta(
    values: &mut [f32],
    gradient: &[f32],
    averages: [&mut [f32]; 2],
    rate: f32,
    [rho, new]: Decay,
    epsilon: f32,
) {
    let rule = rule!(
        (rate, rho, new, epsilon) | value,
        g,
        [gradients, changes] | {
            let gradients = gradients * rho + g * g * new;
            let change = g * (changes + epsilon).sqrt() / (gradients + epsilon).sqrt();
            let changes = changes * rho + change * change * new;
            (value - change * rate, [gradients, changes])
        }
    );
    update(values, gradient, averages, rule);
}

/// Factors of a step of RMSprop.
#[derive(Clone, Copy, Debug)]
pub struct RmsProp {
    /// The step size.
    pub rate: f32,
    /// Of the averages.
    pub rho: Decay,
    /// What is kept of the last change.
    pub momentum: f32,
    /// Added to the second moment, under the root.
    pub epsilon: f32,
}

/// `keras.optimizers.RMSprop`; the slot is the second moment.
pub fn rmsprop(values: &mut [f32], gradient: &[f32], slots: [&mut [f32]; 1], factors: RmsProp) {
    let RmsProp {
        rate,
        rho: [rho, new],
        epsilon,
        ..
    } = factors;
    let rule = rule!(
        (rate, rho, new, epsilon) | value,
        g,
        [v] | {
            let v = v * rho + g * g * new;
            (value - g * rate / (v + epsilon).sqrt(), [v])
        }
    );
    update(values, gradient, slots, rule);
}

/// The same with momentum, whose slot follows.
pub fn rmsprop_momentum(
    values: &mut [f32],
    gradient: &[f32],
    slots: [&mut [f32]; 2],
    factors: RmsProp,
) {
    let RmsProp {
        rate,
        rho: [rho, new],
        momentum,
        epsilon,
    } = factors;
    let rule = rule!(
        (rate, rho, new, momentum, epsilon) | value,
        g,
        [v, m] | {
            let v = v * rho + g * g * new;
            let m = m * momentum + g * rate / (v + epsilon).sqrt();
            (value - m, [v, m])
        }
    );
    update(values, gradient, slots, rule);
}

/// `keras.optimizers.RMSprop(centered=True)`; the slots are the second moment and the average gradient.
pub fn rmsprop_centered(
    values: &mut [f32],
    gradient: &[f32],
    slots: [&mut [f32]; 2],
    factors: RmsProp,
) {
    let RmsProp {
        rate,
        rho: [rho, new],
        epsilon,
        ..
    } = factors;
    let rule = rule!(
        (rate, rho, new, epsilon) | value,
        g,
        [v, average] | {
            let v = v * rho + g * g * new;
            let average = average * rho + g * new;
            (
                value - g * rate / (v - average * average + epsilon).sqrt(),
                [v, average],
            )
        }
    );
    update(values, gradient, slots, rule);
}

/// The same with momentum, whose slot stands before the average.
pub fn rmsprop_centered_momentum(
    values: &mut [f32],
    gradient: &[f32],
    slots: [&mut [f32]; 3],
    factors: RmsProp,
) {
    let RmsProp {
        rate,
        rho: [rho, new],
        momentum,
        epsilon,
    } = factors;
    let rule = rule!(
        (rate, rho, new, momentum, epsilon) | value,
        g,
        [v, m, average] | {
            let v = v * rho + g * g * new;
            let average = average * rho + g * new;
            let m = m * momentum + g * rate / (v - average * average + epsilon).sqrt();
            (value - m, [v, m, average])
        }
    );
    update(values, gradient, slots, rule);
}
