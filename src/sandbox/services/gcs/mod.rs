//! The GCS manager of each server that the sandbox has, below `/<endpoint id>/api` on a port with TLS
//! (`globus-api.md` 13). A guest collection created here is one of Transfer's.
//!
//! Start with [`routes`]; [`answer`] is the envelope of all documents and errors.

mod answer;
mod caller;
mod collections;
mod credentials;
mod documents;
mod endpoint;
mod gateways;
mod guests;
mod roles;
pub mod routes;
#[cfg(test)]
mod tests;

pub use answer::error_document;
