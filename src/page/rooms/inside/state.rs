//! What the room shows, what is chosen in it, and what it asked.

use std::sync::Arc;

use super::history::History;
use super::values::{Outputs, Weights};
use crate::data::ColumnRange;
use crate::data::Role;
use crate::experiment::{Layer, Shape};
use crate::protocol::{Asker, Method, Reduction, RunId, Topic, Tried, WireError};

/// Points of the plane of two columns in a row, and in a column.
pub const GRID: usize = 48;

/// A part of the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panel {
    /// Every layer's output, and one map in large.
    #[default]
    Maps,
    /// From the input to the probabilities, with the arithmetic.
    Path,
    /// What speaks for a class.
    Explanation,
    /// The weights of convolutions, before and after training.
    Filters,
    /// What most activates a unit, and pictures made for a class.
    Units,
    /// A layer's outputs for many samples, on a plane.
    Embedding,
    /// Which class the network sees all over the plane of two columns.
    Boundary,
}

impl Panel {
    /// All, in the order of their tabs.
    pub const ALL: [Self; 7] = [
        Self::Maps,
        Self::Path,
        Self::Explanation,
        Self::Filters,
        Self::Units,
        Self::Embedding,
        Self::Boundary,
    ];
    /// Their names.
    pub const NAMES: [&'static str; 7] = [
        "Feature maps",
        "Path",
        "Explanation",
        "Filters",
        "Units",
        "Embedding",
        "Boundary",
    ];
}

/// How far an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Portions that are done.
    pub done: u32,
    /// All portions.
    pub of: u32,
}

/// What is asked at most once at a time: a question, and what came of the newest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inquiry {
    /// Asks.
    pub asker: Asker<RunId>,
    /// How far the open question is.
    pub progress: Option<Progress>,
    /// Why the newest has no answer.
    pub fault: Option<WireError>,
}

/// The run that is asked, and what its network is.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The run.
    pub run: RunId,
    /// Steps that it has taken.
    pub step: usize,
    /// Its layers.
    pub layers: Arc<Vec<Layer>>,
    /// The layers' names in the summary.
    pub names: Vec<String>,
    /// Its convolutions, those within blocks among them.
    pub convolutions: Vec<Convolution>,
    /// The shape of each layer's output.
    pub outputs: Vec<Shape>,
    /// Number of classes.
    pub classes: usize,
    /// Height, width and channels of the data's pictures, if it is of pictures.
    pub picture: Option<[usize; 3]>,
    /// Whether it is a table, of more than two columns.
    pub is_table: bool,
}

/// A convolution of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convolution {
    /// Its position, or that of the block that it is in, followed by that within the block, and so on.
    pub path: Vec<usize>,
    /// Its name, with those of the blocks before it.
    pub name: String,
}

impl Convolution {
    /// The position of it, or of the outermost block that it is in.
    #[must_use]
    pub fn layer(&self) -> usize {
        self.path[0]
    }
}

/// Values over a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// Height and width.
    pub size: [usize; 2],
    /// They, row by row.
    pub values: Vec<f32>,
    /// The class that they speak for.
    pub class: usize,
    /// By which method.
    pub method: Method,
}

/// Samples that most activate a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Activating {
    /// The layer and the unit.
    pub of: [usize; 2],
    /// Their indices, with how much.
    pub samples: Vec<(u32, f32)>,
}

/// Pictures of samples.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gallery {
    /// Their indices.
    pub indices: Vec<u32>,
    /// Their labels.
    pub labels: Vec<u16>,
    /// Their pictures, one after another.
    pub pictures: Vec<u8>,
}

impl Gallery {
    /// The bytes of a sample, as a network gets them packed.
    #[must_use]
    pub fn sample(&self, index: u32) -> Option<&[u8]> {
        let at = self.indices.iter().position(|i| *i == index)?;
        let size = self.pictures.len() / self.indices.len();
        self.pictures.get(at * size..(at + 1) * size)
    }

    /// The class of a sample.
    #[must_use]
    pub fn label(&self, index: u32) -> Option<u16> {
        let at = self.indices.iter().position(|i| *i == index)?;
        self.labels.get(at).copied()
    }
}

/// A layer's outputs for many samples, and where these lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Embedding {
    /// The samples.
    pub indices: Vec<u32>,
    /// Their labels.
    pub labels: Vec<u16>,
    /// Where they lie.
    pub points: Vec<[f32; 2]>,
    /// Iterations of t-SNE that are done, and all; none of principal components.
    pub done: [u32; 2],
    /// The part of the variance that each principal component explains.
    pub explained: [f32; 2],
}

