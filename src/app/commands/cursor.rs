//! Moving the cursor.

use super::{Command, Context};

/// Lists move alike.
const LISTS: &[Context] = &[Context::List, Context::Tasks];

commands! {
    DOWN "cursor_down" "Move to the next row." {
        word: "down",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, _| app.move_rows(1),
    }
    UP "cursor_up" "Move to the row above." {
        word: "up",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, _| app.move_rows(-1),
    }
    PAGE_DOWN "page_down" "Move down a page." {
        word: "page down",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, _| app.scroll_pages(1),
    }
    PAGE_UP "page_up" "Move up a page." {
        word: "page up",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, _| app.scroll_pages(-1),
    }
    HALF_DOWN "half_down" "Move down half a page." {
        word: "half a page down",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, _| app.scroll_halves(1),
    }
    HALF_UP "half_up" "Move up half a page." {
        word: "half a page up",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, _| app.scroll_halves(-1),
    }
    FIRST "top" "Move to the first row." {
        word: "first row",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, _| app.move_to_first(),
    }
    LAST "bottom" "Move to the last row." {
        word: "last row",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, _| app.move_to_last(),
    }
}
