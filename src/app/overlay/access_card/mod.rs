//! Who may use a guest collection: its access rules, which are added, changed and revoked here. A grantee is looked
//! up and shown before anything is saved. Where there are no rules, or the user may not see them, it says why and
//! what to do.

mod choices;
mod form;
mod lines;
mod plain;
mod view;

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::app::input::Input;
use crate::app::requests::sharing::{ReadGroups, ReadRules, RevokeAccess, SharedWith, SharingReply};
use crate::app::requests::{Part, Reply};
use crate::app::widgets::field::DialogKey;
use crate::app::widgets::frame::{self, Hint};
use crate::app::widgets::list::Selection;
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::problem::Problem;
use crate::domain::sharing::AccessRule;
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;
use crate::safe;

use super::{CloseAction, Modal, ModalCx, Response, Screen};
use form::Form;

/// The most it takes.
const SIZE: (u16, u16) = (92, 30);

/// Who may use a collection.
#[derive(Debug)]
pub struct AccessCard {
    store: Arc<StoreInfo>,
    id: CollectionId,
    /// The directory that a new rule is for at first.
    directory: StorePath,
    zone: TimeZone,
    access: Option<Box<SharedWith>>,
    problem: Option<Problem>,
    selection: Selection,
    hint: Option<SafeText>,
    /// The rule that is written or changed.
    form: Option<Box<Form>>,
    /// Seconds since the Unix epoch, at the last key or answer.
    now: i64,
}

impl Modal for AccessCard {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        self.now = cx.at().wall / 1000;
        if let Some(form) = &mut self.form {
            if form.input(input, &self.zone, cx) {
                self.form = None;
            }
            return None;
        }
        let press = cx.key(input)?;
        self.hint = None;
        let moves = match press {
            DialogKey::Char('j') => DialogKey::Down,
            DialogKey::Char('k') => DialogKey::Up,
            other => other,
        };
        let height = usize::from(Self::size(cx.screen).1).saturating_sub(lines::AROUND);
        if self.selection.press(moves, self.rules().len(), height) {
            return None;
        }
        match press {
            DialogKey::Escape | DialogKey::Char('q' | 'h' | 'S') | DialogKey::Left => {
                return Some(CloseAction::Closed);
            }
            DialogKey::Char('r') => cx.read(ReadRules { id: self.id }),
            DialogKey::Char('i') => return Some(CloseAction::ShowDetails(Arc::clone(&self.store))),
            DialogKey::Enter | DialogKey::Char('a') if self.can_create() => {
                return Some(CloseAction::CreateGuest(Arc::clone(&self.store), self.directory.clone()));
            }
            DialogKey::Char('a') => self.add(),
            DialogKey::Char('d') => return self.revoke(),
            DialogKey::Enter | DialogKey::Char('e') => self.change(),
            _ => return cx.unused(),
        }
        None
    }

    fn hints(&self) -> Vec<Hint> {
        if let Some(form) = &self.form {
            return form.hints();
        }
        let mut hints = vec![("a", "add"), ("Esc", "close")];
        if self.can_create() {
            hints = vec![("Esc", "close"), ("Enter", "create a guest collection")];
        } else if self.why_not().is_some() {
            hints.remove(0);
        } else {
            hints.extend([("Enter", "change"), ("d", "revoke"), ("j k PgDn PgUp", "move")]);
        }
        hints.extend([("i", "details"), ("r", "refresh")]);
        hints
    }

    fn takes_text(&self) -> bool {
        self.form.is_some()
    }

    fn choose(&mut self, row: usize, _cx: &mut ModalCx<'_>) {
        match &mut self.form {
            Some(form) => form.choose(row),
            None => self.selection.choose(row),
        }
    }

    fn put_cursor(&mut self, chars: usize) {
        if let Some(form) = &mut self.form {
            form.put_cursor(chars);
        }
    }

    fn reply(&mut self, reply: &Reply, cx: &mut ModalCx<'_>) -> Response {
        let Reply::Sharing(reply) = reply else { return None };
        match reply {
            SharingReply::ReadRules(Part::Done(Ok(access))) => {
                self.problem = None;
                self.store = Arc::new(StoreInfo::from(&access.details.collection));
                self.access = Some(access.clone());
            }
            SharingReply::ReadRules(Part::Done(Err(problem))) => self.problem = Some(problem.clone()),
            SharingReply::GrantAccess(Part::Done(Ok(_))) | SharingReply::ChangeAccess(Part::Done(Ok(_))) => {
                self.form = None;
                cx.read(ReadRules { id: self.id });
            }
            other => {
                if let Some(form) = &mut self.form {
                    form.reply(other);
                }
            }
        }
        None
    }
}