/// All of the room.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Which part is open; none while another room is shown.
    pub panel: Option<Panel>,
    /// Which part was open last.
    pub last_panel: Panel,
    /// Whom the room asks.
    pub asked: Option<Asked>,
    /// What the network is tried on.
    pub tried: Option<Tried>,
    /// The load that the loader can be asked about.
    pub load: Option<u32>,
    /// Asks the loader for test samples.
    pub sampler: Asker<u32>,
    /// Test samples that were asked for.
    pub samples_asked: u32,
    /// Asks the loader for the columns.
    pub column_asker: Asker<u32>,
    /// The columns of a table.
    pub columns: Arc<Vec<ColumnRange>>,
    /// The columns of the plane, across and up.
    pub axes: [usize; 2],
    /// Whether the plane is shown.
    pub shows_plane: bool,
    /// A question of each topic.
    pub inquiries: [Inquiry; 7],
    /// What the network did with what is tried.
    pub seen: Option<Arc<Outputs>>,
    /// The weights that were asked for last.
    pub weights: Option<Arc<Weights>>,
    /// The chosen layer, or the one of the network that it is within.
    pub layer: usize,
    /// The position of the chosen layer among those within blocks; none where a layer of the network itself is chosen.
    pub within: Option<usize>,
    /// The chosen map or unit of it.
    pub unit: usize,
    /// The chosen row and column of the map; that of its largest value where none is.
    pub at: Option<[usize; 2]>,
    /// How is explained.
    pub method: Method,
    /// Which class; the most probable one where none is.
    pub class: Option<usize>,
    /// Which convolution's maps Grad-CAM takes; the last where none is chosen.
    pub cam: Option<usize>,
    /// Which convolution's filters are shown.
    pub filters: usize,
    /// The weights that these had at earlier steps.
    pub history: Arc<History>,
    /// The load for which the room has chosen something to try, or a person has.
    pub offered: Option<u32>,
    /// Whether the sample that was asked for is for somebody who has chosen nothing.
    pub is_offering: bool,
    /// The explanation.
    pub heat: Option<Arc<Heat>>,
    /// The class of the class image.
    pub image_class: usize,
    /// Number of the class image: another one, another picture.
    pub image_number: u64,
    /// The class image, or what there is of it.
    pub image: Option<Arc<Vec<u8>>>,
    /// What most activates the chosen unit.
    pub activating: Option<Arc<Activating>>,
    /// Pictures of what most activates it, or of what was chosen of the embedding.
    pub gallery: Arc<Gallery>,
    /// The samples whose pictures are wanted.
    pub wanted: Vec<u32>,
    /// The sample under the pointer.
    pub hovered: Option<u32>,
    /// Which samples are looked at.
    pub part: Role,
    /// The layer that is embedded.
    pub embedded: usize,
    /// How.
    pub reduction: Reduction,
    /// How many samples.
    pub samples: u32,
    /// The embedding.
    pub embedding: Option<Arc<Embedding>>,
    /// Whether a layout is under way.
    pub is_reducing: bool,
    /// Why there is no layout.
    pub reduction_fault: Option<WireError>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            panel: None,
            last_panel: Panel::default(),
            asked: None,
            tried: None,
            load: None,
            sampler: Asker::default(),
            samples_asked: 0,
            column_asker: Asker::default(),
            columns: Arc::default(),
            axes: [0, 1],
            shows_plane: false,
            inquiries: Default::default(),
            seen: None,
            weights: None,
            layer: 0,
            within: None,
            unit: 0,
            at: None,
            method: Method::default(),
            class: None,
            cam: None,
            filters: 0,
            history: Arc::default(),
            offered: None,
            is_offering: false,
            heat: None,
            image_class: 0,
            image_number: 0,
            image: None,
            activating: None,
            gallery: Arc::default(),
            wanted: Vec::new(),
            hovered: None,
            part: Role::Test,
            embedded: 0,
            reduction: Reduction::Tsne { perplexity: 30 },
            samples: 1000,
            embedding: None,
            is_reducing: false,
            reduction_fault: None,
        }
    }
}

impl State {
    /// The question about a topic.
    #[must_use]
    pub fn inquiry(&self, topic: Topic) -> &Inquiry {
        &self.inquiries[topic as usize]
    }

    /// Whether the wanted samples were chosen of the embedding, and do not belong to a unit.
    #[must_use]
    pub fn are_of_embedding(&self) -> bool {
        self.activating.is_none()
    }

    /// The class that is explained.
    #[must_use]
    pub fn explained_class(&self) -> Option<usize> {
        let likeliest = || {
            let probabilities = &self.seen.as_ref()?.probabilities;
            let all = probabilities.iter().enumerate();
            all.max_by(|a, b| a.1.total_cmp(b.1))
                .map(|(class, _)| class)
        };
        self.class.or_else(likeliest)
    }

    /// The convolution whose maps Grad-CAM takes, and its position among them.
    #[must_use]
    pub fn cam(&self) -> Option<(usize, &Convolution)> {
        let all = &self.asked.as_ref()?.convolutions;
        let last = all.len().checked_sub(1)?;
        let at = self.cam.map_or(last, |at| at.min(last));
        Some((at, &all[at]))
    }

    /// The convolution whose filters are shown.
    #[must_use]
    pub fn filtered(&self) -> Option<&Convolution> {
        let all = &self.asked.as_ref()?.convolutions;
        all.get(self.filters).or_else(|| all.first())
    }

    /// Rows all over the plane of the two columns, packed as samples; the other columns are at what is usual for them.
    #[must_use]
    pub fn plane(&self) -> Option<Vec<u8>> {
        let mut row: Vec<f32> = self.columns.iter().map(|column| column.typical).collect();
        let [across, up] = self.axes.map(|axis| self.columns.get(axis));
        let (across, up) = (across?.range, up?.range);
        let along =
            |[low, high]: [f32; 2], i: usize| low + (high - low) * (i as f32 + 0.5) / GRID as f32;
        let mut bytes = Vec::new();
        for i in 0..GRID * GRID {
            row[self.axes[0]] = along(across, i % GRID);
            row[self.axes[1]] = along(up, GRID - 1 - i / GRID);
            bytes.extend(row.iter().flat_map(|value| value.to_le_bytes()));
        }
        Some(bytes)
    }

    /// The chosen row and column of the chosen map.
    #[must_use]
    pub fn place(&self) -> [usize; 2] {
        let Some(output) = self.chosen_output() else {
            return [0; 2];
        };
        let [h, w, _] = output.sizes();
        let chosen = self.at.map(|[y, x]| [y.min(h - 1), x.min(w - 1)]);
        chosen.unwrap_or_else(|| output.largest(self.unit))
    }
}
