//! Transfer's routes under `/v0.10`, and the scheduling of tasks.
//!
//! Requests become task specifications, and task states become documents; the files are moved by
//! [`crate::sandbox::data_plane`]. Start with [`routes`], then `submit` and [`queue`].

pub mod access;
pub mod authorization;
pub mod body;
mod document;
mod endpoint;
mod file_ops;
pub mod filter;
mod fs_error;
mod guest_collections;
mod history;
pub mod inject;
mod injections;
mod ls;
mod parse;
mod permissions;
pub mod query;
pub mod queue;
mod roles;
pub mod routes;
mod rows;
mod search;
pub mod seed;
pub mod state;
mod submit;
mod tasks;

#[cfg(test)]
mod tests;
