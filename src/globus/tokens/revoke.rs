//! Signing out: revokes the tokens of a profile and removes its files.
//!
//! Each file names the Globus and the application that issued its tokens. They are revoked there, whatever the current
//! environment: a token of one Globus is never sent to another.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::timeout;

use super::document::Document;
use super::error::TokenError;
use super::lock::{self, Held};
use super::{OTHER, private_file};
use crate::domain::account::Account;
use crate::domain::secret::Token;
use crate::domain::text::Untrusted;
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::env::Environment;
use crate::globus::error::{ApiError, ErrorKind};
use crate::globus::http::Http;

/// How long one revocation may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The outcome for one file of tokens, which was removed.
#[derive(Clone, Debug)]
pub struct Revocation {
    /// The account they belonged to.
    pub account: Account,
    /// The base URL of the Globus Auth that issued them.
    pub service: Untrusted,
    /// How many were revoked.
    pub revoked: usize,
    /// Those that could not be revoked.
    pub unrevoked: Vec<Unrevoked>,
}

/// A token that was removed here and may still be valid.
#[derive(Clone, Debug)]
pub struct Unrevoked {
    /// The resource server it is for.
    pub resource_server: Untrusted,
    /// When it expires, in seconds since the Unix epoch; `None` for a refresh token.
    pub expires_at: Option<i64>,
    /// Why it could not be revoked.
    pub reason: ApiError,
}

/// Signs out of the profile: revokes the tokens in `path` and in the file set aside beside it, and removes both files.
/// Returns an empty list when no tokens are stored.
///
/// # Errors
/// A [`TokenError`] for a file that is unsafe, unreadable or cannot be removed; a file before it is already removed.
pub async fn revoke_all(path: &Path, environment: &Environment) -> Result<Vec<Revocation>, TokenError> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(OTHER);
    let files = [path.to_owned(), PathBuf::from(aside)];
    // Acquiring the lock would create the directory.
    if !files.iter().any(|file| std::fs::symlink_metadata(file).is_ok()) {
        return Ok(Vec::new());
    }
    let _turn = lock::take(path).await.map_err(|Held| TokenError::Busy)?;
    let mut all = Vec::new();
    for file in files {
        if let Some(document) = Document::load(&file)? {
            all.push(end(&document, environment).await);
            private_file::remove(&file).map_err(|fault| TokenError::file(&file, fault))?;
        }
    }
    Ok(all)
}

/// Revokes each token at the service that issued it, refresh tokens first.
async fn end(document: &Document, environment: &Environment) -> Revocation {
    let oauth = issuer(document, environment);
    let mut revoked = 0;
    let mut unrevoked = Vec::new();
    let mut down: Option<ApiError> = None;
    let renewing = document
        .tokens
        .iter()
        .filter_map(|(server, kept)| kept.refresh_token.as_ref().map(|token| (server, token, None)));
    let access =
        document.tokens.iter().map(|(server, kept)| (server, &kept.access_token, Some(kept.expires_at)));
    for (server, token, expires_at) in renewing.chain(access) {
        let outcome = match (&down, &oauth) {
            // The service is unreachable: the remaining tokens are not tried.
            (Some(why), _) | (None, Err(why)) => Err(why.clone()),
            (None, Ok(oauth)) => revoke(oauth, token).await,
        };
        match outcome {
            Ok(()) => revoked += 1,
            Err(why) => {
                if why.status.is_none() {
                    down = Some(why.clone());
                }
                let resource_server = Untrusted::new(&**server);
                unrevoked.push(Unrevoked { resource_server, expires_at, reason: why });
            }
        }
    }
    Revocation {
        account: document.account(),
        service: Untrusted::new(&*document.service),
        revoked,
        unrevoked,
    }
}

async fn revoke(oauth: &OAuth, token: &Token) -> Result<(), ApiError> {
    let late = |_| ApiError::new(ErrorKind::Unreachable, "no answer in time");
    timeout(PATIENCE, oauth.revoke(token)).await.map_err(late)?
}

