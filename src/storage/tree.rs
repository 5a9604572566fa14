//! Looks into a directory and everything below it, one listing after the other. Links are not followed, so that it
//! ends, and stays within the directory. Start with [`TreeWalk::next`].

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::StreamExt as _;

use super::complete::complete;
use super::{Part, Parts, RowDetail, Storage, StorageError};
use crate::domain::listing::Chunk;
use crate::domain::path::{EntryName, StorePath};

/// Which directory comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeOrder {
    /// One of the directory that was listed last: few wait at any time.
    DepthFirst,
    /// The one that waits longest: what is near comes first.
    BreadthFirst,
}

/// What a walk came to.
#[derive(Debug)]
pub enum TreeStep {
    /// Some rows of a directory.
    Rows(StorePath, Arc<Chunk>),
    /// A directory is listed; so many of its entries could not be read, and whether the store has more than it lists.
    Listed {
        /// Entries that could not be read.
        unreadable: u64,
        /// Whether the store has more rows than it lists.
        truncated: bool,
    },
    /// A directory could not be listed.
    Failed(StorePath, StorageError),
}

/// A walk through directories.
pub struct TreeWalk {
    store: Arc<dyn Storage>,
    order: TreeOrder,
    waiting: VecDeque<StorePath>,
    open: Option<(StorePath, Parts)>,
}

impl TreeWalk {
    /// A walk that begins with these directories.
    pub fn new(store: Arc<dyn Storage>, roots: Vec<StorePath>, order: TreeOrder) -> Self {
        Self { store, order, waiting: roots.into(), open: None }
    }

    /// How many directories are still to be listed, with the one that is listed now.
    pub fn waiting(&self) -> usize {
        self.waiting.len() + usize::from(self.open.is_some())
    }

    /// The directories that are still to be listed: another walk can begin with them.
    pub fn into_rest(self) -> Vec<StorePath> {
        self.open.into_iter().map(|(dir, _)| dir).chain(self.waiting).collect()
    }

    /// The next step; `None` when everything was listed.
    pub async fn next(&mut self) -> Option<TreeStep> {
        loop {
            let Some((dir, parts)) = &mut self.open else {
                let dir = match self.order {
                    TreeOrder::DepthFirst => self.waiting.pop_back(),
                    TreeOrder::BreadthFirst => self.waiting.pop_front(),
                }?;
                let parts = complete(self.store.list(Some(dir.clone()), RowDetail::Full));
                self.open = Some((dir, parts));
                continue;
            };
            let part = parts.next().await.unwrap_or_else(|| Err(StorageError::no_end()));
            let dir = dir.clone();
            return Some(match part {
                Ok(Part::Rows(chunk)) => {
                    let below = chunk.entries().filter(|entry| entry.is_dir() && entry.link_target.is_none());
                    let below = below.filter_map(|entry| Some(dir.join(&EntryName::new(entry.name).ok()?)));
                    self.waiting.extend(below);
                    TreeStep::Rows(dir, chunk)
                }
                Ok(Part::End(end)) => {
                    self.open = None;
                    TreeStep::Listed { unreadable: end.unreadable, truncated: end.truncated }
                }
                Err(error) => {
                    self.open = None;
                    TreeStep::Failed(dir, error)
                }
            });
        }
    }
}
