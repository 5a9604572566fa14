//! The result of a subcommand that signed an account in.

use serde_json::{Value, json};

use super::report::{Report, Table, json_text};
use crate::domain::account::Account;
use crate::domain::text::SafeText;

/// The account, and a line for people.
pub struct AccountReport {
    /// The account that is signed in.
    pub account: Account,
    /// What was done.
    pub done: SafeText,
}

impl Report for AccountReport {
    fn text(&self) -> Vec<SafeText> {
        vec![self.done.clone()]
    }

    fn document(&self) -> Value {
        json!({
            "sub": self.account.identity,
            "preferred_username": json_text(&self.account.username),
            "service_user": self.account.service_user,
        })
    }

    fn table(&self) -> Table {
        let Account { identity, username, service_user, .. } = &self.account;
        let row = vec![crate::safe!("{}", identity), username.sanitized(), yes_or_no(*service_user)];
        Table { columns: &["sub", "preferred_username", "service_user"], rows: vec![row] }
    }
}

/// A truth value as a cell of a table.
pub fn yes_or_no(value: bool) -> SafeText {
    if value { "true".into() } else { "false".into() }
}
