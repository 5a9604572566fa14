//! What an authorize request wants of the session it makes (`globus-api.md` 2.2): whose sign-in, how fresh, how sure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::identity::Identity;
use crate::sandbox::model::session::{Authentication, Session};
use crate::sandbox::model::session_policy::Demand;
use crate::sandbox::services::auth::params::{Asked, yes};

/// The `session_required_*` members and `prompt` of a request.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Every one of these that the person has must sign in, and one at least.
    identities: Vec<Uuid>,
    domains: Vec<String>,
    policies: Vec<Demand>,
    /// All of the above with a second factor.
    mfa: bool,
    /// What the browser remembers does not count.
    fresh: bool,
}

impl Wanted {
    /// Reads them; the error says what nobody knows here.
    pub fn read(accounts: &Accounts, asked: &Asked) -> Result<Self, String> {
        let list = |name| {
            let text = asked.get(name).unwrap_or_default();
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
        };
        let mut wanted = Self { fresh: asked.get("prompt") == Some("login"), ..Self::default() };
        for name in list("session_required_identities") {
            let found = accounts.identity(&name).ok_or_else(|| format!("There is no identity {name:?}"))?;
            wanted.identities.push(found.id);
        }
        wanted.domains = list("session_required_single_domain").collect();
        for id in list("session_required_policies") {
            let found = accounts.policy(&id).ok_or_else(|| format!("There is no policy {id:?}"))?;
            wanted.policies.push(found.demand.clone());
        }
        wanted.mfa = yes(asked.get("session_required_mfa"));
        Ok(wanted)
    }

    /// Whether a second factor is asked for.
    pub fn mfa(&self) -> bool {
        self.mfa || self.policies.iter().any(|demand| demand.mfa)
    }

    fn demands(&self, accounts: &Accounts, person: Uuid) -> Vec<Demand> {
        let is_own = |id: &&Uuid| accounts.identities.get(id).is_some_and(|held| held.primary == person);
        let one = |identities| Demand { identities, mfa: self.mfa, ..Demand::default() };
        let mut all: Vec<Demand> = self.identities.iter().filter(is_own).map(|id| one(vec![*id])).collect();
        if all.is_empty() && !self.identities.is_empty() {
            all.push(one(self.identities.clone()));
        }
        if !self.domains.is_empty() || (self.mfa && all.is_empty()) {
            all.push(Demand { domains: self.domains.clone(), ..one(Vec::new()) });
        }
        all.extend(self.policies.iter().cloned());
        all
    }

    /// The identities with which a willing person would sign in: those of theirs that meet what is wanted, else `chosen`.
    pub fn picks(&self, accounts: &Accounts, chosen: &Identity) -> Vec<Uuid> {
        let mut picks = Vec::new();
        for demand in self.demands(accounts, chosen.primary) {
            let anybody = demand.identities.is_empty() && demand.domains.is_empty();
            let fit = accounts.linked(chosen).find(|identity| !anybody && demand.suits(identity));
            picks.extend(fit.map(|identity| identity.id).filter(|id| !picks.contains(id)));
        }
        if picks.is_empty() { vec![chosen.id] } else { picks }
    }

    /// Adds a sign-in with this identity to what was proved in this pass. Without `prompt=login` whoever the browser still
    /// knows well enough is not asked again, and their time stays as it was.
    pub fn prove(
        &self,
        accounts: &Accounts,
        before: &Session,
        proved: &mut BTreeMap<Uuid, Authentication>,
        identity: Uuid,
        now: Authentication,
    ) {
        let known = before.authentications.contains_key(&identity);
        let enough = self.lacks(accounts, before, now.at).is_none();
        if self.fresh || !known || !enough {
            proved.insert(identity, now);
        }
    }

    /// What is still lacking after this pass, in words; None when nothing is.
    pub fn still_lacks(
        &self,
        accounts: &Accounts,
        before: &Session,
        proved: &BTreeMap<Uuid, Authentication>,
        now: Timestamp,
    ) -> Option<String> {
        let mut judged = before.clone();
        if self.fresh {
            judged.authentications.clear();
        }
        judged.authentications.extend(proved.clone());
        self.lacks(accounts, &judged, now)
    }

    fn lacks(&self, accounts: &Accounts, session: &Session, now: Timestamp) -> Option<String> {
        let demands = self.demands(accounts, session.person);
        let unmet = demands.iter().find(|demand| !demand.met_by(&accounts.identities, session, now));
        unmet.map(|demand| demand.words(&accounts.identities))
    }
}
