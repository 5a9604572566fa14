//! What to do when there is no client id: how to register hemi with Globus, and a field for the id.
//! `globus-api.md` 1: every native program needs a registration of its own; there is no secret in it.

mod view;

use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::input::Input;
use crate::app::request::RequestIds;
use crate::app::theme::Role;
use crate::app::widgets::field::{DialogKey, Field, Typed};
use crate::app::widgets::text::{Line, hanging, paragraph};
use crate::domain::ids::{ClientId, RequestId};
use crate::domain::problem::Problem;
use crate::domain::registration::{NATIVE, NO_ID};
use crate::domain::text::SafeText;

use super::message::problem_brief;
use super::{Response, Screen};

const COLUMNS: u16 = 74;

/// Taking the id of the registered application.
#[derive(Debug)]
pub struct RegisterClient {
    field: Field,
    wrong: Option<&'static str>,
    problem: Option<Problem>,
    waiting: Option<RequestId>,
}

impl Default for RegisterClient {
    fn default() -> Self {
        Self::new()
    }
}

impl RegisterClient {
    /// An empty field under the steps.
    pub fn new() -> Self {
        Self { field: Field::for_id(), wrong: None, problem: None, waiting: None }
    }

    /// Types, or takes the id.
    pub fn input(&mut self, input: &Input, ids: &mut RequestIds) -> Response {
        match self.field.input(input) {
            Typed::Changed => {
                self.wrong = None;
                self.problem = None;
                return Response::none();
            }
            Typed::Moved => return Response::none(),
            Typed::Ignored => {}
        }
        match DialogKey::of(input) {
            Some(DialogKey::Escape) => Response::closed(self.waiting.take()),
            Some(DialogKey::Enter | DialogKey::Submit) if self.waiting.is_none() => self.submit(ids),
            _ => Response::none(),
        }
    }

    /// Takes what stands in the field, as Enter does.
    pub fn submit(&mut self, ids: &mut RequestIds) -> Response {
        if self.field.is_blank() {
            self.wrong = Some("Paste the Client UUID first.");
            return Response::none();
        }
        let Ok(client) = self.field.raw().trim().parse::<ClientId>() else {
            self.wrong = Some(NO_ID);
            return Response::none();
        };
        let id = ids.next();
        self.waiting = Some(id);
        self.problem = None;
        Response::effect(Effect::SaveClientId { id, client })
    }

    /// A refusal keeps the text. Success comes as `SignInNeeded`, for which the app shows the sign-in.
    pub fn apply(&mut self, event: &Event) -> Response {
        if let Event::ClientIdFailed { id, problem } = event
            && self.waiting == Some(*id)
        {
            self.waiting = None;
            self.problem = Some(problem.clone());
        }
        Response::none()
    }

    /// Whether the id is being kept.
    pub fn is_busy(&self) -> bool {
        self.waiting.is_some()
    }

    /// What stands above the field.
    fn above(cells: usize) -> Vec<Line> {
        let words: SafeText = "Globus wants every program to be registered by whoever runs it. hemi has no \
                            registration yet. It takes two minutes, once:"
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

    /// What stands below it.
    fn below(&self, cells: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(wrong) = self.wrong {
            lines.extend(paragraph(Role::Warning, &crate::safe!("! {}", wrong), cells));
        }
        if let Some(problem) = &self.problem {
            lines.extend(problem_brief(problem, cells));
        }
        if self.waiting.is_some() {
            lines.push(Line::new(Role::Dim, "Keeping the id and asking Globus..."));
        }
        lines.push(Line::blank());
        let elsewhere: SafeText =
            "It can also be given as HEMI_CLIENT_ID, or as client_id in hemi's config.toml. \
                                For scripts and servers register a service account there, add a client \
                                secret, and set HEMI_CLIENT_ID and HEMI_CLIENT_SECRET (hemi login tells \
                                more). To look around without Globus: hemi --demo."
                .into();
        lines.extend(paragraph(Role::Dim, &elsewhere, cells));
        lines
    }

    fn wanted(&self, screen: Screen) -> (u16, u16) {
        let (columns, _) =
            crate::app::widgets::frame::inside((screen.columns, screen.rows), (COLUMNS, u16::MAX));
        let cells = usize::from(columns);
        let rows = Self::above(cells).len() + 1 + self.below(cells).len();
        (columns, u16::try_from(rows).unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::widgets::field::tests::keys;
    use crate::domain::problem::ProblemKind;

    const ID: &str = "1b2c3d4e-0000-4000-8000-123456789abc";

    #[test]
    fn an_id_is_checked_taken_and_kept_when_refused() {
        let ids = &mut RequestIds::default();
        let mut setup = RegisterClient::new();
        let enter = keys("\n").remove(0);
        assert!(setup.input(&enter, ids).effects.is_empty());
        for key in keys("no id") {
            setup.input(&key, ids);
        }
        assert!(setup.input(&enter, ids).effects.is_empty());
        assert!(setup.wrong.is_some_and(|words| words.contains("no UUID")));
        setup.field = Field::for_id();
        setup.input(&Input::Paste(format!("  {ID}\r\n")), ids);
        assert!(setup.wrong.is_none());
        let outcome = setup.input(&enter, ids);
        let [Effect::SaveClientId { id, client }] = outcome.effects[..] else { panic!("{outcome:?}") };
        assert_eq!(client.to_string(), ID);
        assert!(setup.is_busy());
        assert!(setup.input(&enter, ids).effects.is_empty(), "it is being kept already");
        let problem = Problem::new(ProblemKind::Local, "the disk is full", "make room");
        setup.apply(&Event::ClientIdFailed { id, problem });
        assert!(!setup.is_busy() && setup.problem.is_some());
        assert_eq!(setup.field.raw(), ID);
    }
}
