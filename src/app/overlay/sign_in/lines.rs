//! The text of a sign-in in each state, for large and for small windows.

use std::ops::Range;

use crate::app::effect::LoginMethod;
use crate::app::overlay::message::problem_brief;
use crate::app::theme::Role;
use crate::app::widgets::frame::Hint;
use crate::app::widgets::text::{Line, hanging, paragraph};
use crate::domain::account::DeviceCode;
use crate::domain::link::Link;
use crate::domain::text::SafeText;
use crate::safe;

use super::keys::key;
use super::{Copied, Focus, Need, SignIn, State};

/// How much may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// Cells of a line.
    pub cells: usize,
    /// Few rows: short words.
    pub scarce: bool,
    /// Too few rows for the link even so: it is cut.
    pub cut_link: bool,
}

/// What is said, around the field where there is one.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub above: Vec<Line>,
    /// The rows of `above` that are the link.
    pub link: Range<usize>,
    pub below: Vec<Line>,
}

/// The service's own words get so many rows.
const MESSAGE_ROWS: usize = 3;

impl Page {
    fn say(&mut self, room: Room, ample: &'static str, scarce: &'static str) {
        let words = if room.scarce { scarce } else { ample };
        self.above.extend(paragraph(Role::Text, &words.into(), room.cells));
    }

    fn step(&mut self, room: Room, number: &'static str, ample: &'static str, scarce: &'static str) {
        let words = if room.scarce { scarce } else { ample };
        self.above.extend(hanging((Role::Key, number.into()), Role::Text, &words.into(), room.cells));
    }

    fn blank(&mut self, room: Room) {
        if !room.scarce && !self.above.is_empty() {
            self.above.push(Line::blank());
        }
    }

    /// The link: whole where there is room. It leads there either way where the terminal knows how.
    fn link(&mut self, room: Room, link: &Link, role: Role) {
        self.blank(room);
        let first = self.above.len();
        let words = safe!("{}", link);
        match room.cut_link {
            true if words.width() > room.cells => {
                let begin =
                    words.wrap(room.cells.saturating_sub(3).max(1)).into_iter().next().unwrap_or_default();
                self.above.push(Line::new(role, safe!("{}...", begin)));
            }
            _ => self.above.extend(paragraph(role, &words, room.cells)),
        }
        self.link = first..self.above.len();
        self.blank(room);
    }
}

impl SignIn {
    /// What is said in this room.
    pub(super) fn page(&self, room: Room) -> Page {
        let mut page = Page::default();
        match &self.state {
            State::Choosing => self.choosing(&mut page, room),
            State::Starting => page.above.push(Line::new(Role::Secondary, "Asking Globus for a sign-in...")),
            State::Waiting(link) | State::Using(link) => match self.way {
                LoginMethod::Browser => browser(&mut page, room, link, self.no_browser.as_ref()),
                LoginMethod::Paste | LoginMethod::Device => self.paste(&mut page, room, link),
            },
            State::DeviceCode(code) => device(&mut page, room, code),
        }
        if self.state != State::Choosing {
            page.below.extend(self.trouble(room));
        }
        let note = match self.copied {
            _ if matches!(self.state, State::Using(_)) => Some("Using the code...".into()),
            Some(Copied { what, to: Some(clipboard) }) => Some(clipboard.told(what)),
            _ => None,
        };
        page.below.extend(note.into_iter().flat_map(|words| paragraph(Role::Secondary, &words, room.cells)));
        page
    }

    fn choosing(&self, page: &mut Page, room: Room) {
        page.above.extend(self.trouble(room));
        page.blank(room);
        if let Some(need) = &self.need {
            match &need.done {
                Some(done) => page.above.extend(paragraph(Role::Text, done, room.cells)),
                None => page.say(room, "Globus requires this first:", "Globus requires first:"),
            }
            needed(page, room, need);
            page.blank(room);
            let words = "hemi then continues automatically. How do you want to sign in?";
            page.say(room, words, "How do you want to sign in?");
        } else {
            let words = "Sign in to Globus to see your collections. How do you want to sign in?";
            page.say(room, words, "How do you want to sign in?");
        }
        page.blank(room);
        for way in self.ways() {
            let (ample, scarce) = labels(way);
            let chosen = self.way == way;
            let (sign, role) = if chosen { ("> ", Role::Focus) } else { ("  ", Role::Text) };
            let head = (if chosen { Role::Focus } else { Role::Key }, safe!("{}{} ", sign, key(way)));
            let words = if room.scarce { scarce } else { ample };
            page.above.extend(hanging(head, role, &words.into(), room.cells));
        }
    }

