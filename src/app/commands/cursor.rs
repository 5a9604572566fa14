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
        run: |app, args| app.move_rows(args.times()),
    }
    UP "cursor_up" "Move to the row above." {
        word: "up",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, args| app.move_rows(-args.times()),
    }
    PAGE_DOWN "page_down" "Move down a page." {
        word: "page down",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, args| app.scroll_pages(args.times()),
    }
    PAGE_UP "page_up" "Move up a page." {
        word: "page up",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, args| app.scroll_pages(-args.times()),
    }
    HALF_DOWN "half_down" "Move down half a page." {
        word: "half a page down",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, args| app.scroll_halves(args.times()),
    }
    HALF_UP "half_up" "Move up half a page." {
        word: "half a page up",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, args| app.scroll_halves(-args.times()),
    }
    FIRST "top" "Move to the first row, or with a number before it to that row." {
        word: "first row",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, args| app.move_to(args.count.unwrap_or(1)),
    }
    LAST "bottom" "Move to the last row, or with a number before it to that row." {
        word: "last row",
        contexts: LISTS,
        quiet: true,
        disabled: |app, _| app.why_no_list_rows(),
        run: |app, args| match args.count {
            Some(row) => app.move_to(row),
            None => app.move_to_end(),
        },
    }
}
