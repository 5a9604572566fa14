//! Who is signed in: identities and when each last signed in, how fresh the sign-in is for the collections in the
//! panes, and what hemi may do. From here a sign-in is renewed, a consent given ahead, and the sign-in ended. It
//! sends no requests; the app reads the details.

mod lines;
mod plain;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::app::input::Input;
use crate::app::requests::account::{AccountReply, ReadAccount};
use crate::app::requests::{Part, Reply};
use crate::app::session::Session;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::app::widgets::list::Selection;
use crate::domain::account::Account;
use crate::domain::identity::{AccountDetails, Freshness, Identity, ObservedSessionLimits, SiteRule};
use crate::domain::ids::CollectionId;
use crate::domain::problem::Problem;
use crate::domain::profile::ProfileName;
use crate::domain::requirement::Requirement;
use crate::domain::store::StoreInfo;
use crate::domain::text::{SafeText, Untrusted};

use super::{CloseAction, Modal, ModalCx, Need, Response};

/// The keys, the most important first.
const KEYS: &[Hint] = &[
    ("Enter", "renew"),
    ("Esc", "close"),
    ("a", "renew all"),
    ("c", "give consents"),
    ("x", "sign out"),
    ("s", "switch profile"),
    ("r", "refresh"),
];

/// The same, while a profile is named.
const NAMING: &[Hint] = &[("Enter", "switch to it, or create it"), ("Esc", "cancel")];

/// Who is signed in, and for how long.
#[derive(Debug)]
pub struct AccountCard {
    who: Account,
    environment: SafeText,
    details: Option<AccountDetails>,
    problem: Option<Problem>,
    /// The collections in the panes.
    near: Vec<Arc<StoreInfo>>,
    titles: BTreeMap<CollectionId, SafeText>,
    refused: ObservedSessionLimits,
    sites: Vec<SiteRule>,
    /// Seconds since the Unix epoch, when it was opened or refreshed.
    now: i64,
    bar: Selection,
    hint: Option<&'static str>,
    /// Whether the next `x` signs out.
    sign_out_asked: bool,
    profile: SafeText,
    /// The name of another profile, while it is typed.
    other: Option<Field>,
}

/// The rows that the cursor can be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Identity(usize),
    Collection(usize),
    Consent(usize),
}

impl Modal for AccountCard {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        if self.other.is_some() {
            return self.name_profile(input, cx);
        }
        let press = cx.key(input)?;
        let sign_out_asked = std::mem::take(&mut self.sign_out_asked);
        self.hint = None;
        let moves = match press {
            DialogKey::Char('j') => DialogKey::Down,
            DialogKey::Char('k') => DialogKey::Up,
            other => other,
        };
        if self.bar.press(moves, self.rows().len(), usize::from(Self::size(cx.screen).1)) {
            return None;
        }
        match press {
            DialogKey::Escape | DialogKey::Char('q' | 'h' | 'P') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            DialogKey::Enter | DialogKey::Char('n') => self.renew(self.row()),
            DialogKey::Char('a') => self.renew_all(),
            DialogKey::Char('c') => self.consent_ahead(),
            DialogKey::Char('r') => {
                cx.read(ReadAccount);
                None
            }
            DialogKey::Char('s') => {
                self.other = Some(Field::default());
                None
            }
            DialogKey::Char('x') if self.who.service_user => {
                self.hint = Some("A service user is signed in for as long as its id and secret are set.");
                None
            }
            DialogKey::Char('x') if sign_out_asked => Some(CloseAction::SignOut),
            DialogKey::Char('x') => {
                self.sign_out_asked = true;
                None
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        if self.other.is_some() { NAMING } else { KEYS }.to_vec()
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.bar.choose(row);
    }

    fn put_cursor(&mut self, chars: usize) {
        if let Some(field) = &mut self.other {
            field.put_cursor(chars);
        }
    }

    fn takes_text(&self) -> bool {
        self.other.is_some()
    }

    fn reply(&mut self, reply: &Reply, cx: &mut ModalCx<'_>) -> Response {
        let Reply::Account(AccountReply::ReadAccount(part)) = reply else { return None };
        match part {
            Part::Partial(never) => match *never {},
            Part::Done(Ok(details)) => {
                self.problem = None;
                self.details = Some(details.clone());
                self.now = cx.at().wall / 1000;
            }
            Part::Done(Err(problem)) => self.problem = Some(problem.clone()),
        }
        None
    }
}

impl AccountCard {
    /// Shows who is signed in, with what is known so far, and reads the rest.
    pub fn open(who: &Account, session: &Session, near: Vec<Arc<StoreInfo>>, cx: &mut ModalCx<'_>) -> Self {
        cx.read(ReadAccount);
        Self {
            who: who.clone(),
            environment: session.environment.clone(),
            details: session.details.clone(),
            problem: None,
            near,
            titles: session.titles.clone(),
            refused: session.observed_limits.clone(),
            sites: session.sites.clone(),
            now: cx.at().wall / 1000,
            bar: Selection::default(),
            hint: None,
            sign_out_asked: false,
            profile: SafeText::default(),
            other: None,
        }
    }

