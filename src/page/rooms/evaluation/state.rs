//! What the room knows: the evaluation under way and the last one, the samples that are shown of it, and the one that
//! is looked at closely.

use std::sync::Arc;

use super::importance::FeatureImportance;
use super::portions::Portions;
use crate::data::Role;
use crate::metrics::Analysis;
use crate::protocol::{
    Asker, GalleryFilter, GalleryPage, GallerySample, PredictionTable, RunId, SampleId, Variation,
};
use crate::ui::order::ascending;

/// Samples on a page of a gallery.
pub const PAGE: usize = 48;
/// Samples that a network is asked about at a time: few enough that in between a drawing is answered within 50 ms.
pub const PORTION: usize = 256;
/// The same of samples without labels, which the page hands on.
pub const OUTSIDE_PORTION: usize = 64;
/// Nearest training samples that are shown.
pub const NEAREST: usize = 12;

/// What the room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The panel that is open, by its position.
    pub panel: usize,
    /// What there is to evaluate.
    pub page: PageFacts,
    /// The part that is evaluated.
    pub part: Option<Role>,
    /// Whether every evaluation of a run is followed.
    pub follows: bool,
    /// An evaluation is wanted as soon as the samples that were corrected are there again.
    pub is_due: bool,
    /// The evaluation under way: asks the network for predictions.
    pub pass: Portions,
    /// The least and the greatest step of the network that made them; nothing where they were kept.
    pub steps: Option<[usize; 2]>,
    /// Has the loader take them in.
    pub analyser: Asker<u32>,
    /// The last one.
    pub shown: Option<Arc<Shown>>,
    /// Why there is none.
    pub error: Option<String>,
    /// The samples of a cell of the matrix.
    pub cell: Gallery,
    /// The samples that were predicted wrongly.
    pub mistakes: Gallery,
    /// The sample that is looked at closely.
    pub close: Close,
    /// Asks for the report.
    pub reporter: Asker<u32>,
    /// The table of samples without labels under way.
    pub table: Table,
    /// The accuracy over the number of training samples.
    pub curve: LearningCurve,
    /// How much each column matters.
    pub importance: FeatureImportance,
}

/// What there is to evaluate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageFacts {
    /// The load whose samples the loader can be asked about.
    pub load: Option<u32>,
    /// The run whose network can be asked.
    pub run: Option<RunId>,
    /// The run as a person counts them: a worker's successor goes on with it.
    pub key: Option<RunId>,
    /// The last evaluation of the run, by its epochs and whether it is over; nothing before the first.
    pub evaluated: Option<(usize, bool)>,
    /// Whether it trains.
    pub is_running: bool,
    /// Whether it has taken a step.
    pub is_trained: bool,
    /// Names of the classes.
    pub classes: Vec<String>,
    /// Height, width and channels; nothing of rows of numbers.
    pub shape: Option<[usize; 3]>,
    /// Samples to train on, to validate on and to test on.
    pub samples: [usize; 3],
    /// The same of each class.
    pub counts: [Vec<u32>; 3],
    /// What is evaluated, in mid-sentence: a network or a classifier.
    pub is_classifier: bool,
    /// Samples without labels.
    pub outside: usize,
    /// What a report says besides.
    pub facts: Vec<[String; 2]>,
}

/// An evaluation.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Of which part.
    pub part: Role,
    /// Everything that follows from it.
    pub analysis: Analysis,
    /// The least and the greatest step of the network; nothing where it was the run's own.
    pub steps: Option<[usize; 2]>,
}

/// Some of the samples, page by page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gallery {
    /// Asks for them.
    pub asker: Asker<u32>,
    /// Which.
    pub filter: Option<GalleryFilter>,
    /// How many are passed over.
    pub from: usize,
    /// The samples.
    pub page: Option<Arc<Page>>,
}

/// The samples of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Each.
    pub samples: Vec<GallerySample>,
    /// How many there are of the kind.
    pub total: usize,
    /// Their pictures, one after another.
    pub pictures: Vec<u8>,
}

