//! An evaluation for people: its figures as SVG and CSV, its classification report as scikit-learn prints it, and a
//! report of everything as one HTML file, the same from the page and from the command line.

mod bar_chart;
mod csv;
mod drawing;
mod figures;
mod grid_map;
#[cfg(feature = "files")]
mod html;
mod matrix;
mod parallel;
#[cfg(feature = "files")]
mod pictures;
mod plot;
mod scores;
mod text;

pub use bar_chart::{BarChart, Series};
pub use csv::{confusion_csv, report_csv};
pub use drawing::Drawing;
pub use figures::{
    calibration, class_proportions, confidences, feature_importance, learning_curve,
    precision_recall, roc, variation_curve,
};
pub use grid_map::GridMap;
#[cfg(feature = "files")]
pub use html::{Evaluated, to_html};
pub use matrix::Matrix;
pub use parallel::{Parallel, ParallelAxis, ParallelLine};
pub use plot::{Axis, Bar, Line, Plot, Stroke};
pub use scores::scores_by_name;
pub use text::classification_report_text;
