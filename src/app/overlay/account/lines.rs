//! The text of an account, line by line.

use crate::app::overlay::message::problem_brief;
use crate::app::theme::Role;
use crate::app::widgets::text::{Line, column, pad, paragraph};
use crate::domain::identity::{Consent, Freshness, Identity, roughly};
use crate::domain::requirement::{Requirement, TRANSFER_ALL};
use crate::domain::store::StoreInfo;
use crate::domain::text::SafeText;
use crate::safe;

use super::{AccountCard, Row};

/// A line, and its row if the cursor can be on it.
pub(super) type Item = (Option<Row>, Line);

impl AccountCard {
    /// Everything, in the order it is shown.
    pub(super) fn items(&self, cells: usize, asking: Option<SafeText>, cut: &'static str) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let words = |items: &mut Vec<Item>, lines: Vec<Line>| {
            items.extend(lines.into_iter().map(|line| (None, line)))
        };
        words(&mut items, self.head(cells));
        if let Some(problem) = &self.problem {
            words(&mut items, vec![Line::blank()]);
            words(&mut items, problem_brief(problem, cells));
        }
        if !self.identities().is_empty() {
            words(&mut items, heading("Identities"));
            let each = self.identities().iter().enumerate();
            items.extend(each.map(|(at, one)| (Some(Row::Identity(at)), self.identity(one, cells, cut))));
        }
        if !self.near.is_empty() {
            words(&mut items, heading("The collections in the panes"));
            for (at, one) in self.near.iter().enumerate() {
                items.push((Some(Row::Collection(at)), self.collection(one, cells, cut)));
                items.extend(self.session(one).map(|line| (None, line)));
            }
        }
        match self.details.as_ref().map(|details| &details.consents) {
            Some(Some(consents)) if !consents.is_empty() => {
                words(&mut items, heading(CONSENTS));
                let each = consents.iter().enumerate();
                items.extend(each.map(|(at, one)| (Some(Row::Consent(at)), self.consent(one))));
            }
            Some(None) => {
                words(&mut items, heading(CONSENTS));
                words(&mut items, vec![Line::new(Role::Secondary, "  The service does not say.")]);
            }
            Some(Some(_)) => {}
            None => {
                if let Some(asking) = asking {
                    words(&mut items, vec![Line::blank(), Line::new(Role::Secondary, asking)]);
                }
            }
        }
        items
    }

    /// Where what hemi may do begins.
    pub(super) fn first_consent(items: &[Item]) -> usize {
        let heading = SafeText::from(CONSENTS);
        items
            .iter()
            .position(|(_, line)| line.text() == heading)
            .map_or(items.len(), |at| at.saturating_sub(1))
    }

    fn head(&self, cells: usize) -> Vec<Line> {
        let who = self.who.username.sanitized();
        let name = self.who.name.as_ref().map(|name| safe!(" ({})", name.sanitized())).unwrap_or_default();
        let kind = if self.who.service_user { "Service user " } else { "Signed in as " };
        let services =
            if self.environment.is_empty() { safe!("") } else { safe!(", at {}", self.environment) };
        let profile = if self.profile.is_empty() { safe!("") } else { safe!("; profile {}", self.profile) };
        paragraph(Role::Text, &safe!("{}{}{}{}{}", kind, who, name, services, profile), cells)
    }

    fn identity(&self, one: &Identity, cells: usize, cut: &'static str) -> Line {
        let last = match one.last_sign_in {
            Some(at) => safe!("signed in {} ago", roughly(self.now.saturating_sub(at))),
            None => "last sign-in not known".into(),
        };
        let used = if one.id == self.who.identity { ", in use" } else { "" };
        let wide = columns(cells);
        let line = Line::new(Role::Text, column(&one.username.sanitized(), wide, cut));
        let line = line.and(Role::Secondary, safe!("  {}{}", last, used));
        let provider = safe!(" - {}", one.provider.sanitized());
        // Who vouches for it is mostly in the name already: left out whole where there is no room.
        let fits = !one.provider.is_empty() && line.width() + provider.width() + 2 <= cells;
        if fits { line.and(Role::Secondary, provider) } else { line }
    }

    fn collection(&self, one: &StoreInfo, cells: usize, cut: &'static str) -> Line {
        let line = Line::new(Role::Text, column(&one.title(), columns(cells), cut));
        let given = self.details.as_ref().and_then(|details| details.may_reach(one.collection()?));
        match (one.asks_data_access(), given) {
            (false, _) => line.and(Role::Secondary, "  needs no consent"),
            (true, Some(true)) => line.and(Role::Secondary, "  consent given"),
            (true, Some(false)) => {
                let line = line.and(Role::Warning, "  ! no consent yet: ");
                line.and(Role::Key, "c").and(Role::Warning, " gives it")
            }
            (true, None) => line.and(Role::Secondary, "  consent not known"),
        }
    }

    /// How fresh the sign-in is that a collection asks for, where it may ask for one.
    fn session(&self, one: &StoreInfo) -> Option<Line> {
        let state = self.freshness(one);
        let plain = state == Freshness::NotKnown
            && !one.asks_data_access()
            && !one.session_policy.is_some_and(|policy| policy.high_assurance);
        let warned = state == Freshness::Never || state.lapses_within(WARN);
        let (role, sign) = if warned { (Role::Warning, "!") } else { (Role::Secondary, " ") };
        (!plain).then(|| Line::new(role, safe!("    {} {}", sign, state.label())))
    }

    fn consent(&self, one: &Consent) -> Line {
        let indent = pad(&SafeText::default(), 2 * one.depth.min(4));
        let plain = one.scope.raw_str().unwrap_or_default();
        let known = KNOWN.iter().find(|(scope, _)| *scope == plain).map(|(_, words)| SafeText::from(*words));
        let reach = || {
            let wanted = Requirement { scopes: vec![one.scope.clone()], ..Requirement::default() };
            let id = *wanted.collections().first()?;
            let near = self.near.iter().find(|store| store.collection() == Some(id)).map(|near| near.title());
            let known = near.or_else(|| self.titles.get(&id).cloned());
            let name = known.unwrap_or_else(|| safe!("collection {}", id));
            Some(safe!("reach your files on {}", name))
        };
        let words = known.or_else(reach).unwrap_or_else(|| one.scope.sanitized());
        Line::new(Role::Text, indent).and(Role::Text, words)
    }

    /// What the last key said.
    pub(super) fn foot(&self) -> Option<Line> {
        if self.sign_out_asked {
            let again = Line::new(Role::Warning, "! ").and(Role::Key, "x");
            return Some(again.and(Role::Warning, " again signs out, here and at the service."));
        }
        self.hint.map(|hint| Line::new(Role::Warning, safe!("! {}", hint)))
    }
}

/// A sign-in that lapses within this many seconds is pointed out: five days.
const WARN: i64 = 5 * 86_400;

/// The usual permissions as text (`globus-api.md` 3).
const KNOWN: [(&str, &str); 6] = [
    (TRANSFER_ALL, "use Globus Transfer: list, send, delete, manage tasks"),
    ("openid", "know which user you are"),
    ("profile", "know your name"),
    ("email", "know your email address"),
    ("urn:globus:auth:scope:auth.globus.org:view_identity_set", "see your linked identities"),
    ("urn:globus:auth:scope:auth.globus.org:view_consents", "see your consents"),
];

const CONSENTS: &str = "What you allow hemi to do";

fn heading(words: &'static str) -> Vec<Line> {
    vec![Line::blank(), Line::new(Role::Title, words)]
}

/// The first column.
fn columns(cells: usize) -> usize {
    (cells * 2 / 5).clamp(8, 32)
}
