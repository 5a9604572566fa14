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
    KNOWN_NAMES "known_names" "Find names seen before, in all collections, without a network." {
        word: "seen names",
        also: "offline index locate everywhere",
        contexts: &[Context::List, Context::Tasks],
        run: |app, _| app.open_known_names(),
    }
    EDIT_PATH "edit_path" "Edit the path of this pane, and go there." {
        word: "edit path",
        also: "cd location address",
        disabled: |app, _| app.why_no_path(),
        run: |app, _| app.open_path_field(),
    }
    OPEN_PLACE "open_place" "Go to a path, a collection id, ID:/path or a link that is typed." {
        word: "go to",
        also: "cd url uuid address connect",
        run: |app, _| app.open_place_field(),
    }
    BOOKMARKS "bookmarks" "Open one of your bookmarks; remove or rename one." {
        word: "bookmarks",
        also: "hotlist favourites",
        contexts: &[Context::List, Context::Tasks],
        disabled: |app, _| app.why_not_connected(),
        run: |app, _| app.open_bookmarks(),
    }
    ADD_BOOKMARK "add_bookmark" "Bookmark the directory shown; the Globus web app shows it too." {
        word: "add bookmark",
        also: "favourite hotlist",
        disabled: |app, _| app.why_not_bookmark(),
        run: |app, _| app.open_add_bookmark(),
    }
}
