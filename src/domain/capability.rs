//! What a store can do. Declared, never guessed; the conformance suite checks it.

/// What may be asked of a store beyond listing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// One entry can be looked up by path.
    pub stat: bool,
    /// A directory can be made.
    pub mkdir: bool,
    /// An entry can be renamed or moved within the store.
    pub rename: bool,
    /// A listing may have names and kinds only; the rest of single rows is requested afterwards.
    pub details: bool,
    /// Files can be read; those of a collection where it serves them by HTTPS.
    pub read: bool,
    /// Each request is a round trip to a service: none is made before it is needed, and listings are worth keeping.
    pub remote: bool,
    /// Entries can be removed one by one, or moved to a trash where there is one for them.
    pub remove: bool,
    /// Its service deletes entries, as a task.
    pub delete_task: bool,
    /// A guest collection can be created on a directory, which shares it.
    pub guests: bool,
    /// Its paths are those of this computer: other programs here find its entries by them.
    pub native: bool,
    /// It reports how much more can be stored in it.
    pub free_space: bool,
    /// Permissions and times of its entries can be set, and empty files created.
    pub attributes: bool,
    /// It tells when a directory changes, where its file systems do.
    pub watch: bool,
    /// It lists only the names that match, where that is asked for.
    pub name_filter: bool,
}

impl Capabilities {
    /// A Globus collection.
    pub const COLLECTION: Self = Self {
        stat: true,
        mkdir: true,
        rename: true,
        details: false,
        read: true,
        remote: true,
        remove: false,
        delete_task: true,
        guests: false,
        native: false,
        free_space: false,
        attributes: false,
        watch: false,
        name_filter: true,
    };
    /// The disks of this computer.
    pub const LOCAL: Self = Self {
        stat: true,
        mkdir: true,
        rename: true,
        details: true,
        read: true,
        remote: false,
        remove: true,
        delete_task: false,
        guests: false,
        native: true,
        free_space: true,
        attributes: true,
        watch: true,
        name_filter: false,
    };
}
