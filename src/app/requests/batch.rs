//! Files of transfers on this computer.

use super::call::topic;
use crate::domain::text::Untrusted;

/// Read one.
#[derive(Clone, Debug)]
pub struct ReadBatch {
    /// Its path as it was typed: absolute, from the home directory, or else from where hemi was started.
    pub path: Untrusted,
}

/// Write one.
#[derive(Clone, Debug)]
pub struct WriteBatch {
    /// Its path as it was typed.
    pub path: Untrusted,
    /// What is written.
    pub text: Untrusted,
    /// Whether a file of that name is replaced.
    pub replace: bool,
}

/// What became of a file that was to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is there.
    Whole,
    /// There is another of that name, which was left as it is.
    Exists,
}

topic! { Batch, BatchRequest, BatchReply {
    /// What it holds.
    ReadBatch: Read => std::convert::Infallible, Untrusted;
    /// What became of it.
    WriteBatch: Write => std::convert::Infallible, Written;
} }
