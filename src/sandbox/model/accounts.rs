//! The store of identities, clients, grants, collections, bookmarks and groups, which Auth and Transfer share.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sandbox::model::bookmark::Bookmark;
use crate::sandbox::model::collection::{Collection, EntityType};
use crate::sandbox::model::grant::{AuthorizationCode, Consent, TokenRecord};
use crate::sandbox::model::identity::{CLIENT_DOMAIN, Client, Identities, Identity, Provider};
use crate::sandbox::model::session::Session;
use crate::sandbox::model::session_policy::Policy;
use crate::sandbox::model::sharing::Group;
use crate::sandbox::model::user_credential::UserCredential;

/// The persistent accounts and the catalogue of collections.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Accounts {
    pub seed: u64,
    /// The id of the built-in native client.
    pub native_client: Uuid,
    /// The id of the built-in service client, which has a secret.
    pub service_client: Uuid,
    /// The identities that can sign in; the first is the default.
    pub users: Vec<Uuid>,
    pub providers: Vec<Provider>,
    pub identities: Identities,
    pub clients: BTreeMap<Uuid, Client>,
    pub codes: HashMap<String, AuthorizationCode>,
    pub tokens: HashMap<String, TokenRecord>,
    /// Browser sessions: one for each client and person.
    pub sessions: Vec<Session>,
    pub policies: Vec<Policy>,
    pub consents: Vec<Consent>,
    pub next_consent: u64,
    pub collections: BTreeMap<Uuid, Collection>,
    /// Collection ids in listing order, the two of the demo first.
    pub order: Vec<Uuid>,
    pub bookmarks: Vec<Bookmark>,
    pub groups: Vec<Group>,
    #[serde(default)]
    pub user_credentials: Vec<UserCredential>,
}

impl Accounts {
    /// Finds an identity by id or username.
    pub fn identity(&self, id_or_username: &str) -> Option<&Identity> {
        let by_id = id_or_username.parse().ok().and_then(|id: Uuid| self.identities.get(&id));
        by_id.or_else(|| self.by_username(id_or_username))
    }

    /// Finds an identity by username, ignoring case.
    pub fn by_username(&self, username: &str) -> Option<&Identity> {
        self.identities.values().find(|identity| identity.username.eq_ignore_ascii_case(username))
    }

    /// Finds a policy by id or name.
    pub fn policy(&self, id_or_name: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id.to_string() == id_or_name || policy.name == id_or_name)
    }

    /// The linked identities of this one, itself first.
    pub fn linked<'a>(&'a self, identity: &'a Identity) -> impl Iterator<Item = &'a Identity> {
        let others = self.identities.values();
        let others = others.filter(move |other| other.primary == identity.primary && other.id != identity.id);
        std::iter::once(identity).chain(others)
    }

    /// The provider of a username's domain; the first provider when none matches.
    pub fn provider_of(&self, username: &str) -> Uuid {
        let domain = username.rsplit('@').next().unwrap_or_default();
        let found = self.providers.iter().find(|provider| provider.domains.iter().any(|held| held == domain));
        found.or(self.providers.first()).map(|provider| provider.id).unwrap_or_default()
    }

    /// The identity of a client.
    pub fn client_identity(&self, client: &Client) -> Identity {
        let username = format!("{}@{CLIENT_DOMAIN}", client.id);
        Identity {
            id: client.id,
            provider: self.provider_of(&username),
            username,
            name: Some(client.name.clone()),
            email: None,
            organization: None,
            used: true,
            primary: client.id,
        }
    }

    /// Has every server's manager, and the collections of that server, name its address below `url`.
    pub fn set_manager_urls(&mut self, url: &str) {
        let servers = self.collections.values().filter(|one| one.entity_type == EntityType::Endpoint);
        let servers: Vec<Uuid> = servers.map(|one| one.id).collect();
        for one in self.collections.values_mut() {
            let server = if servers.contains(&one.id) { Some(one.id) } else { one.endpoint };
            let server = server.filter(|id| servers.contains(id));
            one.gcs_manager_url = server.map(|id| format!("{url}/{id}"));
        }
    }

    /// The session of this client and person, or a new one without authentications.
    pub fn session_or_new(&self, client: Uuid, person: Uuid) -> Session {
        let found = self.sessions.iter().find(|held| held.client == client && held.person == person);
        let new = || Session { id: Uuid::new_v4(), client, person, authentications: BTreeMap::new() };
        found.cloned().unwrap_or_else(new)
    }

    /// Stores a session, replacing the one of the same client and person.
    pub fn store_session(&mut self, session: &Session) {
        self.sessions.retain(|held| held.client != session.client || held.person != session.person);
        self.sessions.push(session.clone());
    }
}
