//! Marking entries.

use super::{Bar, Command, hint};

commands! {
    MARK "mark" "Mark or unmark the entry, and move down." {
        word: "mark",
        also: "select tag",
        argument: "*.nc newer:2d >1G type:file",
        hints: &[hint(Bar::Pane, 20), hint(Bar::SignedOut, 14)],
        disabled: |app, _| app.why_no_entries(),
        run: |app, args| match &args.text {
            Some(text) => app.mark_matching(text, true),
            None => app.on_pane(|pane, cx| pane.mark(args.times(), cx)),
        },
    }
    MARK_MATCHING "mark_matching" "Mark entries by name pattern, size, time of change or kind." {
        word: "mark by",
        also: "select glob pattern group wildcard",
        argument: "*.nc newer:2d >1G type:file",
        disabled: |app, _| app.why_no_entries(),
        run: |app, args| match &args.text {
            Some(text) => app.mark_matching(text, true),
            None => app.open_mark_field(true),
        },
    }
    UNMARK_MATCHING "unmark_matching" "Unmark entries by name pattern, size, time of change or kind." {
        word: "unmark by",
        also: "unmark deselect unselect glob pattern group wildcard",
        argument: "*.nc newer:2d >1G type:file",
        disabled: |app, _| app.why_no_entries().or_else(|| app.why_no_marks()),
        run: |app, args| match &args.text {
            Some(text) => app.mark_matching(text, false),
            None => app.open_mark_field(false),
        },
    }
    MARK_ALL "mark_all" "Mark all entries shown." {
        word: "mark all",
        also: "select tag",
        hints: &[hint(Bar::Pane, 130)],
        disabled: |app, _| app.why_no_entries(),
        run: |app, _| app.on_pane(|pane, cx| pane.mark_shown(false, cx)),
    }
    INVERT_MARKS "invert_marks" "Mark all unmarked entries, and unmark the rest." {
        word: "invert marks",
        also: "select",
        disabled: |app, _| app.why_no_entries(),
        run: |app, _| app.on_pane(|pane, cx| pane.mark_shown(true, cx)),
    }
    CLEAR_MARKS "clear_marks" "Remove all marks." {
        word: "unmark",
        also: "deselect unselect untag",
        hints: &[hint(Bar::Pane, 140)],
        disabled: |app, _| app.why_no_marks(),
        run: |app, _| app.on_pane(|pane, cx| pane.clear_marks(cx)),
    }
}
