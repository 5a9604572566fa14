//! The listings of places that were left, the last one at the end: so many, and of so many bytes.

use crate::domain::listing::Listing;
use crate::domain::path::StorePath;
use crate::domain::place::{Place, StoreId};
use crate::domain::time::Timestamp;

/// Listings that are kept.
const MOST: usize = 200;
/// Bytes of all of them together.
const MOST_BYTES: usize = 32 << 20;

/// A whole listing.
#[derive(Debug)]
pub struct KeptListing {
    /// The directory as its store names it.
    pub path: StorePath,
    /// The rows.
    pub listing: Listing,
    /// When it was asked for: what came to be later may be missing.
    pub as_of: Timestamp,
    /// Whether it was on the screen before.
    pub was_shown: bool,
    /// Whether the directory can be written to, where known.
    pub writable: Option<bool>,
    /// Whether that was asked for.
    pub access_asked: bool,
    /// Whether the store has more rows than it lists.
    pub truncated: bool,
    /// Entries that the store could not read.
    pub unreadable: u64,
}

/// The listings by their places.
#[derive(Debug, Default)]
pub struct KeptListings {
    all: Vec<(Place, KeptListing)>,
    bytes: usize,
}

impl KeptListings {
    /// Keeps a listing. The ones that were left longest ago give way.
    pub fn keep(&mut self, place: Place, kept: KeptListing) {
        self.take(&place);
        self.bytes = self.bytes.saturating_add(kept.listing.bytes());
        self.all.push((place, kept));
        while (self.all.len() > MOST || self.bytes > MOST_BYTES) && !self.all.is_empty() {
            self.remove(0);
        }
    }

    /// Whether there is one of this place.
    pub fn has(&self, place: &Place) -> bool {
        self.all.iter().any(|(other, _)| other == place)
    }

    /// The one of this place.
    pub fn get(&self, place: &Place) -> Option<&KeptListing> {
        self.all.iter().find(|(other, _)| other == place).map(|(_, kept)| kept)
    }

    /// Takes the one of this place: the pane that shows it keeps it again when it leaves.
    pub fn take(&mut self, place: &Place) -> Option<KeptListing> {
        let at = self.all.iter().position(|(other, _)| other == place)?;
        Some(self.remove(at))
    }

    fn remove(&mut self, at: usize) -> KeptListing {
        let (_, kept) = self.all.remove(at);
        self.bytes = self.bytes.saturating_sub(kept.listing.bytes());
        kept
    }

    /// Forgets those of a store.
    pub fn forget_store(&mut self, store: StoreId) {
        self.all.retain(|(place, _)| place.store != store);
        self.bytes = self.all.iter().map(|(_, kept)| kept.listing.bytes()).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::entry::RawEntry;
    use crate::domain::listing::ChunkBuilder;

    fn place(path: &str) -> Place {
        Place { store: StoreId::Local, path: StorePath::parse(path).unwrap() }
    }

    fn kept(rows: usize) -> KeptListing {
        let mut builder = ChunkBuilder::default();
        for row in 0..rows {
            let name = format!("{row:06}");
            builder.push(&RawEntry { name: name.as_bytes(), ..RawEntry::default() });
        }
        let mut listing = Listing::default();
        listing.push(builder.finish());
        KeptListing {
            path: StorePath::root(),
            listing,
            as_of: Timestamp::default(),
            was_shown: true,
            writable: None,
            access_asked: false,
            truncated: false,
            unreadable: 0,
        }
    }

    #[test]
    fn so_many_are_kept_and_the_last_ones() {
        let mut all = KeptListings::default();
        for number in 0..=MOST {
            all.keep(place(&format!("/{number}")), kept(1));
        }
        assert!(!all.has(&place("/0")) && all.has(&place("/1")) && all.has(&place(&format!("/{MOST}"))));
        assert!(all.take(&place("/1")).is_some() && !all.has(&place("/1")));
        all.keep(place("/2"), kept(1));
        all.keep(place("/a"), kept(1));
        all.keep(place("/b"), kept(1));
        assert!(all.has(&place("/2")), "it was left last");
        all.forget_store(StoreId::Local);
        assert!(!all.has(&place("/a")) && all.bytes == 0);
    }

    #[test]
    fn their_bytes_are_bounded() {
        let mut all = KeptListings::default();
        let one = kept(100_000).listing.bytes();
        assert!(one > 100_000 * 40, "{one}");
        for number in 0..10 {
            all.keep(place(&format!("/{number}")), kept(100_000));
            assert!(all.bytes <= MOST_BYTES);
        }
        assert_eq!(all.all.len(), MOST_BYTES / one);
        assert!(all.has(&place("/9")));
    }
}
