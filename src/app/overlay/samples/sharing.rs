//! States of the overlays that tell of a collection and of who may use it.

use std::sync::Arc;

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{AT, Sample, Samples, collection, problem};
use crate::app::input::Input;
use crate::app::keymap::KeyPress;
use crate::app::overlay::{AccessCard, CollectionCard, Confirm, ServerCard};
use crate::app::requests::sharing::{
    FindIdentity, ReadCollection, ReadGateway, ReadRules, ReadServer, RevokeAccess, SharedWith,
};
use crate::app::requests::{Part, Purpose};
use crate::app::session::Session;
use crate::domain::collection::{Collection, EntityType};
use crate::domain::ids::{CollectionId, GatewayId, IdentityId};
use crate::domain::path::StorePath;
use crate::domain::server::{GatewayOf, PauseRule, ServerCollection, ServerTree, StorageGateway, Told};
use crate::domain::sharing::{AccessRule, CollectionDetails, FoundIdentity, Principal, Role, Server};
use crate::domain::store::StoreInfo;
use crate::domain::text::Untrusted;

/// All that can be known of a collection.
pub fn details(collection: Collection) -> CollectionDetails {
    let name = collection.name.clone();
    CollectionDetails {
        texts: vec![("Organization", name.clone()), ("Contact", name.clone())],
        info_link: None,
        message_link: crate::domain::link::Link::new("https://www.example.org/rules"),
        https_server: None,
        manager_url: Some(name.clone()),
        endpoint: Some(CollectionId::new(Uuid::from_u128(9))),
        mapped: Some((CollectionId::new(Uuid::from_u128(8)), Some(name.clone()))),
        mapped_path: Some(name.clone()),
        public: true,
        managed: true,
        mfa: true,
        policy: Some(Untrusted::new("6d3b5a2e-1111-4222-8333-444455556666")),
        pause_rules: Told::Known(vec![PauseRule {
            id: Untrusted::new("6d3b5a2e-1111-4222-8333-444455557777"),
            message: Some(name.clone()),
            pauses: "transfers to it".into(),
        }]),
        roles: vec![Untrusted::new("administrator"), name.clone()],
        most_rule_minutes: None,
        servers: vec![Server { host: Untrusted::new("dtn1.example.org"), connected: Some(false) }],
        managers: Some(vec![
            Role { who: name.sanitized(), role: Untrusted::new("administrator") },
            Role { who: name.sanitized(), role: Untrusted::new("access_manager") },
        ]),
        collection,
    }
}

fn shared(name: &Untrusted) -> Collection {
    Collection { user_message: Some(name.clone()), ..collection(1, name, EntityType::Guest) }
}

/// The dialog of a collection with these rules, or that says why there are none.
pub fn access(name: &Untrusted, of: Collection, rules: Vec<AccessRule>) -> Option<Sample<AccessCard>> {
    let store = Arc::new(StoreInfo::from(&of));
    let here = StorePath::parse([b"/gws/", name.raw()].concat()).ok();
    let mut card = Sample::try_open(AT, |cx| AccessCard::open(store, here, TimeZone::UTC, cx))?;
    let answer = Box::new(SharedWith { details: details(of), rules });
    card.reply::<ReadRules>(Purpose::read::<ReadRules>(), Part::Done(Ok(answer)));
    Some(card)
}

/// Rules of each kind.
pub fn rules(name: &Untrusted) -> Vec<AccessRule> {
    let rule = |principal, title: Option<&Untrusted>, write, expires| AccessRule {
        id: Some(Untrusted::new("7")),
        principal: Some(principal),
        title: title.map(Untrusted::sanitized),
        path: Untrusted::new([b"/", name.raw(), b"/"].concat()),
        write,
        expires,
        role: None,
    };
    let id = IdentityId::new(Uuid::from_u128(1));
    vec![
        rule(Principal::Identity(id), Some(name), true, Some(1_735_689_600)),
        rule(Principal::AllUsers, None, false, None),
        AccessRule {
            id: None,
            role: Some(Untrusted::new("access_manager")),
            ..rule(Principal::Identity(id), Some(name), true, None)
        },
    ]
}

