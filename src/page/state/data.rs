//! The data: the set that is loaded, the loads that are under way or failed, and the loader.

use std::sync::Arc;

use super::WorkerPhase;
use crate::data::Progress;
use crate::experiment::{Data, ReadOptions, Source};
use crate::page::slice::{Contents, Part};
use crate::protocol::{Buffer, DataSummary, FileRef, ProvidedFiles, WireError};

/// The data set, who holds it, and what is done about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataState {
    /// Address of the folder of data files.
    pub base: String,
    /// Number of the newest loader: what is said of an older one comes too late.
    pub loader_number: u32,
    /// How far the worker that reads data is.
    pub loader: WorkerPhase,
    /// Loaders that crashed since the last one that loaded something.
    pub loader_crashes: u32,
    /// A load under way.
    pub loading: Option<ActiveLoad>,
    /// The set that was loaded last.
    pub loaded: Option<LoadedData>,
    /// Whether the loader at hand holds that set: one that was just started does not.
    pub in_loader: bool,
    /// Whether the worker that computes holds it.
    pub in_worker: bool,
    /// Number of the newest load.
    pub last_load: u32,
    /// The files that the experiment's data names.
    pub files: ProvidedFiles,
    /// The load that failed last.
    pub failed: Option<FailedLoad>,
}

/// A load under way.
#[derive(Clone, Debug, PartialEq)]
pub struct ActiveLoad {
    /// Its number; events of others come too late.
    pub number: u32,
    /// The data.
    pub data: Data,
    /// The seed of what is generated and divided.
    pub seed: u64,
    /// The files that it names.
    pub files: ProvidedFiles,
    /// How far it has got.
    pub progress: Progress,
    /// The person gave it up.
    pub is_cancelled: bool,
}

/// A loaded set.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedData {
    /// Number of its load.
    pub number: u32,
    /// What it holds.
    pub summary: Arc<DataSummary>,
    /// Pictures of some samples, `samples × height × width × channels` bytes.
    pub pictures: Buffer,
    /// Pictures of the first samples without labels, laid out alike.
    pub unlabelled: Buffer,
    /// What was asked for.
    pub data: Data,
    /// The seed of what was generated and divided.
    pub seed: u64,
    /// The files that it names.
    pub files: ProvidedFiles,
}

/// A load that failed.
#[derive(Clone, Debug, PartialEq)]
pub struct FailedLoad {
    /// The data.
    pub data: Data,
    /// The files that it names.
    pub files: ProvidedFiles,
    /// Why.
    pub error: WireError,
}

impl Contents for DataState {
    const PART: Part = Part::Data;
}

impl DataState {
    /// Whether the worker or the loader still has what was loaded.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.loaded.is_some() && (self.in_worker || self.in_loader)
    }

    /// Whether the load of that number is under way.
    #[must_use]
    pub fn is_awaited(&self, load: u32) -> bool {
        let loading = self.loading.as_ref();
        loading.is_some_and(|loading| loading.number == load)
    }

    /// Whether data is on its way, or may still come by itself.
    #[must_use]
    pub fn can_come(&self) -> bool {
        self.loader != WorkerPhase::Failed && (self.loading.is_some() || self.failed.is_none())
    }

    /// Samples without labels in the loaded set.
    #[must_use]
    pub fn unlabelled_count(&self) -> usize {
        let loaded = self.loaded.as_ref();
        loaded.map_or(0, |loaded| loaded.summary.unlabelled)
    }

    /// Those of the files that belong to nothing any more; what was dropped or picked together
    /// is let go of together.
    #[must_use]
    pub fn unused(&self, files: ProvidedFiles) -> Vec<Vec<FileRef>> {
        let is_needed = |group: &Vec<FileRef>| {
            let known = [
                Some(&self.files),
                self.loading.as_ref().map(|load| &load.files),
                self.loaded.as_ref().map(|load| &load.files),
                self.failed.as_ref().map(|load| &load.files),
            ];
            let mut known = known.into_iter().flatten();
            group.is_empty() || known.any(|k| k.source == *group || k.outside == *group)
        };
        let groups = [files.source, files.outside].into_iter();
        groups.filter(|group| !is_needed(group)).collect()
    }
}

impl ActiveLoad {
    /// Whether its end will be these very samples.
    #[must_use]
    pub fn will_bring(&self, data: &Data, seed: u64) -> bool {
        !self.is_cancelled && is_same(data, &self.data, [seed, self.seed])
    }
}

impl LoadedData {
    /// Whether it is these very samples.
    #[must_use]
    pub fn is_of(&self, data: &Data, seed: u64) -> bool {
        is_same(data, &self.data, [seed, self.seed])
    }
}

impl FailedLoad {
    /// Whether the table that it failed for is of the files from outside.
    #[must_use]
    pub fn is_outside_table(&self) -> bool {
        let (Some(own), Some(table)) = (&self.data.outside, &self.error.table) else {
            return false;
        };
        // A table in an archive has the archive's name before its own.
        let is_of = |name: &String| {
            let rest = table.name.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        own.names.iter().any(is_of)
    }

    /// How the table that it failed for was read; nothing if it failed for another reason.
    #[must_use]
    pub fn read_options(&self) -> Option<&ReadOptions> {
        self.error.table.as_ref()?;
        let own = match &self.data {
            Data {
                outside: Some(own), ..
            } if self.is_outside_table() => own,
            Data {
                source: Source::Files(own),
                ..
            } => own,
            _ => return None,
        };
        Some(&own.options)
    }
}

/// Whether two pieces of data, each with its seed, are the same samples, those without labels too.
fn is_same(one: &Data, other: &Data, seeds: [u64; 2]) -> bool {
    one.outside == other.outside && one.is_same_samples(other, seeds)
}