/// A sample that is looked at closely.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Close {
    /// Which, and its label where it has one.
    pub sample: Option<(SampleId, Option<u16>)>,
    /// Asks the loader for it.
    pub fetcher: Asker<u32>,
    /// It, as a network gets it packed.
    pub packed: Option<Arc<Vec<u8>>>,
    /// How it is changed step by step.
    pub variation: Variation,
    /// Asks the loader to change it.
    pub changer: Asker<u32>,
    /// The changed pictures, one after another.
    pub changed: Arc<Vec<u8>>,
    /// Asks the network about it as it is and about them.
    pub prober: Asker<RunId>,
    /// The probabilities of every class in every step.
    pub probabilities: Arc<Vec<f32>>,
    /// The probabilities of every class as it is.
    pub own: Arc<Vec<f32>>,
    /// Why it cannot be changed.
    pub error: Option<String>,
    /// Asks the network for distances.
    pub distances: Portions,
    /// Asks the loader for the nearest.
    pub finder: Asker<u32>,
    /// The nearest training samples.
    pub nearest: Option<Arc<Page>>,
}

/// Probabilities for samples without labels, to be saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What is to be saved; nothing while nothing is.
    pub kind: Option<PredictionTable>,
    /// Asks the loader for samples, and then for the table.
    pub loader: Asker<u32>,
    /// Asks the network for their probabilities.
    pub network: Portions,
    /// Shows the table on the page instead of saving it.
    pub to_show: bool,
    /// How many samples are to be shown, at most.
    pub rows: usize,
    /// The samples that came since the table was begun, packed.
    pub gathered: Vec<u8>,
    /// The probabilities that are shown.
    pub shown: Arc<Vec<f32>>,
    /// The samples that they are of, packed.
    pub samples: Arc<Vec<u8>>,
    /// Why there is none.
    pub error: Option<String>,
}

/// Parts of the training samples that a learning curve has.
pub const PARTS: [f32; 5] = [0.05, 0.1, 0.25, 0.5, 1.0];

/// The accuracy over the number of training samples.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LearningCurve {
    /// Asks the network for a point.
    pub asker: Asker<RunId>,
    /// The points so far: samples, accuracy on them, and on the test samples.
    pub points: Vec<(usize, f64, f64)>,
    /// Epochs of each point.
    pub epochs: usize,
    /// Whether points are still to come.
    pub is_under_way: bool,
    /// Why there are no more.
    pub error: Option<String>,
}

/// Others ask for samples without labels and for probabilities, too.
const AFTER_OTHERS: u32 = 1 << 31;

impl Default for Table {
    fn default() -> Self {
        Self {
            kind: None,
            loader: Asker::numbered_after(AFTER_OTHERS),
            network: Portions::numbered_after(AFTER_OTHERS),
            to_show: false,
            rows: OUTSIDE_PORTION,
            gathered: Vec::new(),
            shown: Arc::default(),
            samples: Arc::default(),
            error: None,
        }
    }
}

impl State {
    /// The part that is evaluated.
    #[must_use]
    pub fn part(&self) -> Role {
        self.part.unwrap_or(Role::Test)
    }

    /// Whether a network can be evaluated now.
    #[must_use]
    pub fn can_evaluate(&self) -> bool {
        self.page.load.is_some() && self.page.run.is_some()
    }

    /// The name of a class.
    #[must_use]
    pub fn class_name(&self, class: u16) -> String {
        let name = self.page.classes.get(usize::from(class)).cloned();
        name.unwrap_or_else(|| class.to_string())
    }
}

impl Gallery {
    /// The page that is wanted; nothing while no samples are.
    #[must_use]
    pub fn wanted(&self) -> Option<GalleryPage> {
        Some(GalleryPage {
            filter: self.filter?,
            from: self.from,
            count: PAGE,
        })
    }
}

impl Page {
    /// The picture at a position.
    #[must_use]
    pub fn picture(&self, at: usize, shape: [usize; 3]) -> Option<&[u8]> {
        let size: usize = shape.iter().product();
        self.pictures.get(at * size..(at + 1) * size)
    }
}

/// The positions of the least distances, the nearest first.
#[must_use]
pub fn nearest(distances: &[f32]) -> Vec<u32> {
    let order = ascending(distances).into_iter().take(NEAREST);
    order.map(|at| at as u32).collect()
}
