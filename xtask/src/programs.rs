//! The workers, and how xtask builds those that Trunk does not.

use crate::kind::{Kind, WORKER};
use crate::process::{Running, spawn, typed};
use crate::project::Project;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// A worker program. Each has three files, as Trunk names them: `<name>.js`,
/// `<name>_bg.wasm` and `<name>_loader.js`, which the page starts as a module worker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worker {
    /// What the command line calls it.
    pub device: &'static str,
    /// The binary, and the first part of its files' names.
    pub name: &'static str,
    features: &'static str,
}

/// Built by Trunk, because nothing works without it; its features are in www/index.html.
pub const CPU: Worker = Worker {
    device: "cpu",
    name: "worker_cpu",
    features: "worker,flex",
};

/// What all workers need together. What is built quickly is built with them, so that its libraries
/// are compiled once for all workers and for the tests that run in a browser.
pub const ALL_FEATURES: &str = "worker,loader,reduction,classical,flex,webgpu,ndarray";

/// Built by xtask, when the page and the CPU worker are there already.
pub const OTHERS: [Worker; 2] = [
    Worker {
        device: "webgpu",
        name: "worker_webgpu",
        features: "worker,webgpu",
    },
    Worker {
        device: "ndarray",
        name: "worker_ndarray",
        features: "worker,ndarray",
    },
];

impl Worker {
    fn files(self) -> [String; 3] {
        ["_bg.wasm", ".js", "_loader.js"].map(|end| format!("{}{end}", self.name))
    }

    /// Starts the compiler for this worker.
    pub fn compile(self, project: &Project, kind: Kind, build_id: &str) -> Result<Running> {
        let profile = kind.worker_profile();
        let features = if profile == WORKER {
            self.features
        } else {
            ALL_FEATURES
        };
        let mut cargo = project.wasm_command("cargo");
        cargo
            .env("HEARTH_BUILD", build_id)
            .args(["build", "--profile", profile.name, "--locked", "--offline"])
            .args(["--target", "wasm32-unknown-unknown"])
            .args(["--no-default-features", "--features", features])
            .args(["--bin", self.name]);
        spawn(&mut cargo)
    }

    /// Makes the three files of the compiled program, and puts them in `stage/`.
    pub fn stage(self, project: &Project, kind: Kind, build_id: &str) -> Result<()> {
        let folder = self.output(project, kind);
        fs::create_dir_all(&folder)?;
        let profile = kind.worker_profile().folder;
        let wasm = format!("wasm32-unknown-unknown/{profile}/{}.wasm", self.name);
        let mut bindgen = project.command("wasm-bindgen");
        bindgen
            .args([
                "--target",
                "web",
                "--no-typescript",
                "--remove-name-section",
            ])
            .args(["--out-name", self.name, "--out-dir"])
            .arg(&folder)
            .arg(project.target.join(wasm));
        if !spawn(&mut bindgen)?.wait()? {
            bail!("`{}` failed; its output is above", typed(&bindgen));
        }
        let loader = format!("import init from './{}.js';await init();", self.name);
        fs::write(folder.join(format!("{}_loader.js", self.name)), loader)?;
        fs::write(folder.join("build-id"), build_id)?;
        self.copy(&folder, &project.stage())
    }

    /// Compiles this worker and puts it in `stage/`.
    pub fn build(self, project: &Project, kind: Kind, build_id: &str) -> Result<()> {
        if !self.compile(project, kind, build_id)?.wait()? {
            bail!("{} did not compile; the errors are above", self.name);
        }
        self.stage(project, kind, build_id)
    }

    /// Puts this worker in `stage/` if one of this very build is there from an earlier
    /// run, and otherwise takes an older one away.
    pub fn stage_if_current(self, project: &Project, kind: Kind, build_id: &str) -> Result<bool> {
        let folder = self.output(project, kind);
        let current = fs::read_to_string(folder.join("build-id")).is_ok_and(|id| id == build_id);
        if current {
            self.copy(&folder, &project.stage())?;
        } else {
            self.unstage(project)?;
        }
        Ok(current)
    }

    /// Takes this worker out of `stage/`.
    pub fn unstage(self, project: &Project) -> Result<()> {
        self.remove(&project.stage())
    }

    /// Takes this worker out of a folder.
    pub fn remove(self, folder: &Path) -> Result<()> {
        for file in self.files() {
            let file = folder.join(file);
            if file.exists() {
                fs::remove_file(&file)
                    .with_context(|| format!("cannot remove {}", file.display()))?;
            }
        }
        Ok(())
    }

    /// Copies this worker's files between two folders; the loader comes last: where it is,
    /// the rest is, too.
    pub fn copy(self, from: &Path, to: &Path) -> Result<()> {
        for file in self.files() {
            fs::copy(from.join(&file), to.join(&file))
                .with_context(|| format!("cannot copy {file} to {}", to.display()))?;
        }
        Ok(())
    }

    fn output(self, project: &Project, kind: Kind) -> PathBuf {
        let profile = kind.worker_profile().name;
        project
            .target
            .join(format!("hearth/{}-{profile}", self.name))
    }
}

/// The workers that a list of devices names, `cpu,webgpu` for example.
pub fn named(list: &str) -> Result<Vec<Worker>> {
    let known: Vec<Worker> = std::iter::once(CPU).chain(OTHERS).collect();
    list.split(',')
        .map(|name| {
            let worker = known.iter().find(|worker| worker.device == name);
            worker.copied().with_context(|| {
                let devices: Vec<_> = known.iter().map(|worker| worker.device).collect();
                format!("there is no worker `{name}`, only {}", devices.join(", "))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_are_found_by_their_device() {
        assert_eq!(named("cpu,ndarray").expect("known"), [CPU, OTHERS[1]]);
        let error = named("cpu,tpu").expect_err("unknown");
        assert_eq!(
            error.to_string(),
            "there is no worker `tpu`, only cpu, webgpu, ndarray"
        );
    }

    #[test]
    fn the_cpu_worker_is_the_one_in_index_html() {
        let html = include_str!("../../www/index.html");
        let attributes = [
            format!("data-bin=\"{}\"", CPU.name),
            format!("data-cargo-features=\"{}\"", CPU.features),
        ];
        for attribute in attributes {
            assert!(html.contains(&attribute), "{attribute}");
        }
    }

    #[test]
    fn every_worker_is_a_program_of_the_package() {
        let manifest = include_str!("../../Cargo.toml");
        for worker in std::iter::once(CPU).chain(OTHERS) {
            assert!(manifest.contains(&format!("name = \"{}\"", worker.name)));
        }
    }
}
