//! A listing keeps its promise of exactly one end, whatever the store below does.

use futures_util::stream::{self, StreamExt as _};

use super::{Part, Parts, StorageError};

/// The same listing up to its end or first error. One that just stops, as when the part of hemi that read it died,
/// ends with an error: what came is then a part of the directory only.
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
