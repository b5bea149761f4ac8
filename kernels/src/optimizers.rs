//! Update rules in one pass over the values, as Keras computes them: a function a rule, so that each is
//! compiled in this crate, for each instruction set.
//!
//! Every function changes `values` by their `gradient` and by what the rule's slots keep of each value. All
//! slices have the same length, or the function panics. A pair of factors is β and 1 − β: the second is taken
//! in double precision by the caller, in which it is not rounded away.

use crate::update::update;

/// β and 1 − β of a moving average.
pub type Decay = [f32; 2];

/// `keras.optimizers.SGD` without momentum.
pub fn sgd(values: &mut [f32], gradient: &[f32], rate: f32) {
    update(values, gradient, [], |value, g, []| *value -= rate * g);
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
        update(values, gradient, slot, |value, g, [m]| {
            *m = *m * momentum - rate * g;
            *value += *m * momentum - rate * g;
        });
    } else {
        update(values, gradient, slot, |value, g, [m]| {
            *m = *m * momentum - rate * g;
            *value += *m;
        });
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
    update(values, gradient, moments, |value, g, [m, v]| {
        *m = *m * beta_1 + g * new_1;
        *v = *v * beta_2 + g * g * new_2;
        *value -= *m * alpha / (v.sqrt() + epsilon);
    });
}

/// `keras.optimizers.Adam(amsgrad=True)`; the slots are the two moments and the greatest second one.
pub fn amsgrad(values: &mut [f32], gradient: &[f32], moments: [&mut [f32]; 3], factors: &Adam) {
    let Adam {
        alpha,
        beta_1: [beta_1, new_1],
        beta_2: [beta_2, new_2],
        epsilon,
    } = *factors;
    update(values, gradient, moments, |value, g, [m, v, greatest]| {
        *m = *m * beta_1 + g * new_1;
        *v = *v * beta_2 + g * g * new_2;
        *greatest = greatest.max(*v);
        *value -= *m * alpha / (greatest.sqrt() + epsilon);
    });
}

/// `keras.optimizers.Adamax`; the slots are the first moment and the norm.
pub fn adamax(values: &mut [f32], gradient: &[f32], slots: [&mut [f32]; 2], factors: &Adam) {
    let Adam {
        alpha,
        beta_1: [beta_1, new_1],
        beta_2: [beta_2, _],
        epsilon,
    } = *factors;
    update(values, gradient, slots, |value, g, [m, u]| {
        *m = *m * beta_1 + g * new_1;
        *u = (*u * beta_2).max(g.abs());
        *value -= *m * alpha / (*u + epsilon);
    });
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
    update(values, gradient, moments, |value, g, [m, v]| {
        *m = *m * beta_1 + g * new_1;
        *v = *v * beta_2 + g * g * new_2;
        let ahead = *m * of_moment + g * of_gradient;
        *value -= ahead / ((*v * correction).sqrt() + epsilon);
    });
}

/// `keras.optimizers.Adagrad`; the slot is the sum of squares.
pub fn adagrad(
    values: &mut [f32],
    gradient: &[f32],
    sum: [&mut [f32]; 1],
    rate: f32,
    epsilon: f32,
) {
    update(values, gradient, sum, |value, g, [sum]| {
        *sum += g * g;
        *value -= rate * g / (*sum + epsilon).sqrt();
    });
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
    update(
        values,
        gradient,
        averages,
        |value, g, [gradients, changes]| {
            *gradients = *gradients * rho + g * g * new;
            let change = g * (*changes + epsilon).sqrt() / (*gradients + epsilon).sqrt();
            *changes = *changes * rho + change * change * new;
            *value -= rate * change;
        },
    );
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

impl RmsProp {
    /// The change of a value by its gradient.
    #[inline(always)]
    fn change(self, g: f32, v: &mut f32) -> f32 {
        let [rho, new] = self.rho;
        *v = *v * rho + g * g * new;
        self.rate * g / (*v + self.epsilon).sqrt()
    }

    /// The same with the variance in the second moment's stead.
    #[inline(always)]
    fn centered(self, g: f32, v: &mut f32, average: &mut f32) -> f32 {
        let [rho, new] = self.rho;
        *v = *v * rho + g * g * new;
        *average = *average * rho + g * new;
        self.rate * g / (*v - *average * *average + self.epsilon).sqrt()
    }
}

/// `keras.optimizers.RMSprop`; the slot is the second moment.
pub fn rmsprop(values: &mut [f32], gradient: &[f32], slots: [&mut [f32]; 1], factors: RmsProp) {
    update(values, gradient, slots, |value, g, [v]| {
        *value -= factors.change(g, v);
    });
}

/// The same with momentum, whose slot follows.
pub fn rmsprop_momentum(
    values: &mut [f32],
    gradient: &[f32],
    slots: [&mut [f32]; 2],
    factors: RmsProp,
) {
    update(values, gradient, slots, |value, g, [v, m]| {
        *m = *m * factors.momentum + factors.change(g, v);
        *value -= *m;
    });
}

/// `keras.optimizers.RMSprop(centered=True)`; the slots are the second moment and the average gradient.
pub fn rmsprop_centered(
    values: &mut [f32],
    gradient: &[f32],
    slots: [&mut [f32]; 2],
    factors: RmsProp,
) {
    update(values, gradient, slots, |value, g, [v, average]| {
        *value -= factors.centered(g, v, average);
    });
}

/// The same with momentum, whose slot stands before the average.
pub fn rmsprop_centered_momentum(
    values: &mut [f32],
    gradient: &[f32],
    slots: [&mut [f32]; 3],
    factors: RmsProp,
) {
    update(values, gradient, slots, |value, g, [v, m, average]| {
        *m = *m * factors.momentum + factors.centered(g, v, average);
        *value -= *m;
    });
}
