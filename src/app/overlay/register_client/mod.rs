//! What to do when there is no client id: how to register hemi with Globus, and a field for the id. `globus-api.md`
//! 1: every native program needs a registration, which has no secret.

mod plain;
mod view;

use crate::app::input::Input;
use crate::app::requests::login::{LoginReply, SaveClientId};
use crate::app::requests::{Part, Purpose, Reply};
use crate::app::theme::Role;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::frame::Hint;
use crate::app::widgets::text::{Line, hanging, paragraph};
use crate::domain::ids::ClientId;
use crate::domain::problem::Problem;
use crate::domain::registration::{NATIVE, NO_ID};
use crate::domain::text::SafeText;

use super::message::problem_brief;
use super::{CloseAction, Modal, ModalCx, Response, Screen};

const COLUMNS: u16 = 74;

/// Taking the id of the registered application.
#[derive(Debug)]
pub struct RegisterClient {
    field: Field,
    wrong: Option<&'static str>,
    problem: Option<Problem>,
}

impl Default for RegisterClient {
    fn default() -> Self {
        Self::new()
    }
}

impl Modal for RegisterClient {
    fn input(&mut self, input: &Input, cx: &mut ModalCx<'_>) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                self.wrong = None;
                self.problem = None;
                return None;
            }
            Typed::Moved => return None,
            Typed::Ignored => {}
        }
        match DialogKey::of(input) {
            Some(DialogKey::Escape) => Some(CloseAction::Closed),
            Some(DialogKey::Enter | DialogKey::Submit) if !cx.waits_for(Purpose::ClientId) => self.submit(cx),
            Some(DialogKey::Enter | DialogKey::Submit) => None,
            _ => cx.unused(),
        }
    }

    fn hints(&self) -> Vec<Hint> {
        vec![("Enter", "save"), ("Esc", "later")]
    }

    fn put_cursor(&mut self, chars: usize) {
        self.field.put_cursor(chars);
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn reply(&mut self, reply: &Reply, _cx: &mut ModalCx<'_>) -> Response {
        if let Reply::Login(LoginReply::SaveClientId(Part::Done(Err(problem)))) = reply {
            self.problem = Some(problem.clone());
        }
        None
    }
}

impl RegisterClient {
    /// An empty field under the steps.
    pub fn new() -> Self {
        Self { field: Field::for_id(), wrong: None, problem: None }
    }

    /// Takes the content of the field, as Enter does.
    pub fn submit(&mut self, cx: &mut ModalCx<'_>) -> Response {
        if self.field.is_blank() {
            self.wrong = Some("Paste the Client UUID first.");
            return None;
        }
        let Ok(client) = self.field.raw().trim().parse::<ClientId>() else {
            self.wrong = Some(NO_ID);
            return None;
        };
        self.problem = None;
        cx.send(Purpose::ClientId, SaveClientId { client });
        None
    }

    /// The lines above the field.
    fn above(cells: usize) -> Vec<Line> {
        let words: SafeText = "Globus requires that you register the programs you run, and this hemi is \
                            not registered yet. It takes two minutes, once:"
            .into();
        let mut lines = paragraph(Role::Text, &words, cells);
        lines.push(Line::blank());
        for (number, step) in (1_usize..).zip(NATIVE) {
            let head = crate::safe!("{}. ", number);
            lines.extend(hanging((Role::Key, head), Role::Text, &step.into(), cells));
        }
        lines.push(Line::blank());
        lines
    }

    /// The lines below the field.
    fn below(&self, cells: usize, waits: bool) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(wrong) = self.wrong {
            lines.extend(paragraph(Role::Warning, &crate::safe!("! {}", wrong), cells));
        }
        if let Some(problem) = &self.problem {
            lines.extend(problem_brief(problem, cells));
        }
        if waits {
            lines.push(Line::new(Role::Secondary, "Saving the id and asking Globus..."));
        }
        lines.push(Line::blank());
        let elsewhere: SafeText =
            "It can also be given as HEMI_CLIENT_ID, or as client_id in hemi's config.toml. \
                                For scripts and servers register a service account there, add a client \
                                secret, and set HEMI_CLIENT_ID and HEMI_CLIENT_SECRET (hemi login explains \
                                how). To look around without Globus: hemi --demo."
                .into();
        lines.extend(paragraph(Role::Secondary, &elsewhere, cells));
        lines
    }

    fn wanted(&self, screen: Screen, waits: bool) -> (u16, u16) {
        let (columns, _) =
            crate::app::widgets::frame::inside((screen.columns, screen.rows), (COLUMNS, u16::MAX));
        let cells = usize::from(columns);
        let rows = Self::above(cells).len() + 1 + self.below(cells, waits).len();
        (columns, u16::try_from(rows).unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::effect::Effect;
    use crate::app::overlay::sample::Sample;
    use crate::app::requests::{Call, Slot};
    use crate::app::widgets::field::tests::keys;
    use crate::domain::problem::ProblemKind;
    use crate::domain::time::Timestamp;

    const ID: &str = "1b2c3d4e-0000-4000-8000-123456789abc";

    #[test]
    fn an_id_is_checked_taken_and_kept_when_refused() {
        let mut setup = Sample::open(Timestamp::default(), |_| RegisterClient::new());
        let enter = keys("\n").remove(0);
        assert!(setup.input(&enter).is_none() && setup.take_effects().is_empty());
        for key in keys("no id") {
            setup.input(&key);
        }
        assert!(setup.input(&enter).is_none() && setup.take_effects().is_empty());
        assert!(setup.overlay.wrong.is_some_and(|words| words.contains("not a UUID")));
        setup.overlay.field = Field::for_id();
        setup.input(&Input::Paste(format!("  {ID}\r\n")));
        assert!(setup.overlay.wrong.is_none());
        assert!(setup.input(&enter).is_none());
        let effects = setup.take_effects();
        let [Effect::Send { id, request }] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!(SaveClientId::of(request).unwrap().client.to_string(), ID);
        assert_eq!(setup.requests().id(Slot::overlay(Purpose::ClientId)), Some(*id));
        assert!(setup.input(&enter).is_none() && setup.take_effects().is_empty(), "it is being kept already");
        let problem = Problem::new(ProblemKind::Local, "the disk is full", "make room");
        setup.reply::<SaveClientId>(Purpose::ClientId, Part::Done(Err(problem)));
        assert!(!setup.waits_for(Purpose::ClientId) && setup.overlay.problem.is_some());
        assert_eq!(setup.overlay.field.raw(), ID);
    }
}
