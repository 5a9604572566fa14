//! What is known of the places that can be opened. It outlives the dialog: the next time its rows are there at once.

use std::sync::Arc;

use crate::app::requests::search::SearchScope;
use crate::domain::bookmark::Bookmark;
use crate::domain::collection::Collection;
use crate::domain::ids::CollectionId;
use crate::domain::preset::Preset;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};

/// What answers so far have told.
#[derive(Debug, Default)]
pub struct Known {
    /// Collections, in the order they were learnt.
    pub collections: Vec<KnownCollection>,
    /// The user's bookmarks.
    pub bookmarks: Vec<Bookmark>,
    /// Collections that are well known by name.
    pub presets: Vec<Preset>,
}

/// A collection from an answer.
#[derive(Debug)]
pub struct KnownCollection {
    /// The collection as last reported.
    pub collection: Arc<Collection>,
    /// In which scopes it was found.
    pub scopes: Vec<SearchScope>,
}

/// A row of the list: by its place in what is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The disks of this computer.
    Local,
    /// A collection.
    Collection(usize),
    /// A bookmark.
    Bookmark(usize),
    /// A collection that is known by name.
    Preset(usize),
}

/// What a row stands for.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// The disks of this computer.
    Local,
    /// A collection.
    Collection(&'a Arc<Collection>),
    /// A bookmark.
    Bookmark(&'a Bookmark),
    /// A collection that is known by name.
    Preset(&'a Preset),
}

/// What tells rows apart, whatever is known of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The disks of this computer.
    Local,
    /// A collection.
    Collection(CollectionId),
    /// A bookmark.
    Bookmark(Untrusted),
    /// A collection that is known by name.
    Preset(Untrusted),
}

impl Known {
    /// Adds what was found.
    pub fn learn(&mut self, found: &[Arc<Collection>], scope: SearchScope) {
        for collection in found {
            match self.collections.iter_mut().find(|old| old.collection.id == collection.id) {
                Some(old) => {
                    old.collection = Arc::clone(collection);
                    if !old.scopes.contains(&scope) {
                        old.scopes.push(scope);
                    }
                }
                None => self
                    .collections
                    .push(KnownCollection { collection: Arc::clone(collection), scopes: vec![scope] }),
            }
        }
    }

    /// What a row stands for.
    pub fn target(&self, row: Row) -> Option<Target<'_>> {
        match row {
            Row::Local => Some(Target::Local),
            Row::Collection(at) => {
                self.collections.get(at).map(|known| Target::Collection(&known.collection))
            }
            Row::Bookmark(at) => self.bookmarks.get(at).map(Target::Bookmark),
            Row::Preset(at) => self.presets.get(at).map(Target::Preset),
        }
    }

    /// The name of a collection, if it is known.
    pub fn title(&self, id: CollectionId) -> Option<SafeText> {
        let found = self.collections.iter().find(|known| known.collection.id == id)?;
        Some(found.collection.title())
    }
}

impl Target<'_> {
    /// What tells it apart.
    pub fn key(&self) -> Key {
        match self {
            Self::Local => Key::Local,
            Self::Collection(collection) => Key::Collection(collection.id),
            Self::Bookmark(bookmark) => Key::Bookmark(bookmark.name.clone()),
            Self::Preset(preset) => Key::Preset(preset.name.clone()),
        }
    }

    /// Its name as it was written.
    pub fn name(&self) -> Untrusted {
        match self {
            Self::Local => StoreInfo::local().name,
            Self::Collection(collection) => collection.name.clone(),
            Self::Bookmark(bookmark) => bookmark.name.clone(),
            Self::Preset(preset) => preset.name.clone(),
        }
    }

    /// Its name for a screen.
    pub fn title(&self) -> SafeText {
        match self {
            Self::Collection(collection) => collection.title(),
            Self::Local | Self::Bookmark(_) | Self::Preset(_) => self.name().sanitized(),
        }
    }

    /// What it is, in a word or two.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Local => "local disk",
            Self::Collection(collection) => collection.entity.label(),
            Self::Bookmark(_) => "bookmark",
            Self::Preset(_) => "well-known name",
        }
    }
}
