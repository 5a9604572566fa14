//! Marking entries.

use super::{Bar, Command, hint};

commands! {
    MARK "mark" "Mark or unmark the entry, and move down." {
        word: "mark",
        also: "select tag",
        hints: &[hint(Bar::Pane, 20), hint(Bar::SignedOut, 14)],
        disabled: |app, _| app.why_no_entries(),
        run: |app, args| app.on_pane(|pane, cx| pane.mark(args.times(), cx)),
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
        disabled: |app, _| {
            let none = app.pane(app.active()).here().is_none_or(|here| here.marks().is_empty());
            none.then(|| "Nothing is marked.".into())
        },
        run: |app, _| app.on_pane(|pane, cx| pane.clear_marks(cx)),
    }
}
