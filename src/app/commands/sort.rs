//! The order of rows.

use super::{Bar, Command, hint_as};
use crate::domain::sort::SortKey;

commands! {
    // The key sequences of the orders begin with the same key: the hint bar names that key once, here.
    BY_NAME "sort_name" "Sort by name." {
        word: "by name",
        hints: &[hint_as(Bar::Pane, 120, "sort")],
        run: |app, _| app.on_pane(|pane, cx| pane.sort_by(SortKey::Name, cx)),
    }
    BY_SIZE "sort_size" "Sort by size, largest first." {
        word: "by size",
        run: |app, _| app.on_pane(|pane, cx| pane.sort_by(SortKey::Size, cx)),
    }
    BY_TIME "sort_time" "Sort by time, newest first." {
        word: "by time",
        run: |app, _| app.on_pane(|pane, cx| pane.sort_by(SortKey::Time, cx)),
    }
    BY_TYPE "sort_type" "Sort by type: by the end of the name." {
        word: "by type",
        also: "extension",
        run: |app, _| app.on_pane(|pane, cx| pane.sort_by(SortKey::Type, cx)),
    }
    REVERSE "sort_reverse" "Reverse the order." {
        word: "reverse",
        run: |app, _| app.on_pane(|pane, cx| pane.reverse(cx)),
    }
    DIRS_FIRST "sort_dirs" "Show directories before the files or among them." {
        word: "directories first",
        also: "mixed folders",
        run: |app, _| app.on_pane(|pane, cx| pane.toggle_dirs_first(cx)),
    }
}
