//! The services, each with its own routes and state, over the one model. What they have in common is beside them: how
//! Transfer's documents report errors, who calls, injected faults, and what is not built.

pub mod api_error;
pub mod auth;
pub mod bookmarks;
pub mod caller;
pub mod control;
pub mod fault_injection;
pub mod loopback;
pub mod transfer;
pub mod unimplemented;
