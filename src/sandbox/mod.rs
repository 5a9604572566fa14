//! A local Globus: Auth and Transfer over plain HTTP on loopback, with real bytes moving between real directories.
//!
//! It follows the services' wire format (`globus-api.md`) and shares no code with the client, so that a misreading
//! on one side makes a test fail instead of being shared by both.
//!
//! Imports go one way: [`model`] (records and stores) and [`data_plane`] (files and tasks) depend on nothing else;
//! [`services`], a folder each with routes, state and seed, depend on these two; [`run`] composes all of them.

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
mod tls;

pub use data_dir::remove_data;
pub use options::{Options, StartError};
pub use ready::Ready;
pub use run::{Running, start};
pub use services::control::help::CONTROL_HELP;
