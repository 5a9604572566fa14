//! Copying what names a place or a task.

use super::{Acts, Command, Context};

commands! {
    PATH "copy_path" "Copy the path of the entry; on `..` that of the directory." {
        acts: Some(Acts::Entry),
        word: "copy path",
        disabled: |app, _| app.entry_path().err(),
        run: |app, _| app.copy(|app| app.entry_path()),
    }
    UUID "copy_uuid" "Copy the UUID of the collection." {
        acts: Some(Acts::Place),
        word: "copy UUID",
        disabled: |app, _| app.collection_uuid().err(),
        run: |app, _| app.copy(|app| app.collection_uuid()),
    }
    LINK "copy_link" "Copy a link of the web app to the directory." {
        acts: Some(Acts::Place),
        word: "copy web link",
        disabled: |app, _| app.place_link().err(),
        run: |app, _| app.copy(|app| app.place_link()),
    }
    COMMAND "copy_command" "Copy the command of the Globus CLI: list the place, or send what is marked." {
        acts: Some(Acts::Entry),
        word: "copy command",
        also: "cli shell equivalent",
        disabled: |app, _| app.cli_command().err(),
        run: |app, _| app.copy(|app| app.cli_command()),
    }
    TASK_ID "copy_task_id" "Copy the id of the task." {
        word: "copy task id",
        contexts: &[Context::Tasks],
        disabled: |app, _| app.task_id().err(),
        run: |app, _| app.copy(|app| app.task_id()),
    }
    TASK_LINK "copy_task_link" "Copy a link of the web app to the task." {
        word: "copy web link",
        contexts: &[Context::Tasks],
        disabled: |app, _| app.task_link().err(),
        run: |app, _| app.copy(|app| app.task_link()),
    }
}
