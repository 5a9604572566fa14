//! Changing what is in a directory.

use super::{Bar, Command, hint};

commands! {
    NEW_DIRECTORY "new_directory" "Create a directory in this one, or several: a/b/c." {
        word: "new directory",
        also: "mkdir folder make create",
        hints: &[hint(Bar::Pane, 76)],
        disabled: |app, _| app.why_not_make_directory(),
        run: |app, _| app.open_new_directory(),
    }
    RENAME "rename" "Give the entry another name." {
        word: "rename",
        also: "mv move name",
        hints: &[hint(Bar::Pane, 77)],
        disabled: |app, _| app.why_not_rename(),
        run: |app, _| app.open_rename(),
    }
}
