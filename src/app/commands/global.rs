//! What works everywhere.

use super::{Bar, Command, Context, hint, hint_as};
use crate::app::effect::TerminalCommand;

commands! {
    ACCOUNT "account" "Sign in, or show your account and how long the sign-in counts." {
        word: "account",
        also: "login logout identity consent profile user",
        contexts: &[Context::Global],
        hints: &[hint_as(Bar::SignedOut, 10, "sign in")],
        disabled: |app, _| app.why_not_account(),
        run: |app, _| app.open_account(),
    }
    HELP "help" "List the keys." {
        word: "help",
        also: "manual",
        contexts: &[Context::Global],
        hints: &[hint(Bar::Pane, 10), hint(Bar::SignedOut, 20), hint(Bar::Tasks, 10)],
        run: |app, _| app.open_help(),
    }
    PALETTE "palette" "Find a command by its name or by what it does, and do it." {
        word: "commands",
        also: "menu",
        contexts: &[Context::Global],
        hints: &[hint_as(Bar::Pane, 75, "more")],
        run: |app, _| app.open_palette(),
    }
    ACTIONS "actions" "List what can be done with the entry or the marks, and do it." {
        word: "actions",
        also: "menu context",
        contexts: &[Context::List],
        run: |app, _| app.open_actions(),
    }
    DOCTOR "doctor" "Examine the terminal: what keys send, what it says of itself, what to set better." {
        word: "doctor",
        contexts: &[Context::Global],
        run: |app, _| app.open_doctor(),
    }
    READ_MESSAGE "read_message" "Show the last message in full." {
        word: "last message",
        contexts: &[Context::Global],
        disabled: |app, _| app.why_no_message(),
        run: |app, _| app.open_last_message(),
    }
    TRY_NOW "try_now" "Send one request to a service that asked hemi to wait; once a minute." {
        word: "try now",
        contexts: &[Context::Global],
        hints: &[hint(Bar::Paused, 10)],
        disabled: |app, _| app.why_not_try(),
        run: |app, _| app.try_now(),
    }
    STOP "stop" "Stop loading; take away the message, the filter or the comparison; or close the task panel." {
        word: "stop",
        also: "show all unfilter",
        contexts: &[Context::Global],
        hints: &[
            hint_as(Bar::Loading, 10, "stop loading"),
            hint_as(Bar::Range, 20, "drop it"),
            hint_as(Bar::Filtered, 20, "show all"),
            hint_as(Bar::Compared, 20, "end comparison"),
        ],
        run: |app, _| app.stop(),
    }
    REDRAW "redraw" "Redraw the screen." {
        word: "redraw",
        contexts: &[Context::Global, Context::Overlay],
        run: |app, _| {
            app.cx.changed();
            app.cx.terminal(TerminalCommand::Redraw);
        },
    }
    SUSPEND "suspend" "Suspend hemi until `fg` in the shell." {
        word: "suspend",
        contexts: &[Context::Global, Context::Overlay],
        run: |app, _| app.cx.terminal(TerminalCommand::Suspend),
    }
    QUIT "quit" "Quit hemi; tasks continue in the service. A demo ends with hemi." {
        word: "quit",
        also: "exit",
        contexts: &[Context::Global],
        hints: &[hint(Bar::Pane, 70), hint(Bar::SignedOut, 30)],
        run: |app, _| app.quit(),
    }
    QUIT_UNSAVED "quit_unsaved" "Quit without saving the session." {
        word: "quit unsaved",
        contexts: &[Context::Global],
        run: |app, _| app.quit_unsaved(),
    }
}