/// Each with what it is.
pub(super) fn samples(name: &Untrusted) -> Samples {
    let call = RevokeAccess {
        collection: CollectionId::new(Uuid::from_u128(1)),
        rule: Untrusted::new("7"),
        who: name.sanitized(),
    };
    let mut all = vec![("revoke", Sample::open(AT, |_| Confirm::revoke(call, &name.sanitized())).any())];
    let none = access(name, collection(1, name, EntityType::Mapped), Vec::new());
    let cards = [("access", access(name, shared(name), rules(name))), ("access none", none)];
    let forms = [("access form", form(name, false)), ("access failed", form(name, true))];
    all.extend(cards.into_iter().chain(forms).filter_map(|(what, card)| Some((what, card?.any()))));
    all.extend(card(name).map(|card| ("collection", card.any())));
    let servers = [("server", server(name, true)), ("server hidden", server(name, false))];
    all.extend(servers.into_iter().filter_map(|(what, card)| Some((what, card?.any()))));
    all
}

/// A rule that is written for someone who is known, or is not.
fn form(name: &Untrusted, fails: bool) -> Option<Sample<AccessCard>> {
    let mut card = access(name, shared(name), rules(name))?;
    for input in [Some("a"), None, Some("Enter")] {
        match input.map(KeyPress::parse) {
            None => drop(card.input(&Input::Paste("ada@example.org".to_owned()))),
            Some(key) => drop(card.input(&Input::Key(key?.event()))),
        }
    }
    let found = FoundIdentity {
        id: Some(IdentityId::new(Uuid::from_u128(2))),
        username: name.clone(),
        name: Some(name.clone()),
        organization: Some(name.clone()),
    };
    let end = if fails { Err(problem(name)) } else { Ok(found) };
    card.reply::<FindIdentity>(Purpose::read::<FindIdentity>(), Part::Done(end));
    Some(card)
}

fn card(name: &Untrusted) -> Option<Sample<CollectionCard>> {
    let session = Session::default();
    let store = Arc::new(StoreInfo::from(&shared(name)));
    let mut card = Sample::try_open(AT, |cx| CollectionCard::open(store, &session, cx))?;
    let answer = Box::new(details(shared(name)));
    card.reply::<ReadCollection>(Purpose::read::<ReadCollection>(), Part::Done(Ok(answer)));
    let gateway = gateway(name);
    let told = Told::Known(GatewayOf { id: gateway.id, gateway: Told::Known(gateway) });
    card.reply::<ReadGateway>(Purpose::read::<ReadGateway>(), Part::Done(Ok(told)));
    Some(card)
}

fn gateway(name: &Untrusted) -> StorageGateway {
    StorageGateway {
        id: GatewayId::new(Uuid::from_u128(6)),
        name: name.clone(),
        connector: "POSIX".into(),
        high_assurance: true,
        mfa: false,
        minutes: Some(30),
        domains: vec![name.clone()],
    }
}

/// A server with a mapped collection and one of guests, as an administrator sees it or as another user does.
pub fn server(name: &Untrusted, all: bool) -> Option<Sample<ServerCard>> {
    let store = Arc::new(StoreInfo::from(&shared(name)));
    let mut card = Sample::try_open(AT, |cx| ServerCard::open(store, cx))?;
    let gateway = gateway(name);
    let mapped = ServerCollection {
        id: CollectionId::new(Uuid::from_u128(3)),
        name: name.clone(),
        guest: false,
        gateway: Some(gateway.id),
        mapped: None,
        base_path: None,
        owner: None,
    };
    let id = CollectionId::new(Uuid::from_u128(4));
    let guest = ServerCollection { id, guest: true, mapped: Some(mapped.id), ..mapped.clone() };
    let tree = ServerTree {
        endpoint: CollectionId::new(Uuid::from_u128(9)),
        name: Told::Known(name.clone()),
        manager: name.clone(),
        gateways: if all { Told::Known(vec![gateway]) } else { Told::Hidden },
        collections: vec![guest, mapped],
    };
    card.reply::<ReadServer>(Purpose::read::<ReadServer>(), Part::Done(Ok(Box::new(tree))));
    Some(card)
}
