//! Curves and scores against scikit-learn's own numbers.

use serde_json::Value;

use super::*;

fn fixture(name: &str) -> Value {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let path = format!("{folder}/{name}.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The numbers of an array; `null` is infinity.
fn reals(value: &Value) -> Vec<f64> {
    let data = value["data"].as_array().expect("an array");
    data.iter()
        .map(|v| v.as_f64().unwrap_or(f64::INFINITY))
        .collect()
}

fn numbers<T: TryFrom<u64>>(value: &Value) -> Vec<T> {
    let data = value["data"].as_array().expect("an array");
    let number = |v: &Value| T::try_from(v.as_u64().expect("a number")).ok();
    data.iter()
        .map(|v| number(v).expect("a small number"))
        .collect()
}

#[track_caller]
fn check(found: f64, expected: f64, tolerance: f64, what: &str) {
    let is_same = found.total_cmp(&expected).is_eq();
    let is_near = (found - expected).abs() <= tolerance * (1.0 + expected.abs());
    assert!(is_same || is_near, "{what}: {found}, not {expected}");
}

#[track_caller]
fn check_all(found: &[f64], expected: &Value, what: &str) {
    let expected = reals(expected);
    assert_eq!(found.len(), expected.len(), "{what}: points");
    for (found, expected) in found.iter().zip(expected) {
        check(*found, expected, 1e-7, what);
    }
}

#[track_caller]
fn check_scalar(found: Option<f64>, expected: &Value, what: &str) {
    match (found, expected.as_f64()) {
        (Some(found), Some(expected)) => check(found, expected, 1e-9, what),
        (found, expected) => assert_eq!(found, expected, "{what}"),
    }
}

fn check_calibration(bins: &[Bin], expected: &Value, what: &str) {
    let filled = || bins.iter().filter(|bin| bin.count > 0);
    let positive: Vec<f64> = filled().map(|bin| bin.positive).collect();
    let predicted: Vec<f64> = filled().map(|bin| bin.predicted).collect();
    check_all(&positive, &expected["fraction_positive"], what);
    check_all(&predicted, &expected["mean_predicted"], what);
    if let Some(Value::Object(_)) = expected.get("counts_all_bins") {
        let counts: Vec<u32> = bins.iter().map(|bin| bin.count).collect();
        assert_eq!(
            counts,
            numbers::<u32>(&expected["counts_all_bins"]),
            "{what}"
        );
    }
}

/// The curves of a class against all others.
fn check_class(found: &OneVsRest, expected: &Value, what: &str) {
    check_scalar(found.auc, &expected["auc"], what);
    check_scalar(
        found.average_precision,
        &expected["average_precision"],
        what,
    );
    let (roc, pr) = (&expected["roc"], &expected["pr"]);
    assert_eq!(found.roc.is_none(), roc.is_null(), "{what}");
    assert_eq!(found.precision_recall.is_none(), pr.is_null(), "{what}");
    if let Some(curve) = &found.roc {
        check_all(&curve.x, &roc["fpr"], what);
        check_all(&curve.y, &roc["tpr"], what);
        if roc.get("thresholds").is_some() {
            check_all(&curve.thresholds, &roc["thresholds"], what);
        }
    }
    if let Some(curve) = &found.precision_recall {
        check_all(&curve.x, &pr["recall"], what);
        check_all(&curve.y, &pr["precision"], what);
        if pr.get("thresholds").is_some() {
            check_all(&curve.thresholds, &pr["thresholds"], what);
        }
    }
}

fn analysis(case: &Value) -> Analysis {
    let labels: Vec<u16> = numbers(&case["labels"]);
    let probabilities = reals(&case["probabilities"]);
    let classes = probabilities.len() / labels.len();
    let predicted: Vec<u16> = probabilities
        .chunks_exact(classes)
        .map(|row| {
            let row: Vec<f32> = row.iter().map(|&p| p as f32).collect();
            likeliest(&row) as u16
        })
        .collect();
    assert_eq!(predicted, numbers::<u16>(&case["predictions"]));
    Analysis::of_probabilities(&Probabilities {
        labels: &labels,
        predicted: &predicted,
        classes,
        probability: &|sample, class| probabilities[sample * classes + class],
    })
}

#[test]
fn golden_curves_and_scores() {
    let fixture = fixture("curves");
    let cases = fixture["cases"].as_array().expect("cases");
    assert!(cases.len() >= 4);
    for case in cases {
        let name = case["name"].as_str().expect("a name");
        let found = analysis(case);
        for (class, expected) in case["per_class"]
            .as_array()
            .expect("classes")
            .iter()
            .enumerate()
        {
            let what = format!("{name}, class {class}");
            check_class(&found.classes[class], expected, &what);
            check_calibration(
                &found.classes[class].calibration,
                &expected["calibration_10_bins"],
                &what,
            );
            check_scalar(Some(found.classes[class].brier), &expected["brier"], &what);
        }
        check_class(&found.micro, &case["micro"], &format!("{name}, micro"));
        check_scalar(found.auc_macro, &case["roc_auc_macro"], name);
        let occurring: Vec<&Curve> = found
            .classes
            .iter()
            .filter_map(|of| of.roc.as_ref())
            .collect();
        let mean = macro_average(&occurring).map(|curve| auc(&curve));
        check_scalar(mean, &case["roc_auc_macro"], name);
        check_scalar(
            found.average_precision_macro,
            &case["average_precision_macro"],
            name,
        );
        // scikit-learn's own means: not a number, and 0 for a class that does not occur.
        let all = found.classes.len() as f64;
        let sum =
            |of: fn(&OneVsRest) -> Option<f64>| found.classes.iter().map(of).sum::<Option<f64>>();
        let scikit = sum(|class| class.auc).map(|sum| sum / all);
        check_scalar(scikit, &case["roc_auc_macro_sklearn"], name);
        let scikit = sum(|class| Some(class.average_precision.unwrap_or_default()));
        let scikit = scikit.map(|sum| sum / all);
        check_scalar(scikit, &case["average_precision_macro_sklearn"], name);
        let top_label = &case["calibration_top_label_10_bins"];
        check_calibration(&found.calibration, top_label, name);
        check_scalar(Some(found.brier), &case["brier_sum"], name);
        let halved = if found.classes.len() == 2 { 0.5 } else { 1.0 };
        check_scalar(
            Some(found.brier * halved),
            &case["brier_sklearn_default"],
            name,
        );
        check_scalar(Some(found.calibration_error), &case["ece_15"], name);
        let counts: Vec<u32> = found.error_bins.iter().map(|bin| bin.count).collect();
        assert_eq!(counts, numbers::<u32>(&case["ece_bins"]["count"]), "{name}");
        check_scalar(Some(found.log_loss), &case["log_loss"], name);
        check_scalar(Some(found.accuracy), &case["accuracy"], name);
        for (k, part) in &found.top {
            let expected = &case[format!("top_{k}_accuracy")];
            if !expected.is_null() {
                check_scalar(Some(*part), expected, &format!("{name}, top {k}"));
            }
        }
        check_scalar(found.kappa, &case["cohen_kappa"], name);
        check_scalar(Some(found.matthews), &case["matthews_correlation"], name);
        check_scalar(
            Some(found.balanced_accuracy),
            &case["balanced_accuracy"],
            name,
        );
    }
}

#[test]
fn golden_curves_of_the_metrics_file() {
    let case = fixture("metrics");
    let found = analysis(&case);
    for (class, expected) in case["per_class"]
        .as_array()
        .expect("classes")
        .iter()
        .enumerate()
    {
        let own = &found.classes[class];
        // The file has its probabilities with 8 digits only.
        let near = |found: f64, name: &str| {
            check(found, expected[name].as_f64().expect("a score"), 1e-6, name);
        };
        near(own.auc.expect("an area"), "auc");
        near(own.average_precision.expect("a mean"), "average_precision");
        near(own.brier, "brier");
        let what = format!("class {class}");
        check_calibration(&own.calibration, &expected["calibration_10_bins"], &what);
        let curve = own.roc.as_ref().expect("a curve");
        check_all(&curve.x, &expected["roc"]["fpr"], &what);
        check_all(&curve.y, &expected["roc"]["tpr"], &what);
        let curve = own.precision_recall.as_ref().expect("a curve");
        check_all(&curve.x, &expected["pr"]["recall"], &what);
        check_all(&curve.y, &expected["pr"]["precision"], &what);
    }
    let near = |found: Option<f64>, name: &str| {
        let expected = case[name].as_f64().expect("a score");
        check(found.expect("a score"), expected, 1e-6, name);
    };
    near(found.auc_macro, "roc_auc_ovr_macro");
    near(found.micro.auc, "roc_auc_micro");
    near(Some(found.log_loss), "log_loss");
}

#[test]
fn golden_normalized_confusion_matrices() {
    let fixture = fixture("reductions");
    let cases = fixture["confusion"].as_array().expect("cases");
    for case in cases {
        let (labels, predicted) = (numbers(&case["labels"]), numbers(&case["predictions"]));
        let classes = case["n_classes"].as_u64().expect("classes") as usize;
        let confusion = confusion_matrix(&labels, &predicted, classes);
        for (by, name) in [
            (Normalization::Counts, "counts"),
            (Normalization::Label, "by_true"),
            (Normalization::Prediction, "by_pred"),
            (Normalization::All, "by_all"),
        ] {
            check_all(&normalized(&confusion, by).concat(), &case[name], name);
        }
    }
}

/// What goes through an evaluation, and from one program to another in portions, has the same scores.
#[test]
fn golden_scores_of_predictions_that_were_kept() {
    let fixture = fixture("curves");
    for (number, case) in fixture["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .enumerate()
    {
        let probabilities = reals(&case["probabilities"]);
        let labels: Vec<u16> = numbers(&case["labels"]);
        let classes = probabilities.len() / labels.len();
        let mut portions = [0, 1].map(|_| Predictions::new(classes, labels.len()));
        for (i, row) in probabilities.chunks_exact(classes).enumerate() {
            let logits: Vec<f32> = row.iter().map(|p| p.ln() as f32).collect();
            portions[i * 2 / labels.len()].push(i as u32, labels[i], &logits);
        }
        let bytes = portions.map(|portion| portion.to_bytes());
        let kept = Predictions::from_portions(bytes.iter().map(Vec::as_slice));
        let found = Analysis::of(&kept.expect("portions of one whole"));
        let mut scores = vec![
            (found.auc_macro, "roc_auc_macro"),
            (found.average_precision_macro, "average_precision_macro"),
            (found.micro.auc, "roc_auc_micro"),
            (Some(found.brier), "brier_sum"),
            (Some(found.accuracy), "accuracy"),
            (found.kappa, "cohen_kappa"),
            (Some(found.matthews), "matthews_correlation"),
            (Some(found.balanced_accuracy), "balanced_accuracy"),
        ];
        // Of others some probabilities are 0, which scikit-learn takes for others, or lie on the edges of bins.
        if number == 0 {
            scores.push((Some(found.log_loss), "log_loss"));
            scores.push((Some(found.calibration_error), "ece_15"));
        }
        for (score, name) in scores {
            if let (Some(score), Some(expected)) = (score, case[name].as_f64()) {
                check(score, expected, 1e-6, &format!("{number}: {name}"));
            }
        }
    }
}
