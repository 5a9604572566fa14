//! A rule while it is written: to whom, for which directory, what they may do, until when, and who is told. Enter looks
//! up who it is for, and saves once that is shown.

use jiff::tz::TimeZone;

use crate::app::input::Input;
use crate::app::requests::sharing::{ChangeAccess, FindIdentity, GrantAccess, Grantee, SharingReply};
use crate::app::requests::{Part, Purpose};
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::domain::format;
use crate::domain::ids::CollectionId;
use crate::domain::path::StorePath;
use crate::domain::problem::Problem;
use crate::domain::sharing::{self, AccessRule, ExpiryError, FoundIdentity, Group, Principal};
use crate::domain::text::{SafeText, Untrusted};
use crate::domain::time::Timestamp;
use crate::safe;

use super::choices::{FormLine, KINDS, Kind, stepped};
use super::read_groups;
use crate::app::overlay::ModalCx;

/// A rule that is written.
#[derive(Debug)]
pub(super) struct Form {
    collection: CollectionId,
    /// The rule that is changed: its id and for whom it is; a new one otherwise.
    changed: Option<(Untrusted, SafeText)>,
    kind: Kind,
    who: Field,
    groups: Option<Vec<Group>>,
    group: usize,
    path: Field,
    write: bool,
    until: Field,
    /// The longest that a rule may last.
    most_minutes: Option<u64>,
    email: Field,
    message: Field,
    focus: usize,
    /// Whom the service knows by what was typed.
    found: Option<(Untrusted, FoundIdentity)>,
    pub(super) wrong: Option<SafeText>,
    pub(super) problem: Option<Problem>,
}

impl Form {
    /// A new rule, for that directory at first.
    pub(super) fn new_rule(
        collection: CollectionId,
        directory: &StorePath,
        most_minutes: Option<u64>,
    ) -> Self {
        Self {
            collection,
            changed: None,
            kind: Kind::Person,
            who: Field::default(),
            groups: None,
            group: 0,
            path: directory.as_utf8().map(Field::with).unwrap_or_default(),
            write: false,
            until: Field::default(),
            most_minutes,
            email: Field::default(),
            message: Field::default(),
            focus: 1,
            found: None,
            wrong: None,
            problem: None,
        }
    }

    /// A rule that exists, if it can be changed.
    pub(super) fn of_rule(collection: CollectionId, rule: &AccessRule, zone: &TimeZone) -> Option<Self> {
        let ends = rule.expires.map(|at| format::day(at, zone)).unwrap_or_default();
        Some(Self {
            changed: Some((rule.id.clone()?, rule.who())),
            path: rule.path.raw_str().map(Field::with).unwrap_or_default(),
            write: rule.write,
            until: Field::with(ends.as_str()),
            focus: 0,
            ..Self::new_rule(collection, &StorePath::root(), None)
        })
    }

    /// The title of the dialog.
    pub(super) fn title(&self) -> SafeText {
        match &self.changed {
            Some((_, who)) => safe!("Change the rule for {}", who),
            None => "Share a directory".into(),
        }
    }

