//! Devices, and the choice of one: a pure decision over what the browser offers.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::experiment::Experiment;

/// What a person may ask for: the options of the page's `Device` box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeviceOption {
    /// WebGPU on a hardware adapter, otherwise the CPU.
    #[default]
    Auto,
    /// WebGPU, software adapters too.
    WebGpu,
    /// burn-flex with SIMD.
    Cpu,
    /// burn-ndarray.
    Ndarray,
}

impl DeviceOption {
    /// Every option, in the order people are offered them.
    pub const ALL: [Self; 4] = [Self::Auto, Self::WebGpu, Self::Cpu, Self::Ndarray];

    /// The option's name on the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "Auto",
            Self::WebGpu => "WebGPU",
            Self::Cpu => "CPU",
            Self::Ndarray => "CPU (ndarray)",
        }
    }

    /// The option of that name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.name() == name)
    }
}

/// A device that computes. Each is a worker program of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    /// burn-flex, with the fastest kernels that the processor and the browser have.
    Cpu,
    /// burn-flex, in a browser with the kernels that every browser computes alike.
    CpuPlain,
    /// burn on WebGPU.
    WebGpu,
    /// burn-ndarray.
    Ndarray,
    /// Classifiers that are no networks, on the CPU.
    Classical,
}

impl DeviceKind {
    /// The device, and so the worker program, that an experiment is computed on where this one is chosen for
    /// networks.
    #[must_use]
    pub fn for_experiment(self, experiment: &Experiment) -> Self {
        if experiment.model.classifier.is_some() {
            Self::Classical
        } else {
            self
        }
    }

    /// The script that starts its worker program, and what that script is asked for.
    #[must_use]
    pub fn script(self) -> &'static str {
        match self {
            Self::Cpu => "worker_cpu_loader.js",
            Self::CpuPlain => "worker_cpu_loader.js?plain",
            Self::WebGpu => "worker_webgpu_loader.js",
            Self::Ndarray => "worker_ndarray_loader.js",
            Self::Classical => "worker_classical_loader.js",
        }
    }

    /// What the device is, for people, where its kernels are not known.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Cpu | Self::CpuPlain => "CPU (flex, SIMD)",
            Self::WebGpu => "WebGPU",
            Self::Ndarray => "CPU (ndarray)",
            Self::Classical => "CPU (classifiers)",
        }
    }
}

/// A WebGPU adapter as the browser describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adapter {
    /// Vendor, architecture, device and description, what there is of them.
    pub name: String,
    /// The browser itself calls it a fallback.
    pub is_fallback: bool,
}

impl Adapter {
    /// Whether it computes on the CPU: some 26 times slower than our CPU device.
    #[must_use]
    pub fn is_software(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        self.is_fallback
            || [
                "swiftshader",
                "llvmpipe",
                "lavapipe",
                "software",
                "basic render",
            ]
            .iter()
            .any(|s| name.contains(s))
    }
}

/// A device and why it was taken, for the reading `Device in use`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct DeviceInUse {
    /// The device.
    pub kind: DeviceKind,
    /// The instruction set of its kernels, as `hearth_kernels::KernelSet` names it; empty where it has none of
    /// ours, and until it is known. The numbers of a run follow from its experiment, its seed and this.
    pub kernel_set: String,
    /// Threads that its kernels compute on; 0 where that is the device's own affair, and until it is known.
    pub threads: u32,
    /// Why this one, or more about it; may be empty.
    pub reason: String,
}

impl DeviceInUse {
    /// A device whose kernels are not known yet.
    #[must_use]
    pub fn new(kind: DeviceKind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            kernel_set: String::new(),
            threads: 0,
            reason: reason.into(),
        }
    }

    /// What computes, for people and for records of a run.
    #[must_use]
    pub fn label(&self) -> String {
        let threads = match self.threads {
            0 => String::new(),
            1 => ", 1 thread".to_owned(),
            count => format!(", {count} threads"),
        };
        let kernels = match self.kernel_set.as_str() {
            "" => return self.kind.label().to_owned(),
            "simd" => "SIMD",
            "relaxed" => "relaxed SIMD",
            "avx2" => "AVX2",
            "avx512" => "AVX-512",
            "neon" => "NEON",
            other => other,
        };
        format!("CPU (flex, {kernels}{threads})")
    }
}

