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
}
