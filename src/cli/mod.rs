//! The command line: arguments, output, exit codes, one file per subcommand.
//!
//! Start with [`args`]. Only [`output`] prints. [`services`] is what subcommands that talk to Globus work
//! with, [`sign_in`] the sign-in they share.

pub mod args;
pub mod connect;
pub mod exit;
pub mod input;
pub mod login;
pub mod logout;
pub mod output;
#[cfg_attr(not(feature = "sandbox"), path = "sandbox_absent.rs")]
pub mod sandbox;
pub mod services;
pub mod session;
pub mod sign_in;
pub mod whoami;
