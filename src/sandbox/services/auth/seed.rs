//! The identities, providers, policies and built-in clients of a new sandbox.

use crate::sandbox::model::accounts::Accounts;
use crate::sandbox::model::identity::{CLIENT_DOMAIN, Client, Identity, Provider};
use crate::sandbox::model::seeded_id::seeded_id;
use crate::sandbox::model::session_policy::{Policy, SessionRequirement};
use crate::sandbox::services::auth::secret::random_secret;

/// The identity domain that the facility's collections require.
pub const FACILITY_DOMAIN: &str = "accounts.jasmin.example.org";

/// Name, short name, domain.
const PROVIDERS: &[(&str, &str, &str)] = &[
    ("Globus ID", "Globus ID", "globusid.example.org"),
    ("JASMIN Accounts", "JASMIN", FACILITY_DOMAIN),
    ("CEDA staff", "CEDA", "ceda.example.org"),
    ("Example University", "Example Uni", "uni.example.org"),
    ("Globus Auth Clients", "Clients", CLIENT_DOMAIN),
];

/// The demo user's identity in that domain.
pub const FACILITY_USER: &str = "demo@accounts.jasmin.example.org";

const DEMO: &str = "demo@globusid.example.org";

/// Name, username, organisation, and the username of the primary identity it is linked to.
const PEOPLE: &[(&str, &str, &str, Option<&str>)] = &[
    ("Demo Scientist", DEMO, "Centre for Environmental Data Analysis", None),
    ("Alice Nakamura", "alice@uni.example.org", "Example University", None),
    ("Demo Scientist", FACILITY_USER, "JASMIN", Some(DEMO)),
    ("Bola Okafor", "b.okafor@uni.example.org", "Example University", None),
    ("Zoë Ångström", "zoe@ceda.example.org", "Centre for Environmental Data Analysis", None),
];

/// How many of [`PEOPLE`], from the first, can sign in.
const SIGN_IN: usize = 2;

/// Adds providers, identities, policies and clients.
pub fn add_people(accounts: &mut Accounts) {
    let seed = accounts.seed;
    for (name, short_name, domain) in PROVIDERS {
        accounts.providers.push(Provider {
            id: seeded_id(seed, domain),
            name: (*name).to_owned(),
            short_name: (*short_name).to_owned(),
            domains: vec![(*domain).to_owned()],
        });
    }
    for (name, username, organization, linked) in PEOPLE {
        let own = seeded_id(seed, username);
        let provider = accounts.provider_of(username);
        accounts.identities.insert(
            own,
            Identity {
                id: own,
                username: (*username).to_owned(),
                name: Some((*name).to_owned()),
                email: Some((*username).to_owned()),
                organization: Some((*organization).to_owned()).filter(|text| !text.is_empty()),
                provider,
                used: true,
                primary: linked.map_or(own, |other| seeded_id(seed, other)),
            },
        );
    }
    accounts.users = PEOPLE.iter().take(SIGN_IN).map(|(_, username, ..)| seeded_id(seed, username)).collect();
    let native = Client {
        id: seeded_id(seed, "native client"),
        name: "Sandbox native app".to_owned(),
        secret: None,
        interactive: true,
        template: None,
    };
    let service = Client {
        id: seeded_id(seed, "service client"),
        name: "Sandbox service account".to_owned(),
        secret: Some(random_secret()),
        interactive: false,
        template: None,
    };
    accounts.policies.push(Policy {
        id: seeded_id(seed, "policy"),
        name: "Sensitive data".to_owned(),
        requirement: SessionRequirement {
            domains: vec![FACILITY_DOMAIN.to_owned()],
            timeout_mins: Some(60),
            mfa: true,
            ..SessionRequirement::default()
        },
    });
    accounts.native_client = native.id;
    accounts.service_client = service.id;
    accounts.identities.insert(service.id, accounts.client_identity(&service));
    accounts.clients.extend([(native.id, native), (service.id, service)]);
}
