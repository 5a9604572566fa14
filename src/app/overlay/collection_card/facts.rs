//! What a collection's page says, line by line.

use crate::app::overlay::fact_page::{Fact, FactPage};
use crate::app::overlay::message::problem_brief;
use crate::app::theme::Role;
use crate::app::widgets::text::Line;
use crate::domain::format::count;
use crate::domain::server::{GatewayOf, PauseRule, Told};
use crate::domain::sharing::CollectionDetails;
use crate::domain::store::{StoreInfo, StoreNote};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::CollectionCard;

/// All of it.
pub(super) fn lines(card: &CollectionCard, cells: usize) -> Vec<(Option<Fact>, Line)> {
    let mut page = FactPage::new(cells);
    let store = &*card.store;
    page.id("Id", None, safe!("{}", card.id));
    if let Some(message) = &store.message {
        page.say("Message", Role::Title, message.sanitized());
    }
    let details = card.details.as_deref();
    page.link("", details.and_then(|details| details.message_link.as_ref()));
    page.say("Type", Role::Text, kind(store, details));
    page.text("Owner", Some(&store.owner));
    page.text("Description", Some(&store.description));
    for note in &store.notes {
        page.say("State", Role::Warning, safe!("! {}", note_words(*note)));
    }
    if let Some(details) = details {
        if details.collection.connected == Some(true) && details.collection.paused != Some(true) {
            page.say("State", Role::Text, "connected");
        }
        for (label, text) in &details.texts {
            page.text(label, Some(text));
        }
        page.link("Read more", details.info_link.as_ref());
        who_can_help(&mut page, details);
    }
    page.blank();
    page.say("Transfers", Role::Text, transfers(store));
    if let Some(details) = details {
        match &details.https_server {
            Some(address) => page.text("HTTPS", Some(address)),
            None => page.say("HTTPS", Role::Secondary, "its files are not reached over HTTPS"),
        }
    }
    sign_in(&mut page, card, details);
    if let Some(details) = details {
        page.blank();
        belongs_to(&mut page, details, &card.gateway);
        pauses(&mut page, &details.pause_rules);
    }
    if let Some(problem) = &card.problem {
        page.blank();
        page.lines.extend(problem_brief(problem, cells).into_iter().map(|line| (None, line)));
    }
    page.lines
}

fn kind(store: &StoreInfo, details: Option<&CollectionDetails>) -> SafeText {
    let assured = store.session_policy.is_some_and(|policy| policy.high_assurance);
    let mut words: SafeText = store.kind.into();
    if assured {
        words = safe!("{}, High Assurance", words);
    }
    if let Some(details) = details {
        words = safe!("{}, {}", words, if details.public { "found by everyone" } else { "private" });
        if details.managed {
            words = safe!("{}, with a subscription", words);
        }
    }
    words
}

fn note_words(note: StoreNote) -> &'static str {
    match note {
        StoreNote::Server => "a server, which holds no files itself: open one of its collections",
        StoreNote::NonFunctional => "it can be neither listed nor transferred to",
        StoreNote::Offline => "offline: its computer is not connected",
        StoreNote::Paused => "paused by its owner",
    }
}

fn transfers(store: &StoreInfo) -> SafeText {
    let policy = store.transfers;
    let verified = match (policy.must_verify, policy.cannot_verify) {
        (true, _) => "always verified by checksum",
        (_, true) => "never verified by checksum",
        _ => "verified by checksum if you choose so",
    };
    let encrypted = if policy.always_encrypted { "always encrypted" } else { "encrypted if you choose so" };
    safe!("{}; {}", verified, encrypted)
}

fn who_can_help(page: &mut FactPage, details: &CollectionDetails) {
    match &details.managers {
        Some(managers) => {
            for (index, one) in managers.iter().enumerate() {
                let label = if index == 0 { "Who can help" } else { "" };
                page.say(label, Role::Text, safe!("{}: {}", one.who, role_words(&one.role)));
            }
        }
        None => {
            page.say(
                "Who can help",
                Role::Secondary,
                "its owner and contact; others with a role are shown to those who have one",
            );
        }
    }
    let roles = details.roles.iter().map(role_words);
    let roles = roles.reduce(|so_far, one| safe!("{}, {}", so_far, one));
    page.say("Your roles", Role::Text, roles.unwrap_or_else(|| "none".into()));
}

