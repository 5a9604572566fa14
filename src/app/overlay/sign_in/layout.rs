//! What of a sign-in fits on a screen: words at length or short, the keys that the last row has no room for, and the QR code
//! beside or below them. A pure function of the state and the size.

use crate::app::widgets::qr::Qr;
use crate::app::widgets::text::Line;
use crate::app::widgets::{form, frame};

use super::SignIn;
use super::lines::{Page, Room};

/// The widest the words get.
const COLUMNS: u16 = 74;
/// The narrowest they get for the sake of a QR code.
const LEAST_COLUMNS: u16 = 32;
/// Blank cells beside a QR code, and rows above it.
const GAP: (u16, u16) = (2, 1);

/// What is drawn, and in how many cells.
pub(super) struct Fit<'a> {
    pub page: Page,
    /// Columns of the words.
    pub columns: u16,
    /// Rows of the words, as far as there are so many.
    pub rows: u16,
    /// Columns and rows of all of it.
    pub size: (u16, u16),
    /// The code, and the column and row it begins at.
    pub qr: Option<(&'a Qr, (u16, u16))>,
}

impl SignIn {
    /// What fits on a screen of so many columns and rows.
    pub(super) fn fit(&self, screen: (u16, u16), ascii: bool) -> Fit<'_> {
        let room = frame::inside(screen, (u16::MAX, u16::MAX));
        let qr = self.qr.as_ref().filter(|_| !ascii);
        qr.and_then(|qr| self.beside(qr, screen).or_else(|| self.below(qr, screen))).unwrap_or_else(|| {
            let columns = room.0.min(COLUMNS);
            let fits = |fit: &Fit<'_>| fit.rows <= room.1;
            let fit = Some(self.laid_out(columns, screen.0, false, false)).filter(fits);
            let fit = fit.or_else(|| Some(self.laid_out(columns, screen.0, true, false)).filter(fits));
            let fit = fit.unwrap_or_else(|| self.laid_out(columns, screen.0, true, true));
            Fit { rows: fit.rows.min(room.1), ..fit }
        })
    }

    fn beside<'a>(&'a self, qr: &'a Qr, screen: (u16, u16)) -> Option<Fit<'a>> {
        let room = frame::inside(screen, (u16::MAX, u16::MAX));
        let (wide, high) = qr.size();
        let columns = room.0.checked_sub(wide + GAP.0)?.min(COLUMNS);
        let all = columns + GAP.0 + wide;
        let fit = self.laid_out(columns, screen.0, false, false);
        let rows = fit.rows.max(high);
        let fits = columns >= LEAST_COLUMNS && rows <= room.1;
        fits.then_some(Fit { size: (all, rows), qr: Some((qr, (columns + GAP.0, 0))), ..fit })
    }

    fn below<'a>(&'a self, qr: &'a Qr, screen: (u16, u16)) -> Option<Fit<'a>> {
        let room = frame::inside(screen, (u16::MAX, u16::MAX));
        let (wide, high) = qr.size();
        let columns = room.0.min(COLUMNS.max(wide));
        let left = columns.checked_sub(wide)? / 2;
        let fit = self.laid_out(columns, screen.0, false, false);
        let rows = fit.rows + GAP.1 + high;
        let fits = rows <= room.1;
        fits.then_some(Fit { size: (columns, rows), qr: Some((qr, (left, fit.rows + GAP.1))), ..fit })
    }

    fn laid_out(&self, columns: u16, screen: u16, scarce: bool, cut_link: bool) -> Fit<'_> {
        let mut page = self.page(Room { cells: usize::from(columns), scarce, cut_link });
        let help = if self.code_has_keys() { "F1" } else { "?" };
        let keys = form::more_keys(self.keys_now(), help, usize::from(screen), usize::from(columns));
        if !keys.is_empty() && !scarce {
            page.below.push(Line::blank());
        }
        page.below.extend(keys);
        let rows = page.above.len() + page.below.len() + usize::from(self.has_field());
        let rows = u16::try_from(rows).unwrap_or(u16::MAX);
        Fit { page, columns, rows, size: (columns, rows), qr: None }
    }
}
