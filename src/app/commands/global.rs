//! What works everywhere.

use super::{Bar, Command, Context, hint, hint_as};
use crate::app::effect::TerminalCommand;

commands! {
    ACCOUNT "account" "Sign in; when signed in, show who you are and for how long." {
        word: "account",
        contexts: &[Context::Global],
        hints: &[hint_as(Bar::SignedOut, 10, "sign in")],
        disabled: |app, _| app.why_not_account(),
        run: |app, _| app.open_account(),
    }
    HELP "help" "List the keys." {
        word: "help",
        contexts: &[Context::Global],
        hints: &[hint(Bar::Pane, 10), hint(Bar::SignedOut, 20), hint(Bar::Tasks, 10)],
        run: |app, _| app.open_help(),
    }
    STOP "stop" "Stop what is loading, or leave what is open." {
        word: "stop",
        contexts: &[Context::Global],
        hints: &[hint_as(Bar::Loading, 10, "stop loading")],
        run: |app, _| app.stop(),
    }
    REDRAW "redraw" "Draw the whole screen again." {
        word: "redraw",
        contexts: &[Context::Global, Context::Overlay],
        run: |app, _| {
            app.cx.changed();
            app.cx.terminal(TerminalCommand::Redraw);
        },
    }
    SUSPEND "suspend" "Give the terminal back to the shell until `fg`." {
        word: "suspend",
        contexts: &[Context::Global, Context::Overlay],
        run: |app, _| app.cx.terminal(TerminalCommand::Suspend),
    }
    QUIT "quit" "Leave hemi; tasks go on in the service." {
        word: "quit",
        contexts: &[Context::Global],
        hints: &[hint(Bar::Pane, 70), hint(Bar::SignedOut, 30)],
        run: |app, _| app.quit(),
    }
}
