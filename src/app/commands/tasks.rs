//! The task panel and its tasks.

use super::{Bar, Command, Context, hint};

commands! {
    TOGGLE "tasks" "Open or close the task panel." {
        word: "tasks",
        also: "activity jobs transfers progress queue",
        contexts: &[Context::Global],
        hints: &[hint(Bar::Pane, 50), hint(Bar::SignedOut, 50)],
        disabled: |app, _| app.why_not_tasks(),
        run: |app, _| app.toggle_tasks(),
    }
    EVENTS "task_events" "Show the task's events, or what a saved submission would send." {
        word: "events",
        also: "log details",
        contexts: &[Context::Tasks],
        hints: &[hint(Bar::Tasks, 20)],
        disabled: |app, _| app.monitor.chosen().is_none().then(|| "There are no tasks.".into()),
        run: |app, _| app.open_job(),
    }
    CANCEL "cancel_task" "Cancel the task, after a confirmation." {
        word: "cancel",
        also: "kill abort",
        contexts: &[Context::Tasks],
        hints: &[hint(Bar::Tasks, 30)],
        disabled: |app, _| app.why_not_cancel(),
        run: |app, _| app.open_cancel(),
    }
    SEND "send_job" "Send a waiting submission now." {
        word: "send now",
        also: "retry resend",
        contexts: &[Context::Tasks],
        hints: &[hint(Bar::Tasks, 33)],
        disabled: |app, _| app.why_not_send(),
        run: |app, _| app.send_chosen(),
    }
    DROP "drop_job" "Drop a saved submission, after a confirmation." {
        word: "drop",
        also: "delete remove discard",
        contexts: &[Context::Tasks],
        hints: &[hint(Bar::Tasks, 36)],
        disabled: |app, _| app.why_not_drop(),
        run: |app, _| app.open_drop(),
    }
    CLOSE "close_tasks" "Close the task panel." {
        word: "close",
        contexts: &[Context::Tasks],
        hints: &[hint(Bar::Tasks, 50)],
        disabled: |app, _| (!app.monitor.is_open()).then(|| "The task panel is not open.".into()),
        run: |app, _| app.close_tasks(),
    }
}
