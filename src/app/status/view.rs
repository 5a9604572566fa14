//! Draws the header, the notice line and the hint bar.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::hints::Hint;
use super::{Notice, Severity};
use crate::app::commands;
use crate::app::layout::Area;
use crate::app::pointer::Target;
use crate::app::session::{Phase, Session};
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::panels;
use crate::app::widgets::text::{Line, put_line, rect};
use crate::domain::format;
use crate::domain::text::SafeText;
use crate::safe;

/// What the header says besides the place.
pub struct HeaderCx<'a> {
    /// Who is signed in where.
    pub session: &'a Session,
    /// Whether that is the sandbox.
    pub demo: bool,
    /// Tasks that have not ended, by state.
    pub unfinished: [(&'static str, usize); 4],
    /// Submissions that are not sent.
    pub saved: usize,
}

/// Draws who is signed in where and how many tasks run. What does not fit is left out, the least important first. A press
/// on the user is the command for the account, and one on the tasks opens them.
pub fn header(cx: &HeaderCx<'_>, area: Area, theme: &Theme, buf: &mut Canvas<'_>) {
    let area = rect(area);
    let cells = usize::from(area.width);
    let between = safe!(" {} ", theme.glyphs.between);
    let tasks = jobs(cx, cells);
    let mut line = Line::new(Role::Title, " hemi");
    // Which services these are matters more than who asks them.
    // A blank at the end, and two between what is on the left and what is on the right.
    let room =
        |line: &Line, end: &Line| cells.saturating_sub(line.width() + end.width() + between.width() + 3);
    let for_tasks = cells_of(tasks.width());
    let mut end = tasks;
    if let Some((role, words)) = services(cx).filter(|(_, words)| words.width() <= room(&line, &end)) {
        let gap = if end.width() > 0 { between.clone() } else { SafeText::default() };
        end = end.and(Role::Secondary, gap).and(role, words);
    }
    let (role, person) = person(cx);
    let for_person = room(&line, &end);
    if for_person >= person.width().min(LEAST_PERSON) {
        line = line.and(Role::Secondary, between);
        let person = person.fit_with(for_person, theme.glyphs.cut);
        let x = area.x.saturating_add(cells_of(line.width()));
        let zone = Rect { x, width: cells_of(person.width()), ..area };
        buf.zone(zone, Target::Command(&commands::global::ACCOUNT));
        line = line.and(role, person);
    }
    let width = u16::try_from(end.width() + 1).unwrap_or(area.width).min(area.width);
    let start = area.width - width;
    put_line(buf, Rect { width: start, ..area }, &line, theme);
    let right = Rect { x: area.x.saturating_add(start), width, ..area };
    put_line(buf, right, &end, theme);
    let zone = Rect { width: for_tasks.min(width), ..right };
    buf.zone(zone, Target::Command(&commands::tasks::TOGGLE));
}

/// How many submissions are not sent and how many tasks are under way, as far as so many cells have room for it.
fn jobs(cx: &HeaderCx<'_>, cells: usize) -> Line {
    let mut line = Line::blank();
    if cx.saved > 0 {
        let words = format::words_in(cx.saved as u64, "not sent", "not sent", cells);
        line = line.and(Role::Warning, words);
    }
    for (state, count) in cx.unfinished.into_iter().filter(|(_, count)| *count > 0) {
        let between = if line.width() > 0 { ", " } else { "" };
        let room = cells.saturating_sub(line.width() + between.len());
        let words = format::words_in(count as u64, state, state, room);
        if !words.is_empty() {
            line = line.and(Role::Secondary, between).and(Role::Success, words);
        }
    }
    line
}

/// Who is signed in, or how far that is.
fn person(cx: &HeaderCx<'_>) -> (Role, SafeText) {
    match &cx.session.phase {
        Phase::Connecting => (Role::Secondary, "connecting".into()),
        Phase::Unreachable(_) => (Role::Error, "not connected".into()),
        Phase::NoClientId => (Role::Warning, "not registered".into()),
        Phase::SignedOut => (Role::Warning, "not signed in".into()),
        Phase::SignedIn(account) if account.service_user => {
            (Role::Text, safe!("service user {}", account.username.sanitized()))
        }
        Phase::SignedIn(account) => (Role::Text, account.username.sanitized()),
    }
}

/// Which services, where they are not the usual ones. The demo's are a sandbox by nature.
fn services(cx: &HeaderCx<'_>) -> Option<(Role, SafeText)> {
    match cx.demo {
        true => Some((Role::Success, "demo".into())),
        false => Some((Role::Warning, cx.session.environment.clone())).filter(|(_, words)| !words.is_empty()),
    }
}

/// Of a person's name so many cells are still worth it.
const LEAST_PERSON: usize = 12;

/// What a warning begins with.
pub const WARNING_SIGN: &str = "! ";

/// Where the notice is drawn, and which key shows it in full.
pub struct NoticeCx {
    /// Its row.
    pub area: Area,
    /// The key that shows it in full.
    pub key: SafeText,
}

/// Draws the notice in its row. What is longer ends with the key that shows all of it.
pub fn notice(notice: Option<&Notice>, cx: &NoticeCx, theme: &Theme, buf: &mut Buffer) {
    let Some(notice) = notice.filter(|_| !cx.area.is_empty()) else { return };
    let (role, sign) = match notice.severity {
        Severity::Info => (Role::Success, ""),
        Severity::Warning => (Role::Warning, WARNING_SIGN),
        Severity::Error => (Role::Error, "!! "),
    };
    let words = safe!("{}{}", sign, notice.words);
    let cells = panels::beside_line(cx.area);
    let line = match words.wrap(cells.max(1)).len() {
        0 | 1 => Line::new(role, words),
        _ => beginning(&words, role, cells, &cx.key, theme),
    };
    panels::on_line(buf, cx.area, &line, theme);
}

/// Of a word that is too long for its row, so many cells are still worth it.
const LEAST_PART: usize = 10;

/// As many words as there is room for, the last of them cut if it is long, a sign, and the key that shows the rest.
fn beginning(words: &SafeText, role: Role, cells: usize, key: &SafeText, theme: &Theme) -> Line {
    let mut more = Line::blank();
    if !key.is_empty() {
        more = Line::new(Role::Text, " ").and(Role::Key, key.clone());
        more = more.and_fitting(Role::Hint, [" shows all".into()], cells / 2);
    }
    let room = cells.saturating_sub(more.width() + 1).max(1);
    let first = words.wrap(room).into_iter().next().unwrap_or_default();
    let left = room.saturating_sub(first.width() + 1);
    let rest = words.without_prefix(first.as_str()).unwrap_or_default();
    let mut line = match rest.trimmed().first_word() {
        // A path, an id or a link: of a row that it does not fit on, its ends are shown.
        word if left >= LEAST_PART && word.width() > left => {
            Line::new(role, safe!("{} {}", first, word.fit_with(left, theme.glyphs.cut)))
        }
        _ => Line::new(role, first),
    };
    line = line.and(role, theme.glyphs.cut);
    line.0.extend(more.0);
    line
}

/// Draws the keys that apply, or what was pressed so far and what may follow, or that a key means nothing.
pub fn hints(
    hints: &[Hint],
    pressed: &SafeText,
    unbound: Option<&SafeText>,
    area: Area,
    theme: &Theme,
    buf: &mut Canvas<'_>,
) {
    let cells = panels::beside_line(area);
    let mut line = Line::blank();
    if !pressed.is_empty() {
        line = line.and(Role::Title, safe!("{}{} ", pressed, theme.glyphs.cut));
    }
    if let Some(words) = unbound {
        line = line.and(Role::Warning, safe!("{} ", words));
    }
    for hint in hints {
        let gap = if line.width() == 0 || line.text().as_str().ends_with(' ') { "" } else { "  " };
        // A key that would do nothing now is in brackets, for users who cannot see grey.
        let more = if hint.works {
            Line::new(Role::Text, gap)
                .and(Role::Key, hint.key.clone())
                .and(Role::Hint, safe!(" {}", hint.word))
        } else {
            Line::new(Role::Text, gap).and(Role::Secondary, safe!("({} {})", hint.key, hint.word))
        };
        match line.width() + more.width() <= cells {
            true => {
                let zone = Rect {
                    x: area.x.saturating_add(cells_of(1 + line.width() + gap.len())),
                    width: cells_of(more.width() - gap.len()),
                    ..rect(area)
                };
                match &hint.target {
                    Some(target) => buf.zone(zone, target.clone()),
                    None => buf.hint(zone, hint.key.as_str()),
                }
                line.0.extend(more.0);
            }
            // Something is better than nothing.
            false if line.width() == 0 => {}
            false => break,
        }
    }
    panels::on_line(buf, area, &line, theme);
}

fn cells_of(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}
