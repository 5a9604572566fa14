//! Other programs of this computer, which have the terminal until they end.

use super::{Acts, Command, Context};
use crate::domain::user_program::UserProgram;

commands! {
    EDIT_FILE "edit_file" "Edit the file in your editor ($VISUAL or $EDITOR)." {
        acts: Some(Acts::Entry),
        word: "edit",
        also: "vi vim nano emacs modify",
        disabled: |app, _| app.why_no_native_file(),
        run: |app, _| app.run_with_file(UserProgram::Editor),
    }
    PAGE_FILE "page_file" "Show the file in your pager ($PAGER, or less)." {
        acts: Some(Acts::Entry),
        word: "page",
        also: "less more pager read",
        disabled: |app, _| app.why_no_native_file(),
        run: |app, _| app.run_with_file(UserProgram::Pager),
    }
    SHELL "shell" "Open a shell in this directory; hemi is back when it ends." {
        word: "shell",
        also: "shell terminal subshell bash run",
        contexts: &[Context::List],
        disabled: |app, _| app.why_no_shell(),
        run: |app, _| app.open_shell(),
    }
}
