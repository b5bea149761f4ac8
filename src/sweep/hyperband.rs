//! Hyperband's brackets and rounds (Li et al. 2018), with the numbers of `keras_tuner.oracles.HyperbandOracle` 1.4.

use crate::experiment::sweep::Hyperband;

/// A bracket: rounds of fewer and fewer trials with more and more epochs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// Its number; the one with the most trials has the highest, and comes first.
    pub number: usize,
    /// Its rounds.
    pub rounds: Vec<Round>,
}

/// A round of a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Trials, if none of the round before fails.
    pub trials: usize,
    /// Epochs after which its trials are compared.
    pub epochs: usize,
    /// Epochs that the trial which one goes on from was trained for.
    pub initial_epoch: usize,
}

/// The round of Hyperband that a trial belongs to, and what follows from it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
pub struct HyperbandRound {
    /// Which time the brackets are gone through, from 0.
    pub iteration: usize,
    /// The bracket's number.
    pub bracket: usize,
    /// The round, from 0.
    pub round: usize,
    /// Epochs after which it is compared.
    pub epochs: usize,
    /// The epoch that it goes on from.
    pub initial_epoch: usize,
    /// The trial whose best weights it begins with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promoted_from: Option<usize>,
}

/// The logarithm of a number to a base. That of a power is whole: the quotient of two rounded logarithms may lie just
/// above, in the browser for 9 and 3, and would be another round. Keras Tuner has such a round for 125 and 5.
fn logarithm(number: f64, base: f64) -> f64 {
    let quotient = number.ln() / base.ln();
    let whole = quotient.round();
    if (base.powi(whole as i32) - number).abs() < 0.5 {
        whole
    } else {
        quotient
    }
}

/// The brackets of one iteration, in the order in which they begin.
#[must_use]
pub fn brackets(search: &Hyperband) -> Vec<Bracket> {
    let (most, factor) = (search.max_epochs as f64, search.factor.max(2) as f64);
    let mut count = 0_u32;
    let mut epochs = most;
    while epochs >= 1.0 {
        epochs /= factor;
        count += 1;
    }
    let last_round = (1.0 + logarithm(most, factor)).ceil();
    let bracket = |number: u32| {
        let epochs = |round: u32| (most / factor.powi((number - round) as i32)).ceil() as usize;
        let round = |round: u32| {
            let trials = last_round / f64::from(number + 1) * factor.powi((number - round) as i32);
            Round {
                trials: trials.ceil() as usize,
                epochs: epochs(round),
                initial_epoch: if round == 0 { 0 } else { epochs(round - 1) },
            }
        };
        Bracket {
            number: number as usize,
            rounds: (0..=number).map(round).collect(),
        }
    };
    (0..count).rev().map(bracket).collect()
}
