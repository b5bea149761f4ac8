//! What the benchmark of training steps has measured: kept in `docs/results/speed.json` by case, so that cases can be
//! measured one by one, and as tables in `speed.md`.

use super::median;
use crate::project::Project;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

/// Who takes turns, in the order of the table.
pub const WHO: [&str; 6] = [
    "Keras, 1 thread",
    "Keras, all cores",
    "Hearth natively, 1 thread",
    "Hearth natively, all cores",
    "Hearth in Chromium, 1 thread",
    "Hearth in Chromium, all cores",
];

/// How often everybody takes a turn.
pub const ROUNDS: usize = 5;

/// A network and a size of its batches.
#[derive(Serialize, Deserialize)]
pub struct Case {
    pub name: String,
    pub batch: usize,
    /// Milliseconds a step of each of [`WHO`], by round.
    pub times: BTreeMap<String, Vec<f64>>,
    /// Why somebody of [`WHO`] has no times.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<String, String>,
    /// The other libraries and WebGPU, measured once.
    pub peers: BTreeMap<String, Step>,
}

/// A step's time, or why there is none.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    Measured {
        /// Milliseconds a step.
        ms: f64,
    },
    Failed {
        error: String,
    },
}

/// All that `docs/results/speed.json` has.
#[derive(Serialize, Deserialize, Default)]
pub struct Results {
    pub machine: String,
    pub cores: usize,
    pub cases: Vec<Case>,
}

const JSON: &str = "docs/results/speed.json";
const TABLES: &str = "docs/results/speed.md";

impl Results {
    /// What earlier runs measured on this machine; nothing where another machine did.
    pub fn read(project: &Project, cores: usize) -> Result<Self> {
        let machine = machine();
        let file = project.root.join(JSON);
        let before = if file.exists() {
            serde_json::from_str(&fs::read_to_string(file)?).context(JSON)?
        } else {
            Self::default()
        };
        if (&before.machine, before.cores) == (&machine, cores) {
            return Ok(before);
        }
        Ok(Self {
            machine,
            cores,
            cases: Vec::new(),
        })
    }

    /// Takes a case in the other's stead, or as the last.
    pub fn put(&mut self, case: Case) {
        let same = |old: &&mut Case| old.name == case.name && old.batch == case.batch;
        match self.cases.iter_mut().find(same) {
            Some(old) => *old = case,
            None => self.cases.push(case),
        }
    }

    /// Those that came to no result with a smaller batch of the same network, and are not asked again.
    pub fn hopeless(&self, name: &str, batch: usize) -> BTreeMap<String, Step> {
        let smaller = |case: &&Case| case.name == name && case.batch < batch;
        let mut failed = BTreeMap::new();
        for case in self.cases.iter().filter(smaller) {
            for (peer, step) in &case.peers {
                if let Step::Failed { error } = step {
                    let error = if error.contains("at batch") {
                        error.clone()
                    } else {
                        format!("{error} at batch {}", case.batch)
                    };
                    failed.insert(peer.clone(), Step::Failed { error });
                }
            }
        }
        failed
    }

    /// Writes both files. The order of `cases` is that of the networks' names in `order`.
    pub fn write(&mut self, project: &Project, order: &[&str]) -> Result<()> {
        self.cases.sort_by_key(|case| {
            let network = order.iter().position(|name| *name == case.name);
            (network, case.batch)
        });
        fs::write(project.root.join(TABLES), self.tables())?;
        // Through a value: its fields are sorted.
        let all: Value = serde_json::to_value(&*self)?;
        let all = serde_json::to_string_pretty(&all)? + "\n";
        fs::write(project.root.join(JSON), all).context("cannot write the results")
    }

    /// The tables, as `speed.md` has them.
    pub fn tables(&self) -> String {
        let Self { machine, cores, .. } = self;
        let mut text = format!(
            "# Speed of training\n\n`cargo xtask bench speed`: milliseconds of a training step, the median of {ROUNDS} rounds in \
             which everybody took turns, on {machine} ({cores} cores). Beside each its ratio to Keras (TensorFlow 2.21 on the CPU) on as \
             many threads, the median of the rounds' own ratios: below 1, Hearth is faster.\n\n"
        );
        header(&mut text, &WHO);
        for case in &self.cases {
            let _ = write!(text, "| {} | {}", case.name, case.batch);
            for (at, who) in WHO.iter().enumerate() {
                text += &case.cell(at, who);
            }
            text += " |\n";
        }
        text += "\n## Other libraries in Chromium, and WebGPU\n\nMilliseconds of a step, measured once after the rounds, and in \
             brackets how many times as long as Hearth's in Chromium on one thread; with threads, on all cores. WebGPU is \
             Chromium's emulation of it on the CPU. ConvNetJS has no batch normalization and no Adam: it is the network without \
             the one, by Adadelta. Whoever comes to no result with a batch is not asked with a larger one.\n\n";
        let names = self.cases.first().map_or_else(Vec::new, |case| {
            case.peers.keys().map(String::as_str).collect()
        });
        header(&mut text, &names);
        for case in &self.cases {
            let _ = write!(text, "| {} | {}", case.name, case.batch);
            for name in &names {
                text += &case.peer(name);
            }
            text += " |\n";
        }
        text
    }
}

impl Case {
    fn cell(&self, at: usize, who: &str) -> String {
        if let Some(error) = self.errors.get(who) {
            return format!(" | {}", error.replace('|', "/"));
        }
        let Some(times) = self.times.get(who) else {
            return " | not measured".to_owned();
        };
        let mut text = format!(" | {:.2}", median(times));
        if let Some(keras) = self.times.get(WHO[at % 2]).filter(|_| at >= 2) {
            let ratios: Vec<f64> = times.iter().zip(keras).map(|(a, b)| a / b).collect();
            let _ = write!(text, " ({:.2} ×)", median(&ratios));
        }
        text
    }

    fn peer(&self, name: &str) -> String {
        let here = if name.contains("threads") {
            WHO[5]
        } else {
            WHO[4]
        };
        match self.peers.get(name) {
            Some(Step::Measured { ms }) => {
                let times = self.times.get(here);
                let ratio = times.map(|times| format!(" ({:.0} ×)", ms / median(times)));
                format!(" | {ms:.0}{}", ratio.unwrap_or_default())
            }
            Some(Step::Failed { error }) => format!(" | {}", error.replace('|', "/")),
            None => " | not measured".to_owned(),
        }
    }
}

fn header(text: &mut String, names: &[&str]) {
    *text += "| network | batch";
    for name in names {
        let _ = write!(text, " | {name}");
    }
    *text += " |\n|---|---";
    *text += &"|---".repeat(names.len());
    *text += "|\n";
}

/// The processor's name, where the system says it.
pub fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let name = name.map(|rest| rest.trim_start_matches([' ', '\t', ':']));
    name.unwrap_or("an unknown processor").to_owned()
}
