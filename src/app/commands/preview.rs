//! The preview panel.

use super::{Bar, Command, hint};

/// Lines that a key scrolls.
const LINES: isize = 5;

commands! {
    PREVIEW "preview" "Show the entry at the cursor in place of the other pane, or show that pane again." {
        word: "preview",
        also: "quick panel look",
        hints: &[hint(Bar::Pane, 107)],
        run: |app, _| app.toggle_preview(),
    }
    PREVIEW_DOWN "preview_down" "Scroll the preview down." {
        word: "preview down",
        disabled: |app, _| app.why_no_preview(),
        run: |app, args| app.scroll_preview(LINES * args.times()),
    }
    PREVIEW_UP "preview_up" "Scroll the preview up." {
        word: "preview up",
        disabled: |app, _| app.why_no_preview(),
        run: |app, args| app.scroll_preview(-LINES * args.times()),
    }
}
