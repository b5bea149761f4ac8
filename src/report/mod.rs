//! An evaluation for people: its figures as SVG and CSV, its classification report as scikit-learn prints it, and a
//! report of everything as one HTML file, the same from the page and from the command line.

mod csv;
mod figures;
#[cfg(feature = "files")]
mod html;
mod matrix;
#[cfg(feature = "files")]
mod pictures;
mod plot;
mod scores;
mod text;

pub use csv::{confusion_csv, report_csv};
pub use figures::{
    calibration, confidences, learning_curve, precision_recall, roc, variation_curve,
};
#[cfg(feature = "files")]
pub use html::{Evaluated, to_html};
pub use matrix::Matrix;
pub use plot::{Axis, Bar, Line, Plot};
pub use scores::scores_by_name;
pub use text::classification_report_text;
