//! The server of a collection as its administrators see it: its storage gateways, and the collections on each, with ids to
//! copy. Nothing is changed here. What the user may not see is said to be hidden.

mod lines;
mod plain;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use crate::app::effect::TerminalCommand;
use crate::app::event::Clipboard;
use crate::app::input::Input;
use crate::app::requests::sharing::{ReadServer, SharingReply};
use crate::app::requests::{Part, Reply};
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::list::Selection;
use crate::app::widgets::text::Line;
use crate::domain::ids::CollectionId;
use crate::domain::problem::Problem;
use crate::domain::server::ServerTree;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;

use super::fact_page::Fact;
use super::{CloseAction, Modal, ModalCx, Response, Screen};

/// The most it takes.
const SIZE: (u16, u16) = (92, 40);
/// Cells of a list that are not words: the sign of the cursor, and those at the edge.
const BESIDE: usize = 4;

/// What is on a server.
#[derive(Debug)]
pub struct ServerCard {
    store: Arc<StoreInfo>,
    id: CollectionId,
    tree: Option<Box<ServerTree>>,
    problem: Option<Problem>,
    selection: Selection,
    /// What is being copied, and what became of it.
    copying: Option<&'static str>,
    hint: Option<SafeText>,
}

impl Modal for ServerCard {
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
        match press {
            DialogKey::Escape | DialogKey::Char('q' | 'h') | DialogKey::Left => {
                return Some(CloseAction::Closed);
            }
            DialogKey::Char('r') => cx.read(ReadServer { collection: self.id }),
            DialogKey::Char('i') => return Some(CloseAction::ShowDetails(Arc::clone(&self.store))),
            DialogKey::Char('y') | DialogKey::Copy => {
                match lines.into_iter().nth(self.selection.at).and_then(|(fact, _)| fact) {
                    Some(fact) => {
                        self.copying = Some(fact.what);
                        cx.terminal(TerminalCommand::Copy(fact.copy));
                    }
                    None => self.hint = Some("This line has nothing to copy.".into()),
                }
            }
            _ => return cx.unused(),
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        vec![
            ("y", "copy the id"),
            ("Esc", "close"),
            ("j k PgDn PgUp", "move"),
            ("i", "details of the collection"),
            ("r", "refresh"),
        ]
    }

    fn outlives_sign_in(&self) -> bool {
        true
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        self.selection.choose(row);
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        let Reply::Sharing(SharingReply::ReadServer(part)) = reply else { return None };
        match part {
            Part::Partial(never) => match *never {},
            Part::Done(Ok(tree)) => {
                self.problem = None;
                self.tree = Some(tree.clone());
            }
            Part::Done(Err(problem)) => self.problem = Some(problem.clone()),
        }
        None
    }

    fn copied(&mut self, clipboard: Clipboard) {
        self.hint = self.copying.take().map(|what| clipboard.told(what));
    }
}

impl ServerCard {
    /// Reads what is on the server of a collection; `None` for what is no collection.
    pub fn open(store: Arc<StoreInfo>, cx: &mut ModalCx<'_>) -> Option<Self> {
        let id = store.collection()?;
        cx.read(ReadServer { collection: id });
        Some(Self {
            store,
            id,
            tree: None,
            problem: None,
            selection: Selection::default(),
            copying: None,
            hint: None,
        })
    }

    fn title(&self) -> SafeText {
        crate::safe!("Server of {}", self.store.title())
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    /// The lines, each with the fact that it belongs to.
    fn lines(&self, cells: usize) -> Vec<(Option<Fact>, Line)> {
        lines::lines(self.tree.as_deref(), self.problem.as_ref(), cells)
    }
}
