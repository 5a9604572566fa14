//! Hyperlinks (OSC 8). Terminals that do not know them ignore them.
//!
//! A [`Link`] is printable ASCII that hemi built, so no text from outside gets into a sequence.

use ratatui::layout::Rect;

use crate::domain::link::Link;

/// Ends a link, if one is open.
pub const END: &[u8] = b"\x1b]8;;\x1b\\";

/// Appends the bytes that make the following text a link, or that end one.
pub fn change(link: Option<&Link>, out: &mut Vec<u8>) {
    match link {
        // The same id in each row makes them one link.
        Some(link) => {
            out.extend_from_slice(b"\x1b]8;id=hemi;");
            out.extend_from_slice(link.as_str().as_bytes());
            out.extend_from_slice(b"\x1b\\");
        }
        None => out.extend_from_slice(END),
    }
}

/// The links of one row: first column, the column after the last, the target.
pub fn on_row(links: &[(Rect, Link)], y: u16) -> Vec<(u16, u16, &Link)> {
    let here = links.iter().filter(|(area, _)| (area.top()..area.bottom()).contains(&y));
    here.map(|(area, link)| (area.left(), area.right(), link)).collect()
}

/// The link at a column of that row.
pub fn at<'a>(row: &[(u16, u16, &'a Link)], x: usize) -> Option<&'a Link> {
    let inside =
        |(left, right, _): &&(u16, u16, &Link)| (usize::from(*left)..usize::from(*right)).contains(&x);
    row.iter().find(inside).map(|(.., link)| *link)
}