/// A role as words: `access_manager` is `access manager`.
pub(super) fn role_words(role: &Untrusted) -> SafeText {
    Untrusted::new(role.raw_str().unwrap_or_default().replace('_', " ")).on_one_line()
}

fn sign_in(page: &mut FactPage, card: &CollectionCard, details: Option<&CollectionDetails>) {
    if details.is_some_and(|details| details.mfa) {
        page.say("Sign-in", Role::Text, "with a second factor");
    }
    if let Some(minutes) = card.store.session_policy.and_then(|policy| policy.minutes) {
        let minutes = u64::from(minutes);
        page.say("Sign-in", Role::Text, safe!("counts for {}", count(minutes, "minute", "minutes")));
    }
    if let Some(policy) = details.and_then(|details| details.policy.as_ref()) {
        page.id("Auth policy", None, policy.on_one_line());
    }
    if let Some(session) = &card.session {
        page.say("Your sign-in", Role::Text, session.clone());
    }
    let (role, words) = match (card.store.asks_data_access(), card.consent) {
        (false, _) => (Role::Secondary, "needs none of its own"),
        (true, Some(true)) => (Role::Text, "given"),
        (true, Some(false)) => (Role::Warning, "! not given yet: c gives it"),
        (true, None) => (Role::Secondary, "needed; whether it is given is not known"),
    };
    page.say("Consent", role, words);
}

fn belongs_to(page: &mut FactPage, details: &CollectionDetails, gateway_of: &Told<GatewayOf>) {
    if let Some((id, name)) = &details.mapped {
        page.id("Mapped on", name.as_ref().map(Untrusted::sanitized), safe!("{}", *id));
    }
    page.text("Its directory", details.mapped_path.as_ref());
    if let Some(id) = details.endpoint {
        page.id("Endpoint", None, safe!("{}", id));
    }
    page.text("Manager", details.manager_url.as_ref());
    if details.endpoint.is_some() && details.manager_url.is_some() {
        gateway(page, gateway_of);
    }
    for (index, server) in details.servers.iter().enumerate() {
        let state = match server.connected {
            Some(false) => ", not connected",
            _ => "",
        };
        let label = if index == 0 { "Servers" } else { "" };
        page.say(label, Role::Text, safe!("{}{}", server.host.on_one_line(), state));
    }
}

const HIDDEN: &str = "(not visible to you)";

/// The storage gateway, which only the manager of the server tells.
fn gateway(page: &mut FactPage, of: &Told<GatewayOf>) {
    match of {
        Told::Known(GatewayOf { id, gateway: Told::Known(gateway) }) => {
            let name = safe!("{} ({})", gateway.name.on_one_line(), gateway.connector);
            page.id("Gateway", Some(name), safe!("{}", *id));
            page.say("Its policy", Role::Text, gateway.policy());
        }
        Told::Known(GatewayOf { id, gateway: _ }) => {
            page.id("Gateway", Some(HIDDEN.into()), safe!("{}", *id))
        }
        Told::Hidden => page.say("Gateway", Role::Secondary, HIDDEN),
        Told::Unknown => page.say("Gateway", Role::Secondary, "(not known yet: m asks the server's manager)"),
    }
}

/// The pause rules that apply to the user.
fn pauses(page: &mut FactPage, rules: &Told<Vec<PauseRule>>) {
    match rules {
        Told::Known(rules) if rules.is_empty() => page.say("Pause rules", Role::Text, "none applies to you"),
        Told::Known(rules) => {
            for (index, rule) in rules.iter().enumerate() {
                let words = match &rule.message {
                    Some(message) => safe!("! {}: {}", rule.pauses, message.on_one_line()),
                    None => safe!("! {}", rule.pauses),
                };
                let label = if index == 0 { "Pause rules" } else { "" };
                page.id(label, Some(words), rule.id.on_one_line());
            }
        }
        Told::Hidden => page.say("Pause rules", Role::Secondary, HIDDEN),
        Told::Unknown => page.say("Pause rules", Role::Secondary, "(no answer)"),
    }
}
