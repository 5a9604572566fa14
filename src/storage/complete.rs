//! A listing keeps its promise of exactly one end, whatever the store below does.

use futures_util::stream::{self, StreamExt as _};

use super::{Part, Parts, StorageError};

/// The same listing up to its end or first error. One that stops without an end, for example after a panic, ends with
/// an error: its rows are then only a part of the directory.
pub fn complete(parts: Parts) -> Parts {
    stream::unfold((parts, false), async |(mut parts, over)| {
        if over {
            return None;
        }
        let part = parts.next().await.unwrap_or_else(|| Err(StorageError::no_end()));
        let last = matches!(part, Ok(Part::End(_)) | Err(_));
        Some((part, (parts, last)))
    })
    .boxed()
}
