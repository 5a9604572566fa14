//! The data plane: real bytes in real directories, reached only through the collection that holds them.
//!
//! It knows tasks, volumes and faults, and nothing of HTTP, accounts or documents: [`site::Site`] is all it sees of the
//! world around it. Start with [`root`] (how a path is walked safely), then [`worker`] (how a task is worked off).

pub mod bucket;
mod copy;
mod delete;
pub mod digest;
pub mod environment;
pub mod fault;
pub mod generator;
pub mod glob;
pub mod list;
pub mod path;
mod queue;
pub mod root;
pub mod row;
mod scan;
pub mod task;
mod task_context;
pub mod tree;
pub mod worker;

#[cfg(test)]
mod tests;
