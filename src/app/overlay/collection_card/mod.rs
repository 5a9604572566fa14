//! All that is known of a collection: what it is, who owns it and can help, what it requires of transfers and sign-ins,
//! and the ids of what it belongs to. A line is chosen and copied. From here a consent is given ahead, and those who may
//! use it are shown.

mod facts;
mod plain;
mod view;

use std::sync::Arc;

use crate::app::effect::TerminalCommand;
use crate::app::event::Clipboard;
use crate::app::input::Input;
use crate::app::requests::sharing::{ReadCollection, ReadGateway, SharingReply};
use crate::app::requests::{Part, Reply};
use crate::app::session::Session;
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::list::Selection;
use crate::app::widgets::text::Line;
use crate::domain::ids::CollectionId;
use crate::domain::problem::Problem;
use crate::domain::requirement::Requirement;
use crate::domain::server::{GatewayOf, Told};
use crate::domain::sharing::CollectionDetails;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;

use super::fact_page::Fact;
use super::{CloseAction, Modal, ModalCx, Need, Response, Screen};

/// The most it takes.
const SIZE: (u16, u16) = (92, 40);
/// Cells of a list that are not words: the sign of the cursor, and those at the edge.
const BESIDE: usize = 4;

/// What is known of a collection.
#[derive(Debug)]
pub struct CollectionCard {
    store: Arc<StoreInfo>,
    id: CollectionId,
    details: Option<Box<CollectionDetails>>,
    problem: Option<Problem>,
    /// Its storage gateway, which the manager of its server tells.
    gateway: Told<GatewayOf>,
    /// For how long a sign-in counts there.
    session: Option<SafeText>,
    /// Whether the consent that it needs is given, where that is known.
    consent: Option<bool>,
    /// Whether a person is signed in, who can give consents.
    can_consent: bool,
    selection: Selection,
    /// What is being copied, and what became of it.
    copying: Option<&'static str>,
    hint: Option<SafeText>,
}

impl Modal for CollectionCard {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        let press = cx.key(input)?;
        self.hint = None;
        let moves = match press {
            DialogKey::Char('j') => DialogKey::Down,
            DialogKey::Char('k') => DialogKey::Up,
            other => other,
        };
        let (columns, rows) = Self::size(cx.screen);
        let lines = self.lines(usize::from(columns).saturating_sub(BESIDE));
        if self.selection.press(moves, lines.len(), usize::from(rows).saturating_sub(2)) {
            return None;
        }
        let chosen = lines.get(self.selection.at).and_then(|(fact, _)| fact.clone());
        match press {
            DialogKey::Escape | DialogKey::Char('q' | 'h' | 'I') | DialogKey::Left => {
                Some(CloseAction::Closed)
            }
            DialogKey::Char('r') => {
                cx.read(ReadCollection { id: self.id });
                None
            }
            DialogKey::Char('y') | DialogKey::Copy => {
                match chosen {
                    Some(fact) => {
                        self.copying = Some(fact.what);
                        cx.terminal(TerminalCommand::Copy(fact.copy));
                    }
                    None => self.hint = Some("This line has nothing to copy.".into()),
                }
                None
            }
            DialogKey::Char('o') => {
                match chosen.and_then(|fact| fact.link) {
                    Some(link) => cx.terminal(TerminalCommand::OpenBrowser(link)),
                    None => self.hint = Some("This line is no link.".into()),
                }
                None
            }
            DialogKey::Char('s') => Some(CloseAction::ShowAccess(Arc::clone(&self.store))),
            DialogKey::Char('c') => self.consent_ahead(),
            DialogKey::Char('m') if self.has_server() => {
                Some(CloseAction::ShowServer(Arc::clone(&self.store)))
            }
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        let mut hints = vec![("y", "copy the line"), ("Esc", "close"), ("j k PgDn PgUp", "move")];
        if self.lacks_consent() {
            hints.push(("c", "give its consent"));
        }
        if self.has_server() {
            hints.push(("m", "what is on its server"));
        }
        hints.extend([("s", "who may use it"), ("o", "open the link"), ("r", "refresh")]);
        hints
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.choose(row);
    }

    fn reply(&mut self, reply: &Reply, cx: &mut ModalCx<'_>) -> Response {
        if let Reply::Sharing(SharingReply::ReadGateway(Part::Done(end))) = reply {
            match end {
                Ok(gateway) => self.gateway = gateway.clone(),
                Err(problem) => self.problem = Some(problem.clone()),
            }
        }
        let Reply::Sharing(SharingReply::ReadCollection(part)) = reply else { return None };
        match part {
            Part::Partial(never) => match *never {},
            Part::Done(Ok(details)) => {
                self.problem = None;
                self.store = Arc::new(StoreInfo::from(&details.collection));
                self.details = Some(details.clone());
                if let (Some(endpoint), Some(manager)) = (details.endpoint, details.manager_url.clone()) {
                    cx.read(ReadGateway { collection: self.id, endpoint, manager });
                }
            }
            Part::Done(Err(problem)) => self.problem = Some(problem.clone()),
        }
        None
    }

    fn copied(&mut self, clipboard: Clipboard) {
        self.hint = self.copying.take().map(|what| clipboard.told(what));
    }
}

impl CollectionCard {
    /// Shows what is known of a collection so far, and reads the rest; `None` for what is no collection.
    pub fn open(store: Arc<StoreInfo>, session: &Session, cx: &mut ModalCx<'_>) -> Option<Self> {
        let id = store.collection()?;
        cx.read(ReadCollection { id });
        let lifetime = store.lifetime(&session.sites, &session.observed_limits);
        let given = session.details.as_ref().and_then(|details| details.may_reach(id));
        Some(Self {
            id,
            session: lifetime.is_some().then(|| session.freshness(&store, cx.at()).label()),
            consent: given,
            can_consent: session.is_signed_in() && !session.is_service_user(),
            store,
            gateway: Told::Unknown,
            details: None,
            problem: None,
            selection: Selection::default(),
            copying: None,
            hint: None,
        })
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// The lines, each with the fact that it belongs to.
    fn lines(&self, cells: usize) -> Vec<(Option<Fact>, Line)> {
        facts::lines(self, cells)
    }

    /// Whether a server with a manager is known for it.
    fn has_server(&self) -> bool {
        self.details.as_ref().is_some_and(|known| known.endpoint.is_some() && known.manager_url.is_some())
    }

    fn lacks_consent(&self) -> bool {
        self.can_consent && self.store.asks_data_access() && self.consent != Some(true)
    }

    /// The consent that this collection needs, before it is opened.
    fn consent_ahead(&mut self) -> Response {
        if !self.lacks_consent() {
            self.hint = Some(match self.store.asks_data_access() {
                true if self.can_consent => "Its consent is given already.".into(),
                true => "A service user gives no consent.".into(),
                false => "This collection needs no consent.".into(),
            });
            return None;
        }
        let titles = vec![(self.id, self.store.title())];
        let wanted = Requirement::to_reach(self.id);
        let need = Need { wanted, titles: titles.into_iter().collect(), again: Vec::new(), done: None };
        Some(CloseAction::ConsentTo(Box::new(need), Arc::clone(&self.store)))
    }
}

#[cfg(test)]
mod tests;
