//! The data plane: real bytes in real directories, reached only through the collection that holds them.
//!
//! It knows tasks, volumes and faults, and nothing of HTTP, accounts or documents: [`site::Site`] is all it sees of the
//! world around it. Start with [`root`] (how a path is walked safely), then [`work`] (how a task is worked off).

pub mod bucket;
mod copy;
mod delete;
pub mod digest;
pub mod fault;
pub mod generator;
pub mod glob;
pub mod list;
mod look;
pub mod path;
mod queue;
pub mod root;
pub mod site;
pub mod task;
pub mod tree;
pub mod work;

#[cfg(test)]
mod tests;
