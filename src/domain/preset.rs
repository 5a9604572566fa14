//! Collections that are well known by name. Their ids are looked up when one is chosen, because ids change and pages about
//! them disagree.

use super::collection::{Collection, EntityType};
use super::text::{SafeText, Untrusted};

/// A collection that is known by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// The name exactly as its owner wrote it.
    pub name: Untrusted,
    /// When to use it, where that is not plain.
    pub hint: Option<SafeText>,
}

impl Preset {
    /// Whether this is the collection: the same name, and on a server. Everyone can give a guest collection any name.
    pub fn is(&self, collection: &Collection) -> bool {
        collection.entity == EntityType::Mapped && collection.name == self.name
    }
}
