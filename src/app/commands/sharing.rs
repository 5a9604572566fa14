//! What is known of a collection, and who may use it.

use super::{Acts, Command};

commands! {
    DETAILS "details" "Show all that is known of this collection: owner, who can help, rules, ids." {
        acts: Some(Acts::Place),
        word: "details",
        also: "info about properties owner contact uuid overview",
        disabled: |app, _| app.why_no_details(),
        run: |app, _| app.open_details(),
    }
    SERVER "server" "Show what is on the server of this collection: storage gateways and collections, with ids to copy." {
        acts: Some(Acts::Place),
        word: "server",
        also: "endpoint gateway storage administrator manager gcs",
        disabled: |app, _| app.why_no_details(),
        run: |app, _| app.open_server(),
    }
    PERMISSIONS "permissions" "Show who may use this guest collection; share a directory with someone, change it, revoke it." {
        acts: Some(Acts::Place),
        word: "share",
        also: "permissions access acl rules grant revoke",
        disabled: |app, _| app.why_no_details(),
        run: |app, _| app.open_access(),
    }
    CREATE_GUEST "create_guest" "Create a guest collection on the directory at the cursor, to share it with others." {
        acts: Some(Acts::Entry),
        word: "guest collection",
        also: "share new collection shared endpoint invite",
        disabled: |app, _| app.why_not_create_guest(),
        run: |app, _| app.open_create_guest(),
    }
}
