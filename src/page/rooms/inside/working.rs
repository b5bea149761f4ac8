//! The arithmetic of one number, written out.

use leptos::prelude::*;

use super::arithmetic::{How, Window, Working};
use crate::experiment::Activation;
use crate::ui::dynamic::dynamic;
use crate::ui::format::decimals;
use crate::ui::order::by_size;

/// Channels of a convolution that are written out, those of the largest sums first.
const CHANNELS: usize = 3;
/// Products of a dense layer that are written out.
const TERMS: usize = 8;

/// The working of the chosen number, or why there is none.
pub fn show_working(working: Memo<Option<Working>>) -> AnyView {
    let body = dynamic(move || {
        match working.get() {
        Some(working) => body(&working),
        None => view! {
            <p class="muted">
                "The arithmetic is written out for convolutions, pooling, normalization and dense layers."
            </p>
        }
        .into_any(),
    }
    });
    view! { <div class="working" role="group" aria-label="Arithmetic">{body}</div> }.into_any()
}

fn body(working: &Working) -> AnyView {
    let parts = match &working.how {
        How::Convolution {
            size,
            channels,
            bias,
        } => convolution(*size, channels, *bias),
        How::Separable {
            size,
            channels,
            bias,
        } => separable(*size, channels, *bias),
        How::Normalization { .. } => normalization(&working.how),
        How::Pooling {
            size,
            values,
            is_mean,
        } => pooling(*size, values, *is_mean),
        How::Dense { terms, bias } => dense(terms, *bias),
    };
    view! {
        {parts}
        <p class="working-result">{result(working)}</p>
    }
    .into_any()
}

/// `sum = 0.312 → relu → 0.312`.
fn result(working: &Working) -> String {
    let Working {
        how,
        sum,
        activation,
        output,
        ..
    } = working;
    let what = match how {
        How::Normalization { .. } => "Normalized",
        How::Pooling { is_mean: true, .. } => "Mean",
        How::Pooling { .. } => "Largest",
        _ => "Sum with bias",
    };
    match activation {
        Activation::Linear => format!("{what} = {}{}", number(*sum), apart(*sum, *output)),
        Activation::Relu => format!(
            "{what} = {}, relu of it = {}{}",
            number(*sum),
            number(*output),
            apart(sum.max(0.0), *output)
        ),
        Activation::Softmax => format!(
            "{what} = {}, the class's logit; softmax makes probabilities of all of them",
            number(*sum)
        ),
        other => format!(
            "{what} = {}, {} of it = {}",
            number(*sum),
            other.name(),
            number(*output)
        ),
    }
}

fn number(value: f32) -> String {
    decimals(value, 3)
}

/// What is said where the weights are of another step than the values.
fn apart(worked_out: f32, output: f32) -> &'static str {
    if (worked_out - output).abs() > 1e-3 * output.abs().max(1.0) {
        " (the weights are of a later step)"
    } else {
        ""
    }
}

fn convolution(size: [usize; 2], channels: &[Window], bias: Option<f32>) -> AnyView {
    let order = by_size(channels.iter().map(|window| window.sum)).into_iter();
    let mut order: Vec<&Window> = order.map(|at| &channels[at]).collect();
    let rest = order.split_off(order.len().min(CHANNELS));
    let shown = order.into_iter().map(|window| {
        let caption = format!("Channel {}", window.channel + 1);
        view! {
            <div class="window-row">
                <span class="window-name">{caption}</span>
                {grid("Input", size, window.input.iter().copied().map(Some))}
                <span aria-hidden="true">"·"</span>
                {grid("Filter", size, window.weights.iter().copied().map(Some))}
                <span>{format!("= {}", number(window.sum))}</span>
            </div>
        }
    });
    let rest = (!rest.is_empty()).then(|| {
        let sum: f32 = rest.iter().map(|window| window.sum).sum();
        let n = rest.len();
        view! { <p>{format!("{n} more channels: {}", number(sum))}</p> }
    });
    view! {
        {shown.collect_view()}
        {rest}
        {bias.map(|bias| view! { <p>{format!("Bias: {}", number(bias))}</p> })}
    }
    .into_any()
}

