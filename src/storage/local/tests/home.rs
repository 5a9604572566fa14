//! `/~` is the home directory, as in a collection.

use super::*;
use crate::storage::Storage as _;

#[tokio::test]
async fn a_path_from_the_home_directory_is_one_of_the_disks() {
    let dir = zoo();
    let store = LocalStore::new(path(dir.path()));
    let names = |listing: Listing| -> Vec<String> {
        listing.iter().map(|entry| entry.name.sanitized().as_str().to_owned()).collect()
    };
    let all = names(listed(&store, &path(dir.path()), RowDetail::Names).await.unwrap());
    assert!(all.len() > 3);
    assert_eq!(names(listed(&store, &StorePath::home(), RowDetail::Names).await.unwrap()), all);
    let inside = StorePath::parse("~/dir").unwrap();
    store.mkdir(&inside.join(&name(b"new"))).await.unwrap();
    assert_eq!(names(listed(&store, &inside, RowDetail::Names).await.unwrap()), ["new"]);
    assert!(store.stat(&StorePath::parse("/~/file").unwrap()).await.unwrap().size == Some(5));
    // The end of a listing names the directory as the disks do.
    let mut parts = store.list(Some(StorePath::home()), RowDetail::Names);
    let mut end = None;
    while let Some(part) = parts.next().await {
        if let Part::End(it) = part.unwrap() {
            end = Some(it.path);
        }
    }
    assert_eq!(end, Some(path(dir.path())));
}