    fn paste(&self, page: &mut Page, room: Room, link: &Link) {
        let words = "Open this link in a browser on any computer, sign in, and allow hemi:";
        page.step(room, "1. ", words, "Open this link anywhere:");
        page.link(room, link, if self.focus == Focus::Link { Role::Focus } else { Role::Link });
        let words = "Copy the code that the page shows, paste it here, and press Enter:";
        page.step(room, "2. ", words, "Paste the code that it shows:");
    }

    fn trouble(&self, room: Room) -> Vec<Line> {
        let again = self.need.as_ref().and_then(Need::still_required);
        let Some(mut problem) = self.problem.clone().or(again) else { return Vec::new() };
        if room.scarce {
            problem.detail = None;
        }
        problem_brief(&problem, room.cells)
    }

    pub(super) fn title(&self) -> SafeText {
        if self.need.is_some() { "Sign-in or consent needed" } else { "Sign in to Globus" }.into()
    }

    /// The keys that mean something here, what matters most first.
    pub(super) fn keys_now(&self) -> &'static [Hint] {
        match (&self.state, self.focus) {
            (State::Choosing, _) => &[("Enter", "begin"), ("Esc", "later"), ("Tab", "another way")],
            (State::Starting, _) => &[("Esc", "later"), ("Ctrl-T", "another way")],
            (State::DeviceCode(_), _) => &[
                ("Esc", "later"),
                ("Ctrl-T", "another way"),
                ("y", "copy the link"),
                ("c", "copy the code"),
                ("o", "open it here"),
                ("r", "plain line"),
            ],
            _ if !self.has_field() => &[
                ("Esc", "later"),
                ("Ctrl-T", "another way"),
                ("y", "copy the link"),
                ("o", "open it"),
                ("r", "plain line"),
            ],
            (_, Focus::Code) => &[
                ("Enter", "sign in"),
                ("Esc", "later"),
                ("Tab", "link"),
                ("Ctrl-T", "other"),
                ("Ctrl-Y", "copy"),
                ("Ctrl-R", "print"),
            ],
            (_, Focus::Link) => &[
                ("Tab", "code"),
                ("Esc", "later"),
                ("Ctrl-T", "another way"),
                ("y", "copy"),
                ("o", "open"),
                ("r", "plain line"),
                ("s", "show the code"),
            ],
        }
    }
}

pub(super) fn labels(way: LoginMethod) -> (&'static str, &'static str) {
    match way {
        LoginMethod::Browser => ("With a browser on this computer", "a browser on this computer"),
        LoginMethod::Paste => (
            "With a link to open on any computer, and a code to paste here (over SSH)",
            "a link, and a code to paste",
        ),
        LoginMethod::Device => {
            ("With a short code to type on a phone or another computer", "a code for another device")
        }
    }
}

/// What is required, step by step, and why.
fn needed(page: &mut Page, room: Room, need: &Need) {
    for step in need.steps() {
        page.above.extend(hanging((Role::Key, "- ".into()), Role::Text, &step, room.cells));
    }
    let message = need.wanted.message.as_ref().map(|message| message.on_one_line());
    if let Some(message) = message.filter(|message| !message.is_empty() && !room.scarce) {
        let words = paragraph(Role::Secondary, &safe!("Message from the service: {}", message), room.cells);
        page.above.extend(words.into_iter().take(MESSAGE_ROWS));
    }
}

fn browser(page: &mut Page, room: Room, link: &Link, failed: Option<&SafeText>) {
    if let Some(failed) = failed {
        page.above.extend(paragraph(Role::Error, &safe!("! {}", failed), room.cells));
        let words = "Open this link in a browser on this computer, sign in there and allow hemi; hemi then \
                     continues automatically. Or choose another way.";
        page.say(room, words, "Open this on this computer and sign in there:");
        return page.link(room, link, Role::Link);
    }
    page.above.push(Line::new(Role::Title, "Waiting for the browser..."));
    let words = "Sign in there and allow hemi; hemi then continues automatically. If no browser opens, open this link on \
                 this computer, or choose another way:";
    page.say(room, words, "Sign in there; hemi then continues. No browser? Open this here:");
    page.link(room, link, Role::Link);
}

fn device(page: &mut Page, room: Room, code: &DeviceCode) {
    page.step(room, "1. ", "On a phone or another computer, open", "Anywhere, open");
    page.link(room, &code.page, Role::Link);
    page.step(room, "2. ", "Type this code there, sign in and allow hemi:", "Type this code there:");
    page.blank(room);
    page.above.push(Line::new(Role::Title, safe!("   {}", code.user_code.sanitized())));
    page.blank(room);
    page.say(room, "hemi then continues automatically.", "hemi then continues automatically.");
    let words = match code.minutes {
        0 | 1 => "The code is valid for about a minute.".into(),
        minutes => safe!("The code is valid for {} minutes.", minutes),
    };
    page.above.extend(paragraph(Role::Secondary, &words, room.cells));
}