/// Windows of single channels, what they give times a weight each, and the sum of that.
fn separable(size: [usize; 2], channels: &[(Window, f32)], bias: Option<f32>) -> AnyView {
    let product = |(window, weight): &(Window, f32)| window.sum * weight;
    let order = by_size(channels.iter().map(product)).into_iter();
    let mut order: Vec<&(Window, f32)> = order.map(|at| &channels[at]).collect();
    let rest = order.split_off(order.len().min(CHANNELS));
    let shown = order.into_iter().map(|pair| {
        let (window, weight) = pair;
        view! {
            <div class="window-row">
                <span class="window-name">{format!("Channel {}", window.channel + 1)}</span>
                {grid("Input", size, window.input.iter().copied().map(Some))}
                <span aria-hidden="true">"·"</span>
                {grid("Filter", size, window.weights.iter().copied().map(Some))}
                <span>
                    {format!(
                        "= {}, × {} = {}",
                        number(window.sum),
                        number(*weight),
                        number(product(pair)),
                    )}
                </span>
            </div>
        }
    });
    let rest = (!rest.is_empty()).then(|| {
        let sum: f32 = rest.iter().map(|pair| product(pair)).sum();
        let n = rest.len();
        view! { <p>{format!("{n} more: {}", number(sum))}</p> }
    });
    view! {
        {shown.collect_view()}
        {rest}
        {bias.map(|bias| view! { <p>{format!("Bias: {}", number(bias))}</p> })}
    }
    .into_any()
}

/// `(0.312 − 0.105) / √(0.041 + 0.001) = 1.010`, and what is learned.
fn normalization(how: &How) -> AnyView {
    let How::Normalization {
        value,
        mean,
        variance,
        epsilon,
        gamma,
        beta,
        over,
    } = how
    else {
        return ().into_any();
    };
    let standardized = (value - mean) / (variance + epsilon).sqrt();
    let of = match over {
        Some(n) => format!("Mean and variance of {n} values of this sample"),
        None => "Mean and variance that the layer learned".to_owned(),
    };
    view! {
        <p>{format!("{of}: {}, {}", number(*mean), number(*variance))}</p>
        <p>
            {format!(
                "({} − {}) / √({} + {epsilon}) = {}",
                number(*value),
                number(*mean),
                number(*variance),
                number(standardized),
            )}
        </p>
        {gamma.map(|gamma| view! { <p>{format!("× gamma: {}", number(gamma))}</p> })}
        {beta.map(|beta| view! { <p>{format!("+ beta: {}", number(beta))}</p> })}
    }
    .into_any()
}

fn pooling(size: [usize; 2], values: &[Option<f32>], is_mean: bool) -> AnyView {
    let name = if is_mean { "Mean of" } else { "Largest of" };
    view! {
        <div class="window-row">
            <span class="window-name">{name}</span>
            {grid("Window", size, values.iter().copied())}
        </div>
    }
    .into_any()
}

fn dense(terms: &[(f32, f32, usize)], bias: Option<f32>) -> AnyView {
    let rows = terms.iter().take(TERMS).map(|(input, weight, i)| {
        view! {
            <tr>
                <th scope="row">{format!("{}", i + 1)}</th>
                <td>{number(*input)}</td>
                <td>{number(*weight)}</td>
                <td>{number(input * weight)}</td>
            </tr>
        }
    });
    let rest = terms
        .get(TERMS..)
        .filter(|rest| !rest.is_empty())
        .map(|rest| {
            let sum: f32 = rest.iter().map(|(x, w, _)| x * w).sum();
            let n = rest.len();
            view! { <p>{format!("{n} more products: {}", number(sum))}</p> }
        });
    view! {
        <table class="terms">
            <thead>
                <tr>
                    <th scope="col">"Input"</th>
                    <th scope="col">"Value"</th>
                    <th scope="col">"Weight"</th>
                    <th scope="col">"Product"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        {rest}
        {bias.map(|bias| view! { <p>{format!("Bias: {}", number(bias))}</p> })}
    }
    .into_any()
}

/// Numbers as they lie in a window; the stronger, the more tinted.
fn grid(
    name: &'static str,
    [_, width]: [usize; 2],
    values: impl Iterator<Item = Option<f32>>,
) -> AnyView {
    let values: Vec<Option<f32>> = values.collect();
    let most = values
        .iter()
        .flatten()
        .fold(1e-12_f32, |most, v| most.max(v.abs()));
    let cells = values.iter().map(|value| {
        let text = value.map_or_else(|| "–".to_owned(), |v| decimals(v, 2));
        let strength = value.map_or(0.0, |v| v.abs() / most * 35.0);
        let colour = if value.is_some_and(|v| v < 0.0) {
            "--matrix-right"
        } else {
            "--ember"
        };
        let style =
            format!("background: color-mix(in srgb, var({colour}) {strength:.0}%, transparent)");
        view! { <span style=style>{text}</span> }
    });
    let style = format!("grid-template-columns: repeat({width}, auto)");
    view! {
        <span class="window" role="group" aria-label=name style=style>
            {cells.collect_view()}
        </span>
    }
    .into_any()
}
