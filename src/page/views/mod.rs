//! What several rooms show.

pub mod card;
pub mod class_legend;
pub mod confusion;
pub mod controls;
pub mod data;
pub mod draw;
pub mod figure;
pub mod files;
pub mod line;
pub mod load;
pub mod maps;
pub mod margins;
pub mod model;
pub mod prediction;
pub mod readings;
pub mod runs;
pub mod settings;
mod table_options;
pub mod unlabelled;
