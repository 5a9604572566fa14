//! The command line: arguments, output, exit codes, one file per subcommand.
//!
//! Start with [`args`], then [`command`], which runs a subcommand; `subcommand` is what each of them is and works
//! with. Only [`printer`] prints.

mod account;
pub mod args;
pub mod command;
mod completions;
mod config;
pub mod connect;
mod doctor;
pub mod exit;
mod help;
mod index;
mod input;
mod json;
mod login;
mod logout;
mod man;
pub mod places;
pub mod printer;
mod report;
#[cfg_attr(not(feature = "sandbox"), path = "sandbox_absent.rs")]
mod sandbox;
mod services;
mod session;
mod sign_in;
mod subcommand;
mod typo;
mod usage;
mod whoami;
