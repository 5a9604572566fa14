//! The words of a sign-in, state by state.

use crate::app::effect::SignInWay;
use crate::app::overlay::message::problem_brief;
use crate::app::theme::Role;
use crate::app::widgets::frame::Hint;
use crate::app::widgets::text::{Line, hanging, paragraph};
use crate::domain::link::Link;
use crate::domain::text::Shown;
use crate::shown;

use super::{Focus, Need, SignIn, State};

/// What is wanted, step by step, and why.
fn needed(need: &Need, cells: usize) -> Vec<Line> {
    let mut lines = paragraph(Role::Text, &"Globus wants this from you first:".into(), cells);
    for step in need.steps() {
        lines.extend(hanging((Role::Key, "- ".into()), Role::Text, &step, cells));
    }
    let message = need.wanted.message.as_ref().map(|message| message.on_one_line());
    if let Some(message) = message.filter(|message| !message.is_empty()) {
        let words = paragraph(Role::Dim, &shown!("The service's words: {}", message), cells);
        lines.extend(words.into_iter().take(MESSAGE_ROWS));
    }
    lines
}

/// The service's own words get so many rows.
const MESSAGE_ROWS: usize = 3;

impl SignIn {
    /// What stands above the field, or all there is where no code is pasted.
    pub(super) fn above(&self, cells: usize) -> Vec<Line> {
        match &self.state {
            State::Choosing => self.choosing(cells),
            State::Starting(_) => vec![Line::new(Role::Dim, "Asking Globus for a link...")],
            State::Waiting(_, link) | State::Using(_, link) => match self.way {
                SignInWay::Browser => self.browser(link, cells),
                SignInWay::Paste => self.paste(link, cells),
            },
        }
    }

    fn choosing(&self, cells: usize) -> Vec<Line> {
        let mut lines = self.trouble(cells);
        if !lines.is_empty() {
            lines.push(Line::blank());
        }
        if let Some(need) = &self.need {
            lines.extend(needed(need, cells));
            lines.push(Line::blank());
            let words = "What you asked for is then done by itself. How do you want to sign in?";
            lines.extend(paragraph(Role::Text, &words.into(), cells));
        } else {
            let words = "hemi needs to be signed in to Globus to show your collections. How?";
            lines.extend(paragraph(Role::Text, &words.into(), cells));
        }
        lines.push(Line::blank());
        for (way, key, words) in [
            (SignInWay::Browser, "b", "With a browser on this machine"),
            (SignInWay::Paste, "p", "With a link opened anywhere, and a code pasted here (over SSH)"),
        ] {
            let chosen = self.way == way;
            let (sign, role) = if chosen { ("> ", Role::Focus) } else { ("  ", Role::Text) };
            let head = shown!("{}{} ", sign, key);
            lines.extend(hanging(
                (if chosen { Role::Focus } else { Role::Key }, head),
                role,
                &words.into(),
                cells,
            ));
        }
        lines
    }

    fn browser(&self, link: &Link, cells: usize) -> Vec<Line> {
        let mut lines = vec![Line::new(Role::Title, "Waiting for the browser...")];
        let words = "Sign in there and allow hemi; this goes on by itself. If no browser opened, open this \
                     link on this machine, or press p to paste a code instead:";
        lines.extend(paragraph(Role::Text, &words.into(), cells));
        lines.push(Line::blank());
        lines.extend(paragraph(Role::Link, &shown!("{}", link), cells));
        lines.push(Line::blank());
        lines.extend(self.trouble(cells));
        lines.extend(self.copy_note());
        lines
    }

    fn paste(&self, link: &Link, cells: usize) -> Vec<Line> {
        let head = (Role::Key, "1. ".into());
        let mut lines = hanging(
            head,
            Role::Text,
            &"Open this link in a browser, on any machine; sign in and allow hemi:".into(),
            cells,
        );
        lines.push(Line::blank());
        let role = if self.focus == Focus::Link { Role::Focus } else { Role::Link };
        lines.extend(paragraph(role, &shown!("{}", link), cells));
        lines.push(Line::blank());
        let words = "Copy the code you are given and paste it here, then press Enter:";
        lines.extend(hanging((Role::Key, "2. ".into()), Role::Text, &words.into(), cells));
        lines
    }

    /// What stands below the field.
    pub(super) fn below(&self, cells: usize) -> Vec<Line> {
        let mut lines = self.trouble(cells);
        if matches!(self.state, State::Using(..)) {
            lines.push(Line::new(Role::Dim, "Using the code..."));
        }
        lines.extend(self.copy_note());
        lines
    }

    fn trouble(&self, cells: usize) -> Vec<Line> {
        self.problem.as_ref().map(|problem| problem_brief(problem, cells)).unwrap_or_default()
    }

    fn copy_note(&self) -> Option<Line> {
        self.copied.then(|| Line::new(Role::Dim, "The link was handed to the terminal's clipboard."))
    }

    pub(super) fn title(&self) -> Shown {
        if self.need.is_some() { "One step first" } else { "Sign in to Globus" }.into()
    }

    pub(super) fn has_field(&self) -> bool {
        self.way == SignInWay::Paste && matches!(self.state, State::Waiting(..) | State::Using(..))
    }

    pub(super) fn hints(&self) -> &'static [Hint] {
        match (&self.state, self.way, self.focus) {
            (State::Choosing, ..) => &[("Enter", "begin"), ("Esc", "later"), ("Tab", "the other way")],
            (State::Starting(_), ..) => &[("Esc", "later")],
            (_, SignInWay::Browser, _) => {
                &[("Esc", "later"), ("p", "paste a code"), ("y", "copy the link"), ("o", "open it again")]
            }
            (_, SignInWay::Paste, Focus::Code) => {
                &[("Enter", "use the code"), ("Esc", "later"), ("Ctrl-Y", "copy the link"), ("Tab", "link")]
            }
            (_, SignInWay::Paste, Focus::Link) => &[
                ("Tab", "code"),
                ("Esc", "later"),
                ("y", "copy"),
                ("o", "open"),
                ("b", "browser here"),
                ("s", "show code"),
            ],
        }
    }
}
