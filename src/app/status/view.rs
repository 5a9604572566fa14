//! Draws the header, the notice line and the hint bar.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::hints::Hint;
use super::{Notice, Severity};
use crate::app::layout::Area;
use crate::app::pane::title_footer::end_of;
use crate::app::pane::view::rect;
use crate::app::session::{Phase, Session};
use crate::app::theme::{Role, Theme};
use crate::app::widgets::canvas::Canvas;
use crate::app::widgets::frame;
use crate::app::widgets::text::{Line, paragraph, put_line, put_lines};
use crate::domain::format;
use crate::domain::path::StorePath;
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

/// Draws who is signed in where, how many tasks run, and the whole path of the active pane, whose title may have had
/// no room for it. What does not fit is left out, the least important first.
pub fn header(cx: &HeaderCx<'_>, path: Option<&StorePath>, area: Area, theme: &Theme, buf: &mut Buffer) {
    let area = rect(area);
    let cells = usize::from(area.width);
    let tasks = jobs(cx, cells);
    let gap = if tasks.width() > 0 { 2 } else { 0 };
    let between = safe!(" {} ", theme.glyphs.between);
    let mut line = Line::new(Role::Title, "hemi");
    let room = |line: &Line| cells.saturating_sub(line.width() + between.width() + gap + tasks.width());
    // Which services these are matters more than who asks them.
    let services = services(cx).filter(|(_, words)| words.width() <= room(&line));
    let for_services = services.as_ref().map_or(0, |(_, words)| between.width() + words.width());
    let (role, person) = person(cx);
    let for_person = room(&line).saturating_sub(for_services);
    if for_person >= person.width().min(LEAST_PERSON) {
        line = line
            .and(Role::Secondary, between.clone())
            .and(role, person.fit_with(for_person, theme.glyphs.cut));
    }
    if let Some((role, words)) = services {
        line = line.and(Role::Secondary, between.clone()).and(role, words);
    }
    let mut end = Line::blank();
    let room = cells.saturating_sub(line.width() + 2 + gap + tasks.width());
    if let Some(path) = path.filter(|path| room >= LEAST_PATH.min(path.sanitized().width())) {
        end = end.and(Role::Directory, end_of(path, room, theme.glyphs.cut));
        end = if tasks.width() > 0 { end.and(Role::Text, "  ") } else { end };
    }
    end.0.extend(tasks.0);
    let width = u16::try_from(end.width()).unwrap_or(area.width).min(area.width);
    let start = area.width - width;
    put_line(buf, Rect { width: start, ..area }, &line, theme);
    put_line(buf, Rect { x: area.x.saturating_add(start), width, ..area }, &end, theme);
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

/// A shorter path is useless.
const LEAST_PATH: usize = 8;

/// A notice is never longer than this.
const MOST_ROWS: u16 = 4;

/// What a warning begins with.
pub const WARNING_SIGN: &str = "! ";

/// Where the notice may be drawn, and which key shows it in full.
pub struct NoticeCx {
    /// Its own row, from which it grows upwards.
    pub area: Area,
    /// The first row it may take: the row with the cursor stays visible.
    pub top: u16,
    /// The key that shows it in full.
    pub key: SafeText,
}

/// Draws the notice: one line, more if needed and possible.
pub fn notice(notice: Option<&Notice>, cx: &NoticeCx, theme: &Theme, buf: &mut Buffer) {
    let area = cx.area;
    let Some(notice) = notice.filter(|_| !area.is_empty()) else { return };
    let (role, sign) = match notice.severity {
        Severity::Info => (Role::Success, ""),
        Severity::Warning => (Role::Warning, WARNING_SIGN),
        Severity::Error => (Role::Error, "!! "),
    };
    // What is longer than a line grows upwards, over the panes, rather than lose its end.
    let lines = paragraph(role, &safe!("{}{}", sign, notice.words), usize::from(area.width));
    let most = MOST_ROWS.min(area.end().saturating_sub(cx.top)).max(1);
    let lines = first_of(lines, usize::from(most), (role, usize::from(area.width)), &cx.key, theme);
    let rows = u16::try_from(lines.len()).unwrap_or(most);
    let area = Rect { y: area.end().saturating_sub(rows), height: rows, ..rect(area) };
    frame::clear(buf, area, Role::Ground, theme);
    put_lines(buf, area, &lines, theme);
}

/// So many lines. Where some were left out, the last ends with a sign and the key that reads all of it.
fn first_of(
    mut lines: Vec<Line>,
    most: usize,
    (role, cells): (Role, usize),
    key: &SafeText,
    theme: &Theme,
) -> Vec<Line> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.pop() {
            let more = if key.is_empty() { SafeText::default() } else { safe!(" {}", key) };
            let room = cells.saturating_sub(more.width() + 1);
            let words = last.text().wrap(room.max(1)).into_iter().next().unwrap_or_default();
            lines.push(Line::new(role, safe!("{}{}", words, theme.glyphs.cut)).and(Role::Key, more));
        }
    }
    lines
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
    let cells = usize::from(area.width);
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
                .and(Role::Text, safe!(" {}", hint.word))
        } else {
            Line::new(Role::Text, gap).and(Role::Secondary, safe!("({} {})", hint.key, hint.word))
        };
        match line.width() + more.width() <= cells {
            true => {
                let zone = Rect {
                    x: area.x.saturating_add(cells_of(line.width() + gap.len())),
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
    put_line(buf, rect(area), &line, theme);
}

fn cells_of(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}
