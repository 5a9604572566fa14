//! Draws the header, the notice line and the hint bar.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::hints::Hint;
use super::{Notice, Weight};
use crate::app::layout::Area;
use crate::app::pane::view::rect;
use crate::app::session::{Phase, Session};
use crate::app::theme::{Role, Theme};
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, paragraph, put_line, put_lines};
use crate::domain::human;
use crate::domain::text::Shown;
use crate::shown;

/// What the header says besides the place.
pub struct Who<'a> {
    /// Who is signed in where.
    pub session: &'a Session,
    /// Whether that is the sandbox.
    pub demo: bool,
    /// Tasks under way.
    pub running: usize,
}

/// Draws who is signed in where, how many tasks run, and the whole path of the active pane, whose title may
/// have had no room for it.
pub fn header(who: &Who<'_>, path: &Shown, area: Area, theme: &Theme, buf: &mut Buffer) {
    let Who { session, demo, running } = *who;
    let between = shown!(" {} ", theme.glyphs.between);
    let mut line = Line::new(Role::Title, "hemi");
    let mut add = |role: Role, words: Shown| {
        if !words.is_empty() {
            line.0.push((Role::Dim, between.clone()));
            line.0.push((role, words));
        }
    };
    match &session.phase {
        Phase::Connecting => add(Role::Dim, "connecting".into()),
        Phase::Unreachable(_) => add(Role::Error, "not connected".into()),
        Phase::NoClientId => add(Role::Warning, "not registered".into()),
        Phase::SignedOut => add(Role::Warning, "not signed in".into()),
        Phase::SignedIn(account) if account.service_user => {
            add(Role::Text, shown!("service user {}", account.username.shown()));
        }
        Phase::SignedIn(account) => add(Role::Text, account.username.shown()),
    }
    add(Role::Warning, session.environment.clone());
    if demo {
        add(Role::Ok, "demo".into());
    }
    let area = rect(area);
    let tasks = match running {
        0 => Shown::default(),
        _ => shown!("{} under way", human::count(running as u64, "task", "tasks")),
    };
    let mut end = Line::blank();
    let room = usize::from(area.width).saturating_sub(line.width() + tasks.width() + 4);
    if room >= LEAST_PATH {
        end = end.and(Role::Dir, path.fit_end(room, theme.glyphs.cut));
    }
    if !tasks.is_empty() {
        let gap = if end.width() == 0 { "" } else { "  " };
        end = end.and(Role::Ok, shown!("{}{}", gap, tasks));
    }
    let width = u16::try_from(end.width()).unwrap_or(area.width).min(area.width);
    let start = area.width - width;
    let gap = u16::from(width > 0) * 2;
    put_line(buf, Rect { width: start.saturating_sub(gap), ..area }, &line, theme);
    put_line(buf, Rect { x: area.x.saturating_add(start), width, ..area }, &end, theme);
}

/// A path shorter than this tells nothing.
const LEAST_PATH: usize = 8;

/// News is never longer than this.
const MOST_ROWS: u16 = 4;

/// Draws the news: one line, more where it must.
pub fn notice(notice: Option<&Notice>, area: Area, theme: &Theme, buf: &mut Buffer) {
    let Some(notice) = notice.filter(|_| !area.is_empty()) else { return };
    let (role, sign) = match notice.weight {
        Weight::News => (Role::Ok, ""),
        Weight::Warning => (Role::Warning, "! "),
        Weight::Error => (Role::Error, "!! "),
    };
    // What is longer than a line grows upwards, over the panes, rather than lose its end.
    let lines = paragraph(role, &shown!("{}{}", sign, notice.words), usize::from(area.width));
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(MOST_ROWS).min(area.end());
    let area = Rect { y: area.end().saturating_sub(rows), height: rows, ..rect(area) };
    frame::clear(buf, area, theme);
    put_lines(buf, area, &lines, theme);
}

/// Draws the keys that apply, or what was pressed so far and what may follow, or that a key means nothing.
pub fn hints(
    hints: &[Hint],
    pressed: &Shown,
    unbound: Option<&Shown>,
    area: Area,
    theme: &Theme,
    buf: &mut Buffer,
) {
    let cells = usize::from(area.width);
    let mut line = Line::blank();
    if !pressed.is_empty() {
        line = line.and(Role::Title, shown!("{}{} ", pressed, theme.glyphs.cut));
    }
    if let Some(words) = unbound {
        line = line.and(Role::Warning, shown!("{} ", words));
    }
    for hint in hints {
        let gap = if line.width() == 0 || line.words().as_str().ends_with(' ') { "" } else { "  " };
        // A key that would do nothing now stands in brackets, for those who see no grey.
        let more = if hint.works {
            Line::new(Role::Text, gap)
                .and(Role::Key, hint.key.clone())
                .and(Role::Text, shown!(" {}", hint.word))
        } else {
            Line::new(Role::Text, gap).and(Role::Dim, shown!("({} {})", hint.key, hint.word))
        };
        if line.width() + more.width() > cells {
            break;
        }
        line.0.extend(more.0);
    }
    put_line(buf, rect(area), &line, theme);
}
