//! A local Globus: Auth and Transfer over plain HTTP on loopback, with real bytes moving between real directories.
//!
//! It is written from the services' wire facts alone and knows nothing of the rest of this program, so that a misreading
//! on one side cannot be agreed upon by the other. Start with [`world`] (what exists), then [`run`] (how it is served);
//! each service is one folder or file beside them.

pub mod account;
pub mod answer;
pub mod auth;
pub mod bookmarks;
pub mod caller;
pub mod clock;
pub mod collection;
pub mod control;
pub mod elsewhere;
pub mod faults;
pub mod plane;
pub mod run;
pub mod seed;
pub mod store;
#[cfg(test)]
pub mod testing;
pub mod transfer;
pub mod world;

pub use control::CONTROL_HELP;
pub use run::{Options, Ready, Running, StartError, remove_data, start};
