//! What a pane shows of its directory.

use super::{Acts, Bar, Command, hint};

commands! {
    REFRESH "refresh" "List this directory again." {
        word: "refresh",
        also: "reload reread rescan",
        hints: &[hint(Bar::Pane, 100)],
        disabled: |app, _| {
            let pane = app.pane(app.active());
            app.why_not_connected()
                .filter(|_| !pane.needs_no_service())
                .or_else(|| pane.is_unopened().then(|| "Nothing is open here yet.".into()))
        },
        run: |app, _| app.on_pane(|pane, cx| pane.refresh(cx)),
    }
    VIEW "view" "Show all of an entry: what is known of it, and the beginning of a file." {
        acts: Some(Acts::Entry),
        word: "view",
        also: "info show cat less hexdump",
        disabled: |app, _| app.why_not_view(),
        run: |app, _| app.open_viewer(),
    }
    MEASURE "measure" "Count what is in the directory at the cursor, or in those marked, and below." {
        acts: Some(Acts::Entry),
        word: "size",
        also: "du disk usage directory size",
        disabled: |app, _| app.why_not_measure(),
        run: |app, _| app.on_pane(|pane, cx| pane.measure(cx)),
    }
    TOGGLE_HIDDEN "toggle_hidden" "Show or hide names that begin with a dot." {
        word: "hidden",
        also: "dotfiles",
        hints: &[hint(Bar::Pane, 110)],
        run: |app, _| app.on_pane(|pane, cx| pane.toggle_hidden(cx)),
    }
}
