//! What a program that uses a sandbox must know of it: the ready line of `hemi sandbox`.

use std::path::PathBuf;

use serde::Serialize;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::services::control;

/// What a caller needs to know of a running sandbox; one line of JSON.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    pub url: String,
    pub client_id: Uuid,
    pub users: Vec<ReadyUser>,
    pub service_client: ReadyClient,
    pub collections: Vec<ReadyCollection>,
    /// Base of the control surface.
    pub control: String,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyUser {
    pub username: String,
    pub id: Uuid,
}

/// The client that acts as itself.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyClient {
    pub id: Uuid,
    pub secret: String,
}

/// A collection and the real directory behind it.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyCollection {
    pub name: String,
    pub id: Uuid,
    pub root: PathBuf,
}

impl Ready {
    /// Of the sandbox at `url` with these accounts.
    pub fn of(url: &str, accounts: &Accounts) -> Self {
        let users = accounts.users.iter().filter_map(|id| accounts.identities.get(id));
        let secret = accounts.clients.get(&accounts.service_client).and_then(|client| client.secret.clone());
        let real =
            accounts.order.iter().filter_map(|id| accounts.collections.get(id)).filter(|c| !c.dir.is_empty());
        Self {
            url: url.to_owned(),
            client_id: accounts.native_client,
            users: users.map(|user| ReadyUser { username: user.username.clone(), id: user.id }).collect(),
            service_client: ReadyClient { id: accounts.service_client, secret: secret.unwrap_or_default() },
            collections: real
                .map(|c| ReadyCollection { name: c.display_name.clone(), id: c.id, root: c.root.clone() })
                .collect(),
            control: format!("{url}{}", control::BASE),
        }
    }
}
