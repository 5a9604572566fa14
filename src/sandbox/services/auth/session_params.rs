//! The `session_required_*` parameters of an authorization request (`globus-api.md` 2.2).

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::identity::Identity;
use crate::sandbox::model::session::{Authentication, Session};
use crate::sandbox::model::session_policy::SessionRequirement;
use crate::sandbox::services::auth::params::{AuthorizeParams, is_true};

/// The `session_required_*` parameters and `prompt` of a request.
#[derive(Debug, Clone, Default)]
pub struct SessionParams {
    /// Those of these identities that the person has must all authenticate, and at least one.
    identities: Vec<Uuid>,
    domains: Vec<String>,
    policies: Vec<SessionRequirement>,
    /// All of the above require a second factor.
    mfa: bool,
    /// `prompt=login`: earlier authentications of the browser do not count.
    reauthenticate: bool,
}

impl SessionParams {
    /// Parses the parameters. The error names an unknown identity or policy.
    pub fn parse(accounts: &Accounts, params: &AuthorizeParams) -> Result<Self, String> {
        let list = |name| {
            let text = params.get(name).unwrap_or_default();
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
        };
        let mut wanted = Self { reauthenticate: params.get("prompt") == Some("login"), ..Self::default() };
        for name in list("session_required_identities") {
            let found = accounts.identity(&name).ok_or_else(|| format!("There is no identity {name:?}"))?;
            wanted.identities.push(found.id);
        }
        wanted.domains = list("session_required_single_domain").collect();
        for id in list("session_required_policies") {
            let found = accounts.policy(&id).ok_or_else(|| format!("There is no policy {id:?}"))?;
            wanted.policies.push(found.requirement.clone());
        }
        wanted.mfa = is_true(params.get("session_required_mfa"));
        Ok(wanted)
    }

    /// Whether a second factor is required.
    pub fn mfa(&self) -> bool {
        self.mfa || self.policies.iter().any(|requirement| requirement.mfa)
    }

    fn requirements(&self, accounts: &Accounts, person: Uuid) -> Vec<SessionRequirement> {
        let is_own = |id: &&Uuid| accounts.identities.get(id).is_some_and(|held| held.primary == person);
        let one =
            |identities| SessionRequirement { identities, mfa: self.mfa, ..SessionRequirement::default() };
        let mut all: Vec<SessionRequirement> =
            self.identities.iter().filter(is_own).map(|id| one(vec![*id])).collect();
        if all.is_empty() && !self.identities.is_empty() {
            all.push(one(self.identities.clone()));
        }
        if !self.domains.is_empty() || (self.mfa && all.is_empty()) {
            all.push(SessionRequirement { domains: self.domains.clone(), ..one(Vec::new()) });
        }
        all.extend(self.policies.iter().cloned());
        all
    }

    /// The person's identities that meet the requirements, for automatic consent; `chosen` when none is required.
    pub fn identities_to_use(&self, accounts: &Accounts, chosen: &Identity) -> Vec<Uuid> {
        let mut identities_to_use = Vec::new();
        for requirement in self.requirements(accounts, chosen.primary) {
            let anybody = requirement.identities.is_empty() && requirement.domains.is_empty();
            let fit =
                accounts.linked(chosen).find(|identity| !anybody && requirement.accepts_identity(identity));
            identities_to_use
                .extend(fit.map(|identity| identity.id).filter(|id| !identities_to_use.contains(id)));
        }
        if identities_to_use.is_empty() { vec![chosen.id] } else { identities_to_use }
    }

    /// Adds an authentication to this request's. Without `prompt=login` an identity whose earlier authentication
    /// meets the requirements is not authenticated again and keeps its time.
    pub fn record_authentication(
        &self,
        accounts: &Accounts,
        before: &Session,
        authentications: &mut BTreeMap<Uuid, Authentication>,
        identity: Uuid,
        now: Authentication,
    ) {
        let known = before.authentications.contains_key(&identity);
        let enough = self.first_unmet(accounts, before, now.at).is_none();
        if self.reauthenticate || !known || !enough {
            authentications.insert(identity, now);
        }
    }

    /// The first requirement that is not met after this request's authentications; None when all are met.
    pub fn unmet_requirement(
        &self,
        accounts: &Accounts,
        before: &Session,
        authentications: &BTreeMap<Uuid, Authentication>,
        now: Timestamp,
    ) -> Option<String> {
        let mut judged = before.clone();
        if self.reauthenticate {
            judged.authentications.clear();
        }
        judged.authentications.extend(authentications.clone());
        self.first_unmet(accounts, &judged, now)
    }

    fn first_unmet(&self, accounts: &Accounts, session: &Session, now: Timestamp) -> Option<String> {
        let requirements = self.requirements(accounts, session.person);
        let unmet = requirements
            .iter()
            .find(|requirement| !requirement.is_met_by(&accounts.identities, session, now));
        unmet.map(|requirement| requirement.message(&accounts.identities))
    }
}
