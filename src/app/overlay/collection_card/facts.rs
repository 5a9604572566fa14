//! What a collection's page says, line by line.

use crate::app::overlay::message::problem_brief;
use crate::app::theme::Role;
use crate::app::widgets::form::labelled;
use crate::app::widgets::text::Line;
use crate::domain::format::count;
use crate::domain::link::Link;
use crate::domain::sharing::CollectionDetails;
use crate::domain::store::{StoreInfo, StoreNote};
use crate::domain::text::{SafeText, Untrusted};
use crate::safe;

use super::CollectionCard;

/// The cells of the column of labels.
const LABELS: usize = 13;

/// Something that is known, with what of it is copied.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// What it is, for what is said after copying.
    pub(super) what: &'static str,
    /// What is copied.
    pub(super) copy: SafeText,
    /// Where it leads, if it is a link.
    pub(super) link: Option<Link>,
}

/// Lines in the making.
struct Page {
    cells: usize,
    lines: Vec<(Option<Fact>, Line)>,
}

impl Page {
    fn put(&mut self, label: &'static str, role: Role, value: &SafeText, fact: Fact) {
        if value.is_empty() {
            return;
        }
        let lines = labelled(&label.into(), LABELS, role, value, self.cells);
        self.lines.extend(lines.into_iter().map(|line| (Some(fact.clone()), line)));
    }

    /// A value that is copied as it is shown.
    fn say(&mut self, label: &'static str, role: Role, value: impl Into<SafeText>) {
        let value = value.into();
        let fact = Fact { what: "The line", copy: value.clone(), link: None };
        self.put(label, role, &value, fact);
    }

    fn text(&mut self, label: &'static str, value: Option<&Untrusted>) {
        if let Some(value) = value {
            self.say(label, Role::Text, value.on_one_line());
        }
    }

    /// A name with an id, of which the id is copied.
    fn id(&mut self, label: &'static str, name: Option<SafeText>, id: SafeText) {
        let value = name.map_or_else(|| id.clone(), |name| safe!("{}  {}", name, id));
        self.put(label, Role::Text, &value, Fact { what: "The id", copy: id, link: None });
    }

    fn link(&mut self, label: &'static str, link: Option<&Link>) {
        if let Some(link) = link {
            let words = safe!("{}", link);
            let fact = Fact { what: "The link", copy: words.clone(), link: Some(link.clone()) };
            self.put(label, Role::Accent, &words, fact);
        }
    }

    fn blank(&mut self) {
        self.lines.push((None, Line::blank()));
    }
}

/// All of it.
pub(super) fn lines(card: &CollectionCard, cells: usize) -> Vec<(Option<Fact>, Line)> {
    let mut page = Page { cells, lines: Vec::new() };
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
        belongs_to(&mut page, details);
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

fn who_can_help(page: &mut Page, details: &CollectionDetails) {
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

fn sign_in(page: &mut Page, card: &CollectionCard, details: Option<&CollectionDetails>) {
    if details.is_some_and(|details| details.mfa) {
        page.say("Sign-in", Role::Text, "with a second factor");
    }
    if let Some(minutes) = card.store.session_policy.and_then(|policy| policy.minutes) {
        let minutes = u64::from(minutes);
        page.say("Sign-in", Role::Text, safe!("counts for {}", count(minutes, "minute", "minutes")));
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

fn belongs_to(page: &mut Page, details: &CollectionDetails) {
    if let Some((id, name)) = &details.mapped {
        page.id("Mapped on", name.as_ref().map(Untrusted::sanitized), safe!("{}", *id));
    }
    page.text("Its directory", details.mapped_path.as_ref());
    if let Some(id) = details.endpoint {
        page.id("Endpoint", None, safe!("{}", id));
    }
    page.text("Manager", details.manager_url.as_ref());
    for (index, server) in details.servers.iter().enumerate() {
        let state = match server.connected {
            Some(false) => ", not connected",
            _ => "",
        };
        let label = if index == 0 { "Servers" } else { "" };
        page.say(label, Role::Text, safe!("{}{}", server.host.on_one_line(), state));
    }
}
