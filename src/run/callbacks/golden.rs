//! Callbacks against what Keras did (`tests/fixtures/golden/callbacks.json`).

use serde_json::{Value, json};

use super::*;

fn file() -> String {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let path = format!("{folder}/callbacks.json");
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The arguments of the callback that a case states.
fn callback(case: &Value) -> Callback {
    let mut config = json!({ "type": case["callback"], "patience": case["patience"],
        "min_delta": case["min_delta"] });
    if config["type"] == "ReduceLROnPlateau" {
        config["factor"] = case["factor"].clone();
        config["min_lr"] = case["min_lr"].clone();
    }
    serde_json::from_value(config).expect("a callback")
}

#[test]
fn golden_callbacks() {
    let cases: Vec<Value> = serde_json::from_str(&file()).expect("callbacks.json");
    let mut kinds = Vec::new();
    for case in &cases {
        let callbacks = [callback(case)];
        let mut states = Callbacks::new(&callbacks);
        let mut rate = case["initial_lr"].as_f64().unwrap_or(0.001);
        let (mut stopped, mut best, mut rates) = (None, None, Vec::new());
        for (i, loss) in case["val_loss"]
            .as_array()
            .expect("losses")
            .iter()
            .enumerate()
        {
            let loss = loss.as_f64().expect("a loss");
            let scores = Scores {
                loss,
                accuracy: 0.0,
            };
            let readings = Readings {
                epoch: i + 1,
                train: scores,
                validation: Some(scores),
                learning_rate: rate,
            };
            for action in states.epoch_end(&callbacks, &readings) {
                match action {
                    Action::SetLearningRate(new) => rate = new,
                    Action::Stop { best_epoch, .. } => {
                        stopped = stopped.or(Some(i));
                        best = best.or(Some(best_epoch - 1));
                    }
                    _ => {}
                }
            }
            rates.push(rate);
        }
        kinds.push(callbacks[0].name());
        if let Some(expected) = case["lr_after_epoch"].as_array() {
            assert_eq!(expected.len(), rates.len());
            for (expected, rate) in expected.iter().zip(rates) {
                let expected = expected.as_f64().expect("a rate");
                assert!((expected - rate).abs() <= 1e-6 * expected, "{case}: {rate}");
            }
        } else {
            assert_eq!(json!(stopped), case["stopped_after_epoch"], "{case}");
            if stopped.is_some() {
                assert_eq!(json!(best), case["best_epoch"], "{case}");
            }
        }
    }
    for kind in ["EarlyStopping", "ReduceLROnPlateau"] {
        assert!(kinds.contains(&kind), "{kind}");
    }
}
