//! Counts of classes and statistics of layers as CSV.

use std::fmt::Write;

use super::observations::Observations;
use crate::metrics::{ClassScores, Report};
use crate::run::{Histogram, LayerStatistics};

/// A row for each epoch, part and class, and for the mean of the classes; then the same for the batches of
/// each report, without an epoch.
#[must_use]
pub fn classes(observations: &Observations, names: &[String]) -> String {
    let mut table = "epoch,step,part,class,precision,recall,f1,support\n".to_owned();
    for epoch in &observations.classes {
        let parts = ["train", "validation", "test"];
        for (part, report) in parts.into_iter().zip(epoch.reports()) {
            if let Some(report) = report {
                let head = format!("{},{},{part}", epoch.epoch, epoch.step);
                write_report(&mut table, &head, &report, names);
            }
        }
    }
    for batches in &observations.batches {
        let head = format!(",{},batches", batches.step);
        write_report(&mut table, &head, &batches.report(), names);
    }
    table
}

fn write_report(table: &mut String, head: &str, report: &Report, names: &[String]) {
    let mut row = |class: &str, scores: &ClassScores| {
        let _ = writeln!(
            table,
            "{head},{},{},{},{},{}",
            quoted(class),
            scores.precision,
            scores.recall,
            scores.f1,
            scores.support
        );
    };
    row("macro avg", &report.macro_avg);
    for (class, scores) in report.classes.iter().enumerate() {
        let name = names.get(class).cloned();
        row(&name.unwrap_or_else(|| class.to_string()), scores);
    }
}

/// A row for each step that has statistics and each layer.
#[must_use]
pub fn layers(observations: &Observations) -> String {
    let mut table = "step,layer,gradient_norm,weight_norm,update_ratio,dead_units\n".to_owned();
    let number = |value: Option<f32>| value.map(|value| value.to_string()).unwrap_or_default();
    for of_step in &observations.layers {
        for layer in &of_step.layers {
            let _ = writeln!(
                table,
                "{},{},{},{},{},{}",
                of_step.step,
                quoted(&layer.name),
                number(layer.gradient_norm),
                number(layer.weight_norm),
                number(layer.update_ratio),
                number(layer.dead)
            );
        }
    }
    table
}

/// A row for each bin of a layer's histogram in each step that has statistics.
#[must_use]
pub fn histograms(
    observations: &Observations,
    layer: usize,
    of: fn(&LayerStatistics) -> Option<&Histogram>,
) -> String {
    let mut table = "step,from,to,values\n".to_owned();
    for (step, layer) in observations.layer(layer) {
        let Some(histogram) = of(layer) else { continue };
        for (bin, count) in histogram.counts.iter().enumerate() {
            let [from, to] = histogram.bin(bin);
            let _ = writeln!(table, "{step},{from},{to},{count}");
        }
    }
    table
}

/// A name that may have a comma in it.
fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::metrics::ClassCounts;
    use crate::run::{BatchClasses, EpochClasses, NetworkStatistics};

    #[test]
    fn every_class_of_every_epoch_has_a_row_with_its_name() {
        let counts = |correct, samples, predicted| ClassCounts {
            correct,
            samples,
            predicted,
        };
        let mut observations = Observations::default();
        observations.classes.push(Arc::new(EpochClasses {
            epoch: 1,
            step: 5,
            train: vec![counts(1, 2, 1), counts(2, 2, 3)],
            validation: Vec::new(),
            test: vec![counts(0, 1, 0)],
        }));
        observations.batches.push(Arc::new(BatchClasses {
            step: 3,
            counts: vec![counts(1, 1, 1)],
        }));
        let names = ["cat, large".to_owned()];
        assert_eq!(
            classes(&observations, &names),
            "epoch,step,part,class,precision,recall,f1,support\n\
             1,5,train,macro avg,0.8333333333333333,0.75,0.7333333333333334,4\n\
             1,5,train,\"cat, large\",1,0.5,0.6666666666666666,2\n\
             1,5,train,1,0.6666666666666666,1,0.8,2\n\
             1,5,test,macro avg,0,0,0,1\n\
             1,5,test,\"cat, large\",0,0,0,1\n\
             ,3,batches,macro avg,1,1,1,1\n\
             ,3,batches,\"cat, large\",1,1,1,1\n"
        );
    }

    #[test]
    fn a_layer_has_a_row_for_each_look_and_its_histogram_one_for_each_bin() {
        let layer = LayerStatistics {
            name: "dense".to_owned(),
            gradient_norm: Some(0.5),
            dead: Some(0.25),
            weights: Histogram::of(&[0.0, 24.0]),
            ..LayerStatistics::default()
        };
        let mut observations = Observations::default();
        observations.layers.push(Arc::new(NetworkStatistics {
            step: 7,
            layers: vec![layer],
        }));
        let table = layers(&observations);
        assert!(table.ends_with("\n7,dense,0.5,,,0.25\n"), "{table}");
        let table = histograms(&observations, 0, |layer| layer.weights.as_ref());
        assert_eq!(table.lines().count(), 25);
        assert!(table.contains("\n7,0,1,1\n") && table.ends_with("\n7,23,24,1\n"));
        assert_eq!(
            histograms(&observations, 1, |layer| layer.weights.as_ref())
                .lines()
                .count(),
            1
        );
    }
}
