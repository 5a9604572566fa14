//! Finding places.

use super::{Bar, Command, Context, hint};

commands! {
    SEARCH "search" "Open a place in this pane: a collection, a bookmark, this computer." {
        word: "collections",
        also: "find endpoint connect",
        contexts: &[Context::List, Context::Tasks],
        hints: &[hint(Bar::Pane, 40)],
        disabled: |app, _| app.why_not_connected(),
        run: |app, _| app.open_search(),
    }
}
