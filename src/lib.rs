//! hemi: a two-pane terminal file manager for Globus.
//!
//! The map, and where to start reading (`ARCHITECTURE.md` has the whole of it):
//!
//! * [`domain`]: values. Start with `text` and `listing`.
//! * [`app`]: what the user sees and means; `act`, `apply`, `view`. Start with `app::commands`.
//! * [`runtime`]: effects become work, work becomes events.
//! * [`storage`]: what a pane browses. [`transfer`]: what moves data, and the journal.
//! * [`globus`]: the client of the services, written like a separate crate.
//! * [`terminal`]: the terminal: guard, input thread, writer thread, the loop.
//! * `sandbox`: a local Globus for the demo, the tests and other programs; imports nothing of the rest. Behind the
//!   cargo feature of the same name, which is on by default.
//! * [`config`]: files and variables. [`cli`]: arguments and subcommands.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod globus;
pub mod runtime;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod storage;
pub mod terminal;
pub mod transfer;
