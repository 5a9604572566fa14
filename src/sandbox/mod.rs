//! A local Globus: Auth and Transfer over plain HTTP on loopback, with real bytes moving between real directories.
//!
//! It is written from the services' wire facts alone and knows nothing of the rest of this program, so that a misreading
//! on one side cannot be agreed upon by the other.
//!
//! Imports go one way: [`model`] (what exists) and [`data_plane`] (files and tasks) know nothing else; [`services`] stand
//! on them, one folder each with its routes, its state and what a new sandbox holds of it; [`run`] puts it all together.

mod atomic_file;
mod data_dir;
pub mod data_plane;
pub mod model;
mod options;
mod persistence;
mod ready;
pub mod run;
pub mod seed;
pub mod services;
#[cfg(test)]
pub mod testing;

pub use data_dir::remove_data;
pub use options::{Options, StartError};
pub use ready::Ready;
pub use run::{Running, start};
pub use services::control::help::CONTROL_HELP;
