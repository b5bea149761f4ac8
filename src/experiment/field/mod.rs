//! Fields: what a person can set, described once. From a description come what is checked, the
//! JSON Schema, the texts of editors and the paths of sweeps.

mod access;
mod choices_macro;
mod description;
mod field_type;
mod fields_macro;
mod list;
mod names;
mod object_schema;
mod parse;
mod range;
mod setup;
mod types;
mod value;

pub use access::Fields;
pub use description::Field;
pub use field_type::FieldType;
pub use list::List;
pub use range::Range;
pub use value::{FieldKind, FieldValue};

pub(super) use choices_macro::choices;
pub(super) use field_type::{is_default, read_present};
pub(super) use fields_macro::fields;
pub(super) use object_schema::{add_plain, object_schema};
pub(super) use setup::{Setup, field, required, setup};