    /// The same, with the name of the profile in use.
    #[must_use]
    pub fn in_profile(self, profile: SafeText) -> Self {
        Self { profile, ..self }
    }

    fn rows(&self) -> Vec<Row> {
        let of = |len: usize, row: fn(usize) -> Row| (0..len).map(row);
        of(self.identities().len(), Row::Identity)
            .chain(of(self.near.len(), Row::Collection))
            .chain(of(self.consents().len(), Row::Consent))
            .collect()
    }

    fn row(&self) -> Option<Row> {
        self.rows().get(self.bar.at).copied()
    }

    fn identities(&self) -> &[Identity] {
        self.details.as_ref().map(|details| &*details.identities).unwrap_or_default()
    }

    fn consents(&self) -> &[crate::domain::identity::Consent] {
        self.details.as_ref().and_then(|details| details.consents.as_deref()).unwrap_or_default()
    }

    fn freshness(&self, collection: &StoreInfo) -> Freshness {
        let lifetime = collection.lifetime(&self.sites, &self.refused);
        let details = self.details.as_ref();
        details.map_or(Freshness::NotKnown, |details| details.freshness(lifetime.as_ref(), self.now))
    }

    /// Whether a consent is required here that is not known to be given.
    fn lacks_consent(&self, collection: &StoreInfo) -> bool {
        let given = self.details.as_ref().and_then(|details| details.may_reach(collection.collection()?));
        collection.asks_data_access() && given != Some(true)
    }

    /// A fresh sign-in for the row at the cursor: as that identity, or as that collection requires.
    fn renew(&mut self, row: Option<Row>) -> Response {
        let wanted = match row {
            Some(Row::Identity(at)) => {
                self.identities().get(at).map(|one| Requirement::fresh_as([one.username.clone()]))
            }
            Some(Row::Collection(at)) => self.near.get(at).and_then(|collection| {
                let lifetime = collection.lifetime(&self.sites, &self.refused);
                let lacking = collection.collection().filter(|_| self.lacks_consent(collection));
                let consent = lacking.map(Requirement::to_reach);
                let session = lifetime.and_then(|lifetime| {
                    let mut own = self.details.as_ref()?.that_count(&lifetime);
                    Some(Requirement::fresh_as([own.next()?.username.clone()]))
                });
                match (consent, session) {
                    (Some(mut both), Some(session)) => both.merge(session).ok().map(|()| both),
                    (one, other) => one.or(other),
                }
            }),
            Some(Row::Consent(_)) | None => None,
        };
        self.sign_in_for(wanted, "This row has no sign-in to renew.")
    }

    /// The name of another profile is typed: Enter switches to it, and creates it if it does not exist.
    fn name_profile(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let Some(field) = &mut self.other else { return None };
        if field.input(input) != Typed::Ignored {
            self.hint = None;
            return None;
        }
        match cx.key(input) {
            Some(DialogKey::Escape) => (self.other, self.hint) = (None, None),
            Some(DialogKey::Enter | DialogKey::Submit) => match field.raw().trim().parse::<ProfileName>() {
                Ok(name) if name.as_str() == self.profile.as_str() => {
                    self.hint = Some("This profile is already in use.");
                }
                Ok(name) => return Some(CloseAction::SwitchProfile(name)),
                Err(_) => {
                    self.hint = Some("A profile's name has 1 to 64 letters, digits, -, _ or dots inside.")
                }
            },
            _ => return cx.unused(),
        }
        None
    }

    /// A fresh sign-in as every identity.
    fn renew_all(&mut self) -> Response {
        let all: Vec<Untrusted> = self.identities().iter().map(|one| one.username.clone()).collect();
        let wanted = (!all.is_empty()).then(|| Requirement::fresh_as(all));
        self.sign_in_for(wanted, "Your identities are not known yet.")
    }

    /// The consents that the collections in the panes want and that are not given.
    fn consent_ahead(&mut self) -> Response {
        let lacking = self.near.iter().filter(|collection| self.lacks_consent(collection));
        let wanted = lacking.filter_map(|store| store.collection()).map(Requirement::to_reach).reduce(
            |mut all, one| {
                // Consents always add up.
                let _ = all.merge(one);
                all
            },
        );
        self.sign_in_for(wanted, "All consents are already given.")
    }

    fn sign_in_for(&mut self, wanted: Option<Requirement>, else_say: &'static str) -> Response {
        if self.who.service_user {
            self.hint = Some("A service user needs no renewal and no consent from you.");
            return None;
        }
        let Some(wanted) = wanted else {
            self.hint = Some(else_say);
            return None;
        };
        let titles =
            self.near.iter().filter_map(|store| Some((store.collection()?, store.title()))).collect();
        Some(CloseAction::SignInFor(Box::new(Need { wanted, titles, again: Vec::new(), done: None })))
    }
}

#[cfg(test)]
mod tests;
