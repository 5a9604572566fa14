//! Moving data.

use super::{Bar, Command, hint};

commands! {
    TRANSFER "transfer" "Plan a transfer of the marked entries to the other pane." {
        word: "send",
        hints: &[hint(Bar::Pane, 30)],
        disabled: |app, _| {
            let local = app.why_not_local_transfer();
            local.or_else(|| app.why_not_connected()).or_else(|| app.why_not_transfer())
        },
        run: |app, _| app.plan_transfer(),
    }
}
