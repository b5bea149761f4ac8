//! What Hearth's own run of a recipe reached, beside the study's number.

use super::cards::Card;
use crate::page::state::FinishedRun;

/// The test accuracy of the newest finished run of a card's experiment, and how far it is from the
/// study's, in points of per cent: `98.70 % (−0.21)`.
#[must_use]
pub fn own_result(card: &Card, finished: &[FinishedRun]) -> Option<String> {
    let run = finished
        .iter()
        .rev()
        .find(|run| run.experiment == card.name)?;
    let own = format!("{:.2} %", run.test.accuracy * 100.0);
    Some(match card.published {
        None => own,
        Some(published) => {
            let distance = run.test.accuracy * 100.0 - published;
            let sign = if distance < 0.0 { '−' } else { '+' };
            format!("{own} ({sign}{:.2})", distance.abs())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::rooms::studies::cards::CARDS;
    use crate::protocol::RunId;
    use crate::run::Scores;

    fn run(experiment: &str, accuracy: f64) -> FinishedRun {
        FinishedRun {
            key: RunId(1),
            experiment: experiment.to_owned(),
            model: String::new(),
            data: "MNIST",
            settings: String::new(),
            device: "CPU".to_owned(),
            epochs: 1,
            steps: 1,
            test: Scores {
                loss: 0.1,
                accuracy,
            },
            seconds: 1.0,
            curve: [].into(),
        }
    }

    #[test]
    fn the_newest_run_of_that_name_stands_beside_the_studys_number() {
        let card = CARDS.iter().find(|card| card.recipe == "d2-1");
        let card = card.expect("a card of a published number");
        let runs = [run(card.name, 0.5), run(card.name, 0.88), run("other", 0.1)];
        assert_eq!(own_result(card, &runs).as_deref(), Some("88.00 % (−0.11)"));
        let better = own_result(card, &[run(card.name, 0.8822)]);
        assert_eq!(better.as_deref(), Some("88.22 % (+0.11)"));
        assert_eq!(own_result(card, &runs[2..]), None);
        let plain = CARDS
            .iter()
            .find(|card| card.recipe == "mnist")
            .expect("mnist");
        let own = own_result(plain, &[run(plain.name, 0.97)]).expect("a run");
        assert!(!own.contains('('), "{own}");
    }
}
