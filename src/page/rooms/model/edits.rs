//! Changes of the list of layers. A built-in model that is changed is a model of one's own.

use crate::experiment::{BuiltInModel, Layer, Model};

/// A change of the list of layers. A position counts from 0; one beyond the list changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Puts a layer before the one at a position, or at the end.
    Insert(usize, Layer),
    /// Takes a layer away.
    Remove(usize),
    /// Puts a copy of a layer behind it.
    Duplicate(usize),
    /// Takes the layer at the first position out and puts it at the second.
    Move(usize, usize),
}

impl Change {
    /// Makes the change.
    pub fn apply(self, layers: &mut Vec<Layer>) {
        let n = layers.len();
        match self {
            Self::Insert(at, layer) => layers.insert(at.min(n), layer),
            Self::Remove(at) if at < n => {
                layers.remove(at);
            }
            Self::Duplicate(at) if at < n => {
                let copy = layers[at].clone();
                layers.insert(at + 1, copy);
            }
            Self::Move(from, to) if from < n && to < n => {
                let layer = layers.remove(from);
                layers.insert(to, layer);
            }
            _ => {}
        }
    }

    /// Where a layer is after the change; nothing if it is gone.
    #[must_use]
    pub fn position_of(&self, layer: usize) -> Option<usize> {
        match *self {
            Self::Insert(at, _) => Some(layer + usize::from(at <= layer)),
            Self::Remove(at) if at == layer => None,
            Self::Remove(at) => Some(layer - usize::from(at < layer)),
            Self::Duplicate(at) => Some(layer + usize::from(at < layer)),
            Self::Move(from, to) if from == layer => Some(to),
            Self::Move(from, to) => {
                let without = layer - usize::from(from < layer);
                Some(without + usize::from(to <= without))
            }
        }
    }
}

/// The layers of a block, which is found by its positions from the network's own list inwards; without
/// positions that list itself.
pub fn layers_of<'a>(model: &'a mut Model, block: &[usize]) -> Option<&'a mut Vec<Layer>> {
    block.iter().try_fold(&mut model.layers, |layers, at| {
        match layers.get_mut(*at)? {
            Layer::Residual(block) => Some(&mut block.layers),
            _ => None,
        }
    })
}

/// A built-in model's name does not go with other layers.
pub fn forget_name(model: &mut Model) {
    if BuiltInModel::by_name(&model.name).is_some() && BuiltInModel::of(model).is_none() {
        model.name.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Activation;
    use crate::experiment::layers::Residual;

    fn dense(units: &[usize]) -> Model {
        let layers = units.iter().map(|n| Layer::dense(*n, Activation::Linear));
        Model::new("Mine", layers.collect())
    }

    #[test]
    fn changes_do_what_they_say_and_know_where_layers_went() {
        let new = Layer::dense(9, Activation::Linear);
        for (change, expected) in [
            (Change::Insert(0, new.clone()), vec![9, 1, 2, 3]),
            (Change::Insert(7, new.clone()), vec![1, 2, 3, 9]),
            (Change::Remove(1), vec![1, 3]),
            (Change::Remove(3), vec![1, 2, 3]),
            (Change::Duplicate(1), vec![1, 2, 2, 3]),
            (Change::Move(0, 2), vec![2, 3, 1]),
            (Change::Move(2, 0), vec![3, 1, 2]),
            (Change::Move(1, 3), vec![1, 2, 3]),
        ] {
            let mut model = dense(&[1, 2, 3]);
            change.clone().apply(&mut model.layers);
            assert_eq!(model, dense(&expected), "{change:?}");
            if expected.len() == 3 && expected == [1, 2, 3] {
                continue;
            }
            for (i, units) in [1, 2, 3].into_iter().enumerate() {
                let now = expected.iter().position(|n| *n == units);
                assert_eq!(change.position_of(i), now, "{change:?}, layer {i}");
            }
        }
    }

    #[test]
    fn a_changed_built_in_model_loses_its_name_and_gets_it_back() {
        let mut model = BuiltInModel::SmallMlp.model();
        let first = model.layers[0].clone();
        Change::Remove(0).apply(&mut model.layers);
        forget_name(&mut model);
        assert_eq!(model.name, "");
        let mut own = dense(&[1]);
        Change::Insert(0, first).apply(&mut own.layers);
        forget_name(&mut own);
        assert_eq!(own.name, "Mine");
    }

    #[test]
    fn the_layers_of_a_block_are_found_by_positions() {
        let mut model = dense(&[1]);
        let inner = Residual {
            layers: dense(&[2, 3]).layers,
            activation: Activation::Linear,
        };
        let outer = Residual {
            layers: vec![inner.into()],
            activation: Activation::Linear,
        };
        model.layers.push(outer.into());
        let n = |model: &mut Model, block: &[usize]| layers_of(model, block).map(|l| l.len());
        assert_eq!(n(&mut model, &[]), Some(2));
        assert_eq!(n(&mut model, &[1]), Some(1));
        assert_eq!(n(&mut model, &[1, 0]), Some(2));
        for nowhere in [&[0][..], &[2], &[1, 0, 0]] {
            assert_eq!(n(&mut model, nowhere), None);
        }
        let layers = layers_of(&mut model, &[1, 0]).expect("a block in a block");
        Change::Remove(0).apply(layers);
        assert_eq!(n(&mut model, &[1, 0]), Some(1));
    }
}