    pub(super) fn parts(&self) -> &'static [FormLine] {
        match (&self.changed, self.kind) {
            (Some(_), _) => &[FormLine::Allow, FormLine::Until],
            (None, Kind::Person) => &[
                FormLine::Kind,
                FormLine::Who,
                FormLine::Path,
                FormLine::Allow,
                FormLine::Until,
                FormLine::Email,
                FormLine::Message,
            ],
            (None, Kind::Group) => {
                &[FormLine::Kind, FormLine::Who, FormLine::Path, FormLine::Allow, FormLine::Until]
            }
            (None, _) => &[FormLine::Kind, FormLine::Path, FormLine::Allow, FormLine::Until],
        }
    }

    pub(super) fn focus(&self) -> usize {
        self.focus.min(self.parts().len().saturating_sub(1))
    }

    fn focused(&self) -> FormLine {
        self.parts().get(self.focus()).copied().unwrap_or(FormLine::Allow)
    }

    pub(super) fn hints(&self) -> Vec<Hint> {
        let enter = if self.must_look_up() { "look up" } else { "save" };
        let mut hints = vec![("Enter", enter), ("Esc", "back"), ("Tab Shift-Tab", "next line")];
        if self.field(self.focused()).is_none() {
            hints.insert(2, ("Space", "change"));
        }
        hints
    }

    /// The text field of a line, if it is one.
    pub(super) fn field(&self, part: FormLine) -> Option<&Field> {
        match part {
            FormLine::Who if self.kind == Kind::Person => Some(&self.who),
            FormLine::Path => Some(&self.path),
            FormLine::Until => Some(&self.until),
            FormLine::Email => Some(&self.email),
            FormLine::Message => Some(&self.message),
            FormLine::Kind | FormLine::Who | FormLine::Allow => None,
        }
    }

    fn field_mut(&mut self, part: FormLine) -> Option<&mut Field> {
        match part {
            FormLine::Who if self.kind == Kind::Person => Some(&mut self.who),
            FormLine::Path => Some(&mut self.path),
            FormLine::Until => Some(&mut self.until),
            FormLine::Email => Some(&mut self.email),
            FormLine::Message => Some(&mut self.message),
            FormLine::Kind | FormLine::Who | FormLine::Allow => None,
        }
    }

    /// What is chosen in a line that is no text field.
    pub(super) fn chosen(&self, part: FormLine) -> SafeText {
        match part {
            FormLine::Kind => {
                let found = KINDS.iter().find(|(kind, _)| *kind == self.kind);
                found.map(|(_, words)| SafeText::from(*words)).unwrap_or_default()
            }
            FormLine::Allow => if self.write { "read and write" } else { "read" }.into(),
            _ => match self.groups.as_deref() {
                None => "the groups are not known".into(),
                Some(groups) => match groups.get(self.group) {
                    Some(group) => group.name.sanitized(),
                    None => "you are in no group".into(),
                },
            },
        }
    }

    pub(super) fn choose(&mut self, row: usize) {
        self.focus = row;
    }

    pub(super) fn put_cursor(&mut self, chars: usize) {
        let part = self.focused();
        if let Some(field) = self.field_mut(part) {
            field.put_cursor(chars);
        }
    }

    /// A key or a paste. Whether the form is left.
    pub(super) fn input(&mut self, input: &Input, zone: &TimeZone, cx: &mut ModalCx<'_>) -> bool {
        let part = self.focused();
        if let Some(field) = self.field_mut(part) {
            match field.input(input) {
                Typed::Changed => {
                    (self.wrong, self.problem) = (None, None);
                    return false;
                }
                Typed::Moved => return false,
                Typed::Ignored => {}
            }
        }
        let Some(key) = cx.key(input) else { return false };
        let last = self.parts().len().saturating_sub(1);
        match key {
            DialogKey::Escape => return true,
            DialogKey::Next | DialogKey::Down => {
                self.focus = if self.focus() >= last { 0 } else { self.focus() + 1 };
            }
            DialogKey::Previous | DialogKey::Up => {
                self.focus = self.focus().checked_sub(1).unwrap_or(last);
            }
            DialogKey::Enter | DialogKey::Submit => {
                if !cx.waits_for(Purpose::Change) {
                    self.submit(zone, cx);
                }
            }
            DialogKey::Char(' ') | DialogKey::Right => self.turn(part, 1, cx),
            DialogKey::Left => self.turn(part, -1, cx),
            _ => {
                cx.unused();
            }
        }
        false
    }

    fn turn(&mut self, part: FormLine, by: isize, cx: &mut ModalCx<'_>) {
        (self.wrong, self.problem) = (None, None);
        match part {
            FormLine::Kind => {
                let at = KINDS.iter().position(|(kind, _)| *kind == self.kind).unwrap_or(0);
                if let Some((kind, _)) = KINDS.get(stepped(at, by, KINDS.len())) {
                    self.kind = *kind;
                }
                if self.kind == Kind::Group && self.groups.is_none() {
                    read_groups(cx);
                }
            }
            FormLine::Allow => self.write = !self.write,
            FormLine::Who => {
                let len = self.groups.as_ref().map_or(0, Vec::len);
                self.group = stepped(self.group, by, len);
            }
            _ => {
                cx.unused();
            }
        }
    }

    /// Whether Enter has to look the grantee up before it can save.
    fn must_look_up(&self) -> bool {
        self.changed.is_none() && self.kind == Kind::Person && self.found().is_none()
    }

    /// Whom the service knows by what the field says now.
    pub(super) fn found(&self) -> Option<&FoundIdentity> {
        let (text, found) = self.found.as_ref()?;
        (self.kind == Kind::Person && text.raw() == self.who.raw().trim().as_bytes()).then_some(found)
    }

    fn submit(&mut self, zone: &TimeZone, cx: &mut ModalCx<'_>) {
        (self.wrong, self.problem) = (None, None);
        if self.must_look_up() {
            if self.who.is_blank() {
                self.wrong = Some("Type an e-mail address, a username, or the id of an identity.".into());
                return;
            }
            cx.read(FindIdentity { text: Untrusted::new(self.who.raw().trim()) });
            return;
        }
        match self.request(zone, cx.at()) {
            Ok(Request::Grant(call)) => cx.send(Purpose::Change, *call),
            Ok(Request::Change(call)) => cx.send(Purpose::Change, call),
            Err(why) => self.wrong = Some(why),
        }
    }

    fn request(&self, zone: &TimeZone, at: Timestamp) -> Result<Request, SafeText> {
        let expires = self.expires(zone, at)?;
        if let Some((rule, who)) = &self.changed {
            let (rule, who) = (rule.clone(), who.clone());
            let call = ChangeAccess { collection: self.collection, rule, who, write: self.write, expires };
            return Ok(Request::Change(call));
        }
        let (to, who) = self.grantee()?;
        let path = StorePath::parse(self.path.raw().trim())
            .map_err(|_| SafeText::from("The directory is written from the root: /data/run."))?;
        let email = self.email.raw().trim();
        let notify = (self.kind == Kind::Person && !email.is_empty())
            .then(|| (Untrusted::new(email), Untrusted::new(self.message.raw().trim())));
        let collection = self.collection;
        Ok(Request::Grant(Box::new(GrantAccess {
            collection,
            to,
            who,
            path,
            write: self.write,
            expires,
            notify,
        })))
    }

    fn grantee(&self) -> Result<(Grantee, SafeText), SafeText> {
        let known = |principal: Principal| Ok((Grantee::Known(principal), principal.label()));
        match self.kind {
            Kind::AllUsers => known(Principal::AllUsers),
            Kind::Anonymous => known(Principal::Anonymous),
            Kind::Group => {
                let group = self.groups.as_deref().and_then(|groups| groups.get(self.group));
                let group = group.ok_or("No group is chosen.")?;
                let who = safe!("group {}", group.name.sanitized());
                Ok((Grantee::Known(Principal::Group(group.id)), who))
            }
            Kind::Person => {
                let found = self.found().ok_or("Nobody is looked up yet.")?;
                let to = match found.id {
                    Some(id) => Grantee::Known(Principal::Identity(id)),
                    None => Grantee::NewIdentity(found.username.clone()),
                };
                Ok((to, found.title()))
            }
        }
    }

    fn expires(&self, zone: &TimeZone, at: Timestamp) -> Result<Option<i64>, SafeText> {
        let now = at.wall / 1000;
        let expires = sharing::expiry(self.until.raw(), now, zone).map_err(|error| match error {
            ExpiryError::Unreadable => {
                SafeText::from("Until: type a date as 2027-03-31, or a time as 30 d, 2 w or 12 h.")
            }
            ExpiryError::Past => "Until: that has passed already.".into(),
        })?;
        let Some(most) = self.most_minutes else { return Ok(expires) };
        let latest = now.saturating_add_unsigned(most.saturating_mul(60));
        if expires.is_none_or(|at| at > latest) {
            let days = most / (24 * 60);
            return Err(safe!(
                "Until: a rule of this collection lasts {} at most; type that or less.",
                format::count(days, "day", "days")
            ));
        }
        Ok(expires)
    }

    /// What saving it means, in words, once all of it is known.
    pub(super) fn plan(&self, zone: &TimeZone, now: i64) -> Option<SafeText> {
        let at = Timestamp { mono: 0, wall: now.saturating_mul(1000) };
        let ends = self.expires(zone, at).ok()?;
        let ends = match ends {
            Some(at) => safe!("until {}", format::moment(at, zone)),
            None => "for ever".into(),
        };
        let may = if self.write { "may read and change" } else { "may read" };
        let who = match &self.changed {
            Some((_, who)) => who.clone(),
            None => self.grantee().ok()?.1,
        };
        Some(safe!("{} {} {} and all below it, {}.", who, may, self.path.sanitized(), ends))
    }

    pub(super) fn reply(&mut self, reply: &SharingReply) {
        match reply {
            SharingReply::FindIdentity(Part::Done(Ok(found))) => {
                self.found = Some((Untrusted::new(self.who.raw().trim()), found.clone()));
            }
            SharingReply::ReadGroups(Part::Done(Ok(groups))) => self.groups = Some(groups.clone()),
            SharingReply::FindIdentity(Part::Done(Err(problem)))
            | SharingReply::ReadGroups(Part::Done(Err(problem)))
            | SharingReply::GrantAccess(Part::Done(Err(problem)))
            | SharingReply::ChangeAccess(Part::Done(Err(problem))) => self.problem = Some(problem.clone()),
            _ => {}
        }
    }
}

/// What saving sends.
enum Request {
    Grant(Box<GrantAccess>),
    Change(ChangeAccess),
}
