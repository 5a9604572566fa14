//! The data plane: file access confined to a collection's directory, and the tasks that move files.
//!
//! Independent of HTTP, accounts and wire documents; its dependencies are the trait [`environment::Environment`].
//! Start with [`root`] (path resolution), then [`worker`] (running a task).

pub mod bucket;
mod copy;
mod delete;
pub mod digest;
pub mod environment;
pub mod fault;
pub mod generator;
pub mod glob;
mod hostile;
pub mod list;
mod noise;
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