fn issuer(document: &Document, environment: &Environment) -> Result<OAuth, ApiError> {
    let odd = |_| ApiError::new(ErrorKind::Refused, "the address these tokens came from cannot be used");
    let environment = environment.with_auth(&document.service).map_err(odd)?;
    let no_tls = |_| ApiError::new(ErrorKind::Certificate, "TLS cannot be set up here");
    let http = Http::new(&environment).map_err(no_tls)?;
    Ok(OAuth::native(environment, http, document.client_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::globus::auth::answer::Grant;
    use crate::globus::auth::flow::Authorization;
    use crate::globus::auth::test_server::{PERSON, Server};
    use crate::globus::tokens::StoredTokens;

    fn signed_in() -> Authorization {
        let grants = ["auth.globus.org", "transfer.api.globus.org"].map(|server| Grant {
            resource_server: server.into(),
            access: Token::new(format!("CANARY-access-{server}")),
            refresh: Some(Token::new(format!("CANARY-refresh-{server}"))),
            scope: Untrusted::new("s"),
            expires_at: 100_000,
        });
        let (username, name) = (Untrusted::new("ada@example.org"), None);
        let account = Account { identity: PERSON.parse().unwrap(), username, name, service_user: false };
        Authorization { account, grants: grants.into() }
    }

    fn here(server: &Server) -> Environment {
        Environment::local(&server.url).unwrap()
    }

    #[tokio::test]
    async fn all_tokens_are_ended_then_removed_and_the_profile_is_free() {
        let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
        let path = home.path().join("default/tokens.json");
        assert!(revoke_all(&path, &here(&server)).await.unwrap().is_empty());
        assert!(!path.parent().unwrap().exists(), "nothing to do leaves nothing behind");
        StoredTokens::new(&path, server.native()).keep(signed_in()).await.unwrap();
        let left = revoke_all(&path, &here(&server)).await.unwrap();
        assert_eq!((left.len(), left[0].revoked, left[0].unrevoked.len()), (1, 4, 0));
        assert_eq!(left[0].account.username.raw(), b"ada@example.org");
        let revoked = server.world().revoked.clone();
        assert!(revoked[..2].iter().all(|token| token.contains("refresh")), "{revoked:?}");
        assert_eq!(revoked.len(), 4);
        assert!(!path.exists() && revoke_all(&path, &here(&server)).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn tokens_end_where_they_came_from_and_nowhere_else() {
        let (old, new) = (Server::start().await, Server::start().await);
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("tokens.json");
        StoredTokens::new(&path, old.native()).keep(signed_in()).await.unwrap();
        StoredTokens::new(&path, new.native()).keep(signed_in()).await.unwrap();
        let left = revoke_all(&path, &here(&new)).await.unwrap();
        assert_eq!(
            left.iter().map(|left| (left.revoked, left.unrevoked.len())).collect::<Vec<_>>(),
            [(4, 0); 2]
        );
        assert_eq!((old.world().revoked.len(), new.world().revoked.len()), (4, 4));
        assert_eq!(
            std::fs::read_dir(home.path()).unwrap().count(),
            1,
            "only the lock stays: what was set aside goes, too"
        );
    }

    #[tokio::test]
    async fn without_a_network_what_is_here_is_removed_and_what_stays_good_is_told() {
        let (server, home) = (Server::start().await, tempfile::tempdir().unwrap());
        let path = home.path().join("tokens.json");
        let closed = {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            format!("http://{}/", listener.local_addr().unwrap())
        };
        let environment = Environment::local(&closed).unwrap();
        let oauth = OAuth::native(
            environment.clone(),
            Http::new(&environment).unwrap(),
            crate::globus::auth::test_server::CLIENT.parse().unwrap(),
        );
        StoredTokens::new(&path, oauth).keep(signed_in()).await.unwrap();
        let left = revoke_all(&path, &here(&server)).await.unwrap();
        assert_eq!((left[0].revoked, left[0].unrevoked.len(), path.exists()), (0, 4, false));
        assert_eq!(left[0].unrevoked.iter().filter(|alive| alive.expires_at == Some(100_000)).count(), 2);
        assert!(server.world().revoked.is_empty());
        assert!(!format!("{left:?}").contains("CANARY"));
    }
}