impl AccessCard {
    /// Reads who may use a collection; `directory` is what a new rule is for at first. `None` for what is no collection.
    pub fn open(
        store: Arc<StoreInfo>,
        directory: Option<StorePath>,
        zone: TimeZone,
        cx: &mut ModalCx<'_>,
    ) -> Option<Self> {
        let id = store.collection()?;
        cx.read(ReadRules { id });
        Some(Self {
            id,
            store,
            directory: directory.unwrap_or_else(StorePath::root),
            zone,
            access: None,
            problem: None,
            selection: Selection::default(),
            hint: None,
            form: None,
            now: cx.at().wall / 1000,
        })
    }

    /// The rules changed: reads them again.
    pub fn read_again(&self, cx: &mut ModalCx<'_>) {
        cx.read(ReadRules { id: self.id });
    }

    fn size(screen: Screen) -> (u16, u16) {
        frame::inside((screen.columns, screen.rows), SIZE)
    }

    fn rules(&self) -> &[AccessRule] {
        self.access.as_ref().map(|access| &*access.rules).unwrap_or_default()
    }

    /// Why rules cannot be changed here, if that is known.
    fn why_not(&self) -> Option<SafeText> {
        self.access.as_ref()?.details.why_not_share()
    }

    /// Whether a guest collection can be created here instead of a rule.
    fn can_create(&self) -> bool {
        self.store.capabilities.guests
    }

    /// What saving the form means, once that is known.
    fn plan(&self, form: &Form) -> Option<SafeText> {
        form.plan(&self.zone, self.now)
    }

    fn add(&mut self) {
        match (&self.access, self.why_not()) {
            (None, _) => self.hint = Some("The rules are not read yet.".into()),
            (Some(_), Some(_)) => self.hint = Some("No rule can be added here.".into()),
            (Some(access), None) => {
                let most = access.details.most_rule_minutes;
                self.form = Some(Box::new(Form::new_rule(self.id, &self.directory, most)));
            }
        }
    }

    /// The rule at the cursor, if it can be changed; else says why not.
    fn changeable(&mut self) -> Option<AccessRule> {
        let rule = self.rules().get(self.selection.at).cloned();
        let why = match &rule {
            None => Some("There is no rule.".into()),
            Some(rule) if rule.id.is_none() => {
                Some(safe!("{} has this access by a role; it goes when the role goes.", rule.who()))
            }
            Some(_) => None,
        };
        self.hint.clone_from(&why);
        rule.filter(|_| why.is_none())
    }

    fn change(&mut self) {
        if let Some(rule) = self.changeable() {
            self.form = Form::of_rule(self.id, &rule, &self.zone).map(Box::new);
        }
    }

    fn revoke(&mut self) -> Response {
        let rule = self.changeable()?;
        let call = RevokeAccess { collection: self.id, who: rule.who(), rule: rule.id? };
        let path = rule.path.sanitized();
        Some(CloseAction::AskRevoke(Box::new(call), path, Arc::clone(&self.store)))
    }
}

/// Asks for the groups of the user.
fn read_groups(cx: &mut ModalCx<'_>) {
    cx.read(ReadGroups);
}

#[cfg(test)]
mod tests;
