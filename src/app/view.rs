//! Draws all of it: the app as it is, in a buffer of any size. Changes nothing. Start with [`view`].

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::App;
use super::commands::{self, Command};
use super::layout::{Area, Layout};
use super::overlay::Modal as _;
use super::overlay::view::{Draw as _, DrawCx};
use super::pane::DirView;
use super::pane::pane_cx::PaneCx;
use super::pointer::Target;
use super::session::Phase;
use super::status::Notice;
use super::status::hints::{HintCx, hints, of_dialog};
use super::theme::{Role, Theme};
use super::widgets::canvas::Canvas;
use super::widgets::drawn::Drawn;
use super::widgets::frame;
use super::widgets::panels;
use super::{Focus, monitor, pane, popup, preview, status};
use crate::domain::place::Side;
use crate::domain::text::SafeText;
use crate::safe;

/// Draws the app; says what cells cannot hold.
pub fn view(app: &App, theme: &Theme, buf: &mut Buffer) -> Drawn {
    let area = buf.area;
    let mut canvas = Canvas::new(buf);
    let buf = &mut canvas;
    let plain;
    let theme = if app.settings.ascii {
        plain = theme.clone().ascii();
        &plain
    } else {
        theme
    };
    buf.set_style(area, theme.style(Role::Ground));
    // The buffer's size decides, also between a resize and its event.
    let layout = Layout::of((area.width, area.height), app.mode());
    let jobs = app.monitor.list();
    let cx = status::view::HeaderCx {
        session: &app.session,
        demo: app.settings.demo,
        unfinished: jobs.unfinished_by_state(),
        saved: jobs.saved(),
    };
    status::view::header(&cx, layout.header, theme, buf);
    // Below a line that is typed into, the panes are as ever.
    let uncovered = app.overlay().is_none() || app.host.is_line();
    let focused = uncovered.then(|| match app.focus {
        Focus::Pane => layout.pane(app.active()),
        Focus::Tasks => layout.tasks,
    });
    panels::frame(buf, &layout, focused, theme);
    let switch = app.keys.map.key(&commands::pane::SWITCH).unwrap_or_default();
    for side in Side::BOTH {
        let active = app.active() == side;
        let other = app.pane(side.other());
        let beside = (!layout.has_both()).then(|| other.shown_place(app.requests()).0);
        let cx = PaneCx {
            side,
            tabs: app.panes.tabs(side).position(),
            synchronised: app.panes.synchronised.is_some(),
            theme,
            sizes: app.pane(side).sizes(),
            requests: app.requests(),
            zone: &app.settings.zone,
            active,
            focused: active && app.focus == Focus::Pane && uncovered,
            lit: app.pane(side).lit(),
            beside: beside.filter(|title| !title.is_empty()).map(|title| safe!("{} {}", switch, title)),
            read_only: app.pane(side).here().and_then(DirView::writable) == Some(false),
            held: app.held(side),
            old: app.old(app.pane(side)),
            empty: app.empty_message(),
            stop: app.keys.map.key(&commands::global::STOP).unwrap_or_default(),
        };
        pane::view::draw(app.pane(side), layout.pane(side), &cx, buf);
        if active && app.focus == Focus::Pane {
            let facts = pane::facts::facts(app.pane(side), &cx, panels::beside_line(layout.details));
            panels::on_line(buf, layout.details, &facts, theme);
        }
    }
    if let Some(preview) = &app.panes.preview {
        let hidden = app.active().other();
        let (name, path) = app.pane(hidden).shown_place(app.requests());
        let path = path.map(|path| path.sanitized()).unwrap_or_default();
        let cx = preview::view::PreviewCx {
            theme,
            hidden,
            place: if path.is_empty() { name } else { safe!("{} {}", name, path) },
            switch: switch.clone(),
            close: app.keys.map.key(&commands::preview::PREVIEW).unwrap_or_default(),
        };
        preview::view::draw(preview, layout.preview, &cx, buf);
    }
    if app.monitor.is_open() {
        let focused = app.focus == Focus::Tasks && uncovered;
        let missing = app.why_not_connected();
        let cx =
            monitor::view::PanelCx { theme, focused, missing, paused: app.pauses.until(&app.settings.zone) };
        monitor::view::draw(&app.monitor, layout.tasks, &cx, buf);
        if app.focus == Focus::Tasks {
            let details = monitor::view::details(&app.monitor, &cx, panels::beside_line(layout.details));
            panels::on_line(buf, layout.details, &details, theme);
        }
    }
    let notice = status::view::NoticeCx {
        area: layout.notice,
        key: app.keys.map.key(&commands::global::READ_MESSAGE).unwrap_or_default(),
    };
    // A pause is told for as long as it lasts, whenever nothing newer is to be read.
    let key = app.keys.map.key(&commands::global::TRY_NOW).unwrap_or_default();
    let cells = usize::from(layout.notice.width).saturating_sub(status::view::WARNING_SIGN.len());
    let pause = app.pauses.message(cells, &app.settings.zone, &key).map(Notice::warning);
    status::view::notice(app.notices.current().or(pause.as_ref()), &notice, theme, buf);
    let works = |command: &Command| app.why_not(command).is_none();
    let moment = HintCx {
        paused: !app.pauses.is_empty(),
        range: app.has_range(),
        filtered: app.pane(app.active()).here().and_then(DirView::filter).is_some(),
        compared: app.is_compared(),
        loads: Side::BOTH.into_iter().any(|side| app.pane(side).shows_loading(app.requests())),
        signed_out: !works(&commands::places::SEARCH) && works(&commands::global::ACCOUNT),
    };
    let hints = match app.overlay() {
        Some(_) if let Some(help) = app.host.help() => of_dialog(&help.hints(), None),
        Some(overlay) => of_dialog(&overlay.hints(), app.help_key(overlay)),
        None => hints(&app.keys.map, app.contexts(), &app.keys.pressed, moment, works),
    };
    if !uncovered {
        buf.zone(area, Target::Outside);
        frame::behind(buf, above_notice(&layout, area), theme);
    }
    let pressed = app.keys.shown();
    if app.overlay().is_none() && !app.keys.pressed.is_empty() {
        let end = if layout.details.is_empty() { layout.notice.y } else { layout.details.y };
        let room = Area { height: end.saturating_sub(layout.header.end()), ..layout.notice };
        let room = Area { y: layout.header.end(), ..room };
        popup::view::draw(&hints, room, app.row_at_cursor(&layout), theme, buf);
    }
    status::view::hints(&hints, &pressed, app.keys.unbound.as_ref(), layout.hints, theme, buf);
    let cx = DrawCx { theme, requests: app.requests() };
    let overlay = app.overlay().map(|overlay| overlay.picture().draw(cx, area, buf));
    let help = app.host.help().map(|help| {
        frame::behind(buf, above_notice(&layout, area), theme);
        help.draw(cx, area, buf)
    });
    let drawn = help.or(overlay).unwrap_or_default();
    Drawn { zones: canvas.into_zones(), ..drawn }
}

