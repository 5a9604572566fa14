//! Moving data.

use super::{Acts, Bar, Command, hint};

commands! {
    TRANSFER "transfer" "Plan a transfer of the marked entries to the other pane." {
        acts: Some(Acts::Entry),
        word: "send",
        also: "copy cp upload download put get paste sync",
        hints: &[hint(Bar::Pane, 30)],
        disabled: |app, _| app.why_no_route().or_else(|| app.why_not_transfer()),
        run: |app, _| app.plan_transfer(),
    }
}
