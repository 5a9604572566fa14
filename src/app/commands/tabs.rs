//! Tabs of a pane.

use super::Command;

commands! {
    NEW "new_tab" "Open a tab in this pane, at the same place." {
        word: "new tab",
        also: "tab create",
        disabled: |app, _| app.why_not_new_tab(),
        run: |app, _| app.new_tab(),
    }
    NEXT "next_tab" "Go to the next tab of this pane." {
        word: "next tab",
        disabled: |app, _| app.why_only_tab(),
        run: |app, args| app.step_tab(args.times()),
    }
    PREVIOUS "previous_tab" "Go to the tab before." {
        word: "tab before",
        disabled: |app, _| app.why_only_tab(),
        run: |app, args| app.step_tab(-args.times()),
    }
    CLOSE "close_tab" "Close this tab; its marks stay." {
        word: "close tab",
        disabled: |app, _| app.why_only_tab(),
        run: |app, _| app.close_tab(),
    }
}