/// What steps back behind an overlay: all but the rows that speak of what has the keys.
fn above_notice(layout: &Layout, area: Rect) -> Rect {
    Rect { height: layout.notice.y.min(area.height), ..area }
}

impl App {
    /// The cells of the row at the cursor.
    fn row_at_cursor(&self, layout: &Layout) -> Area {
        let (rows, down) = match self.focus {
            Focus::Pane => {
                let here = self.pane(self.active()).here();
                let down = here.map_or(0, |here| here.cursor().saturating_sub(here.top()));
                (layout.pane(self.active()).rows, down)
            }
            Focus::Tasks => {
                (layout.tasks.rows, self.monitor.chosen_index().saturating_sub(self.monitor.top()))
            }
        };
        Area { y: rows.y.saturating_add(u16::try_from(down).unwrap_or(rows.height)), height: 1, ..rows }
    }

    /// What a pane says that nothing was asked of.
    fn empty_message(&self) -> SafeText {
        let key = |command: &Command| self.keys.map.key(command).unwrap_or_default();
        let (search, here) = (key(&commands::places::SEARCH), "hemi DIR shows a directory of this computer.");
        match (self.session.why_not(&self.keys.map), &self.session.phase) {
            (Some(reason), Phase::NoClientId | Phase::SignedOut) => {
                safe!("{} After that, {} finds a collection. Without it, {}", reason, search, here)
            }
            (Some(reason), _) => reason,
            (None, _) => safe!("{} finds a collection and opens it here. {}", search, here),
        }
    }
}

/// The app drawn on a screen of `(columns, rows)`, for tests that name no drawing type themselves.
#[cfg(test)]
pub(super) fn drawn(app: &App, theme: &Theme, (columns, rows): (u16, u16)) -> Buffer {
    let mut buf = Buffer::empty(ratatui::layout::Rect::new(0, 0, columns, rows));
    view(app, theme, &mut buf);
    buf
}
