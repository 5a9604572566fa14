//! The files of a collection by HTTPS (`globus-api.md` 12): their beginnings. Each collection is a resource server of its
//! own, with its own consent and token. Start with [`head`].

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::audience::Audience;
use super::base_url::BaseUrl;
use super::call::Request;
use super::client::Globus;
use super::error::{ApiError, ErrorKind};
use super::scopes::{Scope, Scopes};
use super::transfer::endpoints;
use super::transfer::path::GlobusPath;
use crate::domain::collection::Collection;
use crate::domain::file_head::{FileHead, MOST};
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::requirement::{data_access, https_access};
use crate::safe;

/// All but the unreserved characters of a URL, and the slash between names.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The first bytes of a file; `None` where the collection serves no files by HTTPS.
///
/// # Errors
/// `Requirement` until the user allows it, `NotFound`, `Denied`; those of [`Globus::call`] for a read.
pub async fn head(
    globus: &Globus,
    collection: CollectionId,
    path: &StorePath,
) -> Result<Option<FileHead>, ApiError> {
    let Some(server) = server(globus, collection).await? else { return Ok(None) };
    let path = GlobusPath::new(path)
        .map_err(|_| ApiError::new(ErrorKind::Refused, "its name is not UTF-8, which Globus requires"))?;
    let path = utf8_percent_encode(&String::from(path), ENCODED).to_string();
    let (bytes, size) = globus.first_bytes(Request::get(&server, path), MOST).await?;
    Ok(Some(FileHead { bytes: bytes.into(), size }))
}

/// The server of a collection's files, looked up once for a sign-in.
async fn server(globus: &Globus, collection: CollectionId) -> Result<Option<Audience>, ApiError> {
    if let Some(known) = globus.known_https(collection) {
        return Ok(known);
    }
    let found = audience(globus, &endpoints::endpoint(globus, collection).await?)?;
    globus.learn_https(collection, found.clone());
    Ok(found)
}

fn audience(globus: &Globus, collection: &Collection) -> Result<Option<Audience>, ApiError> {
    let Some(text) = &collection.https_server else { return Ok(None) };
    let unusable = || ApiError::new(ErrorKind::Refused, "the address of its HTTPS server cannot be used");
    let base = BaseUrl::parse(text.raw_str().unwrap_or_default()).map_err(|_| unusable())?;
    // A document of a service elsewhere names no server of this computer.
    if base.is_loopback() && !globus.transfer().base().is_loopback() {
        return Err(unusable());
    }
    // Both are scopes of their own (section 3): the second does not come with the first.
    let mut scopes: Scopes = Scope::named(&https_access(collection.id)).into_iter().collect();
    if collection.asks_data_access() {
        scopes.merge(Scope::named(&data_access(collection.id)).into_iter().collect());
    }
    let title = safe!("the HTTPS server of {}", collection.title());
    Ok(Some(Audience::new(title, collection.id.to_string(), base, scopes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::testing::{Seen, Server, ServerStep, answer};

    const ID: &str = "6d3b5a2e-1111-4222-8333-444455556666";

    /// A collection whose files are served by `say` at the same address.
    async fn served(
        entity: &'static str,
        say: impl Fn(&Seen) -> Vec<ServerStep> + Send + Sync + 'static,
    ) -> Server {
        Server::start(move |_, seen| {
            if !seen.line().contains("endpoint/") {
                return say(seen);
            }
            let host = seen.header("host").unwrap().to_owned();
            let https = format!("http://{host}/files");
            let body = format!(r#"{{"display_name":"c","entity_type":"{entity}","https_server":"{https}"}}"#);
            answer(200, "", &body)
        })
        .await
    }

    async fn read(server: &Server, path: &str) -> Result<Option<FileHead>, ApiError> {
        head(&server.globus(), ID.parse().unwrap(), &StorePath::parse(path).unwrap()).await
    }

    #[tokio::test]
    async fn the_first_bytes_are_asked_for_at_the_encoded_path() {
        let server =
            served("GCSv5_guest_collection", |_| answer(206, "content-range: bytes 0-3/70000\r\n", "abcd"))
                .await;
        let head = read(&server, "/a b/100% #?é").await.unwrap().unwrap();
        assert_eq!((&*head.bytes, head.size), (&b"abcd"[..], Some(70_000)));
        let seen = server.seen();
        assert_eq!(seen[1].line(), "GET /files/a%20b/100%25%20%23%3F%C3%A9");
        assert_eq!(seen[1].header("range"), Some("bytes=0-65535"));
        assert_eq!(seen[1].header("accept-encoding"), Some("identity"));
        assert!(seen[1].header("authorization").is_some());
    }

    #[tokio::test]
    async fn a_server_that_sends_all_is_read_no_further_than_needed() {
        let whole = "x".repeat(MOST + 5_000);
        let server = served("GCSv5_guest_collection", move |_| answer(200, "", &whole)).await;
        let head = read(&server, "/f").await.unwrap().unwrap();
        assert_eq!((head.bytes.len(), head.size), (MOST, Some(MOST as u64 + 5_000)));
    }

    #[tokio::test]
    async fn an_empty_file_has_no_range_and_a_missing_one_may_be_told_by_a_page() {
        let server =
            served("GCSv5_guest_collection", |_| answer(416, "content-range: bytes */0\r\n", "")).await;
        assert_eq!(
            read(&server, "/f").await.unwrap(),
            Some(FileHead { size: Some(0), ..FileHead::default() })
        );
        let server = served("GCSv5_guest_collection", |_| answer(404, "", "<html>no</html>")).await;
        assert_eq!(read(&server, "/f").await.unwrap_err().kind, ErrorKind::NotFound);
        // Rows of another part of the file are no beginning.
        let server =
            served("GCSv5_guest_collection", |_| answer(206, "content-range: bytes 5-8/9\r\n", "abcd")).await;
        assert!(read(&server, "/f").await.is_err());
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed_and_no_token_goes_with_it() {
        let elsewhere = Server::start(|_, _| answer(200, "", "stolen")).await;
        let location = format!("location: {}\r\n", elsewhere.url);
        let server = served("GCSv5_guest_collection", move |_| answer(302, &location, "")).await;
        assert_eq!(read(&server, "/f").await.unwrap_err().kind, ErrorKind::Redirected);
        assert!(elsewhere.seen().is_empty());
    }

    #[tokio::test]
    async fn a_redirect_to_the_sign_in_is_a_rejected_token() {
        let location = "location: https://auth.globus.org/v2/oauth2/authorize?client_id=x\r\n";
        let server = served("GCSv5_guest_collection", move |_| answer(302, location, "")).await;
        assert_eq!(read(&server, "/f").await.unwrap_err().kind, ErrorKind::Unauthenticated);
    }

    #[tokio::test]
    async fn a_collection_without_a_server_is_told_and_odd_ones_are_refused() {
        for (https, expected) in [
            ("null", Ok(None)),
            (r#""""#, Ok(None)),
            (r#""http://files.example.org""#, Err(ErrorKind::Refused)),
            (r#""https://u:p@files.example.org""#, Err(ErrorKind::Refused)),
        ] {
            let body = format!(r#"{{"entity_type":"GCSv5_guest_collection","https_server":{https}}}"#);
            let server = Server::start(move |_, _| answer(200, "", &body)).await;
            assert_eq!(read(&server, "/f").await.map_err(|error| error.kind), expected, "{https}");
        }
    }
}
