//! What a store can do. Declared, never guessed; the conformance suite holds stores to it.

/// What may be asked of a store beyond listing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// One entry can be looked up by path.
    pub stat: bool,
    /// A directory can be made.
    pub mkdir: bool,
    /// An entry can be renamed or moved within the store.
    pub rename: bool,
    /// A listing may come with names and kinds only, and the rest of single rows be asked for afterwards.
    pub details: bool,
}

impl Capabilities {
    /// A Globus collection.
    pub const COLLECTION: Self = Self { stat: true, mkdir: true, rename: true, details: false };
    /// The disks of this computer.
    pub const LOCAL: Self = Self { stat: true, mkdir: true, rename: true, details: true };
}
