//! The preview as text: said for each entry that the cursor rests on, once there is something to say.

use crate::app::App;
use crate::app::theme::Glyphs;
use crate::domain::text::SafeText;
use crate::safe;

/// Cells of a line, and lines that are said.
const CELLS: usize = 78;
const LINES: usize = 16;

/// Its lines; `None` while it is closed or on its way.
pub(super) fn lines(app: &App) -> Option<Vec<SafeText>> {
    let preview = app.panes.preview.as_ref().filter(|preview| !preview.is_reading())?;
    let rows: Vec<SafeText> = preview.rows(CELLS, &Glyphs::ASCII).iter().map(|line| line.text()).collect();
    if rows.is_empty() {
        return None;
    }
    let rows: Vec<SafeText> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    let left = rows.len().saturating_sub(LINES);
    let mut lines = vec![safe!("Preview of {}:", preview.title())];
    lines.extend(rows.into_iter().take(LINES));
    if left > 0 {
        lines.push(safe!("{} more lines; view says all.", left));
    }
    Some(lines)
}
