//! The ready line of `hemi sandbox`: addresses, users, clients and collections.

use std::path::PathBuf;

use serde::Serialize;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::services::control;

/// A description of a running sandbox; serialised as one line of JSON.
#[derive(Debug, Clone, Serialize)]
pub struct Ready {
    pub url: String,
    pub client_id: Uuid,
    pub users: Vec<ReadyUser>,
    pub service_client: ReadyClient,
    pub collections: Vec<ReadyCollection>,
    /// The base URL of the control routes.
    pub control: String,
    /// The certificate of the authority behind the managers of servers, for `GLOBUS_SDK_VERIFY_SSL`.
    pub ca_file: PathBuf,
}

/// An identity that can sign in.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyUser {
    pub username: String,
    pub id: Uuid,
}

/// The service client.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyClient {
    pub id: Uuid,
    pub secret: String,
}

/// A collection and the directory that holds its files.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyCollection {
    pub name: String,
    pub id: Uuid,
    pub root: PathBuf,
}

impl Ready {
    /// The description of the sandbox at `url`.
    pub fn of(url: &str, ca_file: PathBuf, accounts: &Accounts) -> Self {
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
            ca_file,
        }
    }
}
