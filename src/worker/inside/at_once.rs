//! What is answered at once: the layers' outputs for a sample, weights, and pictures of samples.

use crate::data::{Dataset, Role, batch};
use crate::engine::{EngineError, Parameter, Session, outputs_of_layers, read};
use crate::protocol::{
    Buffer, InsideAnswer, LayerOutputs, NetworkOutputs, OutputValues, Tried, WeightValues,
};
use crate::worker::answers::values;

/// Every layer's output for what is tried, those within blocks among them if they are wanted.
///
/// # Errors
/// The device failed, or what is tried does not go with the data.
pub async fn layers(
    session: &Session,
    tried: Tried,
    within_blocks: bool,
) -> Result<InsideAnswer, EngineError> {
    let shape = session.data().shape();
    let seen = |shape, values: &[f32]| OutputValues {
        shape,
        values: Buffer::of_reals(values),
    };
    let mut answer = NetworkOutputs {
        is_empty: true,
        step: session.step() as u64,
        input: seen(shape, &[]),
        layers: Vec::new(),
        within: Vec::new(),
        probabilities: Vec::new(),
    };
    if let Some(sample) = values(session, tried)? {
        answer.is_empty = false;
        answer.input = seen(shape, &sample);
        let network = session.network();
        let (layers, probabilities) =
            outputs_of_layers(network, sample, shape, within_blocks).await?;
        answer.probabilities = probabilities;
        let layers = layers.into_iter().map(|layer| LayerOutputs {
            output: seen(layer.shape, &layer.values),
            name: layer.name,
            is_convolution: layer.is_convolution,
        });
        (answer.within, answer.layers) = layers.partition(|layer| layer.name.contains('/'));
    }
    Ok(InsideAnswer::Layers(answer))
}

/// A layer's weights, and what they were before the first step.
///
/// # Errors
/// The device failed.
pub async fn weights(
    session: &Session,
    layer: usize,
    initial: bool,
) -> Result<InsideAnswer, EngineError> {
    async fn of(parameter: &Parameter) -> Result<Buffer, EngineError> {
        let values = read(parameter.value.clone()).await?;
        Ok(Buffer::of_reals(&parameter.to_keras(&values)))
    }
    let before = initial.then(|| session.initial_network()).transpose()?;
    let before = before
        .as_ref()
        .map(|network| network.layer_parameters(layer));
    let mut found = Vec::new();
    for (i, parameter) in session.network().layer_parameters(layer).iter().enumerate() {
        found.push(WeightValues {
            name: parameter.name.clone(),
            shape: parameter.weight.shape.iter().map(|n| *n as u32).collect(),
            now: of(parameter).await?,
            initial: match before.and_then(|before| before.get(i)) {
                Some(parameter) => of(parameter).await?,
                None => Buffer::default(),
            },
        });
    }
    Ok(InsideAnswer::Weights(found))
}

/// Pictures of samples, and their labels.
pub fn pictures(data: &Dataset, part: Role, mut indices: Vec<u32>) -> InsideAnswer {
    let samples = &data.part(part).samples;
    indices.retain(|i| (*i as usize) < samples.len());
    let bytes = indices.iter().flat_map(|&i| data.to_sample(samples, i));
    InsideAnswer::Pictures {
        pictures: bytes.collect::<Vec<u8>>().into(),
        labels: batch::labels(samples, &indices),
        indices,
    }
}
