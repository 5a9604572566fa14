//! Bookmarks: the user's names for directories (`globus-api.md` 11.1).

use super::get;
use crate::domain::bookmark::{Bookmark, UnusablePath};
use crate::domain::path::StorePath;
use crate::domain::place::drive_path;
use crate::domain::text::Untrusted;
use crate::globus::client::Globus;
use crate::globus::error::ApiError;

/// All bookmarks of the user. Those without a collection are left out; those with an unusable path are not.
///
/// # Errors
/// Those of [`Globus::call`] for a read.
pub async fn bookmark_list(globus: &Globus) -> Result<Vec<Bookmark>, ApiError> {
    let (_, bookmarks) = globus.list(get(globus, "bookmark_list")).await?;
    let read = bookmarks.iter().filter_map(|one| {
        Some(Bookmark {
            name: one.text("name")?,
            collection: one.parsed("endpoint_id")?,
            path: path(one.text("path").unwrap_or_default()),
        })
    });
    Ok(read.collect())
}

/// Bookmarks made on Windows may hold `C:/Users/x`, which is `/C/Users/x` in Globus.
fn path(text: Untrusted) -> Result<StorePath, UnusablePath> {
    let raw = text.raw_str().unwrap_or_default();
    let path = drive_path(raw).map_or_else(|| StorePath::parse(raw), StorePath::parse);
    path.map_err(|reason| UnusablePath { text, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::testing::{Server, answer};

    #[tokio::test]
    async fn a_path_that_cannot_be_used_is_told_and_not_left_out() {
        const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";
        let one =
            |name: &str, path: &str| format!(r#"{{"name":"{name}","endpoint_id":"{ID}","path":{path}}}"#);
        let rows = [
            one("plain", r#""/data/x/""#),
            one("windows", r#""C:/Users/x/""#),
            one("backslashes", r#""d:\\\\data""#.replace("\\\\\\\\", "\\\\").as_str()),
            one("null", "null"),
            one("relative", r#""data/x""#),
            r#"{"name":"nowhere","endpoint_id":null,"path":"/"}"#.to_owned(),
        ];
        let body = format!(r#"{{"DATA":[{}]}}"#, rows.join(","));
        let server = Server::start(move |_, _| answer(200, "", &body)).await;
        let read = bookmark_list(&server.globus()).await.unwrap();
        let paths: Vec<_> = read
            .iter()
            .map(|one| match &one.path {
                Ok(path) => path.as_utf8().unwrap().to_owned(),
                Err(bad) => format!("{:?} {:?}", bad.text.raw_str().unwrap(), bad.reason),
            })
            .collect();
        let expected = ["/data/x", "/C/Users/x", "/d/data", "\"\" NotAbsolute", "\"data/x\" NotAbsolute"];
        assert_eq!(paths, expected);
    }
}
