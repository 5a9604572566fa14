//! The services, each with its own routes and state over the shared model. Common parts are in this folder:
//! Transfer's error documents, bearer tokens, injected faults, and routes that are not implemented.

pub mod api_error;
pub mod auth;
pub mod bookmarks;
pub mod caller;
pub mod control;
pub mod fault_injection;
pub mod gcs;
pub mod groups;
pub mod https;
pub mod loopback;
pub mod transfer;
pub mod unimplemented;
