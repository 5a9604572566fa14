//! A Globus collection as a store (`globus-api.md` 8).

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream;

use super::{
    Details, ListingEnd, Part, Parts, RowDetail, Stat, Storage, StorageError, StorageErrorKind as Kind,
};
use crate::domain::capability::Capabilities;
use crate::domain::deletion::DeleteFacts;
use crate::domain::file_head::FileHead;
use crate::domain::ids::CollectionId;
use crate::domain::path::{EntryName, StorePath};
use crate::domain::place::StoreId;
use crate::domain::service_filter::ServiceFilter;
use crate::globus::client::Globus;
use crate::globus::collection_https;
use crate::globus::error::ApiError;
use crate::globus::transfer::ls::{LsEnd, LsOptions, LsRows, ls};
use crate::globus::transfer::{mkdir_rename, stat};

/// One collection, reached as one user.
pub struct CollectionStore {
    globus: Globus,
    id: CollectionId,
}

impl CollectionStore {
    /// The collection `id`, reached through `globus`.
    pub fn new(globus: Globus, id: CollectionId) -> Self {
        Self { globus, id }
    }

    /// The rows of a directory as the options select them.
    fn parts(&self, path: Option<StorePath>, options: LsOptions) -> Parts {
        let (globus, id) = (self.globus.clone(), self.id);
        let step = move |at: At| {
            let (globus, path, options) = (globus.clone(), path.clone(), options.clone());
            async move {
                let mut rows = match at {
                    At::Start => Box::new(ls(&globus, id, path.as_ref(), options).await?),
                    At::Rows(rows) => rows,
                    At::Over => return Ok(None),
                };
                match rows.next().await? {
                    Some(chunk) => Ok(Some((Part::Rows(chunk), At::Rows(rows)))),
                    None => {
                        let LsEnd { path, truncated, unreadable, total: _ } = rows.end();
                        let end = ListingEnd { path, truncated, unreadable };
                        Ok(Some((Part::End(end), At::Over)))
                    }
                }
            }
        };
        stream::try_unfold(At::Start, step).boxed()
    }
}

/// The state of a listing.
enum At {
    Start,
    Rows(Box<LsRows>),
    Over,
}

impl Storage for CollectionStore {
    fn id(&self) -> StoreId {
        StoreId::Collection(self.id)
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::COLLECTION
    }

    /// As the trait has it, with all details; of a directory with more than 100,000 entries the first of them, `truncated`.
    fn list(&self, path: Option<StorePath>, _: RowDetail) -> Parts {
        self.parts(path, LsOptions::default())
    }

    fn list_matching(&self, path: &StorePath, filter: &ServiceFilter) -> Parts {
        self.parts(Some(path.clone()), LsOptions { filter: Some(filter.clone()), ..LsOptions::default() })
    }
    fn details(&self, _: &StorePath, _: Vec<EntryName>) -> Details {
        stream::iter([Err(StorageError::not_declared())]).boxed()
    }

    fn stat(&self, path: &StorePath) -> BoxFuture<'static, Result<Stat, StorageError>> {
        let (globus, id, path) = (self.globus.clone(), self.id, path.clone());
        Box::pin(async move {
            let found = stat::stat(&globus, id, &path).await?;
            let stat::FileStat { kind, size, modified, permissions } = found;
            Ok(Stat { kind, size, modified, permissions, access: None })
        })
    }

    /// By HTTPS; `Refused` where the collection does not serve its files.
    fn head(&self, path: &StorePath) -> BoxFuture<'static, Result<FileHead, StorageError>> {
        let (globus, id, path) = (self.globus.clone(), self.id, path.clone());
        Box::pin(async move {
            let head = collection_https::head(&globus, id, &path).await?;
            head.ok_or_else(StorageError::no_https)
        })
    }

    fn mkdir(&self, path: &StorePath) -> BoxFuture<'static, Result<(), StorageError>> {
        let (globus, id, path) = (self.globus.clone(), self.id, path.clone());
        Box::pin(async move { Ok(mkdir_rename::mkdir(&globus, id, &path).await?) })
    }

    fn rename(&self, from: &StorePath, to: &StorePath) -> BoxFuture<'static, Result<(), StorageError>> {
        let (globus, id, from, to) = (self.globus.clone(), self.id, from.clone(), to.clone());
        Box::pin(async move { Ok(mkdir_rename::rename(&globus, id, &from, &to).await?) })
    }

    /// The home is where `/~/` leads; a collection that has none, or lets nobody see it, has none.
    fn delete_facts(&self, _: &StorePath) -> BoxFuture<'static, Result<DeleteFacts, StorageError>> {
        let (globus, id) = (self.globus.clone(), self.id);
        Box::pin(async move {
            let home = async {
                let options = LsOptions { limit: 1, ..LsOptions::default() };
                let mut rows = ls(&globus, id, Some(&StorePath::home()), options).await?;
                while rows.next().await?.is_some() {}
                Ok(rows.end().path)
            };
            let home = match home.await.map_err(|error: ApiError| StorageError::from(error)) {
                Ok(home) => Some(home),
                Err(error) if matches!(error.kind, Kind::NotFound | Kind::Denied | Kind::NotDirectory) => {
                    None
                }
                Err(error) => return Err(error),
            };
            Ok(DeleteFacts { home, trash: false, ..DeleteFacts::default() })
        })
    }
}
