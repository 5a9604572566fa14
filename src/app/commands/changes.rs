//! Changing what is in a directory.

use super::{Acts, Bar, Command, hint};

commands! {
    NEW_DIRECTORY "new_directory" "Create a directory in this one, or several: a/b/c." {
        acts: Some(Acts::Place),
        word: "new directory",
        also: "mkdir folder make create",
        hints: &[hint(Bar::Pane, 76)],
        disabled: |app, _| app.why_not_make_directory(),
        run: |app, _| app.open_new_directory(),
    }
    RENAME "rename" "Give the entry another name." {
        acts: Some(Acts::Entry),
        word: "rename",
        also: "mv move name",
        hints: &[hint(Bar::Pane, 77)],
        disabled: |app, _| app.why_not_rename(),
        run: |app, _| app.open_rename(),
    }
    DELETE "delete" "Plan the deletion of the marked entries, or of the one at the cursor." {
        acts: Some(Acts::Entry),
        word: "delete",
        also: "delete rm remove unlink trash del",
        hints: &[hint(Bar::Pane, 78)],
        disabled: |app, _| app.why_not_delete(),
        run: |app, _| app.open_delete(),
    }
    UNDO "undo" "Undo the last rename, new directory or move to the trash." {
        acts: Some(Acts::Place),
        word: "undo",
        also: "revert restore back",
        disabled: |app, _| app.why_not_undo(),
        run: |app, _| app.open_undo(),
    }
}
