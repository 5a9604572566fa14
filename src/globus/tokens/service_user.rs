//! The tokens of a service user, kept for as long as they are valid, so that a start requests none.
//!
//! The file is only a cache, as the secret gets new tokens at any time. One that cannot be used (unsafe, unreadable, of
//! another application, Globus or secret) counts as missing, and one that cannot be written is no failure.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::hmac;
use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};

use super::document::{secret, text};
use super::private_file;
use crate::domain::account::Account;
use crate::domain::ids::{ClientId, IdentityId};
use crate::domain::secret::Token;
use crate::domain::text::Untrusted;
use crate::globus::auth::answer::Grant;
use crate::globus::auth::oauth_http::OAuth;
use crate::globus::error::ApiError;

/// The version this program writes; another one counts as missing.
const VERSION: u64 = 1;

/// Where the tokens of a service user are kept.
#[derive(Clone, Debug)]
pub struct ServiceUserFile(PathBuf);

/// What is kept.
#[derive(Debug, Default)]
pub struct KeptTokens {
    /// The tokens, which may have expired.
    pub grants: Vec<Grant>,
    /// The account, if it was asked for.
    pub account: Option<Account>,
}

#[derive(Serialize, Deserialize)]
struct Content {
    version: u64,
    client_id: ClientId,
    /// The base URL of Globus Auth: a token of one Globus is never sent to another.
    service: Box<str>,
    /// Made of the two by the secret: it shows that the secret is the same, and does not tell it.
    secret_tag: Box<str>,
    #[serde(default)]
    identity: Option<Identity>,
    /// By resource server.
    tokens: BTreeMap<Box<str>, Kept>,
}

#[derive(Serialize, Deserialize)]
struct Identity {
    sub: IdentityId,
    #[serde(with = "text")]
    username: Untrusted,
    #[serde(default, with = "text")]
    name: Untrusted,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(with = "secret")]
    access_token: Token,
    #[serde(default, with = "text")]
    scope: Untrusted,
    /// Seconds since the Unix epoch.
    expires_at: i64,
}

impl ServiceUserFile {
    /// Tokens are kept in `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// What is kept of the application `oauth`, with the secret it has.
    pub async fn load(&self, oauth: &OAuth) -> Option<KeptTokens> {
        let content = self.on_disk(read).await.flatten()?;
        let is_of_this = content.client_id == oauth.client()
            && *content.service == *oauth.base().as_str()
            && is_tag(&content.secret_tag, oauth);
        is_of_this.then(|| content.kept())
    }

    /// Keeps these tokens, in the place of those before.
    pub async fn save(&self, oauth: &OAuth, grants: &[Grant], account: Option<&Account>) {
        let Some(secret_tag) = tag(oauth) else { return };
        let kept = |grant: &Grant| Kept {
            access_token: grant.access.clone(),
            scope: grant.scope.clone(),
            expires_at: grant.expires_at,
        };
        let content = Content {
            version: VERSION,
            client_id: oauth.client(),
            service: oauth.base().as_str().into(),
            secret_tag: secret_tag.into(),
            identity: account.map(|account| Identity {
                sub: account.identity,
                username: account.username.clone(),
                name: account.name.clone().unwrap_or_default(),
            }),
            tokens: grants.iter().map(|grant| (grant.resource_server.clone(), kept(grant))).collect(),
        };
        let saved = self
            .on_disk(move |path| {
                let bytes = Zeroizing::new(serde_json::to_vec_pretty(&content).ok()?);
                private_file::replace(path, &bytes).ok()
            })
            .await;
        if saved.flatten().is_none() {
            tracing::warn!(
                "the tokens of the service user could not be kept: the next start requests new ones"
            );
        }
    }

    /// Removes the file, and revokes its tokens at the service if it is of the application `oauth`.
    ///
    /// # Errors
    /// The [`ApiError`] of a token that is removed here and may still be valid.
    pub async fn revoke(&self, oauth: Option<&OAuth>) -> Result<(), ApiError> {
        let kept = match oauth {
            Some(oauth) => self.load(oauth).await.map(|kept| (oauth, kept.grants)),
            None => None,
        };
        self.remove().await;
        let Some((oauth, grants)) = kept else { return Ok(()) };
        let mut first = Ok(());
        for grant in grants {
            let revoked = oauth.revoke(&grant.access).await;
            first = first.and(revoked);
        }
        first
    }

    /// Removes the file: its tokens are rejected.
    pub async fn remove(&self) {
        let removed = self.on_disk(|path| private_file::remove(path).ok()).await;
        if removed.flatten().is_none() {
            tracing::warn!("the file of the service user's tokens could not be removed");
        }
    }

    async fn on_disk<T: Send + 'static>(&self, work: impl FnOnce(&Path) -> T + Send + 'static) -> Option<T> {
        let path = self.0.clone();
        tokio::task::spawn_blocking(move || work(&path)).await.ok()
    }
}

impl Content {
    fn kept(self) -> KeptTokens {
        let grant = |(resource_server, kept): (Box<str>, Kept)| Grant {
            resource_server,
            access: kept.access_token,
            refresh: None,
            scope: kept.scope,
            expires_at: kept.expires_at,
        };
        let account = |identity: Identity| Account {
            identity: identity.sub,
            username: identity.username,
            name: Some(identity.name).filter(|name| !name.is_empty()),
            service_user: true,
        };
        KeptTokens {
            grants: self.tokens.into_iter().map(grant).collect(),
            account: self.identity.map(account),
        }
    }
}

fn read(path: &Path) -> Option<Content> {
    let bytes = Zeroizing::new(private_file::read(path).ok().flatten()?);
    // serde's message would quote the content of the file.
    let content: Content = serde_json::from_slice(&bytes).ok()?;
    (content.version == VERSION).then_some(content)
}

fn key(oauth: &OAuth) -> Option<(hmac::Key, String)> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, oauth.secret()?.expose().as_bytes());
    Some((key, format!("{}\n{}", oauth.client(), oauth.base().as_str())))
}

fn tag(oauth: &OAuth) -> Option<String> {
    let (key, text) = key(oauth)?;
    Some(BASE64_STANDARD.encode(hmac::sign(&key, text.as_bytes())))
}

fn is_tag(tag: &str, oauth: &OAuth) -> bool {
    let decoded = BASE64_STANDARD.decode(tag).ok();
    decoded
        .zip(key(oauth))
        .is_some_and(|(tag, (key, text))| hmac::verify(&key, text.as_bytes(), &tag).is_ok())
}

#[cfg(test)]
#[path = "service_user_tests.rs"]
mod tests;
