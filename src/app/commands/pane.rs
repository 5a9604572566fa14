//! Walking through directories, and from pane to pane.

use super::{Acts, Bar, Command, Context, hint, hint_as};

commands! {
    ENTER "enter" "Open the directory, or a file of this computer with the desktop's program." {
        acts: Some(Acts::Entry),
        word: "open",
        also: "cd",
        hints: &[hint(Bar::Pane, 80), hint(Bar::SignedOut, 12)],
        disabled: |app, _| match app.has_range() {
            true => None,
            false => app.why_not_open(),
        },
        run: |app, _| {
            if !app.end_range(true) {
                app.open_at_cursor();
            }
        },
    }
    PARENT "parent" "Go to the parent directory." {
        word: "up",
        also: "cd back leave",
        hints: &[hint(Bar::Pane, 90)],
        disabled: |app, _| app.pane(app.active()).why_not_parent(app.requests()),
        run: |app, _| app.on_pane(|pane, cx| pane.parent(cx)),
    }
    GO_BACK "go_back" "Go back to the place that this pane showed before." {
        word: "back",
        also: "history",
        disabled: |app, args| app.pane(app.active()).why_not_travel(-args.times(), app.requests()),
        run: |app, args| app.on_pane(|pane, cx| pane.travel(-args.times(), cx)),
    }
    GO_FORWARD "go_forward" "Go forward again, to the place that was left by going back." {
        word: "forward",
        also: "history redo",
        disabled: |app, args| app.pane(app.active()).why_not_travel(args.times(), app.requests()),
        run: |app, args| app.on_pane(|pane, cx| pane.travel(args.times(), cx)),
    }
    GO_HOME "go_home" "Go to the directory that this collection or computer begins with." {
        word: "home",
        disabled: |app, _| app.pane(app.active()).why_no_store(),
        run: |app, _| app.on_pane(|pane, cx| pane.go_home(cx)),
    }
    GO_TO_ROOT "go_to_root" "Go to the top directory of this collection or computer." {
        word: "top directory",
        also: "root",
        disabled: |app, _| app.pane(app.active()).why_no_store(),
        run: |app, _| app.on_pane(|pane, cx| pane.go_to_root(cx)),
    }
    SWITCH "switch_pane" "Go to the next pane or the open task panel." {
        word: "pane",
        also: "panel other",
        contexts: &[Context::List, Context::Tasks],
        hints: &[hint(Bar::Pane, 60), hint(Bar::SignedOut, 40), hint_as(Bar::Tasks, 40, "panes")],
        run: |app, _| app.switch_focus(1),
    }
    SWITCH_BACK "switch_back" "Go to the previous pane or the open task panel." {
        word: "pane before",
        contexts: &[Context::List, Context::Tasks],
        run: |app, _| app.switch_focus(-1),
    }
    SWAP "swap_panes" "Swap the two panes." {
        word: "swap",
        also: "exchange",
        run: |app, _| app.swap_panes(),
    }
    SYNCHRONISE "synchronise" "Browse both panes together: what is opened in one is opened in the other." {
        word: "synchronise",
        also: "sync browsing link",
        disabled: |app, _| app.why_not_synchronise(),
        run: |app, _| app.toggle_synchronised(),
    }
    SAME_PLACE "same_place" "Show the place of this pane in the other pane too." {
        word: "same place",
        disabled: |app, _| app.why_not_same_place(),
        run: |app, _| app.open_same_place(),
    }
}
