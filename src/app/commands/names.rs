//! Finding names in the directory shown.

use super::{Bar, Command, hint};

commands! {
    FILTER "filter" "Show only names that contain what is typed." {
        word: "filter",
        also: "narrow limit",
        hints: &[hint(Bar::Pane, 104)],
        disabled: |app, _| app.why_no_names(),
        run: |app, _| app.open_filter(),
    }
    FIND "find" "Go to the next name that contains what is typed." {
        word: "find",
        also: "quick search jump",
        hints: &[hint(Bar::Pane, 106)],
        disabled: |app, _| app.why_no_names(),
        run: |app, _| app.open_find(),
    }
    FIND_BELOW "find_below" "Find entries below this directory, by name, size, time of change and kind." {
        word: "find below",
        also: "search recursive locate",
        disabled: |app, _| app.why_not_find_below(),
        run: |app, _| app.open_find_below(),
    }
    FIND_NEXT "find_next" "Go to the next name that was found." {
        word: "next match",
        also: "search again",
        disabled: |app, _| app.pane(app.active()).why_not_search_again(),
        run: |app, args| app.find_again(args.times()),
    }
    FIND_PREVIOUS "find_previous" "Go to the name before that was found." {
        word: "match before",
        disabled: |app, _| app.pane(app.active()).why_not_search_again(),
        run: |app, args| app.find_again(-args.times()),
    }
}
