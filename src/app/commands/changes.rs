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
    NEW_FILE "new_file" "Create an empty file in this directory." {
        acts: Some(Acts::Place),
        word: "new file",
        also: "create empty make",
        disabled: |app, _| app.why_not_make_file(),
        run: |app, _| app.open_new_file(),
    }
    TOUCH "touch" "Set when the marked entries, or the one at the cursor, were modified to now." {
        acts: Some(Acts::Entry),
        word: "touch",
        also: "time mtime date",
        disabled: |app, _| app.why_not_change_attributes(),
        run: |app, _| app.open_touch(),
    }
    CHMOD "chmod" "Change the permissions of the marked entries, or of the one at the cursor." {
        acts: Some(Acts::Entry),
        word: "chmod",
        also: "mode rwx octal access bits",
        disabled: |app, _| app.why_not_change_attributes(),
        run: |app, _| app.open_chmod(),
    }
    UNDO "undo" "Undo the last rename, new directory, change of permissions or move to the trash." {
        acts: Some(Acts::Place),
        word: "undo",
        also: "revert restore back",
        disabled: |app, _| app.why_not_undo(),
        run: |app, _| app.open_undo(),
    }
}
