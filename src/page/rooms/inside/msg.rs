//! What happens to the room, and what it asks of the page.

use super::state::{Asked, Panel};
use super::values::Which;
use crate::data::Role;
use crate::protocol::{
    Buffer, DataAnswer, DataQuestion, Method, NetworkAnswer, NetworkQuestion, Reduce, ReduceEvent,
    Reduction, Topic, Tried,
};

/// What happens to the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The page is another: the run, its network, or what is tried.
    Follow {
        /// Whom the room can ask.
        asked: Option<Asked>,
        /// Whether the network is being trained.
        is_running: bool,
        /// What is tried.
        tried: Option<Tried>,
        /// The load that the loader can be asked about.
        load: Option<u32>,
    },
    /// A part of the room was opened, or the room was left.
    Open(Option<Panel>),
    /// The network answered.
    Answer(NetworkAnswer),
    /// The loader answered.
    DataAnswer(DataAnswer),
    /// Try a random test sample.
    TestSample,
    /// Show the plane of two columns, or no longer.
    Boundary(Option<[usize; 2]>),
    /// The pointer is on a sample, or on none.
    Hover(Option<u32>),
    /// A map or unit of a layer was chosen.
    Choose {
        /// The layer.
        layer: Which,
        /// The map or unit.
        unit: usize,
    },
    /// A row and column of the map were chosen.
    Place([usize; 2]),
    /// A method was chosen.
    Method(Method),
    /// A class was chosen, or the most probable one.
    Class(Option<usize>),
    /// A convolution was chosen for Grad-CAM, by its position among them.
    Cam(usize),
    /// A convolution was chosen whose filters are shown, by its position among them.
    Filters(usize),
    /// A class was chosen for the class image.
    ImageClass(usize),
    /// A picture of that class is wanted.
    MakeImage,
    /// Samples are wanted that most activate the chosen unit.
    FindActivating,
    /// Another part of the samples is looked at.
    Part(Role),
    /// Samples were chosen, to see their pictures.
    Show(Vec<u32>),
    /// Try one of them.
    Try(u32),
    /// How a layer is embedded.
    EmbedAs {
        /// The layer.
        layer: usize,
        /// How.
        reduction: Reduction,
        /// How many samples.
        samples: u32,
    },
    /// Embed the layer.
    Embed,
    /// The worker that lays samples out says something, or is gone.
    Reduced(ReduceEvent),
    /// No answer about this is wanted any more.
    Cancel(Topic),
}

/// What the page is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Ask the network.
    Ask(NetworkQuestion),
    /// Ask the loader.
    AskLoader(DataQuestion),
    /// Try this sample.
    Try(Buffer),
    /// Classify these points whenever the network has changed, or none any more.
    Grid(Option<Buffer>),
    /// Lay rows out, in place of others.
    Reduce(Reduce),
    /// Lay nothing out any more.
    StopReducing,
}