impl std::fmt::Display for DeviceInUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.label())?;
        if !self.reason.is_empty() {
            write!(f, ": {}", self.reason)?;
        }
        Ok(())
    }
}

/// Picks the device for what was asked and what the browser offers (`None`: it has no
/// WebGPU, or no adapter).
#[must_use]
pub fn choose_device(option: DeviceOption, adapter: Option<&Adapter>) -> DeviceInUse {
    let (kind, reason) = match (option, adapter) {
        (DeviceOption::Cpu, _) => (DeviceKind::Cpu, String::new()),
        (DeviceOption::Ndarray, _) => (DeviceKind::Ndarray, String::new()),
        (_, None) => (
            DeviceKind::Cpu,
            "this browser offers no WebGPU adapter".to_owned(),
        ),
        (DeviceOption::Auto, Some(a)) if a.is_software() => (
            DeviceKind::Cpu,
            "the only WebGPU adapter is software".to_owned(),
        ),
        (DeviceOption::WebGpu | DeviceOption::Auto, Some(a)) => {
            (DeviceKind::WebGpu, a.name.clone())
        }
    };
    DeviceInUse::new(kind, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adapter(name: &str, is_fallback: bool) -> Adapter {
        Adapter {
            name: name.to_owned(),
            is_fallback,
        }
    }

    #[test]
    fn auto_takes_webgpu_only_on_hardware() {
        let cases = [
            (
                None,
                "CPU (flex, SIMD): this browser offers no WebGPU adapter",
            ),
            (
                Some(adapter("google swiftshader", false)),
                "CPU (flex, SIMD): the only WebGPU adapter is software",
            ),
            (
                Some(adapter("", true)),
                "CPU (flex, SIMD): the only WebGPU adapter is software",
            ),
            (
                Some(adapter("nvidia ampere", false)),
                "WebGPU: nvidia ampere",
            ),
        ];
        for (adapter, expected) in cases {
            let chosen = choose_device(DeviceOption::Auto, adapter.as_ref());
            assert_eq!(chosen.to_string(), expected);
        }
    }

    #[test]
    fn the_label_names_the_kernels_once_they_are_known() {
        let mut device = DeviceInUse::new(DeviceKind::CpuPlain, "why");
        assert_eq!(device.to_string(), "CPU (flex, SIMD): why");
        device.kernel_set = "relaxed".to_owned();
        assert_eq!(device.label(), "CPU (flex, relaxed SIMD)");
        device.threads = 2;
        assert_eq!(device.label(), "CPU (flex, relaxed SIMD, 2 threads)");
        let gpu = DeviceInUse::new(DeviceKind::WebGpu, "");
        assert_eq!(gpu.to_string(), "WebGPU");
    }

    #[test]
    fn a_classifier_has_a_program_of_its_own_whatever_is_chosen_for_networks() {
        let mut experiment = Experiment::default();
        let of = |experiment: &Experiment| DeviceKind::WebGpu.for_experiment(experiment);
        assert_eq!(of(&experiment), DeviceKind::WebGpu);
        experiment.model.classifier = Some(crate::experiment::Classifier::default());
        assert_eq!(of(&experiment), DeviceKind::Classical);
        assert_eq!(of(&experiment).script(), "worker_classical_loader.js");
    }

    #[test]
    fn asking_for_webgpu_gets_it_even_in_software() {
        let software = adapter("google swiftshader", true);
        let chosen = choose_device(DeviceOption::WebGpu, Some(&software));
        assert_eq!(chosen.kind, DeviceKind::WebGpu);
        let none = choose_device(DeviceOption::WebGpu, None);
        assert_eq!(none.kind, DeviceKind::Cpu);
    }
}
