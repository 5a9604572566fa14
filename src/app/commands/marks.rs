//! Marking entries.

use super::{Acts, Bar, Command, hint, hint_as};

commands! {
    MARK "mark" "Mark or unmark the entry, and move down." {
        acts: Some(Acts::Marks),
        word: "mark",
        also: "select tag",
        argument: "*.nc newer:2d >1G type:file",
        hints: &[hint(Bar::Pane, 20), hint(Bar::SignedOut, 14), hint_as(Bar::Range, 10, "end the range")],
        disabled: |app, _| app.why_no_entries(),
        run: |app, args| match &args.text {
            Some(text) => app.mark_matching(text, true),
            None => app.mark_at_cursor(args.times()),
        },
    }
    MARK_UP "mark_up" "Mark or unmark the entry, and move up." {
        word: "mark, up",
        also: "select tag",
        disabled: |app, _| app.why_no_entries(),
        run: |app, args| app.on_pane(|pane, cx| pane.mark_up(args.times(), cx)),
    }
    MARK_RANGE "mark_range" "Mark a range: from here to where the same key ends it." {
        acts: Some(Acts::Marks),
        word: "mark range",
        also: "select visual",
        disabled: |app, _| app.why_no_entries(),
        run: |app, _| app.on_pane(|pane, cx| pane.toggle_range(true, cx)),
    }
    UNMARK_RANGE "unmark_range" "Unmark a range, in the same way." {
        acts: Some(Acts::Marks),
        word: "unmark range",
        also: "deselect unselect visual",
        disabled: |app, _| app.why_no_entries(),
        run: |app, _| app.on_pane(|pane, cx| pane.toggle_range(false, cx)),
    }
    MARK_MATCHING "mark_matching" "Mark entries by name pattern, size, time of change or kind." {
        acts: Some(Acts::Marks),
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
        acts: Some(Acts::Marks),
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
        acts: Some(Acts::Marks),
        word: "mark all",
        also: "select tag",
        hints: &[hint(Bar::Pane, 130)],
        disabled: |app, _| app.why_no_entries(),
        run: |app, _| app.on_pane(|pane, cx| pane.mark_shown(false, cx)),
    }
    INVERT_MARKS "invert_marks" "Mark all unmarked entries, and unmark the rest." {
        acts: Some(Acts::Marks),
        word: "invert marks",
        also: "select",
        disabled: |app, _| app.why_no_entries(),
        run: |app, _| app.on_pane(|pane, cx| pane.mark_shown(true, cx)),
    }
    CLEAR_MARKS "clear_marks" "Remove all marks of the directory shown." {
        acts: Some(Acts::Marks),
        word: "unmark",
        also: "deselect unselect untag",
        hints: &[hint(Bar::Pane, 140)],
        disabled: |app, _| app.why_no_marks(),
        run: |app, _| app.on_pane(|pane, cx| pane.clear_marks(cx)),
    }
    BASKET "basket" "List all marks of this pane, of all directories; remove them, or send all." {
        acts: Some(Acts::Marks),
        word: "all marks",
        also: "marks cart selection queue",
        hints: &[hint(Bar::Pane, 142)],
        disabled: |app, _| app.why_no_basket(),
        run: |app, _| app.open_basket(),
    }
    COMPARE "compare" "Compare the directories of the two panes, or show again what was found." {
        acts: Some(Acts::Place),
        word: "compare",
        also: "diff difference differences sync",
        disabled: |app, _| if app.is_compared() { None } else { app.why_not_compare() },
        run: |app, _| app.open_compare(),
    }
}
