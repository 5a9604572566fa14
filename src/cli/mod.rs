//! The command line: arguments, output, exit codes, one file per subcommand.
//!
//! Start with [`args`]. Only [`output`] prints.

pub mod args;
pub mod connect;
pub mod exit;
pub mod output;
pub mod sandbox;
