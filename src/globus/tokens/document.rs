//! The format of `tokens.json`, and the only place where a token is serialized.
//!
//! Members added by a later version are preserved.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::TokenError;
use super::private_file;
use crate::domain::account::Account;
use crate::domain::ids::{ClientId, IdentityId};
use crate::domain::secret::Token;
use crate::domain::text::Untrusted;
use crate::globus::auth::answer::Grant;

/// The version this program writes.
const VERSION: u64 = 1;

/// The tokens of one identity, issued to one application of one Globus.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Document {
    version: u64,
    pub client_id: ClientId,
    /// The base URL of Globus Auth: a token of one Globus is never sent to another.
    pub service: Box<str>,
    pub identity: Identity,
    /// By resource server.
    pub tokens: BTreeMap<Box<str>, Kept>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Identity {
    pub sub: IdentityId,
    #[serde(with = "text")]
    pub username: Untrusted,
    #[serde(default, with = "text")]
    name: Untrusted,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    #[serde(with = "secret")]
    pub access_token: Token,
    #[serde(default, with = "secret::option")]
    pub refresh_token: Option<Token>,
    #[serde(default, with = "text")]
    scope: Untrusted,
    /// Seconds since the Unix epoch.
    pub expires_at: i64,
    #[serde(default = "bearer")]
    token_type: Box<str>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

/// Why bytes cannot be read as a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    Garbage,
    Newer(u64),
}

impl Document {
    pub fn new(client_id: ClientId, service: &str, account: &Account) -> Self {
        let identity = Identity {
            sub: account.identity,
            username: account.username.clone(),
            name: account.name.clone().unwrap_or_default(),
            unknown: Map::new(),
        };
        let (tokens, unknown) = (BTreeMap::new(), Map::new());
        Self { version: VERSION, client_id, service: service.into(), identity, tokens, unknown }
    }

    /// The document in a file; `None` when there is no file.
    pub fn load(path: &Path) -> Result<Option<Self>, TokenError> {
        let bytes = private_file::read(path).map_err(|fault| TokenError::file(path, fault))?;
        let Some(bytes) = bytes.map(Zeroizing::new) else { return Ok(None) };
        Self::read(&bytes).map(Some).map_err(|why| match why {
            Unreadable::Garbage => TokenError::Garbage { path: private_file::safe_path(path) },
            Unreadable::Newer(version) => TokenError::Newer { path: private_file::safe_path(path), version },
        })
    }

    pub fn read(bytes: &[u8]) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Version {
            version: u64,
        }
        // serde's message would quote the content of the file.
        let Version { version } = serde_json::from_slice(bytes).map_err(|_| Unreadable::Garbage)?;
        if version > VERSION {
            return Err(Unreadable::Newer(version));
        }
        serde_json::from_slice(bytes).map_err(|_| Unreadable::Garbage)
    }

    pub fn write(&self) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
        serde_json::to_vec_pretty(self).map(Zeroizing::new).map_err(|_| Unreadable::Garbage)
    }

    /// Stores a grant; without a refresh token in it, the old one stays.
    pub fn take(&mut self, grant: Grant) {
        let old = self.tokens.remove(&grant.resource_server);
        let (old_refresh, unknown) =
            old.map_or_else(Default::default, |old| (old.refresh_token, old.unknown));
        let kept = Kept {
            access_token: grant.access,
            refresh_token: grant.refresh.or(old_refresh),
            scope: grant.scope,
            expires_at: grant.expires_at,
            token_type: bearer(),
            unknown,
        };
        self.tokens.insert(grant.resource_server, kept);
    }

    pub fn account(&self) -> Account {
        Account {
            identity: self.identity.sub,
            username: self.identity.username.clone(),
            name: Some(self.identity.name.clone()).filter(|name| !name.is_empty()),
            service_user: false,
        }
    }
}

fn bearer() -> Box<str> {
    "Bearer".into()
}

pub(super) mod secret {
    use super::Token;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(token: &Token, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(token.expose())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Token, D::Error> {
        String::deserialize(from).map(Token::new)
    }

    pub mod option {
        use super::{Deserializer, Serializer, Token};
        use serde::{Deserialize as _, Serialize as _};

        pub fn serialize<S: Serializer>(token: &Option<Token>, to: S) -> Result<S::Ok, S::Error> {
            token.as_ref().map(Token::expose).serialize(to)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Token>, D::Error> {
            Option::<String>::deserialize(from).map(|text| text.map(Token::new))
        }
    }
}

pub(super) mod text {
    use super::Untrusted;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(text: &Untrusted, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&String::from_utf8_lossy(text.raw()))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Untrusted, D::Error> {
        Option::<String>::deserialize(from).map(|text| Untrusted::new(text.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{
        "version": 1, "client_id": "1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901", "service": "https://auth.globus.org/",
        "identity": {"sub": "aaaaaaaa-5f60-7182-93a4-b5c6d7e8f901", "username": "ada@example.org", "later": [1]},
        "tokens": {"transfer.api.globus.org": {"access_token": "A", "refresh_token": "R", "scope": "s",
            "expires_at": 5, "token_type": "Bearer", "later": true}, "x": {"access_token": "X", "expires_at": 1}},
        "later": {"a": null}}"#;

    #[test]
    fn what_a_later_version_added_is_kept() {
        let mut document = Document::read(FILE.as_bytes()).unwrap();
        document.take(Grant {
            resource_server: "transfer.api.globus.org".into(),
            access: Token::new("B"),
            refresh: None,
            scope: Untrusted::new("s2"),
            expires_at: 9,
        });
        let written: Value = serde_json::from_slice(&document.write().unwrap()).unwrap();
        let mut expected: Value = serde_json::from_str(FILE).unwrap();
        let mut change = |at: &str, value: Value| {
            let (parent, key) = at.rsplit_once('/').unwrap();
            expected.pointer_mut(parent).unwrap()[key] = value;
        };
        change("/tokens/transfer.api.globus.org/access_token", "B".into());
        change("/tokens/transfer.api.globus.org/scope", "s2".into());
        change("/tokens/transfer.api.globus.org/expires_at", 9.into());
        change("/identity/name", "".into());
        change("/tokens/x/refresh_token", Value::Null);
        change("/tokens/x/scope", "".into());
        change("/tokens/x/token_type", "Bearer".into());
        assert_eq!(written, expected);
    }

    #[test]
    fn what_is_cut_off_or_foreign_is_garbage_and_newer_is_newer() {
        for end in 0..FILE.len() {
            assert_eq!(
                Document::read(&FILE.as_bytes()[..end]).err(),
                Some(Unreadable::Garbage),
                "cut at {end}"
            );
        }
        for bad in ["[]", "7", "{}", "\0\0\0\0", r#"{"version":1}"#, r#"{"version":"1"}"#] {
            assert_eq!(Document::read(bad.as_bytes()).err(), Some(Unreadable::Garbage));
        }
        assert_eq!(Document::read(br#"{"version":2,"all":"new"}"#).err(), Some(Unreadable::Newer(2)));
    }
}
